"""The figures a body is read to, as they stand in a CSV beside a recording."""

import csv
import io
from collections.abc import Iterator

from services.ingest.decode.answer import Answer
from services.ingest.identify import identify
from services.ingest.recipe import Recipe
from services.ingest.snapshot import observations

HEADER = ("series_id", "period", "value", "obs_flags", "conf")


def figures_of(answer: Answer, recipe: Recipe) -> Iterator[tuple[str, ...]]:
    """Header and rows: every series of the body, in the recipe's unit, by series and period. Raises NotData."""
    yield HEADER
    everything = recipe.model_copy(update={"extra_slices": ({},)})
    for reading in identify(answer, everything, ()).readings:
        for o in observations(reading, recipe):
            yield reading.key, o.period.label, o.value or "", o.obs_flags, o.conf or ""


def figures_csv(answer: Answer, recipe: Recipe) -> str:
    """The same as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(figures_of(answer, recipe))
    return text.getvalue()
