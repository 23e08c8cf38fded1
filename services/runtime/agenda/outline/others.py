"""Milestones and bodies; and any other record, field by field."""

from schemas.agenda import Body, Milestone
from schemas.base import Model, Text
from services.runtime.agenda.outline.lines import milestone_line
from services.runtime.agenda.outline.look_ups import LookUps
from services.runtime.agenda.outline.page import Page
from services.runtime.agenda.records import key_of
from services.runtime.agenda.words import kind_noun


def write_milestone(page: Page, model: Milestone, about: LookUps) -> None:
    """The whole page."""
    lang = page.lang
    page.heading(f"{'Mijlpaal' if lang == 'nl' else 'Milestone'} {model.id}: {model.title[lang]}")
    page.told("id", "title")
    page.facts(model, "done_when", "status", "as_of", "status_note", "due", "due_basis", "due_note", "recurrence")
    page.fact("owner", about.body(model.owner))
    page.fact("recommendations", "; ".join(about.recommendation(number) for number in model.recommendations))
    page.fact("action", about.action(model.action) if model.action else "")
    page.rest(model)


def write_body(page: Page, model: Body, about: LookUps) -> None:
    """The whole page."""
    lang = page.lang
    page.heading(f"{model.name[lang]} [{model.id}]")
    page.told("id", "name")
    page.facts(model, "level", "active", "existed_in_2018")
    page.fact("successors", about.bodies(model.successors))
    page.facts(model, "successor_since", "verified", "note")
    page.section("Trekker van", "Leads")
    for found in about.led_by(model):
        page.item(about.recommendation(found.number))
    page.section("Eigenaar van mijlpalen", "Owns milestones")
    for milestone in about.owned_by(model):
        page.item(milestone_line(milestone, about))


def write_any(page: Page, model: Model, kind: str) -> None:
    """A record that needs no look-ups."""
    title = getattr(model, "title", None) or getattr(model, "name", None) or getattr(model, "theme", None)
    name = f"{kind_noun(kind)[page.lang]} {key_of(model)}"
    page.heading(f"{name[0].upper()}{name[1:]}" + (f": {title[page.lang]}" if isinstance(title, Text) else ""))
    page.told("id", "number", "title", "name", "theme")
    page.rest(model)
