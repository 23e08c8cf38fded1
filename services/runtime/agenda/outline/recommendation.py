"""A recommendation: who answers for it, what follows it, where it stands in the printed text."""

from schemas.agenda import Indicator, Recommendation
from services.runtime.agenda.outline.lines import judged_text, milestone_line
from services.runtime.agenda.outline.look_ups import LookUps
from services.runtime.agenda.outline.page import Page
from services.runtime.agenda.words import word


def write_recommendation(page: Page, model: Recommendation, about: LookUps) -> None:
    """The whole page."""
    lang = page.lang
    page.heading(f"{'Aanbeveling' if lang == 'nl' else 'Recommendation'} {model.number}: {model.title[lang]}")
    page.paragraph(f"{about.area(model.area)} > {about.challenge(model.challenge).name[lang]}")
    page.lines.append("")
    page.paragraph(model.summary[lang])
    page.lines.append("")
    page.told("number", "title", "summary", "area", "challenge")
    _owners(page, model, about)
    page.facts(model, "level", "ask", "compound", "monitoring_mode", "slug")
    _indicators(page, model, about)
    _milestones(page, model, about)
    _printed(page, model, about)
    page.rest(model)


def _owners(page: Page, model: Recommendation, about: LookUps) -> None:
    """Every owner is a proposal until the body accepts by its answer; that answer is no part of the agenda."""
    proposed = {"nl": "voorgesteld, tot die instantie aanvaardt", "en": "proposed, until that body accepts"}
    page.fact("lead", f"{about.body(model.lead)} ({proposed[page.lang]})")
    page.fact("flemish_contact", about.body(model.flemish_contact))
    page.fact("partners", about.bodies(model.partners))
    page.fact("lead_in_2018", about.body(model.lead_in_2018))
    page.fact("named_in_text", about.bodies(model.named_in_text))


def _indicators(page: Page, model: Recommendation, about: LookUps) -> None:
    page.told("lead_indicator")
    page.section("Indicatoren", "Indicators")
    found = about.indicators_of(model.number)
    for indicator in found:
        _indicator(page, model, indicator)
    if not found:
        page.item({"nl": "geen; alleen mijlpalen", "en": "none; milestones only"}[page.lang])


def _indicator(page: Page, model: Recommendation, indicator: Indicator) -> None:
    lang = page.lang
    link = next(ref for ref in indicator.recommendations if ref.number == model.number)
    roles = [word("validity", link.validity.value, lang)]
    if indicator.id == model.lead_indicator:
        roles.insert(0, {"nl": "leidend", "en": "lead"}[lang])
    if indicator.stand_in:
        roles.append({"nl": "Belgisch cijfer ter vervanging", "en": "Belgian stand-in"}[lang])
    page.item(f"{indicator.id} ({', '.join(roles)}): {indicator.title[lang]}")
    page.paragraph(judged_text(indicator, lang), 2)
    page.paragraph(link.why[lang], 2)


def _milestones(page: Page, model: Recommendation, about: LookUps) -> None:
    page.section("Mijlpalen", "Milestones")
    found = about.index.milestones_of(model.number)
    for milestone in found:
        page.item(milestone_line(milestone, about))
    if not found:
        page.item({"nl": "geen", "en": "none"}[page.lang])


def _printed(page: Page, model: Recommendation, about: LookUps) -> None:
    page.section("In de tekst van 2018", "In the text of 2018")
    page.fact("priority_cells", "; ".join(about.cell(name) for name in model.priority_cells))
    page.fact("building_blocks", "; ".join(about.block(number) for number in model.building_blocks))
    page.fact("overlaps", "; ".join(about.recommendation(number) for number in model.overlaps))
    page.fact("serv_actions", "; ".join(about.action(name) for name in model.serv_actions))
