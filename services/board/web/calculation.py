"""The calculation behind a verdict with its numbers filled in, so that a reader can do it again."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.assessment import Assessment
from schemas.verdicts import Basis, Verdict
from services.runtime.wording import Lang, format_gap, format_number, format_round, format_value, format_year

MINUS, TIMES = "\u2212", "\u00d7"


@dataclass(frozen=True, slots=True)
class Line:
    """One step: the name of its text, what is reckoned, and what comes out."""

    name: str
    formula: str
    result: str


def calculation(a: Assessment, lang: Lang) -> list[Line]:
    """The steps in order; only those whose numbers the assessment carries."""
    if a.latest is None or a.latest.value is None or a.verdict is Verdict.undetermined:
        return []
    return [*_expected(a, lang), *_distance(a, lang), *_ratio(a, lang), *_pace(a, lang), *_projection(a, lang)]


def _expected(a: Assessment, lang: Lang) -> Iterator[Line]:
    if a.expected is None:
        return
    result = format_value(a.expected, a.unit, lang)
    if not _is_straight(a) or a.baseline is None or a.target is None or a.target.year is None or a.latest is None:
        yield Line("expected", "", result)
        return
    start, now = a.baseline.period.position, a.latest.period.position
    base, goal = _plain(a.baseline.value, lang), _plain(a.target.value, lang)
    formula = (
        f"{base} + ({goal} {MINUS} {base}) {TIMES} ({_year(now, lang)} {MINUS} {_year(start, lang)}) / "
        f"({a.target.year} {MINUS} {_year(start, lang)})"
    )
    yield Line("expected", formula, result)


def _is_straight(a: Assessment) -> bool:
    """Whether the straight line from baseline to target gives the expected value: then it can be shown as such."""
    if a.baseline is None or a.target is None or a.target.year is None or a.latest is None or a.expected is None:
        return False
    start = a.baseline.period.position
    years = a.target.year - start
    if years <= 0:
        return False
    share = (a.latest.period.position - start) / years
    straight = a.baseline.value + (a.target.value - a.baseline.value) * share
    return abs(straight - a.expected) < 1e-6 * max(1.0, abs(a.expected))


def _distance(a: Assessment, lang: Lang) -> Iterator[Line]:
    latest = a.latest.value if a.latest else None
    against = _against(a)
    if latest is None or against is None:
        return
    first, second = (latest, against) if a.direction == "up" else (against, latest)
    formula = f"{_plain(first, lang)} {MINUS} {_plain(second, lang)}"
    yield Line("gap", formula, format_gap(first - second, a.unit, lang, signed=True))


def _against(a: Assessment) -> float | None:
    """The level the latest figure is compared with."""
    if a.basis is Basis.benchmark:
        return a.benchmark.value if a.benchmark else None
    if a.basis is Basis.hold:
        return a.target.value if a.target else None
    return a.expected


def _ratio(a: Assessment, lang: Lang) -> Iterator[Line]:
    if a.ratio is None or a.baseline is None or a.expected is None or a.latest is None or a.latest.value is None:
        return
    base = _plain(a.baseline.value, lang)
    formula = (
        f"({_plain(a.latest.value, lang)} {MINUS} {base}) / ({_plain(a.expected, lang)} {MINUS} {base})"
        if _is_straight(a)
        else ""
    )
    yield Line("ratio", formula, format_number(a.ratio, lang, 2))


def _pace(a: Assessment, lang: Lang) -> Iterator[Line]:
    if a.pace is None:
        return
    values = {p.period: p.value for p in a.chart.points}
    first, last = a.pace.first, a.pace.last
    between = _slope((first.position, values.get(first)), (last.position, values.get(last)), a.pace.per_year, lang)
    yield Line("pace", between, format_gap(a.pace.per_year, a.unit, lang, signed=True))
    if a.pace.needed_per_year is not None and a.target and a.target.year and a.latest:
        latest = (a.latest.period.position, a.latest.value)
        ahead = _slope(latest, (float(a.target.year), a.target.value), a.pace.needed_per_year, lang)
        yield Line("needed_pace", ahead, format_gap(a.pace.needed_per_year, a.unit, lang, signed=True))


def _slope(start: tuple[float, float | None], end: tuple[float, float | None], result: float, lang: Lang) -> str:
    """Rise over years as a formula; empty unless it gives the result."""
    (x0, y0), (x1, y1) = start, end
    if y0 is None or y1 is None or x1 <= x0 or abs((y1 - y0) / (x1 - x0) - result) > 1e-6 * max(1.0, abs(result)):
        return ""
    return f"({_plain(y1, lang)} {MINUS} {_plain(y0, lang)}) / ({_year(x1, lang)} {MINUS} {_year(x0, lang)})"


def _projection(a: Assessment, lang: Lang) -> Iterator[Line]:
    if a.projection is None:
        return
    band = f"{format_value(a.projection.low, a.unit, lang)} – {format_value(a.projection.high, a.unit, lang)}"
    yield Line("projection", band, f"{format_value(a.projection.value, a.unit, lang)} ({a.projection.year})")
    if a.projection.arrival_year is not None and a.target:
        yield Line("arrival", format_round(a.target.value, a.unit, lang), format_year(a.projection.arrival_year))


def _plain(value: float, lang: Lang) -> str:
    """A number inside a formula: without unit, rounded to one decimal, or two below ten."""
    places = 0 if value == int(value) else 1 if abs(value) >= 10 else 2
    return format_number(value, lang, places)


def _year(position: float, lang: Lang) -> str:
    """A position on the path: a whole year, or a year with its part."""
    if position == int(position):
        return str(int(position))
    return f"{position:.2f}".replace(".", "," if lang == "nl" else ".")
