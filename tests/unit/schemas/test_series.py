"""A series id is built and parsed in one place, and one identity has one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.series import SeriesId

BASIC_SKILLS = "eurostat:isoc_r_dskl_i?freq=A&geo=BE2&ind_type=IND_TOTAL&indic_is=I_DSK2_BAB&unit=PC_IND"


def test_dimensions_are_sorted_by_name_whatever_the_order_given() -> None:
    dims = {"unit": "PC_IND", "geo": "BE2", "indic_is": "I_DSK2_BAB", "freq": "A", "ind_type": "IND_TOTAL"}
    assert str(SeriesId.of("eurostat", "isoc_r_dskl_i", dims)) == BASIC_SKILLS


def test_parse_gives_back_every_part() -> None:
    series = SeriesId.parse(BASIC_SKILLS)
    assert (series.source, series.dataset, series.geo) == ("eurostat", "isoc_r_dskl_i", "BE2")
    assert series.codes["ind_type"] == "IND_TOTAL"


def test_the_same_measure_elsewhere_differs_in_geo_only() -> None:
    assert str(SeriesId.parse(BASIC_SKILLS).at("EU27_2020")) == BASIC_SKILLS.replace("geo=BE2", "geo=EU27_2020")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("isoc_r_dskl_i", "expected source:dataset"),
        ("eurostat:", "dataset is empty"),
        ("eurostat:x?", "expected source:dataset"),
        ("eurostat:x?geo", "faulty or repeated"),
        ("eurostat:x?geo=BE&geo=BE2", "faulty or repeated"),
        ("eurostat:x?unit=PC&geo=BE", "not canonical"),
        ("Eurostat:x?geo=BE", "lower-case"),
        ("eurostat:x?geo=", "illegal dimension"),
        ("figures:x?detail=a b", "not canonical"),
    ],
)
def test_anything_but_the_canonical_spelling_is_refused_with_its_fault(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        SeriesId.parse(text)


names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True)
codes = st.text(min_size=1, max_size=12).filter(lambda t: not any(0xD800 <= ord(c) <= 0xDFFF for c in t))


@given(dataset=codes, dims=st.dictionaries(names, codes, max_size=5))
def test_any_identity_survives_its_spelling(dataset: str, dims: dict[str, str]) -> None:
    series = SeriesId.of("figures", dataset, dims)
    assert SeriesId.parse(str(series)) == series
