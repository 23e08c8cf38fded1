"""The page behind the link: a GET changes nothing, a POST does once, and a token never leaks."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta

import httpx
import pytest

from schemas.assessment import Episode
from schemas.policy import Answer, Definition
from schemas.verdicts import Cause, Verdict
from services.alerts.web.app import alerts_app
from services.alerts.web.guard import Guard
from tests.builders.assessments import Y2025, digital_skills, incomplete
from tests.builders.milestones import milestone
from tests.integration.alerts.reader import BODY, answered, confirm, link
from tests.integration.alerts.story import ALERT, DESK, OFF_TRACK, ON_TRACK
from tests.integration.alerts.world import World

ASKED = "target_to_define:digital-skills-basic/BE2"
STATE = f"SELECT state FROM alerts.alerts WHERE alert_id = '{ALERT}'"
EVERYTHING = """
SELECT (SELECT count(*) FROM alerts.flips), (SELECT count(*) FROM alerts.nonces), (SELECT count(*) FROM alerts.answers),
       (SELECT count(*) FROM alerts.outbox), (SELECT count(*) FROM alerts.intents), (SELECT count(*) FROM alerts.mutes)
"""


async def test_the_page_shows_the_numbers_of_the_mail_and_where_they_are_from(
    told: World, reader: httpx.AsyncClient
) -> None:
    page = (await reader.get(link(told))).text.replace("\u00a0", " ")
    assert '<html lang="nl">' in page
    for words in ("61,2 %", "65,8 %", "4,6 procentpunt", "69,6 %", "80 %", "2036"):
        assert words in page
    assert "isoc_r_dskl_i" in page
    assert "e" * 12 in page
    assert "U antwoordt namens Departement Onderwijs en Vorming." in page
    assert "op het publieke bord" in page


async def test_it_can_be_read_in_english(told: World, reader: httpx.AsyncClient) -> None:
    page = (await reader.get(link(told), params={"lang": "en"})).text.replace("\u00a0", " ")
    assert '<html lang="en">' in page
    assert "You answer for Department of Education and Training." in page
    assert "61.2%" in page


async def test_looking_changes_nothing_however_often(told: World, reader: httpx.AsyncClient) -> None:
    before = await told.rows(EVERYTHING)
    for _ in range(3):
        assert (await reader.get(link(told))).status_code == 200
        assert (await reader.head(link(told))).status_code == 200
        await reader.get(told.links.mute_url("education@example.org"))
    assert await told.rows(EVERYTHING) == before


async def test_an_answer_is_taken_once_and_published_in_the_bodys_name(told: World, reader: httpx.AsyncClient) -> None:
    form = {"action": "acknowledge", "reason": "A course for adults starts.", "planned_date": "2027-01-31"}
    first = await reader.post(link(told), data=form)
    assert first.status_code == 202
    assert "Nog te bevestigen" in first.text
    assert await told.rows(STATE) == [("open",)]
    await confirm(told, reader)
    assert await told.rows(STATE) == [("acknowledged",)]
    again = await reader.post(link(told), data={"action": "dispute", "what": "figure", "reason": "no"})
    assert again.status_code == 409
    assert await told.rows(STATE) == [("acknowledged",)]
    await told.relay.start()
    await told.relay.turn()
    [record] = told.broker.records("policy.answer.v1")
    assert record.key == f"{BODY}/digital-skills-basic/BE2"
    answer = Answer.read(record.value or b"")
    assert (answer.status, answer.public, answer.reason) == ("measure_planned", True, "A course for adults starts.")
    assert str(answer.planned_date) == "2027-01-31"
    flip = (await told.rows("SELECT from_state, to_state, actor FROM alerts.flips ORDER BY flip_id DESC LIMIT 1"))[0]
    assert flip == ("open", "acknowledged", f"body:{BODY}")


async def test_a_used_link_shows_what_it_was_used_for_and_offers_no_form(
    told: World, reader: httpx.AsyncClient
) -> None:
    await reader.post(link(told), data={"action": "later", "until": "2026-10-01"})
    page = (await reader.get(link(told))).text
    assert "Er is al mee geantwoord: Later" in page
    assert "<form" not in page


async def test_two_posts_at_once_count_once(told: World, reader: httpx.AsyncClient) -> None:
    form = {"action": "acknowledge", "reason": "r"}
    statuses = [r.status_code for r in await asyncio.gather(*(reader.post(link(told), data=form) for _ in range(4)))]
    assert sorted(statuses) == [202, 409, 409, 409]
    await confirm(told, reader)
    assert await told.rows("SELECT count(*) FROM alerts.flips") == [(2,)]


async def test_a_faulty_form_comes_back_filled_in_and_the_link_stays_good(
    told: World, reader: httpx.AsyncClient
) -> None:
    form = {"action": "acknowledge", "reason": "<b>soon</b>", "planned_date": "2020-01-01"}
    answer = await reader.post(link(told), data=form)
    assert answer.status_code == 422
    assert "Kies een dag na vandaag." in answer.text
    assert "&lt;b&gt;soon&lt;/b&gt;" in answer.text
    assert 'value="2020-01-01"' in answer.text
    good = await reader.post(link(told), data={"action": "acknowledge", "reason": "r"})
    assert good.status_code == 202


@pytest.mark.parametrize(
    ("action", "state", "status"),
    [
        ({"action": "dispute", "what": "target", "reason": "It binds the Union."}, "disputed", "disputed"),
        ({"action": "not_ours", "reason": "Ask the federal level."}, "reassigned", "not_ours"),
    ],
)
async def test_other_answers(
    told: World, reader: httpx.AsyncClient, action: dict[str, str], state: str, status: str
) -> None:
    await answered(told, reader, link(told), action)
    assert await told.rows(STATE) == [(state,)]
    assert await told.rows("SELECT document->>'status' FROM alerts.answers") == [(status,)]


async def test_not_ours_brings_the_alert_to_the_desk_and_the_next_ones_too(
    told: World, reader: httpx.AsyncClient
) -> None:
    await answered(told, reader, link(told), {"action": "not_ours"})
    await told.deliver()
    assert told.sent[-1][0] == DESK
    assert told.sent[-1][1].startswith(f"alerts for {BODY}\ndesk_reason reassigned")
    worse = Episode(id="6" * 64, verdict=Verdict.moving_away, since=Y2025, cause=Cause.data)
    await told.take(digital_skills(verdict=Verdict.moving_away, episode=worse))
    await told.deliver()
    assert told.sent[-1][0] == DESK
    assert "alert verdict_worsened" in told.sent[-1][1]


async def test_a_dispute_is_looked_into_by_the_desk_which_reads_why(told: World, reader: httpx.AsyncClient) -> None:
    await answered(
        told, reader, link(told), {"action": "dispute", "what": "figure", "reason": "Brussels is counted in."}
    )
    await told.deliver()
    [text] = [said for to, said in told.sent if to == DESK]
    assert text.startswith(f"alerts for {BODY}\ndesk_reason disputed")
    path = text.split("https://alerts.example.org")[1].split()[0]
    assert "betwist (figure: Brussels is counted in.)" in (await reader.get(path)).text


async def test_the_desk_acts_as_the_desk_and_publishes_nothing(told: World, reader: httpx.AsyncClient) -> None:
    path = link(told, body="desk")
    assert "U handelt als datadesk." in (await reader.get(path)).text
    assert (await reader.post(path, data={"action": "acknowledge", "reason": "Asked them."})).status_code == 200
    assert await told.rows("SELECT count(*) FROM alerts.answers") == [(0,)]
    assert await told.rows("SELECT actor FROM alerts.flips ORDER BY flip_id DESC LIMIT 1") == [("desk",)]


async def test_another_bodys_answer_does_not_take_mine_away(told: World, reader: httpx.AsyncClient) -> None:
    await answered(told, reader, link(told), {"action": "acknowledge", "reason": "r"})
    await answered(told, reader, link(told, body="cjm"), {"action": "acknowledge", "reason": "r"})
    assert await told.rows("SELECT body FROM alerts.answers ORDER BY body") == [("cjm",), (BODY,)]


async def test_a_milestone_can_be_reported_done(told: World, reader: httpx.AsyncClient) -> None:
    await told.take(milestone())
    path = link(told, body="digitaal-vlaanderen", alert_id="milestone_overdue:m999-1")
    page = (await reader.get(path)).text
    assert "Dit is klaar" in page
    assert "Een verzonnen decreet is gepubliceerd" in page
    form = {"action": "done", "evidence_url": "https://example.org/decree"}
    await answered(told, reader, path, form)
    assert await told.rows("SELECT state FROM alerts.alerts WHERE kind = 'milestone_overdue'") == [("resolved",)]
    assert await told.rows("SELECT document->>'status' FROM alerts.answers") == [("done",)]


async def test_an_alert_that_has_ended_needs_no_answer(told: World, reader: httpx.AsyncClient) -> None:
    await told.take(ON_TRACK)
    assert "Deze melding is afgesloten" in (await reader.get(link(told))).text
    assert (await reader.post(link(told), data={"action": "acknowledge", "reason": "r"})).status_code == 409
    assert await told.rows("SELECT count(*) FROM alerts.nonces") == [(0,)]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_on_another_site_answers_nothing(told: World, reader: httpx.AsyncClient, site: str) -> None:
    before = await told.rows(EVERYTHING)
    for url in (link(told), told.links.mute_url("education@example.org")):
        form = {"action": "acknowledge", "reason": "r"}
        assert (await reader.post(url, data=form, headers={"Sec-Fetch-Site": site})).status_code == 403
    assert await told.rows(EVERYTHING) == before


async def test_who_hammers_is_told_to_wait(told: World) -> None:
    app = alerts_app(
        told.database, told.clock, told.links, told.board, told.answering, told.metrics, guards=Guard(looks=5, sends=2)
    )
    transport = httpx.ASGITransport(app=app, client=("203.0.113.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="https://alerts.example.org") as client:
        statuses = [(await client.post(link(told), data={"action": "x"})).status_code for _ in range(3)]
        assert statuses == [422, 422, 429]
        refused = [await client.get("/robots.txt") for _ in range(3)][-1]
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    others = httpx.ASGITransport(app=app, client=("203.0.113.8", 1))
    async with httpx.AsyncClient(transport=others, base_url="https://alerts.example.org") as client:
        assert (await client.get("/robots.txt")).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_forged_link_opens_nothing(told: World, reader: httpx.AsyncClient, method: str) -> None:
    before = await told.rows(EVERYTHING)
    good = link(told)
    for path in (good[:-1] + ("A" if good[-1] != "A" else "B"), "/a/x", good.replace("/a/", "/u/")):
        answer = await reader.request(method, path, data={"action": "acknowledge", "reason": "r"})
        assert answer.status_code == 403
        assert "Deze link klopt niet" in answer.text
    assert await told.rows(EVERYTHING) == before


async def test_an_old_link_says_so(told: World, reader: httpx.AsyncClient) -> None:
    path = link(told)
    told.clock.advance(timedelta(days=10))
    answer = await reader.post(path, data={"action": "acknowledge", "reason": "r"})
    assert (answer.status_code, "Deze link is verlopen" in answer.text) == (403, True)
    assert await told.rows(STATE) == [("open",)]


async def test_mail_programs_stop_the_mail_with_one_post(told: World, reader: httpx.AsyncClient) -> None:
    url = told.links.mute_url("education@example.org")
    assert "Geen mails meer sturen" in (await reader.get(url)).text
    for _ in range(2):
        assert (await reader.post(url, data={"List-Unsubscribe": "One-Click"})).status_code == 200
    assert await told.rows("SELECT address FROM alerts.mutes") == [("education@example.org",)]


async def test_every_answer_keeps_the_token_to_itself(
    told: World, reader: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for response in (
        await reader.get(link(told)),
        await reader.post(link(told), data={"action": "acknowledge", "reason": "r"}),
        await reader.get("/a/x"),
        await reader.get("/nothing"),
        await reader.get("/style.css"),
    ):
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-robots-tag"] == "noindex, nofollow"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "script-src" not in response.headers["content-security-policy"]
    token = link(told).removeprefix("/a/")
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("httpx")]
    assert not [line for line in ours if token in line]
    assert token not in capsys.readouterr().out


async def test_the_page_needs_no_script_and_every_field_has_a_label(told: World, reader: httpx.AsyncClient) -> None:
    page = (await reader.get(link(told))).text
    assert "<script" not in page
    assert " onclick" not in page
    labelled = set(re.findall(r'<label for="([^"]+)"', page))
    boxes = re.findall(r'<(?:label><)?input type="(?:radio|checkbox)"', page)
    assert len(boxes) == len(re.findall(r'<label><input type="(?:radio|checkbox)"', page)) > 0
    fields = set(re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', page))
    assert fields
    assert fields == labelled
    assert re.search(r"<main id=\"main\">", page)
    assert re.search(r'<img class="chart"[^>]* alt="[^"]+"', page)


async def test_a_body_without_a_length_or_too_long_is_refused(told: World, reader: httpx.AsyncClient) -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield b"action=acknowledge&reason=r"

    assert (await reader.post(link(told), content=stream())).status_code == 413
    assert (await reader.post(link(told), data={"reason": "x" * 70_000})).status_code == 413
    assert await told.rows("SELECT count(*) FROM alerts.nonces") == [(0,)]


async def test_a_body_completes_a_target_and_the_desk_is_to_enter_it(told: World, reader: httpx.AsyncClient) -> None:
    await told.take(incomplete("base", "year"))
    await told.deliver()
    page = await reader.get(link(told, alert_id=ASKED))
    assert "Doel te bepalen" in page.text
    assert re.findall(r'<input id="define-(\w+)"', page.text) == ["base", "year"]
    form = {"action": "define", "base": "of all people of 16 to 74", "year": "2030", "lang": "nl"}
    await answered(told, reader, link(told, alert_id=ASKED), form)
    [(document,)] = await told.rows("SELECT document::text FROM alerts.answers")
    answer = Answer.read(str(document).encode())
    assert answer.defines == Definition(base="of all people of 16 to 74", year=2030)
    await told.deliver()
    assert any(to == DESK and "desk_reason defined" in said for to, said in told.sent)
    assert (await told.rows(f"SELECT state FROM alerts.alerts WHERE alert_id = '{ASKED}'")) == [("acknowledged",)]


async def test_a_body_accepts_lead_and_target_and_is_written_to_as_the_lead(
    told: World, reader: httpx.AsyncClient
) -> None:
    page = (await reader.get(link(told))).text
    assert re.findall(r'type="checkbox" name="accepts_(\w+)"', page) == ["ownership", "target"]
    assert 'type="checkbox"' not in (await reader.get(link(told, "desk"))).text
    form = {"action": "acknowledge", "accepts_ownership": "yes", "accepts_target": "yes"}
    await answered(told, reader, link(told), form)
    [(document,)] = await told.rows("SELECT document::text FROM alerts.answers")
    answer = Answer.read(str(document).encode())
    assert (answer.accepts_ownership, answer.accepts_target) == (True, OFF_TRACK.target)
    again = {"action": "acknowledge", "reason": "A course starts.", "planned_date": "2027-01-31"}
    await answered(told, reader, link(told, mail="mail-2"), again)
    [(document,)] = await told.rows("SELECT document::text FROM alerts.answers")
    assert Answer.read(str(document).encode()).accepts_ownership is True
    await told.take(milestone(owner=BODY, due=date(2026, 8, 1)))
    of_the_milestone = "FROM alerts.notifications WHERE alert_id = 'milestone_overdue:m999-1'"
    assert await told.rows(f"SELECT accepted {of_the_milestone}") == [(True,)]
