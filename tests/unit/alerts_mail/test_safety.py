"""No content can break a mail: headers, markup, width, addresses."""

import re
from dataclasses import replace

import pytest

from schemas.base import Text
from services.alerts.mail.layout import WIDTH, aligned, header_line, paragraph
from services.alerts.mail.render import render_alert
from services.alerts.mail.story import Row
from services.runtime.errors import PermanentError
from services.runtime.wording import LANGUAGES, Lang
from tests.builders.assessments import digital_skills
from tests.unit.alerts_mail.cases import CASES, EDUCATION, item, mail_about, written
from tests.unit.alerts_mail.made_up import made_up, points, source
from tests.unit.alerts_mail.reading import links_of, words_of

HOSTILE = '<script>alert(1)</script>\r\nBcc: all@evil.example\u2028\x00\u202e{{ 7 * 7 }} {title} & "quoted"'


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_title_injects_nothing(lang: Lang) -> None:
    hostile = Text(nl=HOSTILE, en=HOSTILE)
    body = EDUCATION.model_copy(update={"name": hostile})
    mail = render_alert(mail_about(item(digital_skills(title=hostile)), body=body), lang)
    assert "\r" not in mail.subject
    assert "\n" not in mail.subject
    assert mail.subject.isprintable()
    assert "<script" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "{{ 7 * 7 }}" in words_of(mail.html), "a title is never taken for a template"
    assert not re.search(r"^Bcc:", mail.text, re.MULTILINE)
    assert "\x00" not in mail.text + mail.html
    assert "\u202e" not in mail.text


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_part_is_narrow_and_has_no_special_spaces(case: str, lang: Lang) -> None:
    text = written(case, lang).text
    wide = [line for line in text.splitlines() if len(line) > WIDTH and "://" not in line]
    assert wide == []
    assert not set("\u00a0\u202f\u2007\ufeff\t\r") & set(text)
    assert text.endswith("\n")


def test_a_number_is_not_parted_from_its_unit() -> None:
    words = "woord " * 12 + "4,6\u00a0procentpunt"
    assert "\n4,6 procentpunt" in paragraph(words)


def test_an_address_is_a_line_of_its_own_however_long() -> None:
    long = "https://koers.example/a/" + "x" * 200
    text = render_alert(mail_about(item(digital_skills(), action_url=long)), "nl").text
    assert f"\n  {long}\n" in text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "https://koers.example/a b", "/a"])
def test_a_mail_links_to_the_web_only(url: str) -> None:
    with pytest.raises(PermanentError, match="http and https"):
        render_alert(mail_about(item(digital_skills(), action_url=url)), "nl")


def test_a_source_without_web_address_is_told_without_a_link() -> None:
    history = points(y2025=50.0)
    filed = replace(history[0], source=source(url="file:figures.csv", query=None))
    mail = render_alert(mail_about(item(made_up((filed,)))), "nl")
    assert not [link for link in links_of(mail.html) if not link.startswith("https://koers.example/")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_html_asks_nothing_of_the_network_and_runs_nothing(lang: Lang) -> None:
    html = written("model", lang).html
    assert not re.search(r"<script|<link|<iframe|@import|url\(|onload=|src=\"(?!cid:)", html)
    assert f'lang="{lang}"' in html


def test_the_rules_stand_at_the_elements_and_dark_mode_stays_in_one_style_element() -> None:
    html = written("model", "nl").html
    assert html.count("<style") == 1
    assert "prefers-color-scheme: dark" in html
    assert '<meta name="color-scheme" content="light dark">' in html
    badge = re.search(r'<td class="badge tone-bad" style="([^"]*)"', html)
    assert badge
    assert "background-color: #b42318" in badge[1]


def test_a_header_line_is_one_line() -> None:
    assert header_line("a\r\n b\u2029c\u00a0d\u200b\x07") == "a b c d"


def test_a_remark_that_does_not_fit_goes_under_its_value() -> None:
    rows = (Row("Label", "value", "short"), Row("L", "v", "long " * 16))
    lines = aligned(rows).split("\n")
    assert lines[0] == "  Label  value  short"
    assert lines[1] == "  L      v"
    assert all(line.startswith("         long") for line in lines[2:])
    assert max(map(len, lines)) <= WIDTH


def test_a_mail_without_alerts_is_refused() -> None:
    with pytest.raises(PermanentError, match="education has no alerts"):
        render_alert(mail_about(), "nl")
