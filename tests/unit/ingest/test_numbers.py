"""Published numbers: text stays text, equality is at the coarser precision."""

from decimal import Decimal

import pytest

from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import split_flags
from services.ingest.decode.values import published
from services.ingest.numbers import agree, in_unit, same
from services.ingest.recipe import Unit


@pytest.mark.parametrize(
    ("text", "value"),
    [("5.10", "5.10"), (" 7 ", "7"), ("-0.5", "-0.5"), ("1.0E-4", "1.0E-4"), (":", None), (":C", None), ("", None)],
)
def test_published_text(text: str, value: str | None) -> None:
    assert published(text) == value


@pytest.mark.parametrize("junk", ["KG", "1,5", "0x1F", "1" * 41, "--1", "1.2.3", "1_0", "١", "1e99999", True, 7])
def test_a_word_never_passes_for_a_figure(junk: object) -> None:
    with pytest.raises(NotData) as caught:
        published(junk)
    assert caught.value.reason == "bad_value"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-inf", "1e999", "-1E+9999", "1e-999"])
def test_a_number_no_statistic_can_be_is_refused_by_name(number: str) -> None:
    with pytest.raises(NotData) as caught:
        published(number)
    assert caught.value.reason == "not_finite"


@pytest.mark.parametrize(
    ("old", "new", "same_number", "same_precision"),
    [
        ("22.7", "22.65", False, True),
        ("22.7", "22.75", False, True),
        ("22.7", "22.76", False, False),
        ("40.8", "25.67", False, False),
        ("32.9", "33.35", False, False),
        ("12.5", "12.50", True, True),
        ("0", "0.03", False, True),
        ("0", "0.6", False, False),
        ("20338", "20339", False, False),
        ("1E+3", "1400", False, True),
    ],
)
def test_precision_is_no_revision(old: str, new: str, same_number: bool, same_precision: bool) -> None:
    assert (same(old, new), same(new, old)) == (same_number, same_number)
    assert (agree(old, new), agree(new, old)) == (same_precision, same_precision)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("5.10", Unit(name="percent"), "5.10"),
        ("0.726", Unit(name="percent", multiplier=Decimal(100), decimals=1), "72.6"),
        ("115.7400000000004", Unit(name="index", decimals=2), "115.74"),
        ("198.0", Unit(name="count", decimals=0), "198"),
        ("1.5", Unit(name="count", multiplier=Decimal(1000)), "1500.0"),
    ],
)
def test_bringing_into_the_unit(text: str, unit: Unit, value: str) -> None:
    assert in_unit(text, unit) == value


@pytest.mark.parametrize(
    ("text", "letters", "confidentiality"),
    [
        ("", "", None),
        ("b", "b", None),
        ("bu", "bu", None),
        ("bep", "bep", None),
        ("|C", "", "C"),
        ("p|N", "p", "N"),
        ("c", "c", None),
        ("uu", "u", None),
        ("x", "x", None),
    ],
)
def test_flag_grammar(text: str, letters: str, confidentiality: str | None) -> None:
    assert split_flags(text) == (letters, confidentiality)
