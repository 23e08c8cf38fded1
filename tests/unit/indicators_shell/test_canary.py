"""The canary: one an hour however many send it, about nothing, and fit to be a mail."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.alerts import AlertKind
from schemas.assessment import AgendaEdition, Assessment
from schemas.base import Text
from services.alerts.mail.content import AlertItem, AlertMailContent, MailBody
from services.alerts.mail.render import render_alert
from services.indicators.canary import KEY, Canary, canary_of
from services.indicators.handlers import fan_out_assessment
from services.runtime.clock import FixedClock
from services.runtime.fakes import FakeBroker
from services.runtime.health import Health
from services.runtime.metrics import Metrics

EDITION = AgendaEdition(edition=3, sha256="a" * 64)
HALF_PAST = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)


async def sent_by(broker: FakeBroker, clock: FixedClock, metrics: Metrics, *, ready: bool = True) -> None:
    """A worker that runs for some turns."""
    stop = asyncio.Event()
    canary = Canary(broker, clock, EDITION, Health("indicators").loop("canary"), metrics.canaries)
    task = asyncio.create_task(canary.run(stop, lambda: ready, pause=0.001))
    await asyncio.sleep(0.02)
    stop.set()
    await task


async def test_it_flies_once_an_hour_and_a_restart_sends_an_equal_one() -> None:
    broker, clock, metrics = FakeBroker(), FixedClock(HALF_PAST), Metrics()
    await sent_by(broker, clock, metrics)
    await sent_by(broker, clock, metrics)
    first, again = (record for record in broker.records("policy.assessment.v1"))
    assert first.key == again.key == KEY
    assert first.value == again.value
    clock.advance(timedelta(hours=1))
    await sent_by(broker, clock, metrics)
    assert broker.records("policy.assessment.v1")[-1].value != first.value
    assert metrics.registry.get_sample_value("koers_indicators_canaries_total") == 3


async def test_it_waits_until_the_worker_is_ready() -> None:
    broker = FakeBroker()
    await sent_by(broker, FixedClock(HALF_PAST), Metrics(), ready=False)
    assert broker.records("policy.assessment.v1") == []


def test_it_concerns_nobody_and_says_when_it_set_out() -> None:
    canary = canary_of(HALF_PAST, EDITION)
    assert Assessment.read(canary.write()) == canary
    assert fan_out_assessment(canary) == []
    assert canary.owners == ()
    assert canary.inputs[0].retrieved_at == HALF_PAST


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_can_be_put_into_words(language: str) -> None:
    item = AlertItem(
        kind=AlertKind.verdict_worsened,
        alert_id="canary",
        assessment=canary_of(HALF_PAST, EDITION),
        board_url="https://koers.example.org/",
    )
    content = AlertMailContent(
        body=MailBody(id="canary", name=Text(en="Desk", nl="Desk")),
        alerts=(item,),
        board_url="https://koers.example.org/",
        desk_address="desk@example.org",
        sent_on=date(2026, 9, 1),
    )
    mail = render_alert(content, language)  # type: ignore[arg-type]
    assert {"nl": "Kanarie", "en": "Canary"}[language] in mail.text
