"""Indicators made of indicators: every normalisation, missing and old members, weights. All input is made up."""

from collections.abc import Mapping
from typing import Any

import pytest

from schemas.assessment import Assessment
from schemas.indicator import EU_MEMBERS, CompositeMember
from schemas.series import SeriesId
from schemas.verdicts import Undetermined
from services.indicators.domain.assess import assess
from services.indicators.domain.line import Line
from services.indicators.domain.normalise import Context, normalised
from services.indicators.domain.prepare import Figures
from services.indicators.domain.subject import Subject
from services.runtime.agenda import AgendaIndex, load_agenda
from tests.unit.indicators.agenda_figures import subjects
from tests.unit.indicators.builders import History, indicator, known, snapshot, subject, target

Member = Mapping[str, Any]


def part(name: str, **changes: Any) -> Subject:
    series = [{"id": f"eurostat:{name}?freq=A", "geo": ["BE2", "EU27_2020"]}]
    return subject(indicator(**({"id": name, "series": series, "title": {"en": name, "nl": name}} | changes)))


def judged(
    normalisation: str,
    histories: Mapping[str, History],
    *,
    stated: Mapping[str, Member] | None = None,
    weights: str = "equal",
    minimum: int = 1,
    parts: Mapping[str, Member] | None = None,
    others: Mapping[str, History] | None = None,
) -> Assessment:
    declared = [{"indicator": name, "weight": 1} | dict((stated or {}).get(name, {})) for name in histories]
    fields = {"members": declared, "weights": weights, "normalisation": normalisation, "minimum_members": minimum}
    about = subject(
        indicator(id="whole", series=[], composite=fields),
        members=tuple(part(name, **(parts or {}).get(name, {})) for name in histories),
    )
    found = [snapshot(f"eurostat:{name}?freq=A&geo=BE2", history) for name, history in histories.items()]
    found += [snapshot(f"eurostat:one?freq=A&geo={geo}", history) for geo, history in (others or {}).items()]
    return assess(about, known(*found), None)


def values(found: Assessment) -> dict[str, float | None]:
    return {point.period.label: point.value for point in found.chart.points}


def test_as_they_are() -> None:
    assert values(judged("none", {"one": {"2023": "10", "2024": "20"}, "two": {"2023": "30", "2024": "50"}})) == {
        "2023": 20,
        "2024": 35,
    }


def test_share_of_reference_counts_no_more_than_the_whole() -> None:
    stated = {"one": {"reference": 50}, "two": {"reference": 80}}
    found = judged("share_of_reference", {"one": {"2024": "60"}, "two": {"2024": "40"}}, stated=stated)
    assert values(found) == {"2024": 75}  # (100 + 50) / 2


def test_z_score_against_the_years_2015_to_2019() -> None:
    # Mean 20, population deviation 10; 2020 lies outside
    history = {"2015": "10", "2017": "30", "2020": "45"}
    assert values(judged("z_score", {"one": history})) == {"2015": -1, "2017": 1, "2020": 2.5}


def test_min_max_over_the_members_of_the_union() -> None:
    others = {geo: {"2024": str(value)} for value, geo in enumerate(EU_MEMBERS, start=10)}  # 10 to 36
    assert values(judged("eu_min_max", {"one": {"2024": "23"}}, others=others)) == {"2024": 50}
    few = dict(list(others.items())[:19])
    assert judged("eu_min_max", {"one": {"2024": "23"}}, others=few).reason is Undetermined.no_data


def test_min_max_follows_the_transform() -> None:
    others = {geo: {"2024": str(value)} for value, geo in enumerate(EU_MEMBERS, start=10)}
    stated = {"one": {"transform": "100 - value"}}
    # The best of 36 becomes the lowest: 100 - 36 = 64 to 100 - 10 = 90; the own 100 - 33.4 = 66.6
    assert values(judged("eu_min_max", {"one": {"2024": "33.4"}}, others=others, stated=stated)) == {
        "2024": pytest.approx(10)
    }


def test_ratio_of_the_first_to_the_second() -> None:
    assert values(judged("ratio", {"one": {"2024": "3"}, "two": {"2024": "4"}}, minimum=2)) == {"2024": 0.75}
    assert judged("ratio", {"one": {"2024": "3"}, "two": {"2024": "0"}}, minimum=2).latest is None
    assert judged("ratio", {"one": {"2024": "3"}, "two": {}}).latest is None


def test_over_the_median_of_its_own_five_years_before() -> None:
    history = {"2020": "10", "2021": "20", "2022": "40", "2023": "30"}
    # 2022 over the median of 10 and 20, 2023 over that of 10, 20 and 40
    assert values(judged("own_median_5y", {"one": history})) == {"2022": pytest.approx(40 / 15), "2023": 1.5}


def test_distance_to_the_own_path() -> None:
    aimed = {"one": {"target": target(100), "path": "linear"}}
    found = judged("distance_to_path", {"one": {"2020": "0", "2025": "45"}}, parts=aimed)
    assert values(found) == {"2025": -5}


@pytest.mark.parametrize("aim", [None, target(100), target(100, None), target(0.5, relative_to="baseline")])
def test_distance_to_a_path_without_history_or_year_is_nothing(aim: Member | None) -> None:
    about = part("one", target=aim, path="linear")
    context = Context(Figures(about, {}), CompositeMember(indicator="one", weight=1), Line("BE2"))
    assert normalised("distance_to_path", context) == ()
    whole = judged("distance_to_path", {"one": {}}, parts={"one": {"target": aim, "path": "linear"}})
    assert whole.reason is Undetermined.no_data


@pytest.mark.parametrize(
    "kind", ["none", "z_score", "eu_min_max", "share_of_reference", "ratio", "own_median_5y", "distance_to_path"]
)
def test_no_normalisation_fails_without_values(kind: str) -> None:
    assert judged(kind, {"one": {}, "two": {"2024": ": c"}}).reason is Undetermined.no_data


def test_stated_weights() -> None:
    stated = {"one": {"weight": 0.75}, "two": {"weight": 0.25}}
    histories = {"one": {"2024": "20"}, "two": {"2024": "60"}}
    assert values(judged("none", histories, stated=stated, weights="stated")) == {"2024": 30}
    assert values(judged("none", histories, stated=stated)) == {"2024": 40}


class TestMissingMembers:
    """Who takes part at the end took part all along."""

    def test_a_member_without_value_is_named_and_left_out(self) -> None:
        found = judged("none", {"one": {"2023": "10", "2024": "20"}, "two": {}})
        assert values(found) == {"2023": 10, "2024": 20}
        (caveat,) = [caveat for caveat in found.caveats if caveat.code == "incomplete"]
        assert caveat.text.en == "Computed without: two."

    def test_fewer_than_the_minimum_give_no_value(self) -> None:
        assert judged("none", {"one": {"2024": "20"}, "two": {}}, minimum=2).reason is Undetermined.no_data

    def test_a_value_is_carried_on_for_thirty_months(self) -> None:
        found = judged("none", {"one": {"2022": "10", "2024": "20"}, "two": {"2022": "30"}})
        assert values(found) == {"2022": 20, "2024": 25}

    def test_an_older_one_makes_its_member_missing_in_every_period(self) -> None:
        found = judged("none", {"one": {"2021": "10", "2024": "20"}, "two": {"2021": "30"}})
        assert values(found) == {"2021": 10, "2024": 20}

    def test_flags_of_the_members_are_united_a_break_only_in_its_own_period(self) -> None:
        found = judged("none", {"one": {"2022": "10", "2023": "20 p"}, "two": {"2022": "30 b", "2023": "30"}})
        assert [point.flags for point in found.chart.points] == ["b", "p"]
        carried = judged("none", {"one": {"2022": "10", "2023": "20"}, "two": {"2022": "30 be"}})
        assert [point.flags for point in carried.chart.points] == ["be", "e"]


def test_a_declared_break_of_a_member_breaks_the_whole() -> None:
    broken = {"two": {"breaks": [{"period": "2024", "reason": {"en": "new", "nl": "nieuw"}}]}}
    histories = {"one": {"2023": "10", "2024": "20"}, "two": {"2023": "30", "2024": "50"}}
    assert judged("none", histories, parts=broken).reason is Undetermined.incomparable


class TestBreaksOfMembers:
    """No value is carried on over a break, and no break of a member is lost on the way."""

    TWO_BREAKS: Member = {"two": {"breaks": [{"period": "2023", "reason": {"en": "new", "nl": "nieuw"}}]}}

    def test_a_value_is_not_carried_on_over_a_declared_break(self) -> None:
        histories = {"one": {"2022": "10", "2023": "12", "2024": "20"}, "two": {"2022": "30"}}
        found = judged("none", histories, parts=self.TWO_BREAKS)
        assert values(found) == {"2022": 10, "2023": 12, "2024": 20}
        (caveat,) = [caveat for caveat in found.caveats if caveat.code == "incomplete"]
        assert caveat.text.en == "Computed without: two."
        assert values(judged("none", histories)) == {"2022": 20, "2023": 21, "2024": 25}

    def test_nor_over_a_break_the_publisher_flags_without_a_value(self) -> None:
        histories: dict[str, History] = {"one": {"2022": "10", "2024": "20"}, "two": {"2022": "30", "2023": ": b"}}
        assert values(judged("none", histories)) == {"2022": 10, "2024": 20}

    def test_a_break_still_to_come_changes_nothing(self) -> None:
        histories = {"one": {"2021": "10", "2022": "20"}, "two": {"2021": "30"}}
        assert values(judged("none", histories, parts=self.TWO_BREAKS)) == {"2021": 20, "2022": 25}

    def test_between_two_values_the_older_is_carried_up_to_the_break_only(self) -> None:
        # 2023 lies behind the break, and of the new measure nothing is known before 2024
        histories = {"one": {"2021": "1", "2022": "2", "2023": "3", "2024": "4"}, "two": {"2021": "5", "2024": "9"}}
        found = judged("none", histories, parts=self.TWO_BREAKS)
        assert values(found) == {"2021": 3, "2022": 3.5, "2024": 6.5}
        assert [point.period.label for point in found.chart.points if point.is_break] == ["2024"]
        assert found.reason is Undetermined.incomparable

    def test_a_break_in_a_period_without_composite_breaks_the_next(self) -> None:
        # In 2021 the other member has neither a value nor one that may be carried on
        histories: dict[str, History] = {
            "one": {"2018": "1", "2024": "2"},
            "two": {"2018": "1", "2021": "5 b", "2024": "5"},
        }
        found = judged("none", histories)
        assert [point.period.label for point in found.chart.points if point.is_break] == ["2024"]
        assert found.reason is Undetermined.incomparable

    def test_a_break_lost_in_normalising_breaks_the_whole(self) -> None:
        # The first values after the break have no five years before them
        history: History = {"2018": "1", "2019": "1", "2020": "1", "2021": "3 b", "2022": "3", "2023": "3"}
        found = judged("own_median_5y", {"one": history})
        assert values(found) == {"2020": 1, "2023": 1}
        assert [point.period.label for point in found.chart.points if point.is_break] == ["2023"]

    def test_a_break_in_the_lowest_or_highest_member_breaks_the_scale(self) -> None:
        others: dict[str, History] = {
            geo: {"2023": str(n), "2024": str(n)} for n, geo in enumerate(EU_MEMBERS, start=10)
        }
        own = {"one": {"2023": "23", "2024": "23"}}
        assert judged("eu_min_max", own, others=others).reason is None
        middle = others | {EU_MEMBERS[5]: {"2023": "15", "2024": "15 b"}}
        assert judged("eu_min_max", own, others=middle).reason is None
        highest = others | {EU_MEMBERS[-1]: {"2023": "36", "2024": "36 bp"}}
        found = judged("eu_min_max", own, others=highest)
        assert (found.reason, found.chart.points[-1].flags) == (Undetermined.incomparable, "bp")


class TestFrequenciesOfMembers:
    """Members of another rhythm give their newest value up to the middle of each period of the composite."""

    def test_a_quarterly_member_of_a_yearly_composite(self) -> None:
        histories: dict[str, History] = {
            "one": {"2023": "10", "2024": "20"},
            "two": {"2023-Q1": "1", "2023-Q2": "2", "2023-Q4": "4", "2024-Q2": "6", "2025-Q4": "9"},
        }
        assert values(judged("none", histories)) == {"2023": 6, "2024": 13}

    def test_newer_values_of_another_rhythm_make_no_member_missing(self) -> None:
        histories: dict[str, History] = {"one": {"2023": "10"}, "two": {"2023-06": "2", "2027-06": "4"}}
        found = judged("none", histories)
        assert values(found) == {"2023": 6}
        assert "incomplete" not in {caveat.code for caveat in found.caveats}


def test_a_member_without_figure_in_its_own_place_is_told_to_be_of_another() -> None:
    about = subject(
        indicator(id="whole", series=[], composite={"members": [{"indicator": "one", "weight": 1}], "weights": "equal",
                                                    "normalisation": "none", "minimum_members": 1}),
        members=(part("one", geography={"primary": "BE2", "fallback": "EU27_2020"}),),
    )  # fmt: skip
    found = assess(about, known(snapshot("eurostat:one?freq=A&geo=EU27_2020", {"2024": "5"})), None)
    assert values(found) == {"2024": 5}
    assert {caveat.code: caveat.text.en for caveat in found.caveats}["elsewhere"] == "Figures of another place: one."


def test_a_value_the_transform_cannot_take_is_left_out() -> None:
    stated = {"one": {"transform": "100 / value"}}
    found = judged("none", {"one": {"2022": "4", "2023": "0", "2024": "5"}}, stated=stated)
    assert values(found) == {"2022": 25, "2024": 20}


def test_a_composite_between_members_rests_on_every_one_of_them() -> None:
    about = subjects()["digital-exclusion-index"]
    assert set(EU_MEMBERS) < {SeriesId.parse(series).geo for series in about.wanted}
    uses = AgendaIndex(load_agenda()).series_wanted()
    asked_for = {series for series, found in uses.items() if any(key == about.key for key, _, _ in found)}
    assert set(about.wanted) == asked_for
    (malta,) = [
        series for series in about.wanted if series.startswith("eurostat:isoc_r_dskl_i?") and "geo=MT" in series
    ]
    found = assess(about, known(snapshot(malta, {"2023": "50"}, version=7)), None)
    assert [(used.series_id, used.version) for used in found.inputs] == [(malta, 7)]
