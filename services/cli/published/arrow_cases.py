"""Trends of a value between two years with bounds, laid out as those of the SDG Index 2019."""

from services.cli.published.outcome import Outcome, close
from services.cli.published.tables import Row
from services.indicators.domain.methods.sdg_index import Arrow, Bounds, Trend, trend

COLUMNS = ("y0", "v0", "y1", "v1", "lower_bound", "optimum", "green_threshold")
LABEL = ("country", "indicator")
# Published scores are rounded to four decimals, and the rates follow from them
SCORES, RATES = 1e-3, 2e-4


def by_arrow(row: Row) -> Outcome:
    """Value: change of the score a year; score: that of the last year; status: the arrow.

    Compared with the published arrow, scores and rates as far as the line has them. What is published in place of an
    arrow, such as a dot, says that there is none.
    """
    first, last = (row.year("y0"), row.number("v0")), (row.year("y1"), row.number("v1"))
    bounds = row.number("lower_bound"), row.number("optimum"), row.number("green_threshold")
    published = row.text("published_arrow")
    found = _trend(first, last, bounds)
    stated = published if published in set(Arrow) else ""
    if isinstance(found, str):
        return Outcome(compared={"published_arrow": not stated} if published else {}, note=found)
    compared = {"published_arrow": stated == (found.arrow or "")} if published else {}
    numbers = {
        "score0": (found.first, SCORES),
        "score1": (found.last, SCORES),
        "score_green": (found.green, SCORES),
        "actual_rate": (found.actual, RATES),
        "required_rate": (found.required, RATES),
    }
    for column, (ours, tolerance) in numbers.items():
        number = row.published(column)
        if number is not None:
            compared[column] = close(ours, number, tolerance)
    note = found.reason or _explained(found, published)
    return Outcome(found.actual, found.last, found.arrow or "", compared, note)


def _trend(
    first: tuple[float | None, float | None],
    last: tuple[float | None, float | None],
    bounds: tuple[float | None, float | None, float | None],
) -> Trend | str:
    """The trend, or why there is none."""
    (y0, v0), (y1, v1), (lower, optimum, green) = first, last, bounds
    if y0 is None or v0 is None or y1 is None or v1 is None:
        return "a value or its year is missing"
    if lower is None or optimum is None or green is None:
        return "a bound or the green threshold is missing"
    try:
        return trend(Bounds(lower, optimum, green), (y0, v0), (y1, v1))
    except ValueError as error:
        return str(error)


def _explained(found: Trend, published: str) -> str:
    """Why the rule gives another arrow than was published; empty where it gives the same or none was."""
    if not published or published == found.arrow or found.actual is None or found.required is None:
        return ""
    change = f"the score goes from {found.first:.4f} to {found.last:.4f}, green is {found.green:.4f}"
    if found.arrow is Arrow.decreasing:
        return f"{change}: it falls, and the rule gives ↓ to every fall that does not end above green"
    if found.arrow is Arrow.on_track and found.actual < 0:
        return f"{change}: the rule gives ↑ to a fall that stays above green"
    pace = f"{found.actual:.4f} a year where {found.required:.4f} is required"
    return f"{change}: {pace}"
