"""What comes back goes to the desk once, and the mailbox is spared until it takes mail again."""

import mailbox
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from services.alerts.bounces.folder import BounceFolder
from services.alerts.bounces.return_paths import ReturnPaths
from services.alerts.bounces.taking import Bounces
from services.alerts.web.app import alerts_app
from services.runtime.mail.fakes import FakeTransport
from tests.builders.assessments import digital_skills
from tests.integration.alerts.reader import BODY, SITE
from tests.integration.alerts.story import CULTURE, DESK, EDUCATION
from tests.integration.alerts.world import World
from tests.unit.alerts.test_bounces import notification

PATHS = ReturnPaths("bounces@koers.example.org", ("a secret made up for tests, long enough",))


async def path_of(world: World, body: str = BODY) -> str:
    """Where the mail of a body comes back to."""
    [(mail_id,)] = await world.rows(f"SELECT mail_id FROM alerts.mails WHERE body = '{body}' AND kind = 'alerts'")
    return PATHS.path_of(str(mail_id))


@pytest.fixture
def bounces(told: World) -> Bounces:
    """What takes notifications of a world in which both owners have had their mail."""
    return Bounces(told.database, told.clock, PATHS)


async def test_a_mail_that_comes_back_goes_to_the_desk_once(told: World, bounces: Bounces) -> None:
    raw = notification(await path_of(told))
    assert await bounces.take(raw) == "returned"
    await told.send()
    [text] = [text for to, text in told.sent if to == DESK]
    assert text.startswith(f"alerts for {BODY}\ndesk_reason undeliverable")
    assert await bounces.take(raw) == "known"
    await told.send()
    assert len(told.sent) == 3


async def test_a_delay_or_a_forged_path_changes_nothing(told: World, bounces: Bounces) -> None:
    path = await path_of(told)
    assert await bounces.take(notification(path, "delayed", "4.4.1")) == "delayed"
    assert await bounces.take(notification(path.replace("-", "-f"))) == "unknown"
    assert await bounces.take(b"anything") == "unknown"
    await told.send()
    assert len(told.sent) == 2
    assert await told.rows("SELECT count(*) FROM alerts.mailboxes WHERE refused_at IS NOT NULL") == [(0,)]


async def test_the_mailbox_is_spared_for_a_week_and_then_tried_again(told: World, bounces: Bounces) -> None:
    await bounces.take(notification(await path_of(told)))
    await told.send()
    await told.take(digital_skills(key="later/BE2", indicator="later"))
    await told.deliver()
    assert [to for to, text in told.sent if "later/BE2" in text] == [CULTURE, DESK]
    told.clock.advance(timedelta(days=7))
    await told.take(digital_skills(key="latest/BE2", indicator="latest"))
    await told.deliver()
    assert sorted(to for to, text in told.sent if "latest/BE2" in text) == [CULTURE, EDUCATION]
    assert await told.rows(f"SELECT refused_at FROM alerts.mailboxes WHERE address = '{EDUCATION}'") == [(None,)]


async def test_a_mailbox_refused_on_the_spot_is_spared_too_and_one_that_dislikes_a_message_is_not(
    running: World,
) -> None:
    transport = running.transport
    assert isinstance(transport, FakeTransport)
    transport.refused = {EDUCATION}
    await running.take(digital_skills())
    await running.deliver()
    transport.refused = set()
    await running.take(digital_skills(key="later/BE2", indicator="later"))
    await running.deliver()
    assert [to for to, text in running.sent if "later/BE2" in text] == [CULTURE, DESK]


async def test_the_relay_may_post_what_came_back(told: World, bounces: Bounces) -> None:
    app = alerts_app(told.database, told.clock, told.links, told.board, told.answering, told.metrics, bounces)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=SITE) as client:
        answer = await client.post("/bounces", content=notification(await path_of(told)))
        assert (answer.status_code, answer.text) == (202, "returned")
        assert (await client.post("/bounces", content=b"x" * 70_000)).status_code == 413


async def test_without_a_return_path_nothing_is_taken(told: World, reader: httpx.AsyncClient) -> None:
    assert (await reader.post("/bounces", content=b"x")).status_code == 404


async def test_a_folder_of_bounces_is_read_and_emptied(told: World, bounces: Bounces, tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box", create=True)
    for raw in (notification(await path_of(told)), b"To: nobody\n\nspam"):
        box.add(raw)
    folder = BounceFolder(tmp_path / "box", bounces)
    assert (await folder.turn()).done == 2
    assert (await folder.turn()).done == 0
    await told.send()
    assert [to for to, _ in told.sent][2:] == [DESK]
