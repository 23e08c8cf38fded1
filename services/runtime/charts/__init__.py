"""The chart of an assessment: one Vega-Lite specification, drawn as SVG for pages and as PNG for mail."""

from services.runtime.charts.drawing import render_png, render_svg
from services.runtime.charts.spec import Earlier, chart_spec
from services.runtime.charts.style import FONT, PALETTE
from services.runtime.charts.telling import describe
from services.runtime.charts.timeline import Bar, Mark, timeline_spec

__all__ = [
    "FONT",
    "PALETTE",
    "Bar",
    "Earlier",
    "Mark",
    "chart_spec",
    "describe",
    "render_png",
    "render_svg",
    "timeline_spec",
]
