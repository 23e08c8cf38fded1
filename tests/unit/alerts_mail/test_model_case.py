"""The case Koers is told by, with every number worked out by hand (see tests/builders/assessments.py)."""

import pytest

from services.runtime.wording import Lang
from tests.unit.alerts_mail.cases import ACTION, BOARD, said, written

# 54.5 + 4 x 25.5 / 9 = 65.83; 61.2 - 65.83 = -4.63; 6.7 / 11.33 = 0.591; 54.5 + 9 x 1.675 = 69.575;
# 2025 + 18.8 / 1.675 = 2036.2; 6.7 / 4 = 1.675; 18.8 / 5 = 3.76
NL_ROWS = """
  Laatste cijfer  61,2 % (2025)   begin: 54,5 % (2021)
  Nodig in 2025   65,8 %          achterstand: 4,6 procentpunt
  Bij dit tempo   69,6 % in 2030  80 % pas in 2036 (verhouding 0,59)
"""
EN_ROWS = """
  Latest figure   61.2% (2025)   start: 54.5% (2021)
  Needed in 2025  65.8%          behind by 4.6 percentage points
  At this pace    69.6% in 2030  80% only in 2036 (ratio 0.59)
"""


def test_the_subject_tells_the_state_the_measure_the_place_and_the_recommendation() -> None:
    assert written("model", "nl").subject == (
        "Uit koers: minstens digitale basisvaardigheden, Vlaams Gewest (aanbeveling 15)"
    )
    assert written("model", "en").subject == (
        "Off track: at least basic digital skills, Flemish Region (recommendation 15)"
    )


def test_the_first_sentences_are_those_of_the_model_mail() -> None:
    assert said("model", "nl").startswith(
        "In het Vlaams Gewest had 61,2 % van de 16- tot 74-jarigen in 2025 minstens digitale basisvaardigheden. "
        "Dat is te weinig om 80 % te halen in 2030. "
        "In 2023 (61,0 %) lag dit nog op koers; sindsdien is er nagenoeg geen groei."
    )
    assert said("model", "en").startswith(
        "In 2025, 61.2% of people aged 16 to 74 in the Flemish Region had at least basic digital skills. "
        "That is not enough to reach 80% by 2030. "
        "In 2023 (61.0%) this was still on track; since then there has been almost no growth."
    )


@pytest.mark.parametrize(("lang", "rows"), [("nl", NL_ROWS), ("en", EN_ROWS)])
def test_the_numbers_that_matter_stand_aligned(lang: Lang, rows: str) -> None:
    assert rows in written("model", lang).text


def test_the_pace_is_told_with_its_window_what_is_needed_and_the_standstill_it_hides() -> None:
    assert (
        "Het tempo is het gemiddelde sinds 2021: +1,7 procentpunt per jaar. Nodig is nu +3,8 procentpunt per jaar. "
        "Dat gemiddelde verbergt een stilstand: +6,5 procentpunt tot 2023, daarna +0,2 procentpunt."
    ) in said("model", "nl")
    assert (
        "The pace is the average since 2021: +1.7 percentage points a year. +3.8 percentage points a year are needed "
        "from now. That average hides a standstill: +6.5 percentage points until 2023, then +0.2 percentage points."
    ) in said("model", "en")


def test_the_parts_come_in_the_order_of_the_model_mail() -> None:
    headings = {
        "nl": ["WAAROM U:", "WAAROM NU:", "WAT U KUNT DOEN,", "BEWIJS:", "LET OP:"],
        "en": ["WHY YOU:", "WHY NOW:", "WHAT YOU CAN DO,", "PROOF:", "NOTE:"],
    }
    for lang, expected in headings.items():
        text = said("model", lang)  # type: ignore[arg-type]
        assert sorted(expected, key=text.index) == expected


def test_why_you_and_why_now() -> None:
    assert (
        "WAAROM U: Uw organisatie, Departement Onderwijs en Vorming, is de voorgestelde trekker van SERV-aanbeveling "
        "15. Ook Cultuur, Jeugd en Media (aanbeveling 35) krijgt dit bericht. "
        "WAAROM NU: Eurostat publiceerde op 16 december 2025 de waarde voor 2025, zonder voorbehoud. "
        "Het oordeel gaat van 'op koers' naar 'uit koers'. Dit is de eerste mail hierover."
    ) in said("model", "nl")


def test_what_the_body_can_do() -> None:
    assert (
        f"WAT U KUNT DOEN, voor 1 oktober 2026, zonder aanmelden: {ACTION} "
        "maatregel en datum melden | cijfer of doel betwisten | niet voor ons | later "
        "Uw antwoord komt op het publieke bord, op naam van uw organisatie. De link openen verandert niets."
    ) in said("model", "nl")


def test_the_proof_names_source_codes_recording_hash_and_the_sources_of_the_other_points() -> None:
    text = said("model", "en")
    assert (
        "PROOF: 2025: Eurostat, isoc_r_dskl_i, freq A, geo BE2, indic_is I_DSK2_BAB, unit PC_IND, from a recording of "
        "1 September 2026 at the latest, not fetched again since, sha256 eeeeeeeeeeee. "
        "2021: Federal Planning Bureau (indicators.be, digital skills). "
        "2023: Statbel (Statbel release of 2023-11-23 as quoted in the press; rounded). "
    ) in text
    assert "https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data/isoc_r_dskl_i?geo=BE2" in text
    assert BOARD in text


def test_the_note_tells_noise_the_target_s_standing_the_splice_and_the_next_figure() -> None:
    text = said("model", "nl")
    note = text[text.index("LET OP:") :]
    assert "Steekproef en afronding: 61,0 % (2023) en 61,2 % (2025) verschillen niet aantoonbaar." in note
    assert "80 % is een doel voor de hele EU, geen Vlaamse norm: Besluit (EU) 2022/2481, artikel 4." in note
    assert "Samengestelde reeks: Eén enquête en één definitie." in note
    assert "Volgend cijfer: december 2027." in note
    assert note.count("Steekproef en afronding") == 1, "what the assessment warns of is not said twice"
