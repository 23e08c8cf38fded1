"""Cases with a base, a current value and perhaps a target, laid out as those of Statistics Canada."""

import math

from services.cli.published.outcome import Outcome, close
from services.cli.published.tables import Row
from services.indicators.domain.methods.progress_measure import TARGET_YEAR, Case, Progress, progress_measure
from services.indicators.domain.methods.un_progress import Chart, Outlook, outlook, outlook_without_target
from services.indicators.domain.paths import Path
from services.indicators.domain.standing import OnPath

COLUMNS = ("base_year", "base_value", "current_year", "current_value", "direction")
LABEL = ("indicator", "series")
TOLERANCE = 1e-9
_PERCENT = ("percent", "%", "pc")
_DIRECTIONS = {"1": 1, "+1": 1, "1.0": 1, "positive": 1, "up": 1, "-1": -1, "-1.0": -1, "negative": -1, "down": -1}


def case_of(row: Row) -> Case:
    """The case of a line. Raises ConfigError for a cell that cannot be read; no direction is assumed."""
    direction = _DIRECTIONS.get(row.text("direction").lower())
    if direction is None:
        raise row.fault("direction", "write 1 where more is better and -1 where less is")
    due = row.year("target_year")
    return Case(
        base_year=row.year("base_year"),
        base=row.number("base_value"),
        year=row.year("current_year"),
        value=row.number("current_value"),
        direction=direction,
        target=row.number("target"),
        target_year=TARGET_YEAR if due is None else due,
        limit=row.number("limit"),
    )


def by_progress_measure(row: Row) -> Outcome:
    """The progress measure, compared with the published value, score and status."""
    case = case_of(row)
    found = progress_measure(case)
    compared: dict[str, bool] = {}
    status, value, score = row.text("status"), row.published("progress_value"), row.published("score")
    if status:
        compared["status"] = status == found.status
    if score is not None or status == found.status == "not_available":
        compared["score"] = close(found.score, score, TOLERANCE)
    if value is not None:
        compared["progress_value"] = close(found.value, value, TOLERANCE)
    return Outcome(found.value, found.score, found.status, compared, found.reason or _older(case, found, score))


def _older(case: Case, found: Progress, published: float | None) -> str:
    """Whether a published score is of the older script, which took 250 times the growth where no target is set."""
    if published is None or found.value is None or case.target is not None:
        return ""
    older = math.copysign(min(abs(250 * found.value), 5), found.value)
    return "this is the score of an older script, 250 times the growth" if close(older, published, TOLERANCE) else ""


def by_chart_of_the_un(row: Row) -> Outcome:
    """The share of the way and the class; compared where the published status is a class of this method."""
    case = case_of(row)
    if case.base_year is None or case.base is None or case.year is None or case.value is None:
        found = Outlook(None, None, reason="there are no two values to compare")
    else:
        found = _outlook(row, case, (case.base_year, case.base), (case.year, case.value))
    published, stated = row.text("status"), row.published("progress_value")
    compared: dict[str, bool] = {}
    if published in set(Chart):
        compared["status"] = published == found.category
        if stated is not None:
            compared["progress_value"] = close(found.share, stated, TOLERANCE)
    return Outcome(found.share, None, found.category or "", compared, found.reason)


def _outlook(row: Row, case: Case, base: tuple[float, float], last: tuple[float, float]) -> Outlook:
    if case.target is None:
        return outlook_without_target(base, last, case.direction)
    percent = row.text("unit").lower() in _PERCENT
    return outlook(base, last, (case.target_year, case.target), case.direction, percent=percent)


def by_straight_line(row: Row) -> Outcome:
    """The pace ratio, the gap to the line and our verdict without tolerance."""
    case = case_of(row)
    if case.base_year is None or case.base is None or case.year is None or case.value is None or case.target is None:
        return Outcome(note="there are no two values and a target")
    met = case.direction * (case.value - case.target) >= 0
    if not case.base_year < min(case.year, case.target_year) or (case.base == case.target and not met):
        return Outcome(note="no line leads from the base to the target")
    line = Path(case.base_year, case.base, case.target_year, case.target)
    ratio, gap = line.ratio(case.year, case.value), case.direction * (case.value - line.at(case.year))
    return Outcome(ratio, gap, OnPath(gap, 0.0, ratio, met, due=case.year >= case.target_year).plain())
