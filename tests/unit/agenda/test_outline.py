"""`koers agenda show` and `stats`: what a record says is all there, in both languages, and everything is counted."""

import json
from typing import Any

import pytest

from schemas.agenda import Agenda
from schemas.base import Model, Text
from services.runtime.agenda.counts import count
from services.runtime.agenda.outline import outline
from services.runtime.agenda.records import records
from services.runtime.errors import ConfigError
from services.runtime.wording import LANGUAGES, Lang

PREFIXES = {"building_blocks": "block-", "editions": "edition-"}


def flat(text: str) -> str:
    """Without the breaks of lines."""
    return " ".join(text.split())


def texts(value: Any, lang: Lang) -> list[str]:
    """Every text for readers below a value."""
    if isinstance(value, Text):
        return [flat(value[lang])]
    if isinstance(value, tuple):
        return [text for part in value for text in texts(part, lang)]
    if isinstance(value, Model):
        return [text for name in type(value).model_fields for text in texts(getattr(value, name), lang)]
    return []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_of_every_record_is_shown(agenda: Agenda, lang: Lang) -> None:
    for kind, models in records(agenda).items():
        for name, model in models.items():
            page = flat(outline(agenda, f"{PREFIXES.get(kind, '')}{name}", lang).replace("\n", " "))
            missing = [text for text in texts(model, lang) if text not in page]
            assert missing == [], f"{kind} {name}"


def test_a_recommendation_with_all_that_hangs_on_it(agenda: Agenda) -> None:
    page = outline(agenda, "15", "en")
    assert page.startswith(
        "Recommendation 15: Guarantee basic and digital skills for children, adults and job seekers\n==="
    )
    told = flat(page)
    assert "Lead: Department of Education and Training [education] (proposed, until that body accepts)" in told
    assert "- digital-skills-basic (lead, direct): At least basic digital skills, Flemish Region" in told
    assert "target: at least 80% by 2030 (to be reached; legal; the Union as a whole, no norm here)" in told
    assert "path: straight, from 54.5% in 2021 (Flemish Region)" in told
    assert "Up-to-date education and training [stand-firm.education-training]" in told
    assert "Building blocks: 2 Strengthen key competences and build new skills; 3 " in told
    assert "Overlaps: 18 Raise the quality of ICT teaching" in told


def test_a_recommendation_in_dutch_with_milestones_and_without_indicators(agenda: Agenda) -> None:
    told = flat(outline(agenda, "1", "nl"))
    assert "Aanbeveling 1: Voer het VESOC-akkoord" in told
    assert "Trekker: " in told
    assert "(voorgesteld, tot die instantie aanvaardt)" in told
    assert "Mijlpalen - m001-1 Decreet en besluit" in told
    assert "klaar; tegen 1 september 2019 (voorstel van Koers); Vlaamse Regering [flemish-government]" in told
    assert "herhaling P1Y" in told
    without = next(r.number for r in agenda.recommendations if not any(
        ref.number == r.number for i in agenda.indicators for ref in i.recommendations))  # fmt: skip
    assert "Indicatoren - geen; alleen mijlpalen" in flat(outline(agenda, str(without), "nl"))


def test_an_indicator_in_full(agenda: Agenda) -> None:
    told = flat(outline(agenda, "einvoicing", "nl"))
    for part in (
        "Doel: minstens 100 % tegen 2026 (te bereiken; wettelijk; België)",
        "Pad: in stappen, van 25 % in 2020 (België)",
        "- 2026: 100 % – Verplicht tussen btw-plichtige ondernemingen vanaf 1 januari 2026.",
        "Marge: 10 procentpunt (keuze van de analist)",
        "Grenzen: 0 tot 100",
        "Regel voor waarschuwingen: hoogstens eens per cijfer",
        "Dient - ",
    ):
        assert part in told
    composite = flat(outline(agenda, "sme-digital-index", "en"))
    assert "- sme-digital-intensity-very-high (weight 0.2; reference 23.24)" in composite
    assert "member of sme-digital-index" in flat(outline(agenda, "sme-digital-intensity-basic", "en"))


def test_a_milestone_and_a_body(agenda: Agenda) -> None:
    milestone = flat(outline(agenda, "m026-2", "en"))
    assert "Owner: Flemish Government [flemish-government]" in milestone
    assert "Due date: 1 January 2027 Basis of the due date: policy" in milestone
    body = flat(outline(agenda, "syntra", "en"))
    assert "Being active: no" in body
    assert "Successors: VLAIO (Flanders Innovation and Entrepreneurship) [vlaio];" in body
    assert "Leads - " in flat(outline(agenda, "vdab", "en"))


def test_other_records_go_by_their_own_names(agenda: Agenda) -> None:
    assert outline(agenda, "block-21", "en").startswith("Building block 21\n")
    assert outline(agenda, "edition-1", "nl").startswith("Editie 1\n")
    assert outline(agenda, "stand-firm.education-training", "nl").startswith(
        "Cel stand-firm.education-training: Actueel"
    )
    assert outline(agenda, "learning-culture", "en").startswith("Challenge learning-culture: ")
    assert outline(agenda, "labour-market", "en").startswith("Area labour-market: ")
    assert outline(agenda, "A03.1-1", "en").startswith("Action A03.1-1: ")


def test_a_field_of_a_later_version_is_shown_by_its_own_name(agenda: Agenda) -> None:
    first = agenda.recommendations[0]

    class Later(type(first)):  # type: ignore[misc]
        mandate: str = "by decree"

    later = agenda.model_copy(update={"recommendations": (Later(**dict(first)), *agenda.recommendations[1:])})
    assert "Field ‘mandate’: by decree" in outline(later, "1", "en")


def test_what_is_not_there_is_told_with_what_is_near(agenda: Agenda) -> None:
    with pytest.raises(ConfigError, match=r"no 'digital-skils-basic' in the agenda; .+, such as digital-skills-basic"):
        outline(agenda, "digital-skils-basic", "en")
    with pytest.raises(ConfigError, match="no '108' in the agenda; expected the number of a recommendation"):
        outline(agenda, "108", "en")


def test_everything_is_counted(agenda: Agenda) -> None:
    counts = count(agenda)
    assert json.loads(json.dumps(counts)) == counts
    wanted = {
        "areas": 8, "challenges": 22, "recommendations": 107, "overlap_groups": 15, "indicators": 175, "composites": 12,
        "milestones": 185, "bodies": 59, "active_bodies": 49, "cells": 12, "building_blocks": 50,
        "named_building_blocks": 49, "actions": 32, "texts_missing": 0,
    }  # fmt: skip
    assert {name: counts[name] for name in wanted} == wanted
    assert counts["recommendations_by_level"] == {"flemish": 88, "shared": 16, "federal": 2, "european": 1}
    assert counts["recommendations_by_ask"] == {"act": 102, "explore": 3, "follow": 2}
    assert counts["milestones_of"] == {"recommendations": 153, "action": 32}


def test_what_is_divided_adds_up(agenda: Agenda) -> None:
    counts = count(agenda)
    for name, parts in counts.items():
        if isinstance(parts, dict):
            kind = name.partition("_")[0]
            assert sum(parts.values()) == counts[kind], name


def test_a_missing_text_is_counted(agenda: Agenda) -> None:
    body = agenda.bodies[0].model_copy(update={"name": Text(en="x", nl=" ")})
    assert count(agenda.model_copy(update={"bodies": (body, *agenda.bodies[1:])}))["texts_missing"] == 1
