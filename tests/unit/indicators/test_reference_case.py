"""The case to tell Koers by: basic digital skills in the Flemish Region, 54.5 → 61.0 → 61.2, target 80 in 2030.

Figures: Federal Planning Bureau, indicators.be (2021); Statbel release of 2023-11-23 as quoted in the press, rounded
(2023); Eurostat isoc_r_dskl_i, I_DSK2_BAB, BE2 (2025). Target: Decision (EU) 2022/2481, article 4, for the Union.

By hand, on the straight path from 54.5 (2021) to 80 (2030), 25.5 / 9 = 2.8333 points a year:
2023: path 54.5 + 2 x 2.8333 = 60.1667; r = 6.5 / 5.6667 = 1.1471, on track.
2025: path 54.5 + 4 x 2.8333 = 65.8333; gap 61.2 - 65.8333 = -4.6333; r = 6.7 / 11.3333 = 0.5912, off track.
Pace 6.7 / 4 = 1.675 a year; needed (80 - 61.2) / 5 = 3.76; 2030: 61.2 + 5 x 1.675 = 69.575; arrival
2025 + 18.8 / 1.675 = 2036.22. The stretch 2023-2025 alone: 0.2 / 2 = 0.1 a year, a standstill.
"""

from datetime import date

import pytest

from schemas.assessment import Assessment
from schemas.chart import PathPoint
from schemas.indicator import Indicator
from schemas.period import Period
from schemas.stats import Citation, Observation, ReleaseRhythm, SeriesSnapshot
from schemas.verdicts import Basis, Cause, Verdict
from services.indicators.domain.assess import assess
from tests.unit.indicators.builders import indicator, known, link, snapshot, subject, target, text, tolerance

EUROSTAT = "eurostat:isoc_r_dskl_i?freq=A&geo=BE2&indic_is=I_DSK2_BAB&unit=PC_IND"
FIGURES = "figures:digital-skills-basic?geo=BE2"
Y2021, Y2023, Y2025 = (Period.parse(year) for year in ("2021", "2023", "2025"))
TODAY = date(2026, 11, 25)


def digital_skills() -> Indicator:
    return indicator(
        id="digital-skills-basic",
        frequency="biennial",
        series=[
            {"id": "eurostat:isoc_r_dskl_i?freq=A&indic_is=I_DSK2_BAB&unit=PC_IND", "geo": ["BE2", "BE", "EU27_2020"]},
            {"id": "figures:digital-skills-basic", "geo": ["BE2", "BE", "EU27_2020"]},
        ],
        target=target(80, scope="union", basis="legal"),
        path="linear",
        baseline={"geo": "BE2", "period": "2021", "value": 54.5},
        tolerance=tolerance(1.5),
        limits={"min": 0, "max": 100},
        breaks=[{"period": "2021", "reason": text("Digital Skills Indicator 2.0").model_dump()}],
        splice={
            "note": text("One survey and one definition").model_dump(),
            "comparable": True,
            "parts": [
                {"geo": "BE2", "periods": ["2021"], "source": "federal_planning_bureau", "reference": "indicators.be"},
                {"geo": "BE2", "periods": ["2023"], "source": "statbel", "reference": "release of 2023-11-23"},
                {"geo": "BE2", "periods": ["2025"], "source": "eurostat", "reference": "isoc_r_dskl_i"},
            ],
        },
    )


def printed(year: str, value: str, publisher: str) -> Observation:
    return Observation(
        period=Period.parse(year), value=value, citation=Citation(publisher=publisher, reference="as printed")
    )


def figures() -> SeriesSnapshot:
    values = [printed("2021", "54.5", "federal_planning_bureau"), printed("2023", "61.0", "statbel")]
    return snapshot(FIGURES, {value.period.label: value for value in values}, rhythm=None)


def eurostat() -> SeriesSnapshot:
    rhythm = ReleaseRhythm(month=12, year_offset=0, every_years=2)
    return snapshot(EUROSTAT, {"2025": "61.20"}, rhythm=rhythm)


@pytest.fixture(scope="module")
def told() -> Assessment:
    about = subject(digital_skills(), links=(link(15, lead=True),))
    return assess(about, known(figures(), eurostat()), TODAY)


def test_the_verdict_is_off_track_since_2025_from_on_track_in_2023(told: Assessment) -> None:
    assert (told.basis, told.verdict, told.confidence) == (Basis.path, Verdict.off_track, "normal")
    assert told.episode.since == Y2025
    assert (told.episode.from_verdict, told.episode.from_period) == (Verdict.on_track, Y2023)
    assert (told.episode.cause, told.episode.confirmed) == (Cause.data, True)


def test_every_number_is_the_one_worked_out_by_hand(told: Assessment) -> None:
    assert told.latest is not None
    assert (told.latest.value, told.latest.shown) == (61.2, "61.20")
    assert told.expected == pytest.approx(65.8333, abs=5e-5)
    assert told.gap == pytest.approx(-4.6333, abs=5e-5)
    assert told.ratio == pytest.approx(0.5912, abs=5e-5)
    assert told.tolerance is not None
    assert (told.tolerance.value, told.tolerance.basis) == (1.5, "analyst")


def test_the_history_tells_the_value_of_2023_and_its_path(told: Assessment) -> None:
    first, second = told.history
    assert (first.period, first.verdict, second.period) == (Y2023, Verdict.on_track, Y2025)
    assert first.expected == pytest.approx(60.1667, abs=5e-5)
    assert first.ratio == pytest.approx(1.1471, abs=5e-5)


def test_the_pace_names_its_window_and_shows_the_standstill_it_hides(told: Assessment) -> None:
    assert told.pace is not None
    assert (told.pace.first, told.pace.last, told.pace.latest_first) == (Y2021, Y2025, Y2023)
    assert told.pace.per_year == pytest.approx(1.675)
    assert told.pace.needed_per_year == pytest.approx(3.76)
    assert told.pace.latest == pytest.approx(0.1)
    assert told.pace.standstill


def test_the_projection_falls_short_and_names_the_year_of_arrival(told: Assessment) -> None:
    assert told.projection is not None
    assert told.projection.year == 2030
    assert told.projection.value == pytest.approx(69.575)
    assert told.projection.arrival_year == pytest.approx(2036.22, abs=5e-3)
    assert told.projection.low < 69.575 < told.projection.high <= 100


def test_each_point_names_its_own_source_and_the_splice_is_told(told: Assessment) -> None:
    assert [point.source.publisher for point in told.chart.points] == ["federal_planning_bureau", "statbel", "eurostat"]
    assert told.splice is not None
    assert [part.publisher for part in told.splice.parts] == ["federal_planning_bureau", "statbel", "eurostat"]
    assert told.chart.path == (PathPoint(position=2021.0, value=54.5), PathPoint(position=2030.0, value=80.0))


def test_the_reader_is_warned_of_what_the_mail_must_say(told: Assessment) -> None:
    texts = {caveat.code: caveat.text for caveat in told.caveats}
    assert texts["rounding"].en == "Sampling and rounding: 61.0 and 61.20 do not differ measurably."
    assert texts["rounding"].nl == "Steekproef en afronding: 61,0 en 61,20 verschillen niet aantoonbaar."
    assert texts["union_target"].nl == "Het doel geldt voor de Europese Unie als geheel; het is geen Vlaamse norm."
    assert "splice" in texts


def test_the_next_figure_is_that_of_december_2027(told: Assessment) -> None:
    assert (told.freshness.state, told.freshness.next_release) == ("fresh", "2027-12")


def test_it_names_what_it_was_computed_from_and_what_it_lacked(told: Assessment) -> None:
    assert [found.series_id for found in told.inputs] == [EUROSTAT, FIGURES]
    assert "figures:digital-skills-basic?geo=BE" in told.missing_inputs
    assert EUROSTAT not in told.missing_inputs


def test_before_the_figure_of_2025_the_verdict_was_on_track() -> None:
    before = assess(subject(digital_skills()), known(figures()), date(2024, 6, 1))
    assert (before.verdict, before.confidence) == (Verdict.on_track, "weak")
    after = assess(subject(digital_skills()), known(figures(), eurostat()), TODAY, before)
    assert (after.verdict, after.episode.cause) == (Verdict.off_track, Cause.data)


def test_it_survives_the_journey_as_an_event(told: Assessment) -> None:
    assert Assessment.read(told.write()) == told
