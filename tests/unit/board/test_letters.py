"""The letters to those who follow: complete as plain text, harmless as HTML, the same in both. Input is made up."""

from datetime import UTC, datetime

import pytest

from schemas.base import Text
from services.board.subscriptions.letters import MOST, Letters
from services.board.subscriptions.rhythm import Rhythm
from services.board.subscriptions.store import Subscription
from services.board.web.feeds.atom import Entry
from services.board.web.parts import Part
from services.board.web.rendering import renderers
from services.runtime.wording import LANGUAGES, Lang

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PART = Part("/areas/skills/", Text(nl="Vaardigheden", en="Skills"), frozenset({1}))
WHOLE = Part("/", None, None)
RENDERERS = renderers()


def following(lang: Lang, *, confirmed: bool = True) -> Subscription:
    at = NOW if confirmed else None
    return Subscription("t" * 32, "a@mail.example", PART.path, Rhythm.weekly, lang, NOW, not confirmed, at, at, None, 0)


def entry(title: str = "Open data: on track", text: str = "It moved.", number: int = 1) -> Entry:
    return Entry(f"verdict/{number}", title, text, f"http://board.test/en/indicators/{number}/", NOW)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_parts_name_every_change_its_page_and_the_way_out(lang: Lang) -> None:
    letters = Letters(RENDERERS[lang], "http://board.test")
    mail = letters.news(following(lang), PART, [entry(number=1), entry("Another: met", number=2)])
    for part in (mail.text, mail.html):
        for said in ("Open data: on track", "Another: met", "/indicators/1/", "/indicators/2/", PART.name[lang]):
            assert said in part
        assert f"http://board.test/{lang}/subscriptions/{'t' * 32}/" in part
    assert "2" in mail.subject
    assert max(len(line) for line in mail.text.splitlines() if "http" not in line) <= 76


def test_one_change_is_named_in_the_subject_and_many_are_counted() -> None:
    letters = Letters(RENDERERS["en"], "http://board.test")
    assert letters.news(following("en"), PART, [entry()]).subject == "Koers: Open data: on track"
    many = [entry(f"Number {number:03}", number=number) for number in range(MOST + 3)]
    mail = letters.news(following("en"), WHOLE, many)
    assert mail.subject == f"Koers: {MOST + 3} changes at the whole agenda"
    assert f"Number {MOST - 1:03}" in mail.text
    assert f"Number {MOST:03}" not in mail.text
    assert "And 3 more; all changes are at http://board.test/en/changed/" in " ".join(mail.text.split())


def test_words_of_others_are_words_and_nothing_else() -> None:
    hostile = entry("A\r\nBcc: c@mail.example", "<script>alert(1)</script> {{ 7 * 7 }} %s")
    mail = Letters(RENDERERS["en"], "http://board.test").news(following("en"), PART, [hostile])
    assert "\n" not in mail.subject
    assert "\r" not in mail.text
    assert "<script>" not in mail.html
    assert "{{ 7 * 7 }} %s" in mail.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_follows_already_is_told_so_and_who_does_not_is_asked(lang: Lang) -> None:
    letters = Letters(RENDERERS[lang], "http://board.test")
    asked, already = (letters.question(following(lang, confirmed=known), PART) for known in (False, True))
    assert asked.subject != already.subject
    for mail in (asked, already):
        assert PART.name[lang] in mail.subject
        assert letters.page_of("t" * 32) in mail.text
        assert letters.page_of("t" * 32) in mail.html
