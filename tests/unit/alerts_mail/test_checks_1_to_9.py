"""Of the twenty checks on any alert mail those about state and figures, for every basis, in both languages."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from schemas.verdicts import Verdict
from services.alerts.mail.render import render_alert
from services.runtime.wording import LANGUAGES, VERDICTS, Lang
from tests.builders.assessments import digital_skills
from tests.unit.alerts_mail.cases import CASES, in_text, item, mail_about, said, written
from tests.unit.alerts_mail.made_up import DEFINITION, model
from tests.unit.alerts_mail.reading import numbers_in, rounded, words_of

EVERY = pytest.mark.parametrize("case", CASES)
BOTH = pytest.mark.parametrize("lang", LANGUAGES)
WITH_FIGURE = pytest.mark.parametrize("case", [name for name in CASES if name != "no figure"])
PLACES = {"nl": ("Vlaams Gewest", "België"), "en": ("Flemish Region", "Belgium")}


def lead(case: str, lang: Lang) -> str:
    """The first paragraph."""
    return " ".join(written(case, lang).text.split("\n\n")[0].split())


@EVERY
@BOTH
def test_1_the_subject_begins_with_the_state_and_has_no_number_but_recommendations(case: str, lang: Lang) -> None:
    subject = written(case, lang).subject
    states = {VERDICTS[verdict][lang].lower() for verdict in Verdict}
    assert subject.split(":")[0].lower() in states
    assert numbers_in(subject.split("(")[0]) == set()
    assert numbers_in(subject) == {"15"}


@BOTH
def test_1_the_subject_stays_when_a_figure_changes(lang: Lang) -> None:
    assert model().latest
    newer = replace(model().latest, value=61.9, shown="61.90")  # type: ignore[union-attr]
    changed = render_alert(mail_about(item(digital_skills(latest=newer, definition=DEFINITION))), lang)
    assert changed.text != written("model", lang).text
    assert changed.subject == written("model", lang).subject


@WITH_FIGURE
@BOTH
def test_2_the_verdict_is_read_in_ten_seconds(case: str, lang: Lang) -> None:
    """People read some four words a second: subject first, then what the figure means within forty words."""
    assert len(written(case, lang).subject.split()) <= 14
    means = {"nl": r"(Dat|Daarmee|Sinds) ", "en": r"(That|It has) "}[lang]
    found = re.search(means, lead(case, lang))
    assert found
    assert len(lead(case, lang)[: found.start()].split()) <= 40


@BOTH
@pytest.mark.parametrize("case", ["model", "falling", "hold", "benchmark", "direction", "missed", "euro", "ratio"])
def test_3_every_figure_is_the_assessment_s_at_the_page_s_rounding(case: str, lang: Lang) -> None:
    body = said(case, lang)
    told = body[: body.index({"nl": "WAAROM U:", "en": "WHY YOU:"}[lang])]
    assert numbers_in(told) <= _figures(case, lang)


@EVERY
@BOTH
def test_3_text_and_html_tell_the_same_numbers(case: str, lang: Lang) -> None:
    mail = written(case, lang)
    plain = "\n".join(line for line in mail.text.splitlines() if "://" not in line)
    assert numbers_in(plain) == numbers_in(words_of(mail.html))


@WITH_FIGURE
@BOTH
def test_4_the_first_figure_has_place_period_and_unit(case: str, lang: Lang) -> None:
    opening = lead(case, lang)
    assert any(place in opening for place in PLACES[lang])
    assert re.search(r"\b(in|In) 20\d\d\b", opening)
    latest = CASES[case]().latest
    assert latest
    assert f"({latest.period.label})" in said(case, lang), "the aligned figure has its period as well"


@BOTH
@pytest.mark.parametrize("case", ["model", "falling", "benchmark", "missed", "hold"])
def test_5_a_difference_of_percentages_is_in_percentage_points(case: str, lang: Lang) -> None:
    behind = {"nl": r"achterstand: ([\d,]+ \S+)", "en": r"behind by ([\d.]+ \S+ \S+)"}[lang]
    gaps = re.findall(behind, written(case, lang).text)
    assert gaps
    unit = {"nl": "procentpunt", "en": "percentage points"}[lang]
    assert all(gap.split(" ", 1)[1] == unit for gap in gaps)


@BOTH
@pytest.mark.parametrize(("case", "year"), [("model", "2025"), ("falling", "2025"), ("euro", "2025")])
def test_6_the_path_is_judged_at_the_period_of_the_data(case: str, year: str, lang: Lang) -> None:
    needed = {"nl": "Nodig in", "en": "Needed in"}[lang]
    assert re.findall(rf"{needed} (\d+)", written(case, lang).text) == [year], "the mail goes out in 2026"


@BOTH
def test_7_the_window_of_the_pace_is_named_and_a_standstill_shown(lang: Lang) -> None:
    assert {"nl": "het gemiddelde sinds 2021", "en": "the average since 2021"}[lang] in said("model", lang)
    assert {"nl": "verbergt een stilstand", "en": "hides a standstill"}[lang] in said("model", lang)
    assert {"nl": "verbergt", "en": "hides"}[lang] not in said("falling", lang)


@BOTH
@pytest.mark.parametrize("case", ["model", "falling", "euro", "ratio"])
def test_8_a_projection_is_not_sold_as_a_forecast(case: str, lang: Lang) -> None:
    words = {"nl": "is geen voorspelling (marge:", "en": "is not a forecast (margin:"}
    assert words[lang] in said(case, lang)


@BOTH
def test_9_a_difference_within_noise_is_said_to_be_so_and_a_larger_one_is_not(lang: Lang) -> None:
    noise = {"nl": "verschillen niet aantoonbaar", "en": "do not differ measurably"}[lang]
    assert noise in said("model", lang), "0.2 points between 2023 and 2025"
    assert noise not in said("benchmark", lang), "4.5 points between 2020 and 2025"
    assert noise not in said("falling", lang), "0.5 points, where the tolerance is 0.2"


@BOTH
def test_9_a_gap_within_noise_is_said_to_be_so(lang: Lang) -> None:
    words = {"nl": "kunnen maken", "en": "can make"}[lang]
    near = digital_skills(gap=-0.4, expected=61.6, definition=DEFINITION)
    assert words in in_text(render_alert(mail_about(item(near)), lang))
    assert words not in said("model", lang)


def _figures(case: str, lang: Lang) -> set[str]:
    """Every number the figures of a case may be written as, and the years, ages and recommendations around them."""
    a = CASES[case]()
    places = {"percent": 1, "percent_of_gdp": 2, "count": 0, "eur_million": 1, "ratio": 1}[a.unit]
    values: list[float | None] = [a.expected, a.gap, *(p.value for p in a.chart.points)]
    values += [a.target.value if a.target else None, a.baseline.value if a.baseline else None]
    values += [getattr(a.pace, name, None) for name in ("per_year", "needed_per_year")]
    values += [getattr(a.projection, name, None) for name in ("value", "low", "high")]
    values += [getattr(a.benchmark, name, None) for name in ("value", "gap", "gap_before")]
    known = [p.value for p in a.chart.points if p.value is not None]
    values += [last - first for first, last in pairwise(known)]
    shown = {rounded(v, p, lang) for v in values if v is not None for p in (0, places, 2)}
    years = {str(year) for year in range(2019, 2060)}
    return shown | years | {rounded(a.ratio or 0, 2, lang), "15", "16", "74"}
