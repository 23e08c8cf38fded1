"""Finds what is meant by a number or an id, and writes its page."""

from difflib import get_close_matches

from schemas.agenda import Agenda, Body, Indicator, Milestone, Recommendation
from schemas.base import Model
from services.runtime.agenda.outline.indicator import write_indicator
from services.runtime.agenda.outline.look_ups import LookUps
from services.runtime.agenda.outline.others import write_any, write_body, write_milestone
from services.runtime.agenda.outline.page import Page
from services.runtime.agenda.outline.recommendation import write_recommendation
from services.runtime.agenda.records import records
from services.runtime.errors import ConfigError
from services.runtime.wording import Lang

_NUMBERED = {"building_blocks": "block-", "editions": "edition-"}
"""Kinds known by numbers of their own, which are not those of recommendations."""


def outline(agenda: Agenda, wanted: str, lang: Lang) -> str:
    """Every record of a number or id as text; `block-21` is a building block, `edition-1` an edition.

    Raises ConfigError, naming what is near, when there is none.
    """
    page, about = Page(lang), LookUps(agenda, lang)
    found = _named(agenda)
    if wanted not in found:
        near = get_close_matches(wanted, found, n=3)
        told = f", such as {' or '.join(near)}" if near else ""
        message = f"no {wanted!r} in the agenda; expected the number of a recommendation or the id of a record{told}"
        raise ConfigError(message)
    for kind, model in found[wanted]:
        _write(page, kind, model, about)
    return "\n".join(page.lines) + "\n"


def _named(agenda: Agenda) -> dict[str, list[tuple[str, Model]]]:
    """Every name to the records that have it."""
    found: dict[str, list[tuple[str, Model]]] = {}
    for kind, models in records(agenda).items():
        for name, model in models.items():
            found.setdefault(f"{_NUMBERED.get(kind, '')}{name}", []).append((kind, model))
    return found


def _write(page: Page, kind: str, model: Model, about: LookUps) -> None:
    if isinstance(model, Recommendation):
        write_recommendation(page, model, about)
    elif isinstance(model, Indicator):
        write_indicator(page, model, about)
    elif isinstance(model, Milestone):
        write_milestone(page, model, about)
    elif isinstance(model, Body):
        write_body(page, model, about)
    else:
        write_any(page, model, kind)
