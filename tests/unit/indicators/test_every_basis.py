"""Every basis the agenda judges by, upwards and downwards: made-up histories, each verdict worked out by hand.

The verdicts of a row stand for values of the last period, from the best to the worst.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from schemas.indicator import EU_MEMBERS, Indicator
from schemas.verdicts import Basis, DriftPolicy, Verdict
from services.indicators.domain.assess import assess
from tests.unit.indicators.agenda_figures import subjects
from tests.unit.indicators.builders import History, at, indicator, known, subject, target, tolerance

MET, ON, RISK = Verdict.met, Verdict.on_track, Verdict.at_risk
OFF, AWAY = Verdict.off_track, Verdict.moving_away


@dataclass(frozen=True)
class Row:
    """A basis in one direction: what is known before, and what each newest value earns."""

    basis: Basis
    fields: dict[str, Any]
    before: History
    newest: str
    earned: Mapping[str, Verdict]
    others: Mapping[str, History] = field(default_factory=dict)


def path(base: str, goal: float, way: str, earned: Mapping[str, Verdict], newest: str = "2025", **fields: Any) -> Row:
    """From a value of 2020 to a target in 2030."""
    declared = target(goal, operator=">=" if way == "up" else "<=")
    return Row(Basis.path, {"target": declared, "tolerance": tolerance(1)} | fields, {"2020": base}, newest, earned)


def beside(kind: str, earned: Mapping[str, Verdict], others: Mapping[str, History], way: str) -> Row:
    """At 50 in 2019, ten behind the benchmark, which is ten further in 2024."""
    series = [{"id": "eurostat:made_up?freq=A&unit=PC", "geo": ["BE2", "EU27_2020", "OECD"]}]
    fields = {"benchmark": kind, "tolerance": tolerance(1), "direction": way, "series": series}
    return Row(Basis.benchmark, fields, {"2019": "50"}, "2024", earned, others)


def leaders(number: int, then: str, now: str, rest: str) -> dict[str, History]:
    """As many members at the front as make the benchmark, all others far behind."""
    front, back = EU_MEMBERS[-number:], EU_MEMBERS[:-number]
    ahead, behind = {"2019": then, "2024": now}, {"2019": rest, "2024": rest}
    return {geo: ahead if geo in front else behind for geo in (*front, *back)}


def past(kind: str, before: History, earned: Mapping[str, Verdict], way: str, newest: str = "2024") -> Row:
    """Against the own past, with a tolerance of 2."""
    frequency = "monthly" if kind == "own_max_12m" else "annual"
    fields = {"benchmark": kind, "tolerance": tolerance(2), "direction": way, "frequency": frequency}
    return Row(Basis.benchmark, fields, before, newest, earned)


# Ten behind becomes: none, nine, eleven (within the tolerance), twelve, thirteen; and twelve with a worse own value
RISES = {"70": MET, "61": ON, "59": ON, "58": RISK, "57": OFF, "49": AWAY}
FALLS = {"30": MET, "39": ON, "41": ON, "42": RISK, "43": OFF, "51": AWAY}

ROWS: dict[tuple[str, str], Row] = {
    # 40 to 60: 50 in 2025, so r = (value - 40) / 10
    ("linear", "up"): path(
        "40", 60, "up", {"60": MET, "50": ON, "49": ON, "48": RISK, "45": OFF, "39": AWAY}, path="linear"
    ),
    ("linear", "down"): path(
        "60", 40, "down", {"40": MET, "50": ON, "51": ON, "52": RISK, "55": OFF, "61": AWAY}, path="linear",
        direction="down",
    ),
    # 100 to 400: 200 in 2025, 14.87 % a year; 180 is 12.47 % (r 0.84), 140 is 6.96 % (r 0.47)
    ("cagr", "up"): path(
        "100", 400, "up", {"400": MET, "200": ON, "199": ON, "180": RISK, "140": OFF, "99": AWAY}, path="cagr",
        unit="count",
    ),
    # 400 to 100: 200 in 2025, -12.94 % a year; 230 is -10.48 % (r 0.81), 300 is -5.59 % (r 0.43)
    ("cagr", "down"): path(
        "400", 100, "down", {"100": MET, "200": ON, "201": ON, "230": RISK, "300": OFF, "401": AWAY}, path="cagr",
        unit="count", direction="down",
    ),
    # 10 to 80: in logits -2.197 to 1.386; half way -0.405, 40 %; 35 is -0.619 (r 0.88), 20 is -1.386 (r 0.45)
    ("logistic", "up"): path(
        "10", 80, "up", {"80": MET, "40": ON, "39": ON, "35": RISK, "20": OFF, "8": AWAY}, path="logistic"
    ),
    ("logistic", "down"): path(
        "90", 20, "down", {"20": MET, "60": ON, "61": ON, "65": RISK, "80": OFF, "92": AWAY}, path="logistic",
        direction="down",
    ),
    # 20 by way of 50 in 2025 to 100: 44 in 2024, so r = (value - 20) / 24
    ("milestones", "up"): path(
        "20", 100, "up", {"100": MET, "44": ON, "43": ON, "38": RISK, "30": OFF, "19": AWAY}, "2024",
        path="milestones", steps=[{"period": "2025", "value": 50}],
    ),
    ("milestones", "down"): path(
        "80", 0, "down", {"0": MET, "56": ON, "57": ON, "62": RISK, "70": OFF, "81": AWAY}, "2024",
        path="milestones", steps=[{"period": "2025", "value": 50}], direction="down",
    ),
    # At least 60 with a tolerance of 2; 56 five years before
    ("hold", "up"): Row(
        Basis.hold, {"target": target(60, None, mode="hold"), "tolerance": tolerance(2)}, {"2019": "55"}, "2024",
        {"61": ON, "58": ON, "57": RISK, "55.5": OFF, "54": AWAY},
    ),
    ("hold", "down"): Row(
        Basis.hold,
        {"target": target(60, None, mode="hold", operator="<="), "tolerance": tolerance(2), "direction": "down"},
        {"2019": "65"}, "2024", {"59": ON, "62": ON, "63": RISK, "64.5": OFF, "66": AWAY},
    ),
    ("EU27_2020", "up"): beside("EU27_2020", RISES, {"EU27_2020": {"2019": "60", "2024": "70"}}, "up"),
    ("EU27_2020", "down"): beside("EU27_2020", FALLS, {"EU27_2020": {"2019": "40", "2024": "30"}}, "down"),
    ("oecd_average", "up"): beside("oecd_average", RISES, {"OECD": {"2019": "60", "2024": "70"}}, "up"),
    ("oecd_average", "down"): beside("oecd_average", FALLS, {"OECD": {"2019": "40", "2024": "30"}}, "down"),
    ("top3_eu", "up"): beside("top3_eu", RISES, leaders(3, "60", "70", "1"), "up"),
    ("top3_eu", "down"): beside("top3_eu", FALLS, leaders(3, "40", "30", "99"), "down"),
    ("top5_eu", "up"): beside("top5_eu", RISES, leaders(5, "60", "70", "1"), "up"),
    ("top5_eu", "down"): beside("top5_eu", FALLS, leaders(5, "40", "30", "99"), "down"),
    # The mean of 10, 20 and 30; 15 five years before
    ("own_mean_3y", "up"): past(
        "own_mean_3y", {"2019": "15.5", "2021": "10", "2022": "20", "2023": "30"},
        {"20": MET, "18": ON, "17": RISK, "15.7": OFF, "15": AWAY}, "up",
    ),
    ("own_mean_3y", "down"): past(
        "own_mean_3y", {"2019": "24.5", "2021": "10", "2022": "20", "2023": "30"},
        {"20": MET, "22": ON, "23": RISK, "24.3": OFF, "25": AWAY}, "down",
    ),
    # The mean of 20 to 60 is 40; 20 or 60 five years before
    ("own_mean_5y", "up"): past(
        "own_mean_5y", {"2019": "20", "2020": "30", "2021": "40", "2022": "50", "2023": "60"},
        {"40": MET, "38": ON, "37": RISK, "35": OFF, "19": AWAY}, "up",
    ),
    ("own_mean_5y", "down"): past(
        "own_mean_5y", {"2019": "60", "2020": "50", "2021": "40", "2022": "30", "2023": "20"},
        {"40": MET, "42": ON, "43": RISK, "45": OFF, "61": AWAY}, "down",
    ),
    # The median of 20, 30, 40, 60 and 100 is 40, their mean 50; 2012 lies further back
    ("own_median_10y", "up"): past(
        "own_median_10y", {"2012": "1", "2014": "100", "2016": "60", "2018": "30", "2020": "40", "2022": "20"},
        {"40": MET, "38": ON, "37": RISK, "35": OFF, "29": AWAY}, "up",
    ),
    ("own_median_10y", "down"): past(
        "own_median_10y", {"2012": "99", "2014": "1", "2016": "20", "2018": "50", "2020": "40", "2022": "60"},
        {"40": MET, "42": ON, "43": RISK, "45": OFF, "51": AWAY}, "down",
    ),
    # The best of twelve months, not the best ever
    ("own_max_12m", "up"): past(
        "own_max_12m", {"2019-11": "50", "2022-11": "99", "2024-05": "70", "2024-10": "60"},
        {"70": MET, "68": ON, "67": RISK, "65": OFF, "49": AWAY}, "up", "2024-11",
    ),
    ("own_max_12m", "down"): past(
        "own_max_12m", {"2019-11": "50", "2022-11": "1", "2024-05": "30", "2024-10": "40"},
        {"30": MET, "32": ON, "33": RISK, "35": OFF, "51": AWAY}, "down", "2024-11",
    ),
    ("own_first", "up"): past(
        "own_first", {"2010": "50", "2019": "40", "2023": "99"},
        {"50": MET, "48": ON, "47": RISK, "45": OFF, "39": AWAY}, "up",
    ),
    ("own_first", "down"): past(
        "own_first", {"2010": "50", "2019": "60", "2023": "1"},
        {"50": MET, "52": ON, "53": RISK, "55": OFF, "61": AWAY}, "down",
    ),
    ("own_trend", "up"): past(
        "own_trend", {"2010": "99", "2019": "40", "2023": "50"},
        {"50": MET, "48": ON, "47": RISK, "45": OFF, "39": AWAY}, "up",
    ),
    ("own_trend", "down"): past(
        "own_trend", {"2010": "1", "2019": "60", "2023": "50"},
        {"50": MET, "52": ON, "53": RISK, "55": OFF, "61": AWAY}, "down",
    ),
    # More or less than 2 from the 50 of five years before
    ("direction", "up"): Row(
        Basis.direction, {"tolerance": tolerance(2)}, {"2019": "50"}, "2024",
        {"52.1": ON, "52": RISK, "48": RISK, "47.9": AWAY},
    ),
    ("direction", "down"): Row(
        Basis.direction, {"tolerance": tolerance(2), "direction": "down"}, {"2019": "50"}, "2024",
        {"47.9": ON, "48": RISK, "52": RISK, "52.1": AWAY},
    ),
    ("undated", "up"): Row(
        Basis.direction, {"tolerance": tolerance(2), "target": target(60, None)}, {"2019": "50"}, "2024",
        {"60": MET, "52.1": ON, "51": RISK, "47": AWAY},
    ),
    ("undated", "down"): Row(
        Basis.direction, {"tolerance": tolerance(2), "target": target(40, None, operator="<="), "direction": "down"},
        {"2019": "50"}, "2024", {"40": MET, "47.9": ON, "49": RISK, "53": AWAY},
    ),
}  # fmt: skip


def kind_of(about: Indicator) -> str:
    """What an indicator is judged by, as the rows are named."""
    if about.target and about.target.mode == "hold":
        return "hold"
    if about.target and about.target.year:
        return about.path
    return about.benchmark or ("undated" if about.target else "direction")


@pytest.mark.parametrize(
    ("kind", "way", "value", "verdict"),
    [(kind, way, value, verdict) for (kind, way), row in ROWS.items() for value, verdict in row.earned.items()],
)
def test_what_a_value_earns(kind: str, way: str, value: str, verdict: Verdict) -> None:
    row = ROWS[kind, way]
    about = indicator(**row.fields)
    sides = [at("BE2", {**row.before, row.newest: value}), *(at(geo, found) for geo, found in row.others.items())]
    found = assess(subject(about), known(*sides), None)
    assert (found.basis, found.history[-1].verdict) == (row.basis, verdict)
    assert (kind_of(about), about.direction) == (kind, way)


@pytest.mark.parametrize("kind", ["top3_eu", "top5_eu"])
def test_a_top_of_fewer_than_twenty_members_is_undetermined(kind: str) -> None:
    row = ROWS[kind, "up"]
    fewer = dict(list(row.others.items())[:19])
    sides = [at("BE2", {**row.before, "2024": "61"}), *(at(geo, found) for geo, found in fewer.items())]
    found = assess(subject(indicator(**row.fields)), known(*sides), None)
    assert (found.verdict, found.reason, found.benchmark) == (Verdict.undetermined, "too_few_points", None)


def test_every_basis_and_direction_of_the_agenda_stands_above() -> None:
    judged = {(kind_of(found.indicator), found.indicator.direction) for found in subjects().values()}
    assert judged <= ROWS.keys()


def test_each_row_tells_every_verdict_its_basis_can_give() -> None:
    never = {Basis.hold: {MET}, Basis.direction: {MET, OFF}, Basis.path: set(), Basis.benchmark: set()}
    for (kind, way), row in ROWS.items():
        expected = {MET, ON, RISK, OFF, AWAY} - never[row.basis] | ({MET} if kind == "undated" else set())
        assert set(row.earned.values()) == expected, (kind, way)


def test_the_drift_policy_of_the_agenda_goes_with_every_assessment() -> None:
    found = {name: assess(about, {}, None).drift_policy for name, about in subjects().items()}
    assert found == {name: about.indicator.drift_policy for name, about in subjects().items()}
    assert set(found.values()) == set(DriftPolicy)
