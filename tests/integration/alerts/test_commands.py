"""`koers alerts` and `koers mail` on a real database, as an operator types them."""

import asyncio
import email
import json
from collections.abc import Awaitable, Callable
from email import policy
from pathlib import Path

import pytest

from services.alerts.domain.routing import Directory
from services.runtime.clock import SystemClock
from services.runtime.database import Database
from services.runtime.embedded.catcher import MailFolder, catching, caught_mails
from services.runtime.embedded.ports import free_ports
from tests.builders.assessments import digital_skills
from tests.integration.alerts.story import ALERT, CULTURE, EDUCATION, OFF_TRACK, ON_TRACK
from tests.integration.alerts.world import BODIES, DESK, World
from tests.unit.cli.running import Finished, runner

OWNER = "department-of-education"
Koers = Callable[..., Awaitable[Finished]]


@pytest.fixture
def koers(
    migrated_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Koers:
    """The command on this test's database; in a thread, since it runs a loop of its own."""
    settings = {
        "POSTGRES": migrated_url, "SMTP": f"127.0.0.1:{free_ports(1)[0]}", "MAIL_FROM": "koers@example.org",
        "DESK_ADDRESS": "desk@example.org", "LINK_SECRET": "a secret made up for tests, long enough",
        "PUBLIC_URL": "https://alerts.example.org", "BOARD_URL": "https://koers.example.org",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(f"KOERS_{name}", value)
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.chdir(tmp_path)
    run = runner(capsys, monkeypatch)
    return lambda *arguments: asyncio.to_thread(run, *arguments)


@pytest.fixture
async def told(database: Database) -> World:
    """Two mails have gone out, by the clock on the wall."""
    world = World(database)
    world.clock.advance(SystemClock().now() - world.clock.now())
    await world.over()
    await world.take(ON_TRACK, OFF_TRACK)
    await world.deliver()
    return world


async def test_list_tells_every_alert_and_whom_it_was_told(koers: Koers, told: World) -> None:
    done = await koers("alerts", "list")
    assert (done.code, done.err) == (0, "")
    for words in ("open", "verdict_worsened", "digital-skills-basic/BE2", "cjm: sent", f"{OWNER}: sent"):
        assert words in done.out
    [line] = json.loads((await koers("alerts", "list", "--body", OWNER, "--json")).out)
    assert (line["id"], line["told"]) == (ALERT, {"cjm": "sent", OWNER: "sent"})
    none = await koers("alerts", "list", "--body", "vdab")
    assert none.out == "no alert stands; --all lists those that have ended\n"
    await told.take(ON_TRACK)
    assert "digital" not in (await koers("alerts", "list")).out
    assert "resolved" in (await koers("alerts", "list", "--all")).out


async def test_what_reached_only_the_desk_shows(koers: Koers, database: Database) -> None:
    unlisted = {name: contact for name, contact in BODIES.items() if name != "cjm"}
    world = World(database, directory=Directory(DESK, unlisted))
    await world.over()
    await world.take(ON_TRACK, OFF_TRACK, digital_skills(key="orphan/BE2", indicator="orphan", owners=()))
    await world.deliver()
    listed = (await koers("alerts", "list")).out
    assert "cjm: sent (desk: no_contact)" in listed
    assert "desk: sent (desk: no_owner)" in listed


async def test_show_tells_the_life_of_an_alert_by_its_fingerprint(koers: Koers, told: World) -> None:
    [line] = json.loads((await koers("alerts", "list", "--json")).out)
    done = await koers("alerts", "show", line["fingerprint"][:5])
    for words in (
        ALERT,
        "off_track, 61.20 in 2025",
        f"{OWNER}: recommendations 15; written to on",
        "by koers: on_track",
    ):
        assert words in done.out
    assert "owes an answer since" in done.out
    whole = json.loads((await koers("alerts", "show", ALERT, "--json")).out)
    assert [step["to"] for step in whole["life"]] == ["open"]
    assert whole["document"]["key"] == "digital-skills-basic/BE2"


async def test_ack_ends_the_pressing_and_says_who_and_why(koers: Koers, told: World) -> None:
    done = await koers("alerts", "ack", ALERT, "--reason", "They called.", "--role", "data team")
    assert (done.code, done.out) == (0, f"{ALERT}: open → acknowledged, by data team\n")
    assert await told.rows("SELECT count(*) FROM alerts.notifications WHERE unanswered_since IS NOT NULL") == [(0,)]
    assert await told.rows("SELECT to_state, actor, reason FROM alerts.flips ORDER BY flip_id DESC LIMIT 1") == [
        ("acknowledged", "data team", "They called.")
    ]


async def test_snooze_puts_off_and_the_calendar_brings_it_back(koers: Koers, told: World) -> None:
    assert (await koers("alerts", "snooze", ALERT, "--until", "2020-01-01", "--reason", "x")).code == 2
    done = await koers(
        "alerts", "snooze", ALERT, "--until", "2099-01-01", "--reason", "A new survey is out in January."
    )
    assert "open → snoozed until 2099-01-01, by desk" in done.out
    told.clock.advance(told.clock.now().replace(year=2099, month=1, day=2) - told.clock.now())
    await told.calendar.turn()
    await told.deliver()
    assert sorted(to for to, text in told.sent if "reminder asked" in text) == [CULTURE, EDUCATION]


async def test_silence_keeps_back_is_listed_and_ended(koers: Koers, told: World) -> None:
    done = await koers(
        "alerts", "silence", "--subject", "other", "--until", "2099-01-01", "--reason", "The survey is checked."
    )  # fmt: skip
    assert done.out.startswith("silence 1: subject other is kept back until 2099-01-01 00:00 (Brussels), by desk")
    await told.take(OFF_TRACK.model_copy(update={"key": "other/BE2", "indicator": "other"}))
    await told.deliver()
    assert len(told.sent) == 2
    assert "muted by silence 1" in (await koers("alerts", "list")).out
    assert "The survey is checked." in (await koers("alerts", "silence", "--list")).out
    [listed] = json.loads((await koers("alerts", "silence", "--list", "--json")).out)
    assert (listed["what"], listed["by"]) == ("subject other", "desk")
    assert (await koers("alerts", "silence", "--end", 1)).code == 0
    assert (await koers("alerts", "silence", "--list")).out == "nothing is silenced\n"
    told.clock.advance(SystemClock().now() - told.clock.now())
    await told.deliver()
    assert len(told.sent) == 4


async def test_resend_tells_it_again_and_says_so(koers: Koers, told: World) -> None:
    done = await koers("alerts", "resend", ALERT, "--body", "cjm", "--reason", "It got lost.")
    assert done.out == f"{ALERT}: goes out again to cjm\n"
    told.clock.advance(SystemClock().now() - told.clock.now())
    await told.deliver()
    assert [to for to, text in told.sent if "reminder resent" in text] == [CULTURE]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("alerts", "show", "nothing"), "there is no alert 'nothing'; `koers alerts list --all` shows"),
        (("alerts", "ack", "nothing", "--reason", "x"), "there is no alert 'nothing'"),
        (("alerts", "ack", ALERT, "--reason", "x", "--role", "Jan <j@x>"), "expected a role"),
        (("alerts", "resend", ALERT, "--body", "vdab", "--reason", "x"), "does not concern vdab; it concerns cjm, dep"),
        (("alerts", "silence", "--until", "2099-01-01", "--reason", "x"), "or --everything alone"),
        (
            ("alerts", "silence", "--everything", "--kind", "quarantine", "--until", "2099-01-01", "--reason", "x"),
            "alone",
        ),
        (("alerts", "silence", "--everything"), "needs --until and --reason"),
        (("alerts", "silence", "--everything", "--until", "2001-01-01", "--reason", "x"), "give a later end"),
        (("alerts", "silence", "--end", "7"), "there is no silence 7 that still holds"),
        (("mail", "preview", "nothing"), "there is no mail or alert 'nothing'"),
        (("mail", "release", "nothing"), "is held under no such id; `koers mail release` lists"),
        (("mail", "release", "--all", "--drop"), "--drop needs --reason"),
        (("mail", "test", "--to", "nobody"), "is no mail address"),
    ],
)
async def test_what_cannot_be_done_is_told_with_what_can(
    koers: Koers, told: World, arguments: tuple[str, ...], says: str
) -> None:
    done = await koers(*arguments)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


@pytest.mark.parametrize(("lang", "words"), [("nl", "61,2"), ("en", "61.2")])
async def test_preview_writes_the_mail_and_keeps_nothing(koers: Koers, told: World, lang: str, words: str) -> None:
    before = await told.rows("SELECT count(*) FROM alerts.mails UNION ALL SELECT count(*) FROM alerts.intents")
    done = await koers("mail", "preview", ALERT, "--lang", lang, "--body", OWNER, "--out", "previews")
    assert (done.code, done.err) == (0, "")
    eml, html = (Path(line) for line in done.out.split())
    message = email.message_from_bytes(eml.read_bytes(), policy=policy.default)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert words in text
    assert 'src="data:image/png;base64,' in html.read_text()
    assert "cid:" not in html.read_text()
    assert before == await told.rows("SELECT count(*) FROM alerts.mails UNION ALL SELECT count(*) FROM alerts.intents")
    token = text.split("/a/")[1].split()[0]
    with pytest.raises(Exception, match="tampered"):
        told.links.read_answer(token)


async def test_release_lists_lets_go_and_takes_back(koers: Koers, database: Database) -> None:
    assert (await koers("mail", "release")).out == "no mail waits for a person\n"
    world = World(database, mode="hold")
    await world.over()
    await world.take(ON_TRACK, OFF_TRACK)
    await world.deliver()
    listed = await koers("mail", "release")
    assert listed.out.count("mail_mode") == 2
    assert ALERT in listed.out
    held = json.loads((await koers("mail", "release", "--json")).out)
    assert [mail["body"] for mail in held] == ["cjm", OWNER]
    assert (await koers("mail", "preview", held[0]["id"][:8])).code == 0
    dropped = await koers("mail", "release", held[0]["id"][:12], "--drop", "--reason", "The unit was wrong.")
    assert dropped.out == "dropped: 1 of 2 held mails\n"
    assert (await koers("mail", "release", "--all")).out == "released: 1 of 1 held mails\n"
    world.clock.advance(SystemClock().now() - world.clock.now())
    await world.send()
    assert [to for to, _ in world.sent] == [EDUCATION]


async def test_mail_test_reaches_the_relay_or_says_what_to_look_at(
    koers: Koers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lost = await koers("mail", "test")
    assert lost.code == 1
    assert "check KOERS_SMTP" in lost.err
    async with catching(MailFolder(tmp_path, SystemClock()), "127.0.0.1", 0) as port:
        monkeypatch.setenv("KOERS_SMTP", f"127.0.0.1:{port}")
        done = await koers("mail", "test", "--to", "someone@example.org")
    assert done.out.startswith(f"127.0.0.1:{port} took a mail to someone@example.org in ")
    [mail] = caught_mails(tmp_path)
    assert list(mail.recipients) == ["someone@example.org"]
