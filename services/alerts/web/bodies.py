"""The page with everything there is for one body, one form for all its milestones, its diary and its sheet."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse, Response

from schemas.assessment import Assessment
from schemas.base import Text
from schemas.stats import MilestoneState
from services.alerts.addresses import Board
from services.alerts.answering import Answering
from services.alerts.domain.answers import Action, Said
from services.alerts.domain.severity import counted
from services.alerts.files import BodyFile, Coming, coming, read_file
from services.alerts.items import numbers_of
from services.alerts.links import BadLink, BodyLink, Links
from services.alerts.mail.answered import ACTIONS, STANCES, STATUSES, STEPS
from services.alerts.mail.content import Language
from services.alerts.mail.milestone import due_sentence, status_sentence
from services.alerts.mail.opening import counts_as
from services.alerts.mail.story import capital, say
from services.alerts.mail.telling import TONES
from services.alerts.store.register import Alert
from services.alerts.web import forms, texts
from services.alerts.web.diary import diary
from services.alerts.web.pages import Pages
from services.alerts.web.sheet import sheet
from services.alerts.web.view import title_of
from services.runtime.clock import Clock, brussels_date
from services.runtime.database import Database
from services.runtime.wording import VERDICTS, format_date, format_month, verdict_sentence

_NONCE = re.compile(r"[0-9a-f]{24}")
_STATUS = {"waiting": 202, "recorded": 200, "used": 409, "over": 409, "unknown": 404}
# What may be said of a milestone, as the form names it, and the action it is.
_CHOICES: dict[str, tuple[Action, Text]] = {
    **{status.value: (Action.acknowledge, words) for status, words in STEPS.items()},
    "done": (Action.done, ACTIONS[Action.done]),
    "not_ours": (Action.not_ours, ACTIONS[Action.not_ours]),
}
_FIELDS = ("reason", "planned_date", "evidence_url")


class BodyPages:
    """Shows a body's file and takes its word on all its milestones at once."""

    def __init__(
        self, database: Database, answering: Answering, clock: Clock, links: Links, board: Board, pages: Pages
    ) -> None:  # fmt: skip
        self._database, self._answering, self._clock = database, answering, clock
        self._links, self._board, self._pages = links, board, pages

    async def show(self, token: str, wanted: Language | None) -> HTMLResponse:
        """The page; looking changes nothing, and each look offers links and a form of its own to answer with."""
        try:
            link = self._links.read_body(token)
        except BadLink as error:
            return self._pages.message(error.fault, wanted or "nl", 403)
        file = await read_file(self._database, link.body)
        return self._page(token, link, file, wanted or link.language, {}, {})

    async def take(self, token: str, form: Mapping[str, str], wanted: Language | None) -> HTMLResponse:
        """The form about the milestones: all of it is taken, or it comes back filled in with every fault."""
        try:
            link = self._links.read_body(token)
        except BadLink as error:
            return self._pages.message(error.fault, wanted or "nl", 403)
        language: Language = "en" if form.get("lang", wanted or link.language) == "en" else "nl"
        file = await read_file(self._database, link.body)
        nonce = form.get("nonce", "")
        said, faults = self._read(file, form)
        if faults or not said or not _NONCE.fullmatch(nonce):
            nothing = {} if faults else {"": {"": texts.NOTHING_CHOSEN[language]}}
            told = {
                alert_id: {name: text[language] for name, text in found.items()} for alert_id, found in faults.items()
            }
            return self._page(token, link, file, language, told or nothing, form)
        outcome = await self._answering.submit(link.body, nonce, language, said)
        return self._pages.message(outcome, language, _STATUS[outcome], texts.MILESTONES[language])

    async def diary(self, token: str, wanted: Language | None) -> Response:
        """What is coming, for a calendar."""
        try:
            link = self._links.read_body(token)
        except BadLink as error:
            return self._pages.message(error.fault, wanted or "nl", 403)
        file, language = await read_file(self._database, link.body), wanted or link.language
        domain = urlsplit(self._board.start(language)).hostname or "koers"
        entries = coming(file, brussels_date(self._clock))
        content = diary(file.name[language], entries, self._board, language, self._clock.now(), domain)
        return _file(content, "text/calendar; charset=utf-8", "koers.ics")

    async def sheet(self, token: str, wanted: Language | None) -> Response:
        """The file on one page."""
        try:
            link = self._links.read_body(token)
        except BadLink as error:
            return self._pages.message(error.fault, wanted or "nl", 403)
        file, language = await read_file(self._database, link.body), wanted or link.language
        day = format_date(brussels_date(self._clock), language)
        parts = (
            (texts.ASKED[language], [_asked(file, alert, language) for alert in file.alerts]),
            (texts.STANDS[language], [_stands(found, language) for found in _worst_first(file)]),
            (texts.NEXT[language], [_comes(entry, language) for entry in coming(file, brussels_date(self._clock))]),
        )
        made = say(texts.MADE_ON, language, day=day, url=self._board.start(language))
        content = await asyncio.to_thread(sheet, file.name[language], made, parts, language)
        return _file(content, "application/pdf", "koers.pdf")

    def _read(self, file: BodyFile, form: Mapping[str, str]) -> tuple[list[Said], dict[str, Mapping[str, Text]]]:
        said, faults = [], {}
        for alert in file.milestones:
            status = form.get(f"status_{alert.alert_id}", "")
            if status not in _CHOICES:
                continue
            action, _ = _CHOICES[status]
            fields = {name: form.get(f"{name}_{alert.alert_id}", "") for name in _FIELDS}
            given = forms.read(
                {**fields, "action": action.value, "status": status}, brussels_date(self._clock), is_milestone=True
            )
            if isinstance(given, forms.Faults):
                faults[alert.alert_id] = given.fields
            else:
                said.append(Said(alert.alert_id, given))
        return said, faults

    def _page(
        self, token: str, link: BodyLink, file: BodyFile, language: Language, faults: Mapping[str, Mapping[str, str]],
        form: Mapping[str, str],
    ) -> HTMLResponse:  # fmt: skip
        return self._pages.page(
            "body.html",
            language,
            422 if faults else 200,
            own_path=f"/b/{token}",
            token=token,
            heading=say(texts.BODY_TITLE, language, body=file.name[language]),
            note=say(texts.BODY_NOTE, language, body=file.name[language]),
            nonce=secrets.token_hex(12),
            asked=[self._alert(file, alert, language) for alert in file.alerts],
            milestones=[_milestone(alert, language) for alert in file.milestones],
            choices={status: words for status, (_, words) in _CHOICES.items()},
            indicators=[self._indicator(file, found, language) for found in _worst_first(file)],
            coming=[_comes(entry, language) for entry in coming(file, brussels_date(self._clock))],
            faults=faults,
            form=form,
        )

    def _alert(self, file: BodyFile, alert: Alert, language: Language) -> dict[str, str]:
        url = self._links.answer_url(f"page {secrets.token_hex(8)}", alert.alert_id, file.body, language)
        return {"title": title_of(alert, language), "words": _said_of(file, alert, language), "url": url}

    def _indicator(self, file: BodyFile, found: Assessment, language: Language) -> dict[str, str]:
        verdict = counts_as(_numbers(file, found), found)
        return {
            "title": capital(found.title[language]),
            "state": capital(VERDICTS[verdict][language]),
            "tone": TONES[verdict],
            "words": verdict_sentence(found, language),
            "url": self._board.page(found, language),
        }


def _numbers(file: BodyFile, found: Assessment) -> tuple[int, ...]:
    own = (owner.recommendations for owner in found.owners if owner.body == file.body)
    return next(own, numbers_of(found))


def _worst_first(file: BodyFile) -> list[Assessment]:
    order = list(TONES)
    worst = {verdict: place for place, verdict in enumerate(reversed(order[:-1]))}
    return sorted(
        file.assessments, key=lambda a: (worst.get(counted(a.verdict, a, _numbers(file, a)) or a.verdict, 99), a.key)
    )


def _said_of(file: BodyFile, alert: Alert, language: Language) -> str:
    """The verdict or the date in a sentence, and what the body has answered."""
    document = alert.document
    words = [verdict_sentence(document, language)] if isinstance(document, Assessment) else []
    if isinstance(document, MilestoneState):
        words = [due_sentence(document, "overdue" in alert.kind, language), status_sentence(document, language)]
    said = file.answer_about(alert.subject)
    if said:
        known = {**STATUSES, **(STEPS if isinstance(document, MilestoneState) else STANCES)}
        words.append(say(texts.ANSWERED, language, status=known[said.status][language]))
    return " ".join(words)


def _asked(file: BodyFile, alert: Alert, language: Language) -> str:
    return f"{title_of(alert, language)}. {_said_of(file, alert, language)}"


def _stands(found: Assessment, language: Language) -> str:
    return f"{capital(found.title[language])}. {verdict_sentence(found, language)}"


def _comes(entry: Coming, language: Language) -> str:
    day = format_month(entry.day, language) if entry.kind == "release" else format_date(entry.day, language)
    return f"{day}: {say(texts.COMING[entry.kind], language, title=entry.title[language])}"


def _milestone(alert: Alert, language: Language) -> dict[str, object]:
    document = alert.document
    criterion = document.done_when[language] if isinstance(document, MilestoneState) else ""
    return {"id": alert.alert_id, "title": title_of(alert, language), "criterion": criterion}


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
