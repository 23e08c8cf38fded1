"""The page on which a body's functional mailbox confirms or drops what was answered in the body's name."""

from collections.abc import Mapping

from starlette.responses import HTMLResponse

from services.alerts.addresses import Board
from services.alerts.answering import Answering
from services.alerts.links import BadLink, Links
from services.alerts.mail.answered import answer_rows
from services.alerts.mail.content import Language
from services.alerts.mail.story import say
from services.alerts.web import texts
from services.alerts.web.pages import Pages
from services.alerts.web.view import title_of

_STATUS = {"confirmed": 200, "discarded": 200, "was_confirmed": 409, "was_discarded": 409, "unknown": 404}


class DecisionPages:
    """Shows what was answered, and takes yes or no."""

    def __init__(self, answering: Answering, links: Links, board: Board, pages: Pages) -> None:
        self._answering, self._links, self._board, self._pages = answering, links, board, pages

    async def show(self, token: str, wanted: Language | None) -> HTMLResponse:
        """The answer, and two buttons; looking changes nothing."""
        try:
            link = self._links.read_decision(token)
        except BadLink as error:
            return self._pages.message(error.fault, wanted or "nl", 403)
        language = wanted or link.language
        found = await self._answering.look(link)
        if found is None:
            return self._pages.message("unknown", language, 404)
        if found.state != "waiting":
            return self._pages.message(
                "was_confirmed" if found.state == "confirmed" else "was_discarded", language, 200
            )
        items = [
            (
                title_of(alert, language),
                answer_rows(given, alert.document, language),
                self._board.page(alert.document, language),
            )
            for alert, given in found.items
        ]
        title = say(texts.DECIDE_TITLE, language, body=found.body[language])
        return self._pages.page("decision.html", language, own_path=f"/c/{token}", heading=title, items=items)

    async def take(self, token: str, form: Mapping[str, str], wanted: Language | None) -> HTMLResponse:
        """Confirm or drop, once; anything else than these two words shows the page again."""
        try:
            link = self._links.read_decision(token)
        except BadLink as error:
            return self._pages.message(error.fault, wanted or "nl", 403)
        decision = form.get("decision")
        if decision not in ("confirm", "discard"):
            return await self.show(token, wanted)
        outcome = await self._answering.decide(link, agree=decision == "confirm")
        return self._pages.message(outcome, wanted or link.language, _STATUS[outcome])
