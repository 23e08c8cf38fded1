"""A reader of the alert pages: finds the links of mails, answers, and confirms as the body's mailbox does."""

import httpx

from tests.integration.alerts.story import ALERT
from tests.integration.alerts.world import World

BODY = "department-of-education"
SITE = "https://alerts.example.org"


def link(world: World, body: str = BODY, alert_id: str = ALERT, mail: str = "mail-1") -> str:
    """The path of a link in a mail."""
    return world.links.answer_url(mail, alert_id, body, "nl").removeprefix(SITE)


async def confirm(world: World, reader: httpx.AsyncClient, decision: str = "confirm") -> None:
    """The body's mailbox follows the links it got and decides on all that waits."""
    waiting = await world.rows("SELECT submission_id, body FROM alerts.submissions WHERE state = 'waiting'")
    assert waiting
    for submission, body in waiting:
        url = world.links.decision_url(str(submission), str(body), "nl")
        assert (await reader.post(url, data={"decision": decision})).status_code == 200


async def answered(world: World, reader: httpx.AsyncClient, path: str, form: dict[str, str]) -> None:
    """Answer, and let the body's mailbox confirm it."""
    assert (await reader.post(path, data=form)).status_code == 202
    await confirm(world, reader)
