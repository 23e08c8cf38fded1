"""Month and quarter labels in the languages of Belgium."""

import pytest

from services.ingest.decode.errors import NotData
from services.ingest.decode.labels import clean, period_of


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("Januari 2021", "2021-01-01/P1M"),
        ("maart 2016", "2016-03-01/P1M"),
        ("January 2018", "2018-01-01/P1M"),
        ("août 2024", "2024-08-01/P1M"),
        ("Dezember 2023", "2023-12-01/P1M"),
        ("1ste kwartaal 2024", "2024-01-01/P3M"),
        ("2de kwartaal 2024", "2024-04-01/P3M"),
        ("3rd quarter 2022", "2022-07-01/P3M"),
        ("4th quarter 2023", "2023-10-01/P3M"),
        ("1er trimestre 2024", "2024-01-01/P3M"),
        ("mei 2025 - april 2026", "2025-05-01/P12M"),
        ("januari 2017 - december 2017", "2017-01-01/P12M"),
        ("Jan 2016", "2016-01-01/P1M"),
        ("2020-aug.", "2020-08-01/P1M"),
        ("2022 mrt", "2022-03-01/P1M"),
        ("2008", "2008-01-01/P1Y"),
        ("2024-Q4", "2024-10-01/P3M"),
    ],
)
def test_periods(label: str, period: str) -> None:
    assert str(period_of(label)) == period


@pytest.mark.parametrize("label", ["", "5de kwartaal 2024", "Smarch 2024", "april 2026 - mei 2025", "kwartaal"])
def test_other_labels_are_refused(label: str) -> None:
    with pytest.raises(NotData) as caught:
        period_of(label)
    assert caught.value.reason == "bad_period"


@pytest.mark.parametrize(
    ("label", "cleaned"),
    [
        ("Vlaams Gewest \xa0", "Vlaams Gewest"),
        ("  a  b\t", "a b"),
        ("Huishoudens’ dagelijkse", "Huishoudens' dagelijkse"),
    ],
)
def test_labels_are_cleaned_of_typography(label: str, cleaned: str) -> None:
    assert clean(label) == cleaned
