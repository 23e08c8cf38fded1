"""Numbers, periods and names as readers of each language expect them."""

from datetime import UTC, date, datetime
from typing import get_args

import pytest

from schemas.agenda import EU_MEMBERS, BenchmarkKind, Target, Unit
from schemas.assessment import Benchmark, OtherMethod, Pace, StandIn
from schemas.assessment import Target as JudgedTarget
from schemas.period import Period
from schemas.policy import RecommendationStatus
from schemas.verdicts import Basis, Cause, Undetermined, Validity, Verdict
from services.indicators.domain.methods.progress_measure import Status
from services.indicators.domain.methods.sdg_index import Arrow
from services.indicators.domain.methods.un_progress import Chart
from services.runtime import wording
from tests.builders.assessments import Y2021, Y2025, digital_skills, without_data

NBSP, MINUS = "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("value", "unit", "nl", "en"),
    [
        (61.2, "percent", f"61,2{NBSP}%", "61.2%"),
        (65.8333, "percent", f"65,8{NBSP}%", "65.8%"),
        (0.25, "percent", f"0,3{NBSP}%", "0.3%"),
        (-0.04, "percent", f"0,0{NBSP}%", "0.0%"),
        (-1.5, "percent", f"{MINUS}1,5{NBSP}%", f"{MINUS}1.5%"),
        (27641, "persons", "27.641 personen", f"27,641{NBSP}people"),
        (3.3, "percent_of_gdp", f"3,30{NBSP}% van het bbp", f"3.30%{NBSP}of GDP"),
        (0.62, "score", f"0,62{NBSP}punten", f"0.62{NBSP}points"),
        (70.04, "score", f"70,0{NBSP}punten", f"70.0{NBSP}points"),
        (12, "unknown_unit", "12,0", "12.0"),
    ],
)
def test_a_value_is_written_with_its_unit_in_the_readers_language(value: float, unit: str, nl: str, en: str) -> None:
    assert wording.format_value(value, unit, "nl") == nl
    assert wording.format_value(value, unit, "en") == en


def test_percentages_differ_by_percentage_points() -> None:
    assert wording.format_gap(-4.6333, "percent", "nl") == f"4,6{NBSP}procentpunt"
    assert wording.format_gap(-4.6333, "percent", "en") == f"4.6{NBSP}percentage points"
    assert wording.format_gap(6.5, "percent", "nl", signed=True) == f"+6,5{NBSP}procentpunt"
    assert wording.format_gap(-3, "rank", "en") == f"3{NBSP}places"


def test_a_published_value_keeps_its_own_decimals() -> None:
    assert wording.format_published("61", "percent", "nl") == f"61{NBSP}%"
    assert wording.format_published("61.20", "percent", "nl") == f"61,20{NBSP}%"
    assert wording.format_published(":", "percent", "nl") == ":"
    assert wording.format_published("NaN", "percent", "nl") == "NaN"


def test_a_target_of_a_whole_number_has_no_decimals() -> None:
    assert wording.format_round(80.0, "percent", "en") == "80%"
    assert wording.format_round(80.7, "percent", "en") == "80.7%"


@pytest.mark.parametrize(
    ("period", "nl", "en"),
    [
        ("2025", "in 2025", "in 2025"),
        ("2022-2023", "in het schooljaar 2022-2023", "in the school year 2022-2023"),
        ("2018_2020", "in 2018-2020", "in 2018-2020"),
        ("2024-Q4", "in het 4e kwartaal 2024", "in Q4 2024"),
        ("2024-S1", "in het 1e halfjaar 2024", "in H1 2024"),
        ("2024-10", "in oktober 2024", "in October 2024"),
        ("2025-05-01/P12M", "in mei 2025 – april 2026", "in May 2025 – April 2026"),
        ("2024-W05", "in week 5 van 2024", "in week 5 of 2024"),
        ("2024-10-31", "op 31 oktober 2024", "on 31 October 2024"),
    ],
)
def test_a_period_is_named_with_its_preposition(period: str, nl: str, en: str) -> None:
    assert wording.in_period(Period.parse(period), "nl") == nl
    assert wording.in_period(Period.parse(period), "en") == en


def test_moments_are_told_in_brussels_time() -> None:
    moment = datetime(2025, 12, 16, 10, 0, tzinfo=UTC)
    assert wording.format_moment(moment, "nl") == "16 december 2025, 11:00"
    assert wording.format_date(date(2025, 12, 16), "en") == "16 December 2025"


@pytest.mark.parametrize(
    ("position", "year"), [(2036.0, "2036"), (2036.22, "2036"), (2036.5, "2037"), (2035.99, "2036")]
)
def test_a_position_falls_in_the_calendar_year_around_its_mid_point(position: float, year: str) -> None:
    assert wording.format_year(position) == year


def test_places_are_named_in_both_languages() -> None:
    assert wording.in_place("BE2", "nl") == "in het Vlaams Gewest"
    assert wording.in_place("BE2", "en") == "in the Flemish Region"
    assert wording.in_place("BE", "nl") == "in België"
    assert wording.the_place("EU27_2020", "nl") == "de EU"
    assert wording.place_name("EL", "nl") == "Griekenland"
    assert wording.place_name("ZZZ9", "nl") == "ZZZ9"
    assert wording.the_place("top3_eu", "nl") == "de drie beste EU-landen"
    assert wording.place_name("top5_eu", "en") == "five best EU countries"


def test_every_member_of_the_union_has_a_name() -> None:
    assert [geo for geo in EU_MEMBERS if wording.place_name(geo, "nl") == geo] == []


def test_every_word_of_the_contracts_has_a_text() -> None:
    assert set(wording.VERDICTS) == set(Verdict)
    assert set(wording.STATUSES) == set(RecommendationStatus)
    assert set(wording.REASONS) == set(Undetermined)
    assert set(wording.BASES) == set(Basis)
    assert set(wording.CAUSES) == set(Cause)
    assert set(wording.VALIDITIES) == set(Validity)


def test_every_class_of_a_published_method_has_words() -> None:
    classes = {one.value for kind in (Status, Arrow, Chart) for one in kind} - {Status.not_available.value}
    assert set(wording.METHOD_STATUSES) == classes


def test_what_another_method_found_is_told_in_its_own_terms() -> None:
    found = OtherMethod(
        method="cagr", value=0.95259, verdict="on_track", agrees=True, score=2.5186, status="substantial_progress"
    )
    assert wording.method_result(found, "nl") == "0,95; score 2,5 op een schaal van −5 tot +5; aanzienlijke vooruitgang"
    arrow = OtherMethod(method="sdg_index", value=-0.004, verdict="moving_away", agrees=True, score=78.0, status="↓")
    assert wording.method_result(arrow, "en") == "−0.004; score 78.0 of 100; ↓ decreasing"
    assert wording.method_result(OtherMethod(method="un", verdict="met", agrees=True), "en") == ""


@pytest.mark.parametrize("method", ["cagr", "sdg_index", "un", "linear"])
def test_every_method_beside_ours_is_named_in_both_languages(method: str) -> None:
    assert wording.method_name(method, "nl") != wording.method_name(method, "en")
    assert set(wording.BENCHMARKS) == set(get_args(BenchmarkKind))
    assert set(wording.OPERATORS) == set(get_args(Target.model_fields["operator"].annotation))
    assert set(wording.TARGET_BASES) == set(get_args(Target.model_fields["basis"].annotation))


def test_every_unit_of_the_agenda_is_written_out_or_is_a_plain_number() -> None:
    plain = {"count", "ratio", "rank"}
    for unit in get_args(Unit):
        assert (wording.format_value(12, unit, "nl", 0) == "12") == (unit in plain), unit


def test_flags_are_told_in_words() -> None:
    assert wording.flag_names("bp", "nl") == ["breuk in de reeks", "voorlopig"]
    assert wording.flag_names("Q", "nl") == ["Q"]


def test_the_sentence_tells_state_figure_and_distance() -> None:
    case = digital_skills()
    assert wording.verdict_sentence(case, "nl") == (
        f"Uit koers: 61,2{NBSP}% in 2025, 4,6{NBSP}procentpunt onder het pad naar 80{NBSP}% in 2030."
    )
    assert wording.verdict_sentence(case, "en") == (
        f"Off track: 61.2% in 2025, 4.6{NBSP}percentage points below the path to 80% in 2030."
    )


def test_where_less_is_better_behind_is_above() -> None:
    case = digital_skills(direction="down")
    assert "above the path" in wording.verdict_sentence(case, "en")


def test_a_stand_in_is_told_in_the_first_sentence() -> None:
    case = digital_skills(stand_in=StandIn(geo="BE", instead_of="BE2", kind="fallback"))
    first = wording.verdict_sentence(case, "nl")
    assert "cijfer van België, bij gebrek aan een cijfer voor het Vlaams Gewest" in first


def test_without_a_verdict_the_reason_is_told() -> None:
    assert wording.verdict_sentence(without_data(), "nl") == "Nog niet te beoordelen: er is nog geen cijfer."


def test_a_missed_target_was_and_a_met_target_is() -> None:
    missed = digital_skills(verdict=Verdict.missed)
    met = digital_skills(verdict=Verdict.met)
    assert (
        wording.verdict_sentence(missed, "en") == "Target missed: 61.2% in 2025; the target was at least 80% by 2030."
    )
    assert "het doel is minstens" in wording.verdict_sentence(met, "nl")


def test_a_standing_limit_has_no_year() -> None:
    limit = JudgedTarget(value=60, operator=">=", mode="hold", scope="region", basis="agenda")
    case = digital_skills(basis=Basis.hold, target=limit, gap=1.2, verdict=Verdict.on_track)
    assert wording.verdict_sentence(case, "en") == (
        f"On track: 61.2% in 2025, 1.2{NBSP}percentage points above the limit of 60%."
    )


def test_a_benchmark_is_named_with_its_level() -> None:
    others = Benchmark(kind="EU27_2020", value=56.2, period=Y2025, gap=5.0)
    case = digital_skills(basis=Basis.benchmark, target=None, benchmark=others, verdict=Verdict.on_track)
    assert "boven het EU-gemiddelde (56,2" in wording.verdict_sentence(case, "nl")


def test_without_target_the_pace_is_told() -> None:
    pace = Pace(per_year=1.675, first=Y2021, last=Y2025)
    case = digital_skills(basis=Basis.direction, target=None, gap=None, pace=pace, verdict=Verdict.on_track)
    assert f"+1,7{NBSP}procentpunt per jaar sinds 2021" in wording.verdict_sentence(case, "nl")


@pytest.mark.parametrize(
    ("recurrence", "nl", "en"),
    [
        ("P1Y", "elk jaar", "every year"),
        ("P5Y", "om de 5 jaar", "every 5 years"),
        ("P1M", "elke maand", "every month"),
        ("P1D", "elke dag", "every day"),
        ("P2W", "om de 2 weken", "every 2 weeks"),
        ("P", "P", "P"),
        ("now and then", "now and then", "now and then"),
        ("P6M", "om de 6 maanden", "every 6 months"),
        ("P1Y6M", "om de 1 jaar en 6 maanden", "every 1 year and 6 months"),
    ],
)
def test_a_rhythm_in_words(recurrence: str, nl: str, en: str) -> None:
    assert (wording.format_recurrence(recurrence, "nl"), wording.format_recurrence(recurrence, "en")) == (nl, en)
