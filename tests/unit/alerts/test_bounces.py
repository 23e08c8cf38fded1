"""Mail that comes back is known by its signed envelope sender, and read without trust."""

import pytest

from services.alerts.bounces.report import read_report
from services.alerts.bounces.return_paths import ReturnPaths

MAIL = "0123456789abcdef" * 2
OLD, NEW = "a secret made up for tests, long enough", "another secret made up for tests, long enough"
PATHS = ReturnPaths("bounces@koers.example.org", (OLD,))


def notification(to: str, action: str = "failed", status: str = "5.1.1", extra: str = "") -> bytes:
    """A delivery status notification as relays write it; the addresses are made up."""
    return f"""From: MAILER-DAEMON@relay.example
To: {to}
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; education@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <education@example.org>: no such mailbox{extra}

--b--
""".encode()


def test_a_path_names_its_mail_to_us_alone_and_fits_a_local_part() -> None:
    path = PATHS.path_of(MAIL)
    assert path.startswith(f"bounces+{MAIL}-")
    assert path.endswith("@koers.example.org")
    assert len(path.partition("@")[0]) <= 64
    assert PATHS.mail_of(path.upper()) == MAIL
    assert PATHS.mail_of(f"MAILER <{path}>") == MAIL


def test_what_we_did_not_sign_names_no_mail() -> None:
    path = PATHS.path_of(MAIL)
    forged = path.replace(MAIL, MAIL[::-1]), path.replace("-", "-0", 1)[:-1], "bounces@koers.example.org", "", "+-@"
    assert [PATHS.mail_of(text) for text in forged] == [None] * 5
    assert ReturnPaths("bounces@koers.example.org", (NEW,)).mail_of(path) is None


def test_a_new_secret_still_reads_what_the_one_before_signed() -> None:
    rotated = ReturnPaths("bounces@koers.example.org", (NEW, OLD))
    assert rotated.mail_of(PATHS.path_of(MAIL)) == MAIL
    assert rotated.path_of(MAIL) != PATHS.path_of(MAIL)


@pytest.mark.parametrize(
    ("action", "status", "final"),
    [
        ("failed", "5.1.1", True),
        ("Failed", "5.7.1 (blocked)", True),
        ("delayed", "4.4.1", False),
        ("failed", "4.4.7", False),
        ("delivered", "2.0.0", False),
        ("relayed", "5.1.1", False),
        ("failed", "soon", False),
    ],
)
def test_only_a_failure_for_good_is_final(action: str, status: str, final: bool) -> None:
    assert read_report(notification("x@y.example", action, status)).final is final


def test_what_the_relay_said_is_kept_without_the_address_and_not_for_ever() -> None:
    said = read_report(notification("x@y.example", extra=" " + "x" * 2000)).said
    assert said.startswith("5.1.1 smtp; 550 5.1.1 … no such mailbox")
    assert "@" not in said
    assert len(said) <= 300


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff",
        b"To: a\r\n\r\nhello",
        b"Content-Type: message/delivery-status\r\n\r\nStatus",
        b"To: \xff\xfe\n",
    ],
)
def test_what_is_no_notification_is_not_final(raw: bytes) -> None:
    assert not read_report(raw).final
