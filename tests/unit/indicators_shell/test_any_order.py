"""Whatever the order, the batches and the repetitions in which snapshots arrive: they end in one assessment.

Only what is said to have made an episode begin depends on what was published before. All input is made up.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.assessment import Assessment
from schemas.policy import IndicatorInput, Recheck, Tick
from schemas.stats import SeriesSnapshot
from schemas.verdicts import Cause
from services.indicators.changes import same
from services.indicators.domain.assess import assess
from services.indicators.domain.subject import Subject
from services.indicators.handlers import judge
from services.indicators.rows import IndicatorRow
from tests.unit.indicators.builders import History, indicator, snapshot, subject, target
from tests.unit.indicators.strategies import bases, histories, mixed, quick

KEY = "made-up/BE2"
EMPTY = IndicatorRow(epoch="e1")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
OWN, UNION = (f"eurostat:made_up?freq=A&geo={geo}&unit=PC" for geo in ("BE2", "EU27_2020"))
FIGURES = "figures:made-up?geo=BE2"
Event = IndicatorInput | Tick | Recheck

revisions = st.lists(histories, min_size=1, max_size=3)


def about(basis: Mapping[str, Any]) -> Subject:
    """An indicator with a preferred source, one that stands in for it, and the Union's figure."""
    series = [
        {"id": "eurostat:made_up?freq=A&unit=PC", "geo": ["BE2", "EU27_2020"]},
        {"id": "figures:made-up", "geo": ["BE2"]},
    ]
    return subject(indicator(**{"series": series, "comparators": ("EU27_2020",)} | basis))


def versions(series: str, found: Sequence[History]) -> list[SeriesSnapshot]:
    """The same series again and again, each time with other figures."""
    return [snapshot(series, history, version=number) for number, history in enumerate(found, start=1)]


def arrive(subject: Subject, events: Sequence[Event], row: IndicatorRow = EMPTY, *, batch: int = 1) -> IndicatorRow:
    """The row after the events, taken in batches."""
    for start in range(0, len(events), batch):
        judged = judge(row, subject, events[start : start + batch], assess)
        assert judged.error is None
        row = judged.row or row
    return row


def told(row: IndicatorRow) -> Assessment:
    """What the row says, apart from the cause of its episode."""
    assert row.assessment is not None
    return without_cause(row.assessment)


def without_cause(found: Assessment) -> Assessment:
    return found.model_copy(update={"episode": found.episode.model_copy(update={"cause": Cause.data})})


@quick
@given(basis=bases, own=revisions, figures=revisions, union=revisions, batch=st.integers(1, 4), data=st.data())
def test_any_order_ends_in_what_is_judged_at_once(
    basis: dict[str, Any],
    own: list[History],
    figures: list[History],
    union: list[History],
    batch: int,
    data: st.DataObject,
) -> None:
    indicator = about(basis)
    sides = [
        (str(OWN), own),
        (FIGURES, figures),
        (UNION, union),
    ]
    sent = [found for series, history in sides for found in versions(series, history)]
    events: list[Event] = [IndicatorInput(key=KEY, snapshot=found) for found in sent]
    events += [Tick(key=KEY, date=MONDAY), Tick(key=KEY, date=TUESDAY)]
    events += data.draw(st.lists(st.sampled_from(events), max_size=4))
    row = arrive(indicator, data.draw(st.permutations(events)), batch=batch)
    newest = {series: versions(series, history)[-1] for series, history in sides}
    assert row.snapshots == newest
    assert row.as_of == TUESDAY
    assert same(told(row), without_cause(assess(indicator, newest, TUESDAY)))


@quick
@given(basis=bases, own=histories, figures=mixed, union=histories)
def test_the_order_in_which_series_become_known_changes_not_even_the_cause(
    basis: dict[str, Any], own: History, figures: History, union: History
) -> None:
    indicator = about(basis)
    sides = [snapshot(OWN, own), snapshot(FIGURES, figures), snapshot(UNION, union)]
    rows = [
        arrive(indicator, [IndicatorInput(key=KEY, snapshot=found) for found in order]) for order in permutations(sides)
    ]
    assert all(row == rows[0] for row in rows)


@quick
@given(basis=bases, own=revisions, union=revisions, data=st.data())
def test_no_duplicate_and_no_older_version_changes_anything(
    basis: dict[str, Any], own: list[History], union: list[History], data: st.DataObject
) -> None:
    indicator = about(basis)
    sent = [*versions(OWN, own), *versions(UNION, union)]
    events: list[Event] = [Tick(key=KEY, date=TUESDAY), *(IndicatorInput(key=KEY, snapshot=found) for found in sent)]
    row = arrive(indicator, events)
    again = data.draw(st.lists(st.sampled_from([*events, Tick(key=KEY, date=MONDAY)]), min_size=1, max_size=6))
    judged = judge(row, indicator, again, assess)
    assert (judged.row, judged.publish) == (None, None)
    asked = judge(row, indicator, [Recheck(key=KEY, attempt=1, date=MONDAY, snapshots=tuple(sent))], assess)
    assert (asked.row, asked.publish) == (None, row.assessment)


def test_a_revision_that_overtakes_its_elder_ends_in_the_same_verdict_and_episode() -> None:
    indicator = about({"target": target(100), "path": "linear"})
    first, second = versions(OWN, [{"2020": "0", "2025": "50"}, {"2020": "0", "2025": "20"}])
    inputs = [IndicatorInput(key=KEY, snapshot=found) for found in (first, second)]
    in_order, overtaken = arrive(indicator, inputs), arrive(indicator, inputs[::-1])
    assert told(in_order) == told(overtaken)
    assert in_order.assessment is not None
    assert overtaken.assessment is not None
    assert (in_order.assessment.episode.cause, overtaken.assessment.episode.cause) == (Cause.revision, Cause.data)
