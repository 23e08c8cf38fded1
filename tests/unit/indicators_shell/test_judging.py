"""What becomes of an indicator's row: version guard, ticks, rechecks, and what counts as a change."""

from collections.abc import Mapping
from datetime import date

import pytest

from schemas.assessment import Assessment
from schemas.policy import IndicatorInput, Recheck, Tick
from schemas.stats import SeriesSnapshot
from services.indicators.domain.subject import Subject
from services.indicators.handlers import Assess, Judged, fan_out_series, judge
from services.indicators.rows import IndicatorRow
from services.runtime.errors import BadRecord
from tests.builders.snapshots import DAY_2, SERIES, snapshot
from tests.unit.indicators_shell.conftest import KEY

FIGURES = "figures:digital-skills-basic?geo=BE2"
EMPTY = IndicatorRow(epoch="e1")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def given(value: str, version: int, series_id: str = SERIES) -> IndicatorInput:
    return IndicatorInput(key=KEY, snapshot=snapshot({"2025": value}, series_id=series_id, version=version))


def row_of(judged: Judged) -> IndicatorRow:
    assert judged.row is not None
    return judged.row


def test_a_snapshot_goes_to_every_indicator_that_uses_the_series() -> None:
    sent = fan_out_series(snapshot({"2025": "61.20"}), ["a/BE2", "b/BE"], offset=7)
    assert [(found.key, found.published_offset) for found in sent] == [("a/BE2", 7), ("b/BE", 7)]


def test_the_first_snapshot_is_kept_and_its_assessment_published(subject: Subject, assess: Assess) -> None:
    judged = judge(EMPTY, subject, [given("61.20", 1)], assess)
    assert row_of(judged).snapshots[SERIES].observations[0].value == "61.20"
    assert judged.publish is not None
    assert row_of(judged).assessment == judged.publish


def test_a_lower_version_is_ignored(subject: Subject, assess: Assess) -> None:
    known = row_of(judge(EMPTY, subject, [given("61.20", 5)], assess))
    judged = judge(known, subject, [given("58.00", 4)], assess)
    assert (judged.row, judged.publish, judged.stale) == (None, None, 1)


def test_an_equal_version_computes_again_and_says_nothing_new(subject: Subject, assess: Assess) -> None:
    known = row_of(judge(EMPTY, subject, [given("61.20", 5)], assess))
    judged = judge(known, subject, [given("61.20", 5)], assess)
    assert (judged.row, judged.publish, judged.stale) == (None, None, 0)


def test_a_release_that_repeats_the_figures_is_told_by_its_version(subject: Subject, assess: Assess) -> None:
    known = row_of(judge(EMPTY, subject, [given("61.20", 5)], assess))
    again = snapshot({"2025": "61.20"}, version=6, published_at=DAY_2)
    judged = judge(known, subject, [IndicatorInput(key=KEY, snapshot=again)], assess)
    assert judged.publish is not None
    assert judged.publish.inputs[0].version == 6


def test_several_events_of_a_batch_make_one_assessment(subject: Subject, assess: Assess) -> None:
    judged = judge(EMPTY, subject, [given("54.5", 1, FIGURES), given("61.0", 1), given("61.20", 2)], assess)
    assert judged.publish is not None
    assert [(found.series_id, found.version) for found in judged.publish.inputs] == [(SERIES, 2), (FIGURES, 1)]


def test_a_tick_moves_the_day_and_the_day_alone_is_no_change(subject: Subject, assess: Assess) -> None:
    known = row_of(judge(EMPTY, subject, [given("61.20", 1), Tick(key=KEY, date=MONDAY)], assess))
    judged = judge(known, subject, [Tick(key=KEY, date=TUESDAY)], assess)
    assert judged.publish is None
    assert row_of(judged).as_of == TUESDAY
    assert row_of(judged).assessment == known.assessment


def test_a_tick_of_an_earlier_day_changes_nothing(subject: Subject, assess: Assess) -> None:
    known = row_of(judge(EMPTY, subject, [Tick(key=KEY, date=TUESDAY)], assess))
    assert judge(known, subject, [Tick(key=KEY, date=MONDAY)], assess).row is None


def test_an_indicator_without_data_is_assessed_by_the_tick(subject: Subject, assess: Assess) -> None:
    published = judge(EMPTY, subject, [Tick(key=KEY, date=MONDAY)], assess).publish
    assert published is not None
    assert published.as_of == MONDAY


def test_a_recheck_always_speaks_and_respects_the_version_guard(subject: Subject, assess: Assess) -> None:
    known = row_of(judge(EMPTY, subject, [given("61.20", 5), Tick(key=KEY, date=MONDAY)], assess))
    held = (snapshot({"2025": "58.00"}, version=4), snapshot({"2021": "54.5"}, series_id=FIGURES, version=1))
    judged = judge(known, subject, [Recheck(key=KEY, attempt=1, date=MONDAY, snapshots=held)], assess)
    assert judged.publish is not None
    assert [(found.series_id, found.version) for found in judged.publish.inputs] == [(SERIES, 5), (FIGURES, 1)]
    again = judge(row_of(judged), subject, [Recheck(key=KEY, attempt=2, date=MONDAY, snapshots=held)], assess)
    assert again.publish == judged.publish
    assert again.row is None


def test_labels_are_not_kept(subject: Subject, assess: Assess) -> None:
    known = row_of(judge(EMPTY, subject, [given("61.20", 1)], assess))
    assert known.snapshots[SERIES].labels == {}


@pytest.mark.parametrize("value", ["n/a", "NaN", "Infinity", "1e400", "9" * 50])
def test_a_value_that_is_no_number_is_a_bad_record_and_does_not_stay(
    value: str, subject: Subject, assess: Assess
) -> None:
    known = row_of(judge(EMPTY, subject, [given("61.20", 2)], assess))
    with pytest.raises(BadRecord, match=r"isoc_r_dskl_i.* 2025: .* is no decimal number"):
        judge(known, subject, [given(value, 3)], assess)
    assert judge(known, subject, [given(value, 1)], assess).stale == 1


def test_what_is_known_survives_a_fault_of_ours(subject: Subject) -> None:
    def fail(about: Subject, snapshots: Mapping[str, SeriesSnapshot], day: date | None, last: object) -> Assessment:
        raise ZeroDivisionError

    judged = judge(EMPTY, subject, [given("61.20", 1)], fail)
    assert row_of(judged).snapshots[SERIES].version == 1
    assert judged.publish is None
    assert isinstance(judged.error, ZeroDivisionError)
