"""A mail says only what still holds when its turn has come."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.alerts import AlertKind, AlertState
from schemas.verdicts import Verdict
from services.alerts.domain.holding import Promise, still_holds

THEN = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def promise(kind: AlertKind = AlertKind.verdict_worsened, answered_at: datetime | None = None) -> Promise:
    """To tell that an indicator that was at risk has got worse."""
    return Promise(kind, Verdict.at_risk, THEN, answered_at)


@pytest.mark.parametrize("state", [AlertState.open, AlertState.reopened, AlertState.acknowledged, AlertState.snoozed])
def test_it_holds_while_the_verdict_is_worse_whatever_another_body_did(state: AlertState) -> None:
    assert still_holds(promise(), state, Verdict.off_track)


def test_an_alert_that_has_ended_is_not_told() -> None:
    assert not still_holds(promise(), AlertState.resolved, Verdict.off_track)


@pytest.mark.parametrize("settled", [Verdict.at_risk, Verdict.on_track, None])
def test_a_verdict_that_is_back_where_it_was_is_not_told(settled: Verdict | None) -> None:
    assert not still_holds(promise(), AlertState.open, settled)


def test_a_body_that_has_answered_since_is_not_told() -> None:
    assert not still_holds(promise(answered_at=THEN + timedelta(minutes=1)), AlertState.acknowledged, Verdict.off_track)
    assert still_holds(promise(answered_at=THEN - timedelta(days=9)), AlertState.reopened, Verdict.off_track)


def test_a_milestone_has_no_verdict() -> None:
    assert still_holds(promise(AlertKind.milestone_overdue), AlertState.open, None)
