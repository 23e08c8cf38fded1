"""The layers a chart is made of, as Vega-Lite: each function draws one thing and knows no assessment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from services.runtime.charts.style import GAP, GROUND, INK, MUTED, OWN, PATH, PROJECTION
from services.runtime.wording import Lang

Layer = dict[str, Any]
Rows = list[dict[str, Any]]
Align = Literal["left", "center", "right"]

_MOST_DOTS = 40


@dataclass(frozen=True, slots=True)
class Frame:
    """The ends of the axes: positions in years, values in the indicator's unit."""

    first: float
    last: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its legend text, colour, dash and rows {x, y, segment?, soft?}; `dots` marks the single figures."""

    id: str
    name: str
    colour: str
    dash: list[int]
    width: float
    rows: Rows = field(default_factory=list)
    dots: bool = False


def frame(ends: Frame, unit: str, lang: Lang, lines: Sequence[Line], *, columns: int) -> Layer:
    """Axes and legend: whole years below, values left, every line by name, colour and dash."""
    names = [line.name for line in lines]
    legend: dict[str, Any] = {
        "orient": "top",
        "direction": "horizontal",
        "columns": columns,
        "columnPadding": 34,
        "labelLimit": 0,
    }
    legend |= {"title": None, "symbolType": "stroke"}
    rows = [{"x": ends.first, "y": ends.bottom, "name": name} for name in names]
    return {
        "data": {"values": rows},
        "mark": {"type": "line", "opacity": 1},
        "encoding": {
            "x": _x(ends),
            "y": _y(ends, unit, lang),
            "color": {
                "field": "name",
                "type": "nominal",
                "scale": {"domain": names, "range": [line.colour for line in lines]},
                "legend": legend,
            },
            "strokeDash": {
                "field": "name",
                "type": "nominal",
                "scale": {"domain": names, "range": [line.dash for line in lines]},
                "legend": legend,
            },
        },
    }


def line(drawn: Line) -> Layer:
    """A line through its rows, interrupted where the segment changes."""
    return {
        "data": {"values": drawn.rows},
        "mark": {"type": "line", "color": drawn.colour, "strokeDash": drawn.dash, "strokeWidth": drawn.width},
        "encoding": {**_at("x", "y"), "detail": {"field": "segment", "type": "nominal"}},
    }


def points(drawn: Sequence[Line]) -> list[Layer]:
    """The figures as dots: full where firm, hollow where provisional or suspect. Own figures lie on top.

    Of a long history only the soft figures and the last one get a dot.
    """
    return [
        {
            "data": {"values": _dotted(each.rows)},
            "mark": {"type": "point", "filled": True, "opacity": 1, "stroke": each.colour, "strokeWidth": 1.8},
            "encoding": {
                **_at("x", "y"),
                "size": {"value": 64 if each.id == "own" else 22},
                "fill": {"condition": {"test": "datum.soft", "value": GROUND}, "value": each.colour},
            },
        }
        for each in sorted(drawn, key=lambda one: one.id == "own")
    ]


def _dotted(rows: Rows) -> Rows:
    return rows if len(rows) <= _MOST_DOTS else [*(row for row in rows[:-1] if row["soft"]), rows[-1]]


def band(rows: Rows) -> Layer:
    """The area the projection may end in."""
    return {
        "data": {"values": rows},
        "mark": {"type": "area", "color": PROJECTION, "opacity": 0.16},
        "encoding": {**_at("x", "low"), "y2": {"field": "high"}},
    }


def breaks(positions: Sequence[float], word: str, ends: Frame) -> list[Layer]:
    """A dashed upright line at each break, with the word beside it."""
    if not positions:
        return []
    rows = [{"x": x, "y": ends.top, "text": word} for x in positions]
    upright = {"type": "rule", "color": MUTED, "strokeDash": [3, 3]}
    beside = {"type": "text", "align": "left", "dx": 4, "dy": 8, "color": MUTED, "fontSize": 11}
    return [
        {"data": {"values": rows}, "mark": upright, "encoding": {"x": {"field": "x", "type": "quantitative"}}},
        {"data": {"values": rows}, "mark": beside, "encoding": {**_at("x", "y"), "text": {"field": "text"}}},
    ]


def level(value: float, words: str, ends: Frame) -> list[Layer]:
    """A level line over the whole width, with its words at the left end."""
    rows = [{"x": ends.first, "y": value, "text": words}]
    across = {"type": "rule", "color": PATH, "strokeDash": [6, 4], "strokeWidth": 1.5}
    above = {"type": "text", "align": "left", "dx": 4, "dy": -8, "color": INK, "fontSize": 12}
    return [
        {"data": {"values": rows}, "mark": across, "encoding": {"y": {"field": "y", "type": "quantitative"}}},
        {"data": {"values": rows}, "mark": above, "encoding": {**_at("x", "y"), "text": {"field": "text"}}},
    ]


def gap(x: float, latest: float, expected: float, *, behind: bool) -> list[Layer]:
    """The distance between figure and path, in the colour of warning when behind, and the point on the path."""
    colour = GAP if behind else MUTED
    rows = [{"x": x, "y": latest, "to": expected}]
    return [
        {
            "data": {"values": rows},
            "mark": {"type": "rule", "color": colour, "strokeWidth": 2},
            "encoding": {**_at("x", "y"), "y2": {"field": "to"}},
        },
        {
            "data": {"values": rows},
            "mark": {"type": "point", "shape": "circle", "filled": False, "color": PATH, "size": 50, "opacity": 1},
            "encoding": _at("x", "to"),
        },
    ]


def target(x: float, y: float, words: str) -> list[Layer]:
    """The target as a diamond with its words."""
    mark = {"type": "point", "shape": "diamond", "filled": True, "color": PATH, "size": 130, "opacity": 1}
    return [
        {"data": {"values": [{"x": x, "y": y}]}, "mark": mark, "encoding": _at("x", "y")},
        label(x, y, words, above=True, align="right"),
    ]


def label(x: float, y: float, words: str, *, above: bool, strong: bool = False, align: Align = "center") -> Layer:
    """Words above or below a point."""
    return {
        "data": {"values": [{"x": x, "y": y, "text": words}]},
        "mark": {
            "type": "text",
            "align": align,
            "dx": {"right": 6, "center": 0, "left": -6}[align],
            "dy": -14 if above else 16,
            "color": OWN if strong else INK,
            "fontSize": 14 if strong else 12,
            "fontWeight": "bold" if strong else "normal",
        },
        "encoding": {**_at("x", "y"), "text": {"field": "text"}},
    }


def _at(x: str, y: str) -> dict[str, Any]:
    return {"x": {"field": x, "type": "quantitative"}, "y": {"field": y, "type": "quantitative"}}


def _x(ends: Frame) -> dict[str, Any]:
    years = ends.last - ends.first
    step = next(s for s in (1, 2, 5, 10, 20, 50) if years / s <= 10)
    first = int(-(-ends.first // step) * step)
    ticks = list(range(first, int(ends.last) + 1, step))
    axis = {"format": "d", "values": ticks, "grid": False, "title": None, "labelFlush": False}
    return {
        "field": "x",
        "type": "quantitative",
        "axis": axis,
        "scale": {"domain": [ends.first, ends.last], "nice": False, "zero": False},
    }


def _y(ends: Frame, unit: str, lang: Lang) -> dict[str, Any]:
    axis = {"format": ",~f", "tickCount": 6, "title": None, "domain": False, "ticks": False, "labelPadding": 6}
    if unit == "percent":
        axis["labelExpr"] = "datum.label + '\u00a0%'" if lang == "nl" else "datum.label + '%'"
    return {
        "field": "y",
        "type": "quantitative",
        "axis": axis,
        "scale": {"domain": [ends.bottom, ends.top], "nice": False, "zero": False},
    }
