"""Charts as files of their own: drawn once, remembered, and right on a dark page too."""

import asyncio
from collections import OrderedDict
from typing import Literal, NamedTuple

from schemas.assessment import Assessment
from services.runtime.charts import PALETTE, Earlier, chart_spec, render_png, render_svg
from services.runtime.wording import Lang

Size = Literal["wide", "narrow"]
Image = Literal["svg", "png"]

_PIXELS: dict[Size, tuple[int, int]] = {"wide": (760, 340), "narrow": (310, 300)}
_KEPT = 400

_DARK = {
    "#0b4f8a": "#7fbbee",
    "#2b2b2b": "#d8dce0",
    "#3f7fb5": "#6aa9da",
    "#b42318": "#ff9485",
    "#6f94b5": "#5f86a8",
    "#1c1c1c": "#eef1f4",
    "#5a5a5a": "#b3bac2",
    "#e3e3e3": "#343b43",
    "#ffffff": "#14181d",
    "#8a5a00": "#e2b45a",
    "#5b6b3a": "#a9bf82",
    "#7a4a8c": "#cb9fdc",
    "#00706b": "#55c2bb",
    "#8c3b3b": "#e59090",
    "#6b6b6b": "#b9b9b9",
}
_RULES = "".join(f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}' for light, dark in _DARK.items())
STYLE = (
    'text{font-family:system-ui,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif}'
    f"@media screen and (prefers-color-scheme:dark){{{_RULES}}}"
)


class Key(NamedTuple):
    """What a drawing depends on; `digest` stands for everything in the assessment, `earlier` for the vintages drawn."""

    digest: str
    lang: Lang
    size: Size
    image: Image
    earlier: str = ""


class Drawings:
    """Remembers the charts drawn last. One is drawn at a time, in a thread, so that pages go on."""

    def __init__(self) -> None:
        self._known: OrderedDict[Key, bytes] = OrderedDict()
        self._turn = asyncio.Semaphore(1)

    async def draw(self, key: Key, assessment: Assessment, earlier: Earlier = ()) -> bytes:
        """The chart as an SVG document or as PNG."""
        if key not in self._known:
            async with self._turn:
                if key not in self._known:
                    self._known[key] = await asyncio.to_thread(_draw, assessment, key, earlier)
                    while len(self._known) > _KEPT:
                        self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]


def undressed() -> set[str]:
    """The colours of the palette that have no dark counterpart."""
    return set(PALETTE) - set(_DARK)


def _draw(assessment: Assessment, key: Key, earlier: Earlier) -> bytes:
    width, height = _PIXELS[key.size]
    specification = chart_spec(assessment, key.lang, width=width, height=height, earlier=earlier)
    if key.image == "png":
        return render_png(specification)
    head, end, rest = render_svg(specification).partition(">")
    return f"{head}{end}<style>{STYLE}</style>{rest}".encode()
