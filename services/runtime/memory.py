"""How often the interpreter looks for cycles of objects: seldom, in a process whose objects are trees."""

import gc

# New objects, and rounds, before the young, the middle and the old are searched; the interpreter's own are 700, 10, 10
_THRESHOLDS = (10_000, 20, 50)


def settle() -> None:
    """Leave what has been loaded so far out of every later search, and search less often; call it when all is loaded.

    Events and assessments hold no cycles and are freed by their reference counts. At the interpreter's own rate the
    search takes about a quarter of the time of judging a series.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
