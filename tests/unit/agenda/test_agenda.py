"""The agenda that ships: complete, and the case of basic digital skills as agreed."""

import csv
import re
import shutil
from pathlib import Path

import services
from schemas.agenda import Agenda
from schemas.period import Period
from services.runtime.agenda import AgendaIndex, load_agenda

FIGURES = Path(__file__).parents[3] / "services/ingest/connectors/figures/samples/agenda_observations.csv"


def test_nothing_of_the_agenda_is_lost(agenda: Agenda) -> None:
    assert [found.number for found in agenda.recommendations] == list(range(1, 108))
    assert len(agenda.areas) == 8
    assert sum(len(area.challenges) for area in agenda.areas) == 22
    assert len(agenda.indicators) == 175
    assert sum(1 for found in agenda.indicators if found.composite) == 12
    assert len(agenda.milestones) == 185
    assert sum(1 for found in agenda.milestones if found.action) == 32
    assert len(agenda.bodies) == 59
    assert sum(1 for body in agenda.bodies if body.active) == 49
    assert len(agenda.overlap_groups) == 15
    assert len(agenda.actions) == 32
    assert agenda.priorities is not None
    assert len(agenda.priorities.cells) == 12
    assert [block.number for block in agenda.building_blocks if not block.named] == [21]


def test_every_edition_says_why_it_is_there(agenda: Agenda) -> None:
    assert [change.edition for change in agenda.changes] == list(range(agenda.edition, 0, -1))
    assert "4 juli 2018" in agenda.changes[-1].why.nl


def test_the_compound_recommendations_are_split(agenda: Agenda) -> None:
    split = {found.number: [ask.id for ask in found.asks] for found in agenda.recommendations if found.asks}
    assert list(split) == [38, 42, 79, 82, 96, 103, 105]
    assert {found.number for found in agenda.recommendations if found.compound} == split.keys()
    assert split[105] == ["interdisciplinary-teams", "flanders-make", "joint-institute", "civil-society"]


def test_the_29_recommendations_that_no_cell_cites(agenda: Agenda) -> None:
    uncited = [found.number for found in agenda.recommendations if not found.priority_cells]
    assert len(uncited) == 29
    assert uncited[:4] == [10, 11, 13, 17]


def test_social_dialogue_has_actions_but_no_recommendation(agenda: Agenda) -> None:
    last = agenda.areas[-1]
    assert (last.id, len(last.serv_actions)) == ("social-dialogue", 3)
    assert all(not challenge.recommendations for challenge in last.challenges)


def test_sources_of_basic_digital_skills_in_order_of_preference(index: AgendaIndex) -> None:
    indicator = index.indicator("digital-skills-basic")
    assert [(ref.input, ref.id, ref.geo) for ref in indicator.series] == [
        (
            "value",
            "eurostat:isoc_r_dskl_i?freq=A&indic_is=I_DSK2_BAB&unit=PC_IND",
            ("BE2", "BE", "EU27_2020"),
        ),
        (
            "value",
            "eurostat:isoc_sk_dskl_i21?freq=A&ind_type=IND_TOTAL&indic_is=I_DSK2_BAB&unit=PC_IND",
            ("BE", "EU27_2020"),
        ),
        ("value", "figures:digital-skills-basic", ("BE2", "BE", "EU27_2020", "DK", "IE", "NL")),
    ]
    assert indicator.formula == "value"


def test_basic_digital_skills_are_judged_on_the_goal_of_the_union(index: AgendaIndex) -> None:
    indicator = index.indicator_by_key("digital-skills-basic/BE2")
    target, baseline, tolerance = indicator.target, indicator.baseline, indicator.tolerance
    assert target is not None
    assert (target.value, target.operator, target.year, target.mode) == (80.0, ">=", 2030, "reach")
    assert (target.scope, target.basis) == ("union", "legal")
    assert target.reference is not None
    assert "2022/2481" in target.reference.nl
    assert baseline is not None
    assert (baseline.geo, baseline.period, baseline.value) == ("BE2", Period.parse("2021"), 54.5)
    assert tolerance is not None
    assert (tolerance.value, tolerance.unit) == (1.5, "percentage_point")
    assert indicator.path == "linear"
    assert (indicator.geography.primary, indicator.geography.fallback, indicator.stand_in) == ("BE2", "BE", False)


def test_the_splice_of_basic_digital_skills_names_each_publication(index: AgendaIndex) -> None:
    splice = index.indicator("digital-skills-basic").splice
    assert splice is not None
    assert splice.comparable
    flemish = [(part.periods, part.source) for part in splice.parts if part.geo == "BE2"]
    assert flemish == [(("2021",), "federal_planning_bureau"), (("2023",), "statbel"), (("2025",), "eurostat")]


def test_a_leading_place_is_a_term_of_the_gap_to_the_leaders(index: AgendaIndex) -> None:
    indicator = index.indicator("adult-learning-gap-to-leaders")
    assert indicator.formula == "mean(NL, DK, FI, SE) - BE2"
    assert [(ref.input, ref.geo) for ref in indicator.series] == [(g, (g,)) for g in ("BE2", "NL", "DK", "FI", "SE")]


def test_the_dashboard_names_the_union_as_everyone_does(index: AgendaIndex) -> None:
    reference = index.indicator("vhcn-coverage").series[0]
    assert reference.id == "digital_decade:desi_vhcn?breakdown=total_pophh&edition=desi_2026&unit=pc_hh"
    assert reference.geo == ("BE", "EU27_2020")


def test_a_published_gap_stands_behind_its_formula(index: AgendaIndex) -> None:
    indicator = index.indicator("digital-skills-gap")
    assert indicator.formula == "high - low"
    assert [(ref.input, ref.id.partition("?")[0]) for ref in indicator.series] == [
        ("high", "eurostat:isoc_sk_dskl_i21"),
        ("low", "eurostat:isoc_sk_dskl_i21"),
        ("value", "figures:digital-skills-gap"),
    ]


def test_every_transcribed_main_figure_is_asked_for(index: AgendaIndex) -> None:
    wanted = index.series_wanted()
    with FIGURES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["detail"] and "other_definition" not in row["remark"]]
    assert len(rows) > 200
    missing = {row["indicator_id"] for row in rows if f"figures:{row['indicator_id']}?geo={row['geo']}" not in wanted}
    assert missing == set()


def test_the_hash_is_of_the_content_not_of_its_layout(agenda: Agenda, tmp_path: Path) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", agenda.sha256)
    root = Path(shutil.copytree(Path(services.__file__).parent.parent / "agenda", tmp_path / "agenda"))
    areas = root / "areas.yaml"
    areas.write_text("# another comment\n" + areas.read_text("utf-8"), "utf-8")
    assert load_agenda(root).sha256 == agenda.sha256
    skills = root / "indicators/future-oriented-skills.yaml"
    skills.write_text(skills.read_text("utf-8").replace("value: 54.5", "value: 54.6", 1), "utf-8")
    assert load_agenda(root, draft=True).sha256 != agenda.sha256
