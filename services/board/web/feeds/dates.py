"""The dates to come as an iCalendar file (RFC 5545): figures expected and milestones due."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from schemas.period import Period
from schemas.stats import MilestoneState
from services.board.domain.brief import Brief
from services.board.web.rendering import Renderer

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"


def calendar(
    renderer: Renderer, releases: Iterable[Brief], due: Iterable[MilestoneState], public_url: str, now: datetime
) -> bytes:
    """Whole days that keep nobody busy; a figure is expected in a month, so its event lasts that month."""
    lang, t = renderer.lang, renderer.t
    found = Calendar()
    found.add("prodid", "-//Koers//board//")
    found.add("version", "2.0")
    found.add("x-wr-calname", t("dates.title"))
    for brief in releases:
        month = Period.parse(brief.next_release or "")
        event = _event(f"release-{brief.key.replace('/', '-')}-{brief.next_release}", month.start, month.end, now)
        event.add("summary", t("dates.release", title=brief.title[lang]))
        event.add("url", f"{public_url}/{lang}/indicators/{brief.indicator}/")
        found.add_component(event)
    for state in due:
        if state.due is not None:
            event = _event(f"due-{state.id}-{state.due}", state.due, state.due + timedelta(days=1), now)
            basis = t(f"due.{state.due_basis or 'proposal'}")
            event.add("summary", t("dates.due", title=state.title[lang], basis=basis))
            event.add("url", f"{public_url}/{lang}/milestones/{state.id}/")
            found.add_component(event)
    return bytes(found.to_ical())


def _event(name: str, first: date, after: date, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{name}@koers")
    event.add("dtstamp", now)
    event.add("dtstart", first)
    event.add("dtend", after)
    event.add("transp", "TRANSPARENT")
    return event
