"""Transcribed figures: every one with its publication, sub-groups never in the main series."""

from datetime import date

import pytest

from schemas.period import Period
from services.ingest.access import DropAccess
from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData
from services.ingest.decode.figures import REQUIRED, decode_figures, slug
from tests.builders.ingest import sample, shipped


def publishers() -> dict[str, str]:
    access = shipped("figures.observations").access
    assert isinstance(access, DropAccess)
    return access.publishers


def agenda_figures() -> Answer:
    return decode_figures(sample("figures", "agenda_observations.csv"), publishers())


def test_every_figure_collected_with_the_agenda() -> None:
    answer = agenda_figures()
    assert (answer.observations, len(answer.citations)) == (393, 393)
    assert all(citation.reference and citation.publisher for citation in answer.citations.values())


def test_digital_skills_in_flanders_come_from_two_publications() -> None:
    answer = agenda_figures()
    codes = ("digital-skills-basic", "", "BE2")
    found = {
        cell[0].label: (cell[1], answer.citations[codes, cell[0]].publisher, answer.citations[codes, cell[0]].remark)
        for cell in answer.series[codes]
    }
    assert found["2021"] == ("54.5", "Federal Planning Bureau", None)
    assert found["2023"] == ("61.0", "Statbel", "rounded")
    assert answer.units[codes] == "percent"


def test_another_definition_is_another_series() -> None:
    answer = agenda_figures()
    main = {cell[0].label for cell in answer.series["5g-coverage", "", "BE"]}
    other = {cell[0].label for cell in answer.series["5g-coverage", "populated-areas", "BE"]}
    assert (main, other) == ({"2025"}, {"2021", "2022"})


def line(**changes: str) -> str:
    row = {
        "indicator_id": "x",
        "geo": "BE2",
        "period": "2024",
        "value": "1.50",
        "unit": "percent",
        "flag": "bu",
        "remark": "",
        "detail": "",
        "source": "statbel",
        "reference": "made up",
        "url": "",
        "read_on": "",
    } | changes
    return ",".join(row.values())


HEADER = ",".join((*REQUIRED, "url", "read_on"))


def read(*lines: str, header: str = HEADER) -> Answer:
    return decode_figures("\n".join([header, *lines]).encode(), {"statbel": "Statbel"})


def test_link_and_reading_date_are_kept_where_known() -> None:
    answer = read(line(url="https://statbel.fgov.be/x", read_on="2026-03-02"), line(period="2023"))
    codes = ("x", "", "BE2")
    newer, older = (answer.citations[codes, Period.parse(year)] for year in ("2024", "2023"))
    assert (newer.url, newer.read_on) == ("https://statbel.fgov.be/x", date(2026, 3, 2))
    assert (older.url, older.read_on) == (None, None)
    assert answer.series[codes][0][1:] == ("1.50", ("bu", None))


def test_the_remark_other_definition_alone_makes_a_series_of_its_own() -> None:
    assert list(read(line(remark="rounded other_definition")).series) == [("x", "other-definition", "BE2")]


@pytest.mark.parametrize(
    ("lines", "reason", "where"),
    [
        ([line(), line()], "conflict", "line 3"),
        ([line(), line(period="2023", unit="count")], "conflict", "line 3"),
        ([line(source="hearsay")], "unknown_source", "line 2"),
        ([line(period="soon")], "bad_line", "line 2"),
        ([line(read_on="2.3.2026")], "bad_line", "line 2"),
    ],
)
def test_a_faulty_line_refuses_the_file_and_is_named(lines: list[str], reason: str, where: str) -> None:
    with pytest.raises(NotData) as caught:
        read(*lines)
    assert caught.value.reason == reason
    assert where in caught.value.message


def test_a_file_without_the_columns_is_refused() -> None:
    with pytest.raises(NotData) as caught:
        read("x,1", header="indicator_id,value")
    assert caught.value.reason == "missing_columns"


@pytest.mark.parametrize(
    ("text", "code"),
    [("index version 4", "index-version-4"), ("at most primary, 12 months", "at-most-primary-12-months"), ("é", "e")],
)
def test_details_become_codes(text: str, code: str) -> None:
    assert slug(text) == code
