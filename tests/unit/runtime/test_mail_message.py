"""A mail as mail programs read it."""

import email
import email.policy
from datetime import UTC, datetime

from services.runtime.mail.message import Envelope, Image, RenderedMail, assemble, thread_root

RENDERED = RenderedMail(
    subject="Uit koers: digitale basisvaardigheden, één test",
    text="Één cijfer: 61,2 %.\n" + "woord " * 30 + "\n",
    html='<p>Één cijfer</p><img src="cid:chart-1@koers" alt="grafiek">',
    images=(Image(cid="chart-1@koers", png=b"\x89PNG made up", alt="grafiek"),),
)
ENVELOPE = Envelope(
    mail_id="0123456789abcdef",
    sender="koers@example.org",
    recipient="education@example.org",
    reply_to="desk@example.org",
    date=datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
    language="nl",
    threads=("verdict_worsened:digital-skills-basic/BE2|education", "data_stale:x|education"),
    unsubscribe_url="https://alerts.example.org/u/token",
)


def arrived(envelope: Envelope = ENVELOPE) -> email.message.EmailMessage:
    """The mail, written as bytes and read again."""
    return email.message_from_bytes(assemble(RENDERED, envelope).as_bytes(), policy=email.policy.default)


def test_the_headers_name_thread_sort_and_ways_out() -> None:
    mail = arrived()
    assert mail["Subject"] == RENDERED.subject
    assert mail["From"] == "Koers <koers@example.org>"
    assert (mail["To"], mail["Reply-To"]) == ("education@example.org", "desk@example.org")
    assert mail["Date"] == "Tue, 01 Sep 2026 08:00:00 +0000"
    assert mail["Message-ID"] == "<koers-0123456789abcdef@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "nl"
    assert mail["List-Unsubscribe"] == "<https://alerts.example.org/u/token>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_mails_about_one_alert_hang_on_a_root_no_mail_has() -> None:
    roots = [thread_root(key, "example.org") for key in ENVELOPE.threads]
    mail = arrived()
    assert mail["References"] == " ".join(roots)
    assert mail["In-Reply-To"] == roots[0]
    assert roots[0] != roots[1]


def test_the_same_mail_built_twice_is_the_same_to_the_receiver() -> None:
    assert arrived()["Message-ID"] == arrived()["Message-ID"]


def test_plain_text_comes_first_and_html_last_with_its_picture() -> None:
    mail = arrived()
    assert mail.get_content_type() == "multipart/alternative"
    plain, related = mail.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert plain.get_content().startswith("Één cijfer: 61,2 %.")
    assert related.get_content_type() == "multipart/related"
    html, picture = related.iter_parts()
    assert "cid:chart-1@koers" in html.get_content()
    assert (picture.get_content_type(), picture["Content-ID"]) == ("image/png", "<chart-1@koers>")
    assert picture.get_content() == b"\x89PNG made up"


def test_text_travels_as_quoted_printable_in_short_lines() -> None:
    raw = assemble(RENDERED, ENVELOPE).as_bytes()
    assert raw.count(b"Content-Transfer-Encoding: quoted-printable") == 2
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_subject_begins_on_its_own_line_and_the_body_keeps_to_76_columns() -> None:
    subject = "At risk: at least basic digital skills, Flemish Region (recommendation 35)"
    raw = assemble(RENDERED.model_copy(update={"subject": subject}), ENVELOPE).as_bytes()
    assert f"Subject: {subject}".encode() in raw.split(b"\r\n")
    plain = str(next(arrived().iter_parts()).get_payload())
    assert "woord woord" in plain
    assert max(len(line) for line in plain.splitlines()) <= 78


def test_a_mail_nobody_can_stop_has_no_such_header() -> None:
    plain = arrived(Envelope("id", "koers@example.org", "desk@example.org", "desk@example.org", ENVELOPE.date, "en"))
    assert plain["List-Unsubscribe"] is None
    assert plain["References"] is None
