"""From an assessment to a Vega-Lite specification: own figures, path, target, band, breaks and other places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from schemas.assessment import Assessment
from schemas.chart import Point
from schemas.period import Period
from services.runtime.charts import layers
from services.runtime.charts.layers import Layer, Line
from services.runtime.charts.style import COMPARATORS, DASHES, EARLIER, OWN, PATH, PROJECTION, config
from services.runtime.wording import Lang, format_round, format_value, place_name

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

Earlier = Sequence[Sequence[tuple[Period, float]]]

_WORDS: dict[str, dict[Lang, str]] = {
    "path": {"nl": "pad naar het doel", "en": "path to the target"},
    "projection": {"nl": "huidig tempo (met 80 %-band)", "en": "present pace (with 80% band)"},
    "earlier": {"nl": "eerder gepubliceerd", "en": "published earlier"},
    "target": {"nl": "doel", "en": "target"},
    "limit": {"nl": "grens", "en": "limit"},
    "needed": {"nl": "nodig", "en": "needed"},
    "break": {"nl": "breuk", "en": "break"},
    "benchmark": {"nl": "vergelijkingsniveau", "en": "benchmark"},
}


def chart_spec(
    assessment: Assessment, lang: Lang, *, width: int = 640, height: int = 340, earlier: Earlier = ()
) -> dict[str, Any]:
    """The specification, with all data inline; `width` and `height` are the plot's, in pixels, without axes and legend.

    Positions are years (annual 2025 = 2025.0), values are in the indicator's unit. `earlier` are states of the own
    history before publishers revised it, drawn thin behind everything.
    """
    frame = _frame(assessment, earlier)
    lines = _lines(assessment, lang, earlier)
    return {
        "$schema": SCHEMA,
        "config": config(lang),
        "width": width,
        "height": height,
        "padding": 6,
        "layer": [
            layers.frame(frame, assessment.unit, lang, lines, columns=max(1, width // 160)),
            *_background(assessment, lang, frame),
            *(layers.line(line) for line in reversed(lines)),
            *_distance(assessment),
            *layers.points([line for line in lines if line.dots]),
            *_labels(assessment, lang),
        ],
    }


@dataclass(frozen=True, slots=True)
class _Extent:
    """The lowest and highest position and value of everything drawn."""

    positions: tuple[float, ...]
    values: tuple[float, ...]


def _frame(a: Assessment, earlier: Earlier) -> layers.Frame:
    """The axes' ends: all that is drawn and a little air; a share never reaches below 0 or above 100."""
    extent = _extent(a, earlier)
    first, last = min(extent.positions), max(extent.positions)
    low, high = min(extent.values), max(extent.values)
    air = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    bottom, top = low - air, high + air
    if low >= 0:
        bottom = max(0.0, bottom)
    if a.unit == "percent" and high <= 100:
        top = min(100.0, top)
    margin = max(0.35, (last - first) * 0.04)
    return layers.Frame(first - margin, last + margin, bottom, top)


def _extent(a: Assessment, earlier: Earlier) -> _Extent:
    drawn = [(p.period.position, p.value) for p in _known(a.chart.points)]
    drawn += [(p.period.position, p.value) for c in a.chart.comparators for p in _known(c.points)]
    drawn += [(period.position, value) for line in earlier for period, value in line]
    drawn += [(p.position, p.value) for p in a.chart.path]
    drawn += [(b.position, v) for b in a.chart.projection for v in (b.low, b.high)]
    if not drawn:
        return _Extent((2020.0, 2030.0), (0.0, 100.0 if a.unit == "percent" else 1.0))
    values = [v for _, v in drawn if v is not None]
    if a.target:
        values.append(a.target.value)
    if a.benchmark:
        values.append(a.benchmark.value)
    years = [float(a.target.year)] if a.target and a.target.year else []
    return _Extent(tuple([x for x, _ in drawn] + years), tuple(values))


def _known(points: tuple[Point, ...]) -> list[Point]:
    return [p for p in points if p.value is not None]


def _lines(a: Assessment, lang: Lang, earlier: Earlier) -> list[Line]:
    """Every line in the order of the legend: own figures first, then path, projection and other places."""
    lines = [Line("own", place_name(a.geo, lang), OWN, [1, 0], 3, _dots(a.chart.points), dots=True)]
    if len(a.chart.path) > 1:
        path = [{"x": p.position, "y": p.value} for p in a.chart.path]
        lines.append(Line("path", _WORDS["path"][lang], PATH, [6, 4], 1.5, path))
    if len(a.chart.projection) > 1:
        ahead = [{"x": b.position, "y": b.value} for b in a.chart.projection]
        lines.append(Line("projection", _WORDS["projection"][lang], PROJECTION, [2, 3], 2, ahead))
    for index, other in enumerate(a.chart.comparators):
        colour, dash = COMPARATORS[index % len(COMPARATORS)], DASHES[index % len(DASHES)]
        name = place_name(other.geo, lang)
        lines.append(Line(f"other{index}", name, colour, dash, 1.5, _dots(other.points), dots=True))
    if rows := _earlier(a, earlier):
        lines.append(Line("earlier", _WORDS["earlier"][lang], EARLIER, [4, 2, 1, 2], 1.2, rows, dots=True))
    return lines


def _earlier(a: Assessment, earlier: Earlier) -> list[dict[str, Any]]:
    """Every state as a segment of its own, and none across a break; a figure that still stands is drawn as such."""
    breaks = [point.period for point in a.chart.points if point.is_break]
    return [
        {
            "x": period.position,
            "y": value,
            "segment": f"{number}.{sum(one.position <= period.position for one in breaks)}",
            "soft": True,
        }
        for number, line in enumerate(earlier)
        for period, value in line
    ]


def _dots(points: tuple[Point, ...]) -> list[dict[str, Any]]:
    """The known points; each break begins a new segment, so that no line runs across it."""
    segment, rows = 0, []
    for p in _known(points):
        segment += p.is_break
        soft = p.provisional or p.suspect
        rows.append({"x": p.period.position, "y": p.value, "segment": segment, "soft": soft})
    return rows


def _background(a: Assessment, lang: Lang, frame: layers.Frame) -> list[Layer]:
    drawn: list[Layer] = []
    if len(a.chart.projection) > 1:
        drawn.append(layers.band([{"x": b.position, "low": b.low, "high": b.high} for b in a.chart.projection]))
    breaks = [p.period.position for p in a.chart.points if p.is_break]
    drawn += layers.breaks(breaks, _WORDS["break"][lang], frame)
    if a.target and a.target.year is None:
        drawn += layers.level(a.target.value, _level_words("limit", a.target.value, a, lang), frame)
    if a.benchmark:
        drawn += layers.level(a.benchmark.value, _level_words("benchmark", a.benchmark.value, a, lang), frame)
    return drawn


def _level_words(word: str, value: float, a: Assessment, lang: Lang) -> str:
    return f"{_WORDS[word][lang]} {format_round(value, a.unit, lang)}"


def _distance(a: Assessment) -> list[Layer]:
    if a.latest is None or a.latest.value is None or a.expected is None:
        return []
    return layers.gap(a.latest.period.position, a.latest.value, a.expected, behind=(a.gap or 0) < 0)


def _labels(a: Assessment, lang: Lang) -> list[Layer]:
    """The figures a reader looks for, written at their points: latest, needed, target."""
    drawn: list[Layer] = []
    if a.latest is not None and a.latest.value is not None:
        x, y = a.latest.period.position, a.latest.value
        needed_above = a.expected is not None and a.expected > y
        if a.expected is not None:
            words = f"{_WORDS['needed'][lang]} {format_value(a.expected, a.unit, lang)}"
            drawn.append(layers.label(x, a.expected, words, above=needed_above, align=_clear_side(a, needed_above)))
        shown = format_value(y, a.unit, lang)
        drawn.append(layers.label(x, y, shown, above=not needed_above, strong=True))
    if a.target and a.target.year:
        words = f"{_WORDS['target'][lang]} {format_round(a.target.value, a.unit, lang)}"
        drawn += layers.target(float(a.target.year), a.target.value, words)
    return drawn


def _clear_side(a: Assessment, above: bool) -> Literal["left", "right"]:
    """The alignment that keeps words at a point of the path off the path: before it where it rises above them."""
    rising = len(a.chart.path) > 1 and a.chart.path[-1].value >= a.chart.path[0].value
    return "right" if rising == above else "left"
