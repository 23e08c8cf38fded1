"""The answer page: the alert as the mail told it, and one form per answer."""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

from starlette.responses import HTMLResponse

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Assessment
from schemas.stats import MilestoneState
from schemas.target import TargetPart
from services.alerts.addresses import Board
from services.alerts.answering import Answering, Opened
from services.alerts.domain.answers import Acceptance, Action, Said
from services.alerts.domain.routing import DESK
from services.alerts.links import AnswerLink, BadLink, Links
from services.alerts.mail.answered import LABELS, STATUSES, STEPS, action_words
from services.alerts.mail.answered import STANCES as STANCE_WORDS
from services.alerts.mail.content import Language
from services.alerts.mail.layout import header_line
from services.alerts.mail.story import Row, say
from services.alerts.mail.words import numbered
from services.alerts.store.register import Flip
from services.alerts.web import forms, texts
from services.alerts.web.pages import Notice, Pages, notice
from services.alerts.web.view import body_name, story_of, title_of
from services.runtime.clock import Clock, brussels_date
from services.runtime.wording import format_date, format_moment

_NO_FAULTS = forms.Faults(None, {})
_FIELDS = ("status", "reason", "planned_date", "evidence_url", "what", "until", "value", "base", "year")
_STATUS = {"used": 409, "over": 409, "unknown": 404, "recorded": 200, "waiting": 202}
# What can be true of several subjects at once.
_SHARED = (Action.acknowledge, Action.not_ours)


class AnswerPages:
    """Shows, and takes, one body's answer to one alert."""

    def __init__(self, answering: Answering, clock: Clock, links: Links, board: Board, pages: Pages) -> None:
        self._answering, self._clock, self._links = answering, clock, links
        self._board, self._pages = board, pages

    async def show(self, token: str, wanted: Language | None) -> HTMLResponse:
        """The page behind a link; looking changes nothing."""
        try:
            link = self._links.read_answer(token)
        except BadLink as error:
            return self._pages.message(error.fault, wanted or "nl", 403)
        language = wanted or link.language
        opened = await self._answering.open(link)
        if opened is None:
            return self._pages.message("unknown", language, 404)
        return await self._page(token, link, opened, language)

    async def take(self, token: str, form: Mapping[str, str], wanted: Language | None) -> HTMLResponse:
        """Record an answer; a form with faults comes back filled in, and the link stays unused."""
        try:
            link = self._links.read_answer(token)
        except BadLink as error:
            return self._pages.message(error.fault, wanted or "nl", 403)
        language = _language(form.get("lang")) or wanted or link.language
        opened = await self._answering.open(link)
        if opened is None:
            return self._pages.message("unknown", language, 404)
        given = forms.read(
            form, self._today,
            is_milestone=_is_milestone(opened), missing=_missing(opened), has_answered=opened.standing is not None,
        )  # fmt: skip
        if isinstance(given, forms.Faults):
            return await self._page(token, link, opened, language, given, form)
        shared = opened.others if given.action in _SHARED and link.body != DESK else ()
        also = [other.alert_id for other in shared if form.get(f"also_{other.alert_id}") == "yes"]
        said = [Said(alert_id, given) for alert_id in (link.alert_id, *also)]
        outcome = await self._answering.submit(link.body, link.nonce, language, said)
        told = opened.used_for or given.action if outcome == "used" else given.action
        words = action_words(told, opened.alert.document, language)
        return self._pages.message(outcome, language, _STATUS[outcome], words)

    async def _page(
        self, token: str, link: AnswerLink, opened: Opened, language: Language, faults: forms.Faults = _NO_FAULTS,
        form: Mapping[str, str] | None = None,
    ) -> HTMLResponse:  # fmt: skip
        story = await asyncio.to_thread(story_of, opened, link.body, self._board, self._today, language)
        chart = f"data:image/png;base64,{base64.b64encode(story.image.png).decode()}" if story.image else None
        name, numbers = body_name(opened, link.body)[language], opened.own.recommendations if opened.own else []
        words: dict[str, Any] = {
            "own_path": f"/a/{token}",
            "story": story,
            "chart": chart,
            "body": name,
            "numbers": numbered(numbers, language) if len(numbers) > 1 else "",
            "standing": _rows(opened, language),
            "waiting": format_moment(opened.waiting.made_at, language) if opened.waiting else "",
            "stances": STEPS if _is_milestone(opened) else STANCE_WORDS,
            "also": [(other.alert_id, title_of(other, language)) for other in opened.others],
            "hand_over": _hand_over(story.title, name, self._links.answer_page(token), language),
            "as_desk": link.body == DESK,
            "is_milestone": _is_milestone(opened),
            "missing": _missing(opened),
            "acceptable": _acceptable(opened),
            "ticked": {box for box in Acceptance if (form or {}).get(f"accepts_{box}") == "yes"},
            "disputes": forms.MILESTONE_DISPUTES if _is_milestone(opened) else forms.FIGURE_DISPUTES,
            "notice": _standing(opened, language),
            "faults": faults,
            "values": {name: (form or {}).get(name, "") for name in _FIELDS},
            "flips": [_step(flip, language, as_desk=link.body == DESK) for flip in opened.flips],
        }
        return self._pages.page("alert.html", language, 422 if faults.fields else 200, **words)

    @property
    def _today(self) -> date:
        return brussels_date(self._clock)


def _standing(opened: Opened, language: Language) -> Notice | None:
    """Why no answer can be given any more, if so."""
    if opened.used_for:
        return notice("used", language, action_words(opened.used_for, opened.alert.document, language))
    return notice("over", language) if opened.is_over else None


def _step(flip: Flip, language: Language, *, as_desk: bool) -> dict[str, str]:
    """A step in the alert's life; the words of bodies are public, ours are for the desk."""
    told = flip.reason if as_desk or flip.actor.startswith("body:") else ""
    state = texts.STATES[AlertState(flip.to_state)][language]
    return {"when": format_moment(flip.at, language), "state": state, "told": told}


def _rows(opened: Opened, language: Language) -> tuple[Row, ...]:
    """What the body has said of it and still stands for."""
    said = opened.standing
    if said is None:
        return ()
    when = say(texts.SINCE, language, day=format_moment(said.as_of, language))
    words = {**STATUSES, **(STEPS if _is_milestone(opened) else STANCE_WORDS)}
    planned = format_date(said.planned_date, language) if said.planned_date else ""
    found = (("status", words[said.status][language]), ("reason", said.reason), ("planned_date", planned),
             ("evidence_url", said.evidence_url))  # fmt: skip
    rows = tuple(Row(LABELS[name][language], value) for name, value in found if value)
    return (replace(rows[0], remark=when), *rows[1:])


def _hand_over(title: str, body: str, url: str, language: Language) -> str:
    """A mail of the reader's own to a colleague; the address is none of ours to know."""
    text = say(texts.HAND_OVER_MAIL, language, body=body, url=url)
    return f"mailto:?subject={quote(header_line(title))}&body={quote(text)}"


def _is_milestone(opened: Opened) -> bool:
    return isinstance(opened.alert.document, MilestoneState)


def _missing(opened: Opened) -> tuple[TargetPart, ...]:
    """The parts of a target that this alert asks for."""
    document = opened.alert.document
    if opened.alert.kind is not AlertKind.target_to_define or not isinstance(document, Assessment):
        return ()
    return document.target_to_define.missing if document.target_to_define else ()


def _acceptable(opened: Opened) -> tuple[Acceptance, ...]:
    """What the body can take for its own here: the lead, and the target or date as it stands."""
    document = opened.alert.document
    lead = () if opened.own and opened.own.accepted else (Acceptance.ownership,)
    if isinstance(document, Assessment):
        return (*lead, *((Acceptance.target,) if document.target else ()))
    dated = isinstance(document, MilestoneState) and document.due is not None
    return (*lead, *((Acceptance.date,) if dated else ()))


def _language(text: str | None) -> Language | None:
    return "en" if text == "en" else "nl" if text == "nl" else None
