"""The templates of the alert pages; everything is escaped, a missing value is an error."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from services.alerts.addresses import Board
from services.alerts.links import Fault
from services.alerts.mail import answered
from services.alerts.mail.content import Language
from services.alerts.web import texts


@dataclass(frozen=True, slots=True)
class Notice:
    """What has happened, in two sentences."""

    title: str
    message: str


def notice(page: texts.Page | Fault, language: Language, action: str = "") -> Notice:
    """The words for an outcome; `action` names the answer where the outcome tells it."""
    return Notice(texts.TITLES[page][language], texts.MESSAGES[page][language].format(action=action))


class Pages:
    """Renders pages in a reader's language."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def page(self, template: str, language: Language, status: int = 200, **words: object) -> HTMLResponse:
        """One page. `own_path` among the words offers the same page in the other language."""
        other = "en" if language == "nl" else "nl"
        path = words.pop("own_path", None)
        common = {
            "t": texts,
            "w": answered,
            "lang": language,
            "other": other,
            "other_url": f"{path}?lang={other}" if path else None,
            "board_url": self._board.start(language),
        }
        text = _environment().get_template(template).render({**common, **words})
        return HTMLResponse(text, status_code=status)

    def message(self, page: texts.Page | Fault, language: Language, status: int, action: str = "") -> HTMLResponse:
        """A page that says one thing."""
        return self.page("message.html", language, status, notice=notice(page, language, action))


def style() -> str:
    """The style sheet."""
    return (files("services.alerts.web") / "templates" / "style.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("services.alerts.web"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
