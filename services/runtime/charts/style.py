"""How charts look: one palette, readable on white and told apart without colour by dash and shape."""

from typing import Any

from services.runtime.wording import Lang

FONT = "Liberation Sans"

OWN, PATH, PROJECTION, GAP = "#0b4f8a", "#2b2b2b", "#3f7fb5", "#b42318"
EARLIER = "#6f94b5"
INK, MUTED, GRID, GROUND = "#1c1c1c", "#5a5a5a", "#e3e3e3", "#ffffff"
COMPARATORS = ("#8a5a00", "#5b6b3a", "#7a4a8c", "#00706b", "#8c3b3b", "#6b6b6b")
PALETTE = (OWN, PATH, PROJECTION, GAP, EARLIER, INK, MUTED, GRID, GROUND, *COMPARATORS)
DASHES = ([8, 3], [2, 2], [10, 3, 2, 3], [5, 2], [1, 3], [12, 4])

_NUMBERS: dict[Lang, dict[str, Any]] = {
    "nl": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0€"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]},
}


def config(lang: Lang) -> dict[str, Any]:
    """The Vega-Lite configuration of every chart.

    The font is the one vl-convert carries with it: text in any other font vanishes on a machine that lacks it.
    """
    return {
        "background": GROUND,
        "font": FONT,
        "locale": {"number": _NUMBERS[lang]},
        "view": {"stroke": None},
        "axis": {
            "labelColor": MUTED,
            "labelFontSize": 12,
            "titleColor": MUTED,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "domainColor": MUTED,
            "tickColor": MUTED,
            "gridColor": GRID,
        },
        "legend": {"labelColor": INK, "labelFontSize": 12, "symbolSize": 260, "symbolStrokeWidth": 2.5},
    }
