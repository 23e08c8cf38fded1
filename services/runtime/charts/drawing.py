"""Drawing a specification with vl-convert: in this process, with its own fonts, and never from the network."""

from typing import Any

import vl_convert


def render_svg(spec: dict[str, Any]) -> str:
    """The chart as an SVG element, without style elements or scripts; texts of the data are escaped."""
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def render_png(spec: dict[str, Any], scale: float = 2) -> bytes:
    """The chart as PNG, `scale` pixels for each unit of its width and height."""
    return vl_convert.vegalite_to_png(spec, scale=scale, allowed_base_urls=[])
