"""The version guard: replayed, late and doubled snapshots are harmless."""

from schemas.stats import SeriesSnapshot


def accept(current: SeriesSnapshot | None, new: SeriesSnapshot) -> bool:
    """Whether `new` replaces `current` of the same series: a lower version is ignored, an equal one recomputes."""
    return current is None or new.version >= current.version
