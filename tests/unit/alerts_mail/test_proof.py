"""Where the figures come from: fetched, recorded or transcribed, and the addresses that open them."""

from dataclasses import replace
from datetime import date

import pytest

from schemas.assessment import Assessment
from schemas.chart import PointSource
from schemas.stats import Citation
from services.alerts.mail.proof import proof, source_url
from services.runtime.wording import LANGUAGES, Lang
from tests.unit.alerts_mail.cases import BOARD, both
from tests.unit.alerts_mail.made_up import made_up, points, source

CITED = Citation(publisher="statbel", reference="Statbel, release of 4 May 2026", read_on=date(2026, 5, 6))


def with_source(newest: PointSource) -> Assessment:
    """50 in 2023, 51 in 2024, 52 in 2025, the newest from `newest`."""
    *earlier, last = points(y2023=50.0, y2024=51.0, y2025=52.0)
    return made_up((*earlier, replace(last, source=newest)))


def first_sentence(a: Assessment, lang: Lang) -> str:
    """The proof of the newest value."""
    return proof(a, BOARD, lang).sentences[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_fetched_value_tells_the_moment_in_brussels(lang: Lang) -> None:
    expected = both(
        "2025: Statbel, made_up, geo BE2, unit PC, opgehaald op 31 augustus 2026, 08:30, sha256 0123456789ab.",
        "2025: Statbel, made_up, geo BE2, unit PC, retrieved on 31 August 2026, 08:30, sha256 0123456789ab.",
    )
    assert first_sentence(with_source(source()), lang) == expected[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_recording_is_never_told_as_fetched(lang: Lang) -> None:
    told = first_sentence(with_source(source(live=False)), lang)
    expected = both(
        "uit een opname van uiterlijk 31 augustus 2026, sindsdien niet opnieuw opgehaald",
        "from a recording of 31 August 2026 at the latest, not fetched again since",
    )
    assert expected[lang] in told
    assert both("opgehaald op", "retrieved on")[lang] not in told


def test_a_transcribed_value_names_what_was_read_when_and_the_file_it_stands_in() -> None:
    filed = source(series_id="figures:made-up?geo=BE2", url="drop/figures.csv", query=None, live=False, citation=CITED)
    assert first_sentence(with_source(filed), "nl") == (
        "2025: Statbel, overgenomen uit 'release of 4 May 2026', gelezen op 6 mei 2026, in de reeks made-up, geo BE2, "
        "bestand figures.csv van uiterlijk 31 augustus 2026, sha256 0123456789ab."
    )


def test_the_other_points_stand_together_by_source() -> None:
    other = source(series_id="statbel:other?geo=BE2", raw_sha256="b" * 64)
    assert proof(with_source(other), BOARD, "nl").sentences[1:] == ("2023 en 2024: Statbel (made_up).",)
    assert proof(with_source(source()), BOARD, "en").sentences[1:] == ("2023 and 2024: Statbel.",)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "https://statbel.example/data/made_up?geo=BE2&unit=PC"),
        ({"query": None}, "https://statbel.example/data/made_up"),
        ({"query": "https://statbel.example/view?id=1"}, "https://statbel.example/view?id=1"),
        ({"citation": CITED.model_copy(update={"url": "https://statbel.example/release"})}, "https://statbel.example/release"),
        ({"url": "drop/figures.csv", "query": None}, None),
        ({"url": "javascript:alert(1)", "query": None}, None),
        ({"url": "https://statbel.example/a b", "query": None}, None),
    ],
)  # fmt: skip
def test_the_address_that_opens_the_value(changes: dict[str, object], expected: str | None) -> None:
    assert source_url(source(**changes)) == expected


def test_without_a_figure_the_board_is_all_there_is() -> None:
    empty = made_up(points(y2025=1.0), latest=None)
    assert [link.url for link in proof(empty, BOARD, "nl").links] == [BOARD]
    assert proof(empty, BOARD, "nl").sentences == ()
