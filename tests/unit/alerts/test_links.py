"""Signed links: only ours, only for a time, and the same mail always carries the same one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.alerts.links import BadLink, Links
from services.runtime.clock import FixedClock

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
SECRET = "a secret made up for tests, long enough"


def links(clock: FixedClock | None = None, secret: str = SECRET) -> Links:
    """Links that can be used for ten days."""
    return Links((secret,), "https://alerts.example.org/", clock or FixedClock(NOW), valid=timedelta(days=10))


def token(url: str) -> str:
    """The last part of an address."""
    return url.rsplit("/", 1)[1]


def test_a_link_tells_alert_body_and_language_to_us_alone() -> None:
    url = links().answer_url("mail-1", "verdict_worsened:digital-skills-basic/BE2", "education", "en")
    assert url.startswith("https://alerts.example.org/a/")
    link = links().read_answer(token(url))
    assert (link.alert_id, link.body, link.language) == ("verdict_worsened:digital-skills-basic/BE2", "education", "en")


def test_a_mail_that_is_built_again_carries_the_same_nonce_and_another_mail_another() -> None:
    first, again = (links().answer_url("mail-1", "a", "education", "nl") for _ in range(2))
    other = links().answer_url("mail-2", "a", "education", "nl")
    assert links().read_answer(token(first)).nonce == links().read_answer(token(again)).nonce
    assert links().read_answer(token(first)).nonce != links().read_answer(token(other)).nonce


@pytest.mark.parametrize("forge", ["", "x", "changed", "other secret", "other purpose"])
def test_what_we_did_not_sign_for_this_is_refused(forge: str) -> None:
    good = token(links().answer_url("mail-1", "a", "education", "nl"))
    forged = {
        "changed": good[:5] + ("A" if good[5] != "A" else "B") + good[6:],
        "other secret": token(links(secret=SECRET[::-1]).answer_url("mail-1", "a", "education", "nl")),
        "other purpose": token(links().mute_url("education@example.org")),
    }.get(forge, forge)
    with pytest.raises(BadLink) as error:
        links().read_answer(forged)
    assert error.value.fault == "tampered"


def test_a_link_grows_old_by_the_injected_clock() -> None:
    clock = FixedClock(NOW)
    good = token(links(clock).answer_url("mail-1", "a", "education", "nl"))
    clock.advance(timedelta(days=10))
    assert links(clock).read_answer(good).body == "education"
    clock.advance(timedelta(seconds=1))
    with pytest.raises(BadLink) as error:
        links(clock).read_answer(good)
    assert error.value.fault == "expired"


def test_the_link_that_stops_mail_names_the_mailbox_and_never_grows_old() -> None:
    clock = FixedClock(NOW)
    good = token(links(clock).mute_url("Education@Example.org"))
    clock.advance(timedelta(days=4000))
    assert links(clock).read_mute(good) == "education@example.org"
    with pytest.raises(BadLink):
        links(clock).read_mute(good + "x")


def test_a_new_secret_signs_and_the_ones_before_it_still_open_what_they_signed() -> None:
    old, new, stranger = SECRET, SECRET[::-1], "another secret that was never ours, long enough"

    def with_secrets(*secrets: str) -> Links:
        return Links(secrets, "https://alerts.example.org", FixedClock(NOW), valid=timedelta(days=10))

    signed_before = token(with_secrets(old).answer_url("mail-1", "a", "education", "nl"))
    assert with_secrets(new, old).read_answer(signed_before).body == "education"
    signed_now = token(with_secrets(new, old).answer_url("mail-1", "a", "education", "nl"))
    assert with_secrets(new).read_answer(signed_now).body == "education"
    for secrets in ((new,), (new, stranger)):
        with pytest.raises(BadLink):
            with_secrets(*secrets).read_answer(signed_before)


def test_links_to_confirm_and_to_a_bodys_page_name_it_grow_old_and_serve_nothing_else() -> None:
    clock = FixedClock(NOW)
    decision = token(links(clock).decision_url("submission-1", "education", "en"))
    body = token(links(clock).body_url("education", "nl"))
    found = links(clock).read_decision(decision)
    assert (found.submission_id, found.by, found.language) == ("submission-1", "education", "en")
    assert (links(clock).read_body(body).body, links(clock).read_body(body).language) == ("education", "nl")
    for read, others in ((links(clock).read_decision, (body,)), (links(clock).read_body, (decision,))):
        for other in (*others, token(links(clock).mute_url("a@example.org"))):
            with pytest.raises(BadLink):
                read(other)
    clock.advance(timedelta(days=10, seconds=1))
    for read, old in ((links(clock).read_decision, decision), (links(clock).read_body, body)):
        with pytest.raises(BadLink) as error:
            read(old)
        assert error.value.fault == "expired"


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_made_up_token_opens_anything(made_up: str) -> None:
    for read in (links().read_answer, links().read_decision, links().read_body, links().read_mute):
        with pytest.raises(BadLink):
            read(made_up)
