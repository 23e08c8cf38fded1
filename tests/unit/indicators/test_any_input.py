"""Nothing a publisher sends makes the engine fail, and no number it gives is infinite or none.

What cannot be judged is undetermined and says why. All input is made up, much of it impossible.
"""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.assessment import Assessment
from schemas.indicator import EU_MEMBERS
from schemas.verdicts import Verdict
from services.indicators.domain.assess import assess
from services.indicators.domain.subject import Subject
from tests.unit.indicators.builders import History, at, indicator, judge, known, snapshot, subject, target
from tests.unit.indicators.strategies import bases, breaks, histories, hostile, mixed, quick, thorough

TODAY = date(2026, 11, 25)
days = st.sampled_from([None, TODAY, date(2999, 12, 31), date(1000, 1, 1)])
FORMULAS = [
    "high - low",
    "100 * high / low",
    "(high - low) / (high - low)",
    "high / (low - low)",
    "high * high * low * low",
    "mean(high, low) / min(high, low)",
    "abs(low) / sum(high, low)",
    "low / high / low / high",
]
FREQUENCIES = ["daily", "monthly", "quarterly", "every_3_years", "one_off"]
NORMALISATIONS = ["none", "z_score", "eu_min_max", "share_of_reference", "ratio", "own_median_5y", "distance_to_path"]
TRANSFORMS = [None, "100 - value", "100 / value", "value * value * value", "1 / (value - value)"]


def numbers_in(found: object) -> Iterator[float]:
    """Every number of a dumped assessment."""
    if isinstance(found, float):
        yield found
    elif isinstance(found, Mapping):
        for value in found.values():
            yield from numbers_in(value)
    elif isinstance(found, list | tuple):
        for value in found:
            yield from numbers_in(value)


def sound(found: Assessment) -> None:
    """What holds for every assessment, whatever it was made from."""
    assert all(math.isfinite(number) for number in numbers_in(found.model_dump()))
    assert Assessment.read(found.write()) == found
    assert (found.reason is None) == (found.verdict is not Verdict.undetermined)
    assert found.episode.verdict is found.verdict
    assert all(caveat.text.en and caveat.text.nl for caveat in found.caveats)


@thorough
@given(basis=bases, own=st.one_of(mixed, hostile), union=st.one_of(histories, hostile), broken=breaks, day=days)
def test_any_history_on_any_basis(
    basis: dict[str, Any], own: History, union: History, broken: list[Any], day: date | None
) -> None:
    about = subject(indicator(breaks=broken, **basis))
    sound(assess(about, known(at("BE2", own), at("EU27_2020", union)), day))


@quick
@given(basis=bases, own=hostile, frequency=st.sampled_from(FREQUENCIES))
def test_any_declared_frequency(basis: dict[str, Any], own: History, frequency: str) -> None:
    sound(judge(indicator(frequency=frequency, **basis), own, as_of=TODAY))


@quick
@given(kind=st.sampled_from(["top3_eu", "top5_eu", "oecd_average"]), own=hostile, others=st.lists(hostile, max_size=27))
def test_any_histories_of_others(kind: str, own: History, others: list[History]) -> None:
    series = [{"id": "eurostat:made_up?freq=A&unit=PC", "geo": ["BE2", "EU27_2020", "OECD"]}]
    about = subject(indicator(benchmark=kind, series=series, comparators=("EU27_2020",)))
    sides = [at(geo, history) for geo, history in zip(("OECD", *EU_MEMBERS), others, strict=False)]
    sound(assess(about, known(at("BE2", own), *sides), TODAY))


def made_of(text: str, **changes: Any) -> Subject:
    """An indicator computed from the series `high` and `low`."""
    series = [{"input": name, "id": f"eurostat:{name}?freq=A", "geo": ["BE2", "EU27_2020"]} for name in ("high", "low")]
    return subject(indicator(formula=text, series=series, **changes))


@thorough
@given(text=st.sampled_from(FORMULAS), basis=bases, high=st.one_of(mixed, hostile), low=st.one_of(mixed, hostile))
@example("high / low", {}, {"2023": "1", "2024": "999999999999999999"}, {"2023": "0", "2024": "1e-18"})
def test_any_formula(text: str, basis: dict[str, Any], high: History, low: History) -> None:
    sides = [snapshot(f"eurostat:{name}?freq=A&geo=BE2", found) for name, found in (("high", high), ("low", low))]
    sound(assess(made_of(text, **basis), known(*sides), TODAY))


@thorough
@given(
    kind=st.sampled_from(NORMALISATIONS),
    transform=st.sampled_from(TRANSFORMS),
    one=st.one_of(mixed, hostile),
    two=st.one_of(mixed, hostile),
    others=st.lists(hostile, max_size=3),
    broken=breaks,
)
def test_any_composite(
    kind: str, transform: str | None, one: History, two: History, others: list[History], broken: list[Any]
) -> None:
    names = ("one", "two")
    declared = [{"indicator": name, "weight": 1, "reference": 50, "transform": transform} for name in names]
    composite = {"members": declared, "weights": "stated", "normalisation": kind, "minimum_members": 1}
    parts = tuple(
        subject(
            indicator(
                id=name,
                series=[{"id": f"eurostat:{name}?freq=A", "geo": ["BE2", "EU27_2020"]}],
                target=target(80),
                path="linear",
                breaks=broken,
            )
        )
        for name in names
    )
    sides = [snapshot(f"eurostat:{name}?freq=A&geo=BE2", found) for name, found in zip(names, (one, two), strict=True)]
    for index, geo in enumerate(EU_MEMBERS if others else ()):
        sides.append(snapshot(f"eurostat:one?freq=A&geo={geo}", others[index % len(others)]))
    sound(assess(subject(indicator(id="whole", series=[], composite=composite), members=parts), known(*sides), TODAY))


class TestPacesAtTheEdge:
    """Paces that lead beyond all numbers are kept within, and are no reason to fail."""

    @pytest.mark.parametrize("path", ["linear", "cagr", "logistic"])
    def test_a_leap_within_a_day(self, path: str) -> None:
        about = indicator(target=target(99), path=path, frequency="daily", limits={"min": 0, "max": 100})
        found = judge(about, {"2026-01-01": "0.0000001", "2026-01-02": "98"})
        sound(found)
        assert found.projection is not None
        assert found.projection.value == pytest.approx(100)

    def test_growth_beyond_all_numbers_is_not_carried_on(self) -> None:
        about = indicator(target=target(2, 2060), path="linear", unit="count")
        found = judge(about, {"2020": "0.000001", "2021": "1000000000000"})
        sound(found)
        assert "un" not in {method.method for method in found.other_methods}

    @pytest.mark.parametrize("value", ["98", "999999999999999999", "1e-18"])
    @pytest.mark.parametrize("goal", [100.0000001, 1e17])
    @pytest.mark.parametrize("path", ["linear", "cagr", "logistic"])
    def test_a_goal_next_to_the_start_and_one_far_from_it(self, path: str, goal: float, value: str) -> None:
        about = indicator(target=target(goal), path=path, frequency="daily", unit="count")
        sound(judge(about, {"2026-01-01": "100", "2026-01-02": value}))
        sound(judge(about, {"2026-01-01": "1e-18", "2026-01-02": value}))
