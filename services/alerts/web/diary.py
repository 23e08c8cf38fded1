"""What is coming for a body, as an iCalendar file (RFC 5545)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from services.alerts.addresses import Board
from services.alerts.files import Coming
from services.alerts.mail.content import Language
from services.alerts.mail.story import say
from services.alerts.web import texts


def diary(name: str, entries: Sequence[Coming], board: Board, language: Language, at: datetime, domain: str) -> bytes:
    """Days without a time that take none up; an entry keeps its UID, so a newer file replaces it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Koers//diary//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", say(texts.DIARY, language, body=name))
    for entry in entries:
        calendar.add_component(_event(entry, board, language, at, domain))
    return bytes(calendar.to_ical())


def _event(entry: Coming, board: Board, language: Language, at: datetime, domain: str) -> Event:
    event, title = Event(), entry.title[language]
    event.add("uid", f"{hashlib.sha256(f'{entry.kind}|{entry.item}|{entry.day}'.encode()).hexdigest()[:24]}@{domain}")
    event.add("dtstamp", at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", say(texts.COMING[entry.kind], language, title=title))
    event.add("url", board.page(entry.document, language))
    event.add("transp", "TRANSPARENT")
    if entry.kind == "release":
        event.add("description", texts.IN_THIS_MONTH[language])
    return event
