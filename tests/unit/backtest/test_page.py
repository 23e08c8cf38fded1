"""The page: whole in itself, in both languages, and harmless whatever the texts say."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from schemas.alerts import AlertKind
from schemas.base import Text
from schemas.verdicts import Verdict
from services.alerts.domain.decision import DRIFT_KINDS
from services.cli.backtest.material import Material
from services.cli.backtest.page import backtest_page
from services.cli.backtest.report import Report, report_of
from services.cli.backtest.words import WORDS
from services.runtime.charts import Bar, Mark, render_svg, timeline_spec
from services.runtime.wording import LANGUAGES, VERDICTS, Lang
from tests.unit.backtest.builders import END, material

FIRST = ("2022-12-01", {"2020": "40", "2021": "42", "2022": "41"})
REVISED = ("2023-06-01", {"2020": "40", "2021": "42", "2022": "44"})


def quiet(name: str) -> Callable[[int, int], None]:
    return lambda done, of: None


def report(found: Material | None = None) -> Report:
    """The made-up case, with its false alarm, and with seven times the tolerance."""
    made = found or material(FIRST, REVISED)
    return report_of(made, made.choose([]), (date(2020, 1, 1), END), 7.0, quiet)


def page(lang: Lang, found: Material | None = None) -> str:
    return backtest_page(report(found), lang, quiet("page"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_well_formed_and_needs_nothing_else(lang: Lang) -> None:
    text = page(lang)
    assert text.startswith(("<!doctype html>", "\n<!doctype html>"))
    assert f'<html lang="{lang}">' in text
    assert 'name="viewport"' in text
    assert "<script" not in text
    addresses = re.findall(r'(?:src|srcset|href)="([^"]*)"', text)
    assert addresses
    assert all(found.startswith(("data:image/svg+xml;base64,", "#")) for found in addresses)
    assert "url(" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_tells_mail_fate_and_comparison_in_the_readers_language(lang: Lang) -> None:
    text = page(lang)
    for told in (VERDICTS[Verdict.off_track][lang], WORDS["taken_back"][lang], WORDS["comparison"][lang]):
        assert told in text
    assert {"nl": "Een verzonnen instantie", "en": "A made-up body"}[lang] in text
    assert "2023-06-01" in text


def test_every_drawing_is_an_image_with_words() -> None:
    text = page("en")
    drawn = re.findall(r"base64,([A-Za-z0-9+/=]+)", text)
    assert len(drawn) == 4
    for found in drawn:
        assert ElementTree.fromstring(base64.b64decode(found)).tag.endswith("svg")
    assert all(len(alt) > 20 for alt in re.findall(r'alt="([^"]*)"', text))


def test_texts_of_the_agenda_are_escaped() -> None:
    found = material(FIRST)
    (subject,) = found.choose([])
    hostile = Text(en='<script>alert("x")</script> & "more"', nl="<img src=x onerror=y>")
    indicator = subject.indicator.model_copy(update={"title": hostile})
    owner = subject.owners[0].model_copy(update={"name": hostile})
    changed = replace(subject, indicator=indicator, owners=(owner,))
    for lang in LANGUAGES:
        text = page(lang, Material(1, {changed.key: changed}, found.arrivals))
        assert "<script" not in text
        assert "<img src=x" not in text
        assert "&lt;" in text


def test_nothing_mailed_is_said_in_words() -> None:
    found = material(("2022-12-01", {"2020": "40", "2021": "42", "2022": "44"}))
    assert WORDS["no_mails"]["nl"] in page("nl", found)


def test_every_kind_of_alert_of_an_indicator_has_words() -> None:
    kinds = {*DRIFT_KINDS, AlertKind.series_break, AlertKind.data_stale, AlertKind.revision_changed_verdict}
    assert {kind.value for kind in kinds} <= WORDS.keys()


def test_the_timeline_has_a_row_for_each_verdict_and_a_hollow_mark_for_a_mail_taken_back() -> None:
    bars = (
        Bar(date(2021, 1, 1), date(2022, 1, 1), Verdict.on_track),
        Bar(date(2022, 1, 1), date(2023, 1, 1), Verdict.off_track),
    )
    spec = timeline_spec(bars, [Mark(date(2022, 1, 1), Verdict.off_track, taken_back=True)], "en")
    drawn, marked = (layer["data"]["values"] for layer in spec["layer"])
    assert [(row["x"], row["to"], row["row"]) for row in drawn] == [(2021, 2022, "on track"), (2022, 2023, "off track")]
    assert [(row["x"], row["row"], row["back"]) for row in marked] == [(2022, "off track", True)]
    words = [node.text for node in ElementTree.fromstring(render_svg(spec)).iter("{http://www.w3.org/2000/svg}text")]
    assert {"on track", "off track", "2022"} <= set(words)


def test_a_timeline_of_one_day_or_none_can_be_drawn() -> None:
    day = date(2021, 1, 1)
    for bars in ((), (Bar(day, day, Verdict.met),)):
        assert render_svg(timeline_spec(bars, (), "nl")).startswith("<svg")
