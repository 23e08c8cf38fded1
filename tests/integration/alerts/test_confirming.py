"""A public answer counts once the body's mailbox confirms it, gets a receipt, and can be corrected or taken back."""

import re
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from services.alerts.mail.content import NoteContent
from services.alerts.mail.render import render
from tests.builders.assessments import digital_skills
from tests.builders.milestones import milestone
from tests.integration.alerts.reader import BODY, SITE, answered, link
from tests.integration.alerts.story import ALERT, DESK, EDUCATION
from tests.integration.alerts.world import World

ANSWER = {"action": "acknowledge", "status": "measure_planned", "reason": "A course.", "planned_date": "2027-01-31"}
STATE = f"SELECT state FROM alerts.alerts WHERE alert_id = '{ALERT}'"
STATUSES = "SELECT document->>'status' FROM alerts.answers ORDER BY item"
EFFECTS = """
SELECT (SELECT count(*) FROM alerts.flips), (SELECT count(*) FROM alerts.answers), (SELECT count(*) FROM alerts.mails),
       (SELECT count(*) FROM alerts.outbox), (SELECT string_agg(state, ',') FROM alerts.submissions)
"""


async def mails_to(world: World, recipient: str) -> list[str]:
    """The short notes that a mailbox has got."""
    await world.send()
    return [text for to, text in world.notes if to == recipient]


def path_in(text: str, page: str) -> str:
    """The path of the link to a kind of page in a mail."""
    found = re.search(rf"{SITE}(/{page}/\S+)", text)
    assert found
    return found[1]


async def test_the_bodys_mailbox_is_asked_and_its_yes_lets_the_answer_count(
    told: World, reader: httpx.AsyncClient
) -> None:
    assert (await reader.post(link(told), data=ANSWER)).status_code == 202
    assert await told.rows(STATUSES) == []
    [asked] = await mails_to(told, EDUCATION)
    assert asked.startswith(f"confirm for {BODY}")
    path = path_in(asked, "c")
    page = (await reader.get(path)).text
    for words in (
        "Antwoord namens Departement Onderwijs en Vorming",
        "Er komt een maatregel",
        "A course.",
        "31 januari",
    ):
        assert words in page
    assert (await reader.post(path, data={"decision": "confirm"})).status_code == 200
    assert await told.rows(STATUSES) == [("measure_planned",)]
    assert await told.rows(STATE) == [("acknowledged",)]
    assert (await mails_to(told, EDUCATION))[1].startswith(f"receipt for {BODY}")


async def test_looking_at_what_waits_changes_nothing_and_each_answer_is_decided_once(
    told: World, reader: httpx.AsyncClient
) -> None:
    await reader.post(link(told), data=ANSWER)
    [asked] = await mails_to(told, EDUCATION)
    path = path_in(asked, "c")
    before = await told.rows(EFFECTS)
    for _ in range(2):
        assert (await reader.get(path)).status_code == (await reader.head(path)).status_code == 200
        await reader.post(path, data={"decision": "perhaps"})
    assert await told.rows(EFFECTS) == before
    assert (await reader.post(path, data={"decision": "discard"})).status_code == 200
    dropped = await told.rows(EFFECTS)
    for decision in ("confirm", "discard"):
        assert (await reader.post(path, data={"decision": decision})).status_code == 409
    assert "Dit was al verworpen" in (await reader.get(path)).text
    assert await told.rows(EFFECTS) == dropped
    assert (await told.rows(STATUSES), await told.rows(STATE)) == ([], [("open",)])


async def test_whoever_opens_the_page_meanwhile_is_told_that_an_answer_waits(
    told: World, reader: httpx.AsyncClient
) -> None:
    await reader.post(link(told), data=ANSWER)
    page = (await reader.get(link(told, mail="mail-2"))).text
    assert "wacht op bevestiging door de mailbox van Departement Onderwijs en Vorming" in page


async def test_a_receipt_lets_the_answer_be_corrected_and_taken_back(told: World, reader: httpx.AsyncClient) -> None:
    await answered(told, reader, link(told), ANSWER)
    path = path_in((await mails_to(told, EDUCATION))[-1], "a")
    page = (await reader.get(path)).text
    assert "Uw antwoord nu" in page
    assert "Er komt een maatregel" in page
    await answered(told, reader, path, {**ANSWER, "status": "no_measure", "reason": "No money after all."})
    assert await told.rows("SELECT document->>'reason' FROM alerts.answers") == [("No money after all.",)]
    path = path_in((await mails_to(told, EDUCATION))[-1], "a")
    await answered(told, reader, path, {"action": "withdraw"})
    assert await told.rows(STATUSES) == [("withdrawn",)]
    assert await told.rows(STATE) == [("reopened",)]
    [(answered_at,)] = await told.rows(f"SELECT answered_at FROM alerts.notifications WHERE body = '{BODY}'")
    assert answered_at is None


async def test_nothing_can_be_taken_back_that_was_not_said(told: World, reader: httpx.AsyncClient) -> None:
    assert (await reader.post(link(told), data={"action": "withdraw"})).status_code == 422


async def test_a_milestone_reported_done_by_mistake_is_opened_again(told: World, reader: httpx.AsyncClient) -> None:
    await told.take(milestone())
    steps = [link(told, "digitaal-vlaanderen", "milestone_overdue:m999-1", mail) for mail in ("m1", "m2")]
    await answered(told, reader, steps[0], {"action": "done"})
    assert await told.rows("SELECT state FROM alerts.alerts WHERE kind = 'milestone_overdue'") == [("resolved",)]
    await answered(told, reader, steps[1], {"action": "withdraw", "reason": "A mistake."})
    assert await told.rows("SELECT state FROM alerts.alerts WHERE kind = 'milestone_overdue'") == [("reopened",)]


async def test_one_answer_can_serve_several_alerts(told: World, reader: httpx.AsyncClient) -> None:
    await told.take(digital_skills(key="made-up/BE2", indicator="made-up"))
    other = "verdict_worsened:made-up/BE2"
    assert f'name="also_{other}"' in (await reader.get(link(told))).text
    await answered(told, reader, link(told), {**ANSWER, f"also_{other}": "yes", "also_not:ours": "yes"})
    assert await told.rows("SELECT item FROM alerts.answers ORDER BY item") == [
        ("digital-skills-basic/BE2",), ("made-up/BE2",)
    ]  # fmt: skip
    assert await told.rows("SELECT DISTINCT state FROM alerts.alerts") == [("acknowledged",)]
    receipt = (await mails_to(told, EDUCATION))[-1]
    assert (ALERT in receipt, other in receipt) == (True, True)


async def test_later_is_not_public_and_needs_no_yes_but_gets_its_receipt(
    told: World, reader: httpx.AsyncClient
) -> None:
    assert (await reader.post(link(told), data={"action": "later", "until": "2026-10-01"})).status_code == 200
    assert await told.rows(STATE) == [("snoozed",)]
    assert [text.split()[0] for text in await mails_to(told, EDUCATION)] == ["receipt"]


async def test_replies_to_a_reader_are_not_held_with_the_alerts(told: World, reader: httpx.AsyncClient) -> None:
    await reader.post(link(told), data=ANSWER)
    held = World(told.database, clock=told.clock, transport=told.transport, mode="hold")
    await held.send()
    assert [text.split()[0] for to, text in told.notes if to == EDUCATION] == ["confirm"]


async def test_a_colleague_gets_the_link_from_the_readers_own_mail_program(
    told: World, reader: httpx.AsyncClient
) -> None:
    page = (await reader.get(link(told))).text
    found = re.search(r'href="mailto:\?subject=([^"&]+)&amp;body=([^"]+)"', page)
    assert found
    assert link(told) in unquote(found[2])
    assert "namens Departement Onderwijs en Vorming" in unquote(found[2])
    assert "mailto:" not in (await reader.get(link(told, "desk"))).text


async def test_the_desk_is_told_once_that_a_mailbox_wants_no_more_mail(told: World, reader: httpx.AsyncClient) -> None:
    for _ in range(2):
        await reader.post(told.links.mute_url(EDUCATION), data={"List-Unsubscribe": "One-Click"})
    await told.send()
    [note] = [text for to, text in told.notes if to == DESK]
    assert note.startswith("muted for desk")
    assert f"address {EDUCATION}" in note


async def test_when_the_mailbox_is_gone_the_desk_decides_and_it_is_written_down_so(
    told: World, reader: httpx.AsyncClient
) -> None:
    await reader.post(link(told), data=ANSWER)
    await reader.post(told.links.mute_url(EDUCATION))
    await told.send()
    [asked] = [text for to, text in told.notes if to == DESK and text.startswith("confirm")]
    await reader.post(path_in(asked, "c"), data={"decision": "confirm"})
    assert await told.rows("SELECT actor FROM alerts.flips ORDER BY flip_id DESC LIMIT 1") == [("desk",)]


@pytest.mark.parametrize("page", ["a", "b", "c", "u"])
async def test_a_link_of_one_purpose_serves_no_other(told: World, reader: httpx.AsyncClient, page: str) -> None:
    await reader.post(link(told), data=ANSWER)
    before = await told.rows(EFFECTS)
    urls = {
        "a": link(told),
        "b": told.links.body_url(BODY, "nl"),
        "c": told.links.decision_url("x", BODY, "nl"),
        "u": told.links.mute_url(EDUCATION),
    }
    for name, url in urls.items():
        if name != page:
            forged = f"/{page}/{url.rsplit('/', 1)[1]}"
            assert (await reader.get(forged)).status_code == 403
            assert (await reader.post(forged, data={**ANSWER, "decision": "confirm"})).status_code == 403
    assert await told.rows(EFFECTS) == before


async def test_the_real_words_tell_what_was_answered_and_inject_nothing(told: World, reader: httpx.AsyncClient) -> None:
    hostile = "<b>x</b>\r\nBcc: all@evil.example {title}"
    kept: list[NoteContent] = []

    def keep(content: Any, language: Any) -> Any:
        kept.append(content)
        return render(content, language)

    await answered(told, reader, link(told), {**ANSWER, "reason": hostile, "evidence_url": "https://example.org/a"})
    told.sender = told.new_sender(render=keep)
    await told.send()
    [receipt] = [content for content in kept if content.step == "receipt"]
    for lang, words in (("nl", "Antwoord ontvangen"), ("en", "Answer received")):
        mail = render(receipt, lang)  # type: ignore[arg-type]
        assert mail.subject.startswith(words)
        assert "&lt;b&gt;x" in mail.html
        assert "<b>x" not in mail.html
        assert not re.search(r"^\s*Bcc:", mail.text, re.MULTILINE)
        assert "https://example.org/a" in mail.text
        assert f"{SITE}/a/" in mail.text
