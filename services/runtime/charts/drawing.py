"""Drawing a specification with vl-convert: in this process, with its own fonts, and never from the network."""

from io import BytesIO
from typing import Any

import vl_convert
from PIL import Image

_COLOURS = 256


def render_svg(spec: dict[str, Any]) -> str:
    """The chart as an SVG element, without style elements or scripts; texts of the data are escaped."""
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def render_png(spec: dict[str, Any], scale: float = 2) -> bytes:
    """The chart as PNG, `scale` pixels for each unit of its width and height, in a palette that fits a mail."""
    return _reduced(vl_convert.vegalite_to_png(spec, scale=scale, allowed_base_urls=[]))


def _reduced(png: bytes) -> bytes:
    """The same picture in at most 256 colours, about a sixth of the bytes: a chart has few colours and their edges."""
    drawn = Image.open(BytesIO(png)).convert("RGB")
    indexed = drawn.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = BytesIO()
    indexed.save(out, "PNG", compress_level=9)
    return out.getvalue()
