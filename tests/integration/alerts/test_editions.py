"""An edition that raises a target: twenty verdicts change, no mail goes out, and the record says who and why."""

from datetime import date, timedelta

import pytest

from schemas.agenda import Change
from schemas.alerts import AlertTransition
from schemas.assessment import AgendaEdition, Assessment, Episode
from schemas.base import Text
from schemas.verdicts import Cause, Verdict
from services.alerts.intake import Intake
from services.alerts.summaries import EditionSummaries
from tests.builders.assessments import Y2025, digital_skills
from tests.integration.alerts.test_first_start import start
from tests.integration.alerts.world import World, by_name

SECOND = AgendaEdition(edition=2, sha256="b" * 64)
WHY = Text(en="Targets raised.", nl="Doelen verhoogd.")
CHANGE = Change(edition=2, date=date(2026, 12, 1), who="agenda editor", why=WHY)
NUMBERS = range(20)


def made_up(number: int, verdict: Verdict, cause: Cause, **changes: object) -> Assessment:
    """One of twenty indicators; its episode differs with its verdict."""
    name = f"made-up-{number}"
    begun = Episode(
        id=f"{number:062x}{len(verdict):02x}", verdict=verdict, since=Y2025, cause=cause,
        edition=2 if cause is Cause.target_change else None,
    )  # fmt: skip
    return digital_skills(key=f"{name}/BE2", indicator=name, verdict=verdict, episode=begun, **changes)


@pytest.fixture
async def watching(world: World) -> World:
    """Twenty indicators on track, the first start over, and its overviews sent."""
    world.intake = Intake(world.clock, world.ledger, world.reminding, by_name, {2: CHANGE})
    await world.take(*(made_up(number, Verdict.on_track, Cause.data) for number in NUMBERS))
    await start(world)
    await world.deliver()
    world.transport.sent.clear()  # type: ignore[attr-defined]
    return world


def summaries(world: World) -> EditionSummaries:
    """What tells editions, where a deployment wants it."""
    quiet = timedelta(minutes=2)
    return EditionSummaries(world.database, world.clock, world.upstream, {2: CHANGE}, quiet=quiet)


async def test_a_summary_tells_each_body_once_what_changed_and_why(watching: World) -> None:
    changed = [made_up(number, Verdict.off_track, Cause.target_change, agenda=SECOND) for number in range(3)]
    await watching.take(*changed, made_up(3, Verdict.on_track, Cause.data, agenda=SECOND))
    turns = summaries(watching)
    await turns.turn()
    assert await watching.rows("SELECT count(*) FROM alerts.mails WHERE state = 'queued'") == [(0,)], "not quiet yet"
    watching.clock.advance(timedelta(minutes=2))
    watching.upstream.resting = False
    await turns.turn()
    assert await watching.rows("SELECT count(*) FROM alerts.mails WHERE state = 'queued'") == [(0,)], "still judging"
    watching.upstream.resting = True
    await turns.turn()
    await turns.turn()
    await summaries(watching).turn()
    await watching.deliver()
    assert sorted(to for to, _ in watching.sent) == ["cjm@example.org", "education@example.org"]
    for _, text in watching.sent:
        assert text.startswith("edition 2 (Targets raised.) for ")
        assert text.count("row made-up-") == 3
        assert "made-up-3" not in text
    assert await watching.rows("SELECT count(*) FROM alerts.alerts WHERE state <> 'resolved'") == [(0,)]


async def test_a_summary_that_no_longer_holds_is_not_sent(watching: World) -> None:
    await watching.take(made_up(0, Verdict.off_track, Cause.target_change, agenda=SECOND))
    watching.clock.advance(timedelta(minutes=2))
    await summaries(watching).turn()
    await watching.take(made_up(0, Verdict.on_track, Cause.data, agenda=SECOND))
    await watching.deliver()
    assert watching.sent == []


async def test_the_edition_that_alerting_began_with_is_no_change(watching: World) -> None:
    await watching.take(made_up(0, Verdict.on_track, Cause.data))
    watching.clock.advance(timedelta(minutes=2))
    await summaries(watching).turn()
    await watching.deliver()
    assert watching.sent == []


@pytest.mark.parametrize("cause", [Cause.target_change, Cause.data], ids=["told by the cause", "after a lost broker"])
async def test_twenty_verdicts_change_and_nobody_gets_a_mail(watching: World, cause: Cause) -> None:
    await watching.take(*(made_up(number, Verdict.off_track, cause, agenda=SECOND) for number in NUMBERS))
    await watching.deliver()
    assert watching.sent == []
    assert await watching.rows("SELECT count(*) FROM alerts.intents") == [(0,)]
    assert await watching.rows("SELECT count(*) FROM alerts.alerts WHERE state <> 'resolved'") == [(0,)]
    assert await watching.rows("SELECT DISTINCT settled, edition FROM alerts.subjects") == [("off_track", 2)]


async def test_the_record_says_who_decided_it_and_why(watching: World) -> None:
    await watching.take(made_up(0, Verdict.off_track, Cause.target_change, agenda=SECOND))
    await watching.relay.start()
    await watching.relay.turn()
    told = [AlertTransition.read(r.value or b"") for r in watching.broker.records("alert.lifecycle.v1")]
    [reason] = [t.reason for t in told if t.subject == "made-up-0/BE2" and "edition 2" in t.reason]
    assert reason == "target_change, edition 2 of the agenda (agenda editor: Targets raised.)"


async def test_a_drift_of_the_world_under_the_new_edition_is_mailed_as_ever(watching: World) -> None:
    await watching.take(made_up(0, Verdict.on_track, Cause.data, agenda=SECOND))
    await watching.take(made_up(0, Verdict.off_track, Cause.revision, agenda=SECOND))
    await watching.deliver()
    assert len(watching.sent) == 2


async def test_twenty_indicators_that_an_edition_adds_are_on_the_board_and_in_no_mail(watching: World) -> None:
    added = [made_up(number + 100, Verdict.off_track, Cause.data, agenda=SECOND) for number in NUMBERS]
    await watching.take(*added)
    await watching.deliver()
    assert watching.sent == []
    await watching.take(made_up(100, Verdict.moving_away, Cause.data, agenda=SECOND))
    await watching.deliver()
    assert len(watching.sent) == 1
