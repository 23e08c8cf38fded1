"""What a poll report means for the data desk."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.alerts import AlertKind, AlertState
from schemas.stats import PollOutcome, PollReport
from services.alerts.domain.sources import decide
from services.alerts.mail.content import DeskReason
from tests.builders.milestones import poll

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def test_a_source_out_of_reach_is_noted_at_once_and_told_after_a_day() -> None:
    down = poll(PollOutcome.failed, unreachable_since=NOW - timedelta(hours=10))
    decision = decide(down, {}, NOW)
    assert [(m.kind, m.to_state) for m in decision.moves] == [(AlertKind.source_unreachable, AlertState.open)]
    [notice] = decision.notices
    assert (notice.desk, notice.after) == (DeskReason.desk_matter, timedelta(hours=14))


def test_it_is_not_told_again_while_it_lasts() -> None:
    down = poll(PollOutcome.failed, unreachable_since=NOW)
    decision = decide(down, {AlertKind.source_unreachable: AlertState.open}, NOW)
    assert (decision.moves, decision.notices) == ((), ())


@pytest.mark.parametrize("outcome", [PollOutcome.changed, PollOutcome.unchanged])
def test_a_poll_that_works_ends_every_alert_of_the_source(outcome: PollOutcome) -> None:
    known = dict.fromkeys(
        (AlertKind.source_unreachable, AlertKind.quarantine, AlertKind.source_changed_shape), AlertState.open
    )
    assert {(m.kind, m.to_state) for m in decide(poll(outcome), known, NOW).moves} == {
        (kind, AlertState.resolved) for kind in known
    }


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("html: the body is a page", AlertKind.quarantine),
        ("unit_slip: 100 times the last value", AlertKind.quarantine),
        (None, AlertKind.quarantine),
        ("missing_codes: codes that were asked for are missing: BE2", AlertKind.source_changed_shape),
        ("changed_shape: another dimension", AlertKind.source_changed_shape),
    ],
)
def test_a_body_set_apart_is_told_at_once_and_whether_the_table_is_another(reason: str | None, kind: AlertKind) -> None:
    [notice] = decide(poll(PollOutcome.quarantined, reason=reason), {}, NOW).notices
    assert (notice.kind, notice.after) == (kind, timedelta())


@pytest.mark.parametrize(
    "report",
    [
        poll(PollOutcome.suspended, reason="the agenda names no confirmed series of this dataset"),
        poll(PollOutcome.changed, missing=("eurostat:isoc_r_dskl_i?geo=BE21",)),
        poll(PollOutcome.failed, reason="busy: ask again later"),
    ],
    ids=["not polled on purpose", "never had it", "asked to wait"],
)
def test_what_is_as_meant_is_no_alert(report: PollReport) -> None:
    decision = decide(report, {}, NOW)
    assert (decision.moves, decision.notices) == ((), ())


def test_a_quarantined_poll_does_not_end_a_quarantine() -> None:
    decision = decide(poll(PollOutcome.quarantined), {AlertKind.quarantine: AlertState.open}, NOW)
    assert (decision.moves, decision.notices) == ((), ())
