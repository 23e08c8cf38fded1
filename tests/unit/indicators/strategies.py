"""Histories as publishers send them, and as nobody should: for the property tests. All of it is made up."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from schemas.period import Period
from schemas.stats import Observation
from tests.unit.indicators.builders import target, tolerance

quick = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
thorough = settings(quick, max_examples=150)

FLAGS = ["", "", "", "b", "p", "e", "u", "d", "c", "bu", "bep", "n", "f", "i"]
numbers = st.integers(-300, 3000).map(lambda tenths: f"{tenths / 10:g}")
cells = st.builds(
    lambda value, flag: f"{value} {flag}".strip(), st.one_of(numbers, st.just(":")), st.sampled_from(FLAGS)
)
years = st.integers(2005, 2032).map(str)
quarters = st.builds(lambda year, quarter: f"{year}-Q{quarter}", st.integers(2018, 2026), st.integers(1, 4))
histories = st.dictionaries(years, cells, max_size=12)
mixed = st.dictionaries(st.one_of(years, quarters), cells, max_size=12)

EXTREMES = [
    "0", "-0", "0.0000", "1e-18", "1e-400", "-1e-17", "999999999999999999", "-999999999999999999", "1e18", "1e400",
    "1e308", "0.1", "99.99999999999999999999", "100", "100.00000000000001", "NaN", "Infinity", "n/a", "", "9" * 60,
]  # fmt: skip
HOSTILE = ["1000", "2999", "2998-2999", "2020_2029", "2026-01-01", "2026-01-02", "2024-02-29", "2020-W53", "2022-2023"]


def _observation(period: str, value: str | None, flags: str, conf: str | None, releases: int) -> Observation:
    return Observation(period=Period.parse(period), value=value, obs_flags=flags, conf=conf, releases=releases)


_observations = st.builds(
    _observation,
    st.one_of(years, quarters, st.sampled_from(HOSTILE)),
    st.one_of(st.none(), numbers, st.sampled_from(EXTREMES)),
    st.sampled_from([*FLAGS, "z", "m", "ubepfi"]),
    st.sampled_from([None, None, None, "C", "N", "P"]),
    st.integers(1, 3),
)
hostile = st.lists(_observations, max_size=10).map(lambda found: {str(one.period): one for one in found})

BASES: list[dict[str, Any]] = [
    {"target": target(80), "path": "linear"},
    {"target": target(80), "path": "linear", "baseline": {"geo": "BE2", "period": "2019", "value": 0}},
    {"target": target(80), "path": "logistic", "limits": {"min": 0, "max": 100}},
    {"target": target(100), "path": "logistic", "saturation": 99, "limits": {"min": 0, "max": 100}},
    {"target": target(80), "path": "cagr", "unit": "count"},
    {"target": target(-80, operator="<="), "path": "cagr", "unit": "count", "direction": "down"},
    {"target": target(0, operator="<="), "path": "cagr", "direction": "down"},
    {"target": target(0, operator="=", year=2005), "path": "linear", "direction": "down"},
    {"target": target(100), "path": "milestones", "steps": [{"period": "2025", "value": 25}]},
    {"target": target(0.5, relative_to="baseline", operator="<="), "path": "linear", "direction": "down"},
    {"target": target(1.5, relative_to="baseline", mode="hold"), "path": "linear"},
    {"target": target(60, None, mode="hold")},
    {"target": target(60, None)},
    {"benchmark": "EU27_2020"},
    {"benchmark": "EU27_2020", "comparators": ("EU27_2020",), "target": target(90), "path": "linear"},
    {"benchmark": "own_mean_3y", "tolerance": tolerance(0)},
    {"benchmark": "own_trend", "target": target(90), "path": "linear"},
    {"benchmark": "own_max_12m", "direction": "down"},
    {"benchmark": "own_median_10y", "unit": "eur"},
    {"benchmark": "own_first", "tolerance": tolerance(3, "percent")},
    {"target_to_define": {"missing": ("base",), "value": 3, "operator": ">=", "year": 2030, "scope": "region",
                          "basis": "agenda"}},
    {},
]  # fmt: skip
bases = st.sampled_from(BASES)
breaks = st.lists(years, max_size=2).map(
    lambda periods: [{"period": period, "reason": {"en": "new", "nl": "nieuw"}} for period in periods]
)
