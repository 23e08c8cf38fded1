"""Verdicts over the days as a drawing: one row a verdict, a bar while it stands, marks for what was mailed."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.verdicts import Verdict
from services.runtime.charts.layers import Layer
from services.runtime.charts.spec import SCHEMA
from services.runtime.charts.style import GAP, GROUND, INK, MUTED, OWN, config
from services.runtime.wording import VERDICTS, Lang

_ROW = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """A verdict that stands from one day until another."""

    first: date
    until: date
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Mark:
    """A mail on a day, under the verdict it told; hollow where it was taken back."""

    day: date
    verdict: Verdict
    taken_back: bool


def timeline_spec(bars: Sequence[Bar], marks: Sequence[Mark], lang: Lang, *, width: int = 640) -> dict[str, Any]:
    """The specification, with all data inline; `width` is the plot's, in pixels, without axes."""
    seen = {bar.verdict for bar in bars} | {mark.verdict for mark in marks}
    rows = [VERDICTS[verdict][lang] for verdict in Verdict if verdict in seen]
    return {
        "$schema": SCHEMA,
        "config": config(lang),
        "width": width,
        "height": _ROW * max(1, len(rows)),
        "padding": {"left": 20, "right": 12, "top": 6, "bottom": 6},
        "layer": [_bars(bars, rows, lang, width), _marks(marks, rows, lang)],
    }


def _bars(bars: Sequence[Bar], rows: Sequence[str], lang: Lang, width: int) -> Layer:
    data = [{"x": _year(b.first), "to": _year(b.until), "row": VERDICTS[b.verdict][lang]} for b in bars]
    ends = [_year(bar.first) for bar in bars] + [_year(bar.until) for bar in bars]
    first, last = min(ends, default=2020.0), max(ends, default=2030.0)
    most = max(2, width // 60)
    every = next(step for step in (1, 2, 5, 10, 20, 50) if (last - first) / step <= most or step == 50)
    ticks = list(range(-(-int(first) // every) * every, int(last) + 2, every))
    axis = {"format": "d", "values": ticks, "title": None, "grid": True}
    scale = {"domain": [first, max(last, first + 1)], "nice": False, "zero": False}
    return {
        "data": {"values": data},
        "mark": {"type": "bar", "color": OWN, "height": 10},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "axis": axis, "scale": scale},
            "x2": {"field": "to"},
            "y": _rows(rows),
        },
    }


def _marks(marks: Sequence[Mark], rows: Sequence[str], lang: Lang) -> Layer:
    data = [{"x": _year(m.day), "row": VERDICTS[m.verdict][lang], "back": m.taken_back} for m in marks]
    return {
        "data": {"values": data},
        "mark": {"type": "point", "shape": "diamond", "size": 110, "filled": True, "opacity": 1, "stroke": GAP},
        "encoding": {
            "x": {"field": "x", "type": "quantitative"},
            "y": _rows(rows),
            "fill": {"condition": {"test": "datum.back", "value": GROUND}, "value": GAP},
        },
    }


def _rows(rows: Sequence[str]) -> dict[str, Any]:
    axis = {"title": None, "labelColor": INK, "labelLimit": 0, "tickColor": MUTED, "domain": False}
    return {"field": "row", "type": "nominal", "sort": list(rows), "scale": {"domain": list(rows)}, "axis": axis}


def _year(day: date) -> float:
    length = 366 if calendar.isleap(day.year) else 365
    return day.year + (day.timetuple().tm_yday - 1) / length
