"""An indicator: what is measured, against what it is judged, what may alert, what it serves."""

from schemas.agenda import Indicator
from services.runtime.agenda.outline.lines import path_text
from services.runtime.agenda.outline.look_ups import LookUps
from services.runtime.agenda.outline.page import Page
from services.runtime.agenda.words import field_noun, number_text, range_text, target_text, word
from services.runtime.wording import format_period, format_round, place_name, publisher_name


def write_indicator(page: Page, model: Indicator, about: LookUps) -> None:
    """The whole page."""
    page.heading(f"{model.id}: {model.title[page.lang]}")
    page.paragraph(model.definition[page.lang])
    page.lines.append("")
    page.told("id", "title", "definition")
    page.facts(model, "unit", "direction", "type", "frequency", "first_year", "last_known_end")
    _places(page, model)
    _judging(page, model)
    _series(page, model)
    _composite(page, model)
    _splice(page, model)
    _links(page, model, about)
    page.rest(model)


def _places(page: Page, model: Indicator) -> None:
    places = model.geography
    page.told("geography")
    page.fact("primary", place_name(places.primary, page.lang))
    page.fact("fallback", place_name(places.fallback, page.lang) if places.fallback else "")
    page.fact("comparators", ", ".join(place_name(place, page.lang) for place in model.comparators))
    page.facts(model, "stand_in")


def _judging(page: Page, model: Indicator) -> None:
    lang = page.lang
    page.section("Beoordeling", "Judgement")
    page.fact("target", target_text(model.target, model.unit, lang) if model.target is not None else "")
    if model.target is not None and model.target.reference is not None:
        page.fact("reference", model.target.reference[lang], 1)
    if model.target is not None and model.target.note is not None:
        page.fact("note", model.target.note[lang], 1)
    page.facts(model, "benchmark", "benchmark_note")
    page.fact("path", path_text(model, lang))
    page.told("baseline", "steps")
    for step in model.steps:
        note = f" – {step.note[lang]}" if step.note is not None else ""
        page.item(f"{format_period(step.period, lang)}: {format_round(step.value, model.unit, lang)}{note}")
    if model.baseline is not None and model.baseline.note is not None:
        page.fact("baseline", model.baseline.note[lang], 1)
    if model.tolerance is not None:
        value, unit = number_text(model.tolerance.value, lang), word("unit", model.tolerance.unit, lang)
        page.fact("tolerance", f"{value} {unit} ({word('basis', model.tolerance.basis, lang)})")
    page.fact("limits", range_text(model.limits, lang) if model.limits is not None else "")
    page.facts(model, "saturation", "drift_policy")


def _series(page: Page, model: Indicator) -> None:
    if model.series:
        page.section("Reeksen, in volgorde van voorkeur", "Series, in order of preference")
    page.told("series")
    for ref in model.series:
        term = f"{ref.input} = " if ref.input != "value" else ""
        page.item(f"{term}{ref.id} ({', '.join(ref.geo)}; {word('verified', ref.verified, page.lang)})")
        if ref.note:
            page.paragraph(ref.note, 2)
    page.fact("formula", model.formula if model.formula != "value" else "")


def _composite(page: Page, model: Indicator) -> None:
    page.told("composite")
    if model.composite is None:
        return
    lang = page.lang
    page.section("Samenstelling", "Composition")
    page.facts(model.composite, "weights", "normalisation", "minimum_members", depth=1)
    for member in model.composite.members:
        told = [f"{field_noun('weight')[lang]} {number_text(member.weight, lang)}"]
        if member.reference is not None:
            told.append(f"{field_noun('reference')[lang]} {number_text(member.reference, lang)}")
        if member.transform is not None:
            told.append(member.transform)
        page.item(f"{member.indicator} ({'; '.join(told)})")


def _splice(page: Page, model: Indicator) -> None:
    page.told("splice")
    if model.splice is None:
        return
    page.section("Aaneenschakeling van publicaties", "Splice of publications")
    page.facts(model.splice, "note", "comparable", "rounding", depth=1)
    for part in model.splice.parts:
        source = publisher_name(part.source, page.lang)
        page.item(f"{place_name(part.geo, page.lang)} {', '.join(part.periods)}: {source}; {part.reference}")


def _links(page: Page, model: Indicator, about: LookUps) -> None:
    lang = page.lang
    page.told("recommendations")
    page.section("Dient", "Serves")
    for ref in model.recommendations:
        lead = about.index.recommendation(ref.number).lead_indicator == model.id
        role = {"nl": ", leidend", "en": ", lead"}[lang] if lead else ""
        page.item(f"{about.recommendation(ref.number)} ({word('validity', ref.validity.value, lang)}{role})")
        page.paragraph(ref.why[lang], 2)
    for composite in about.index.composites_of(model.id):
        page.item({"nl": f"onderdeel van {composite}", "en": f"member of {composite}"}[lang])
