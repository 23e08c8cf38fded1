"""A body's file on one printed page: what is asked, how everything stands, what is coming."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from textwrap import wrap

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from services.alerts.mail.layout import one_line
from services.alerts.mail.story import say
from services.alerts.web import texts
from services.runtime.charts import FONT
from services.runtime.wording import Lang

# A4 in points; a line of the body text holds about this many characters of a sans serif font at 9 points.
WIDTH, HEIGHT, MARGIN = 595, 842, 40
_COLUMNS, _LINE, _BOTTOM = 112, 12, 790


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text at a height; `kind` is how it is set."""

    text: str
    y: float
    kind: str


def sheet(title: str, made: str, parts: Sequence[tuple[str, Sequence[str]]], lang: Lang) -> bytes:
    """A PDF of exactly one page; what does not fit is counted in its last line."""
    lines = _lay_out(title, made, parts, lang)
    words = {"lines": lines, "width": WIDTH, "height": HEIGHT, "margin": MARGIN, "font": FONT}
    return vl_convert.svg_to_pdf(_template().render(words))


def _lay_out(title: str, made: str, parts: Sequence[tuple[str, Sequence[str]]], lang: Lang) -> list[Line]:
    lines, y = [Line(one_line(title), 60, "title"), Line(made, 78, "soft")], 84.0
    left = [(heading, sentence) for heading, sentences in parts for sentence in sentences]
    begun = ""
    for position, (heading, sentence) in enumerate(left):
        wrapped = wrap(one_line(sentence), _COLUMNS) or [""]
        needed = len(wrapped) * _LINE + 4 + (26 if heading != begun else 0)
        if y + needed > _BOTTOM:
            lines.append(Line(say(texts.MORE_ITEMS, lang, count=len(left) - position), _BOTTOM + 14, "soft"))
            break
        if heading != begun:
            begun, y = heading, y + 26
            lines.append(Line(one_line(heading), y, "heading"))
            y += 4
        for text in wrapped:
            y += _LINE
            lines.append(Line(text, y, "text"))
        y += 4
    return lines


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("services.alerts.web"), autoescape=select_autoescape(["svg"]), undefined=StrictUndefined
    )
    return environment.get_template("sheet.svg")
