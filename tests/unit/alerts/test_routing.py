"""Never nobody: what cannot reach its body reaches the desk, which is told why."""

import pytest

from schemas.alerts import AlertKind
from services.alerts.domain.matters import Matter, Severity
from services.alerts.domain.routing import (
    CANARY,
    DESK,
    Condition,
    Contact,
    Directory,
    Recipient,
    Route,
    route,
    route_for,
)
from services.alerts.mail.content import DeskReason
from services.runtime.mail.base import MailMode

EDUCATION = Contact("education@example.org", "nl")
DESK_CONTACT = Contact("desk@example.org", "en")
DIRECTORY = Directory(DESK_CONTACT, {"education": EDUCATION}, Contact("canary@example.org"))
NOBODY: frozenset[str] = frozenset()

URGENT = Contact("urgent@example.org")
SKILLS = Contact("skills@example.org", routes=(Route("urgent", Condition(severity=Severity.serious), URGENT),))
PARTED = Contact(
    "education@example.org",
    routes=(
        Route("skills", Condition(areas=frozenset({"skills"})), SKILLS),
        Route("missed", Condition(kinds=frozenset({AlertKind.target_missed})), Contact("missed@example.org")),
        Route("fifteen", Condition(recommendations=frozenset({15})), Contact("fifteen@example.org")),
    ),
)


def matter(
    kind: AlertKind = AlertKind.verdict_worsened,
    severity: Severity = Severity.warning,
    number: int = 35,
    area: str = "x",
) -> Matter:
    return Matter(kind, "i/BE2", "education", severity, frozenset({number}), frozenset({area}))


@pytest.mark.parametrize(
    ("what", "part"),
    [
        (matter(), None),
        (matter(area="skills"), "skills"),
        (matter(area="skills", severity=Severity.critical), "urgent"),
        (matter(AlertKind.target_missed, area="skills"), "skills"),
        (matter(AlertKind.target_missed, number=15), "missed"),
        (matter(number=15), "fifteen"),
    ],
)
def test_the_deepest_part_below_the_first_that_holds_gets_it(what: Matter, part: str | None) -> None:
    found = route_for(PARTED, what)
    assert (found.name if found else None) == part


def test_a_part_that_is_there_no_more_is_the_body_itself() -> None:
    directory = Directory(DESK_CONTACT, {"education": PARTED})
    told = [
        route("education", directory, mode="send", muted=NOBODY, reason=None, part=part).contact.address
        for part in (None, "urgent", "gone")
    ]
    assert told == ["education@example.org", "urgent@example.org", "education@example.org"]


def test_a_known_body_gets_its_mail() -> None:
    assert route("education", DIRECTORY, mode="send", muted=NOBODY, reason=None) == Recipient(EDUCATION)


@pytest.mark.parametrize(
    ("body", "mode", "muted", "reason", "told"),
    [
        ("culture", "send", NOBODY, None, DeskReason.no_contact),
        ("education", "redirect", NOBODY, None, DeskReason.redirected),
        ("education", "send", frozenset({"education@example.org"}), None, DeskReason.muted),
        ("education", "send", NOBODY, DeskReason.undeliverable, DeskReason.undeliverable),
        (DESK, "send", NOBODY, None, DeskReason.desk_matter),
        (DESK, "redirect", NOBODY, DeskReason.no_owner, DeskReason.no_owner),
        ("culture", "redirect", NOBODY, None, DeskReason.no_contact),
    ],
)
def test_everything_else_goes_to_the_desk(
    body: str, mode: MailMode, muted: frozenset[str], reason: DeskReason | None, told: DeskReason
) -> None:
    assert route(body, DIRECTORY, mode=mode, muted=muted, reason=reason) == Recipient(DESK_CONTACT, told)


@pytest.mark.parametrize("mode", ["hold", "redirect", "send"])
def test_the_canary_goes_to_its_null_mailbox_in_every_mode(mode: MailMode) -> None:
    recipient = route(CANARY, DIRECTORY, mode=mode, muted=NOBODY, reason=None)
    assert recipient == Recipient(Contact("canary@example.org"))


def test_the_next_mailbox_stands_in_for_one_that_wants_no_mail() -> None:
    several = Contact("first@example.org", "en", ("second@example.org", "third@example.org"))
    directory = Directory(DESK_CONTACT, {"vdab": several})
    muted = frozenset({"first@example.org", "second@example.org"})
    recipient = route("vdab", directory, mode="send", muted=muted, reason=None)
    assert recipient == Recipient(Contact("third@example.org", "en"))
    everybody = muted | {"third@example.org"}
    assert route("vdab", directory, mode="send", muted=everybody, reason=None).reason is DeskReason.muted
