"""An edition of the agenda that changes a verdict is told as such, apart from what figures bring. All input is made up.

A path from 0 in 2020 to 100 in 2030, tolerance 1: 50 is asked for in 2025, 60 in 2026.
"""

from datetime import date
from typing import Any

import pytest

from schemas.assessment import AgendaEdition
from schemas.policy import IndicatorInput, Recheck, Tick
from schemas.stats import SeriesSnapshot
from schemas.verdicts import Cause, Verdict
from services.indicators.domain.assess import assess
from services.indicators.domain.subject import Subject
from services.indicators.handlers import judge
from services.indicators.rows import IndicatorRow
from tests.unit.indicators.builders import EDITION, History, at, indicator, snapshot, subject, target, tolerance

KEY = "made-up/BE2"
DAY, NEXT_DAY = date(2026, 11, 25), date(2026, 11, 26)
SECOND, THIRD = AgendaEdition(edition=2, sha256="b" * 64), AgendaEdition(edition=3, sha256="c" * 64)
ON_PATH: History = {"2020": "0", "2025": "50"}
OTHER = "figures:other?geo=BE2"


def promised(edition: AgendaEdition = EDITION, **changes: Any) -> Subject:
    fields = {"target": target(100), "path": "linear", "tolerance": tolerance(1)} | changes
    return subject(indicator(**fields), edition=edition)


def given(found: SeriesSnapshot) -> IndicatorInput:
    return IndicatorInput(key=KEY, snapshot=found)


def after(row: IndicatorRow, about: Subject, *events: IndicatorInput | Tick | Recheck) -> IndicatorRow:
    found = judge(row, about, events, assess).row
    assert found is not None
    return found


def told(row: IndicatorRow) -> tuple[Verdict, Cause, int | None]:
    assert row.assessment is not None
    return row.assessment.verdict, row.assessment.episode.cause, row.assessment.episode.edition


@pytest.fixture
def known() -> IndicatorRow:
    """On track by the first edition."""
    row = after(IndicatorRow(epoch="e1"), promised(), given(at("BE2", ON_PATH)), Tick(key=KEY, date=DAY))
    assert told(row) == (Verdict.on_track, Cause.data, None)
    return row


def test_a_raised_target_judges_anew_with_the_next_tick(known: IndicatorRow) -> None:
    row = after(known, promised(SECOND, target=target(150)), Tick(key=KEY, date=DAY))
    assert told(row) == (Verdict.at_risk, Cause.target_change, 2)
    assert row.assessment is not None
    assert row.assessment.agenda == SECOND


@pytest.mark.parametrize(
    "changes",
    [
        {"baseline": {"geo": "BE2", "period": "2020", "value": 30}},
        {"path": "milestones", "steps": [{"period": "2025", "value": 80}, {"period": "2030", "value": 100}]},
        {"formula": "value / 2"},
    ],
    ids=["baseline", "path", "formula"],
)
def test_a_changed_path_or_calculation_is_a_change_of_method(known: IndicatorRow, changes: dict[str, Any]) -> None:
    row = after(known, promised(SECOND, **changes), Tick(key=KEY, date=DAY))
    verdict, cause, edition = told(row)
    assert verdict is not Verdict.on_track
    assert (cause, edition) == (Cause.method_change, 2)


def test_the_episode_remembers_the_edition_that_began_it(known: IndicatorRow) -> None:
    raised = {"target": target(150)}
    row = after(known, promised(SECOND, **raised), Tick(key=KEY, date=DAY))
    row = after(row, promised(THIRD, **raised), Tick(key=KEY, date=NEXT_DAY))
    assert told(row) == (Verdict.at_risk, Cause.target_change, 2)


def test_a_target_year_brought_forward_misses_by_the_agenda_and_not_by_the_deadline(known: IndicatorRow) -> None:
    row = after(known, promised(SECOND, target=target(100, 2025)), Tick(key=KEY, date=DAY))
    assert told(row) == (Verdict.missed, Cause.target_change, 2)


def test_a_new_figure_in_the_same_batch_as_the_new_edition_is_still_data(known: IndicatorRow) -> None:
    lowered = promised(SECOND, target=target(95))
    news = given(at("BE2", {**ON_PATH, "2026": "30"}, version=2))
    row = after(known, lowered, Tick(key=KEY, date=DAY), news)
    assert told(row) == (Verdict.off_track, Cause.data, None)


def test_a_new_figure_that_changes_nothing_more_leaves_it_to_the_agenda(known: IndicatorRow) -> None:
    raised = promised(SECOND, target=target(150))
    news = given(at("BE2", {**ON_PATH, "2026": "60"}, version=2))
    row = after(known, raised, news, Tick(key=KEY, date=DAY))
    assert told(row) == (Verdict.at_risk, Cause.target_change, 2)


class TestAnotherSeries:
    """The second edition asks for another series; its figures come later than the edition."""

    REMAPPED = promised(SECOND, series=[{"id": "figures:other", "geo": ["BE2"]}])
    BOTH = promised(
        SECOND,
        series=[{"id": "figures:other", "geo": ["BE2"]}, {"id": "eurostat:made_up?freq=A&unit=PC", "geo": ["BE2"]}],
    )

    @pytest.mark.parametrize("period", ["2025", "2026"])
    def test_what_it_brings_is_the_agenda_s_doing(self, known: IndicatorRow, period: str) -> None:
        waiting = after(known, self.REMAPPED, Tick(key=KEY, date=DAY))
        assert told(waiting) == (Verdict.undetermined, Cause.method_change, 2)
        held = (snapshot(OTHER, {"2020": "0", period: "20"}),)
        row = after(waiting, self.REMAPPED, Recheck(key=KEY, attempt=1, date=DAY, snapshots=held))
        assert told(row) == (Verdict.off_track, Cause.method_change, 2)
        assert row.turned_to == ()

    def test_its_next_figure_is_data(self, known: IndicatorRow) -> None:
        row = after(known, self.REMAPPED, given(snapshot(OTHER, ON_PATH)))
        row = after(row, self.REMAPPED, given(snapshot(OTHER, {**ON_PATH, "2026": "20"}, version=2)))
        assert told(row) == (Verdict.off_track, Cause.data, None)

    def test_put_before_the_old_one_it_is_a_change_of_method_too(self, known: IndicatorRow) -> None:
        waiting = after(known, self.BOTH, Tick(key=KEY, date=DAY))
        assert told(waiting) == (Verdict.on_track, Cause.data, None)
        row = after(waiting, self.BOTH, given(snapshot(OTHER, {"2025": "20"})))
        assert told(row) == (Verdict.off_track, Cause.method_change, 2)

    def test_where_no_edition_changed_it_is_another_source(self) -> None:
        first = promised(EDITION, series=[ref.model_dump() for ref in self.BOTH.indicator.series])
        own, other = at("BE2", {"2020": "0", "2025": "20"}), snapshot(OTHER, ON_PATH)
        row = after(IndicatorRow(epoch="e1"), first, given(own), given(other))
        assert told(row)[0] is Verdict.on_track
        gone = snapshot(OTHER, {"2020": "0", "2025": ":"}, version=2)
        assert told(after(row, first, given(gone))) == (Verdict.off_track, Cause.source_change, None)
