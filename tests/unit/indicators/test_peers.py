"""The own change and that of others, told apart. All input is made up."""

import pytest

from schemas.assessment import Assessment
from schemas.indicator import EU_MEMBERS
from schemas.period import Period
from schemas.verdicts import Verdict
from services.indicators.domain.assess import assess
from services.indicators.domain.peer_phrases import other_place, others_moved_more
from tests.unit.indicators.builders import History, at, indicator, known, subject, target, tolerance

OWN: History = {"2018": "40", "2019": "50", "2022": "52", "2024": "53"}


def beside(union: History, own: History = OWN, **changes: object) -> Assessment:
    fields = {"benchmark": "EU27_2020", "tolerance": tolerance(1)} | changes
    return assess(subject(indicator(**fields)), known(at("BE2", own), at("EU27_2020", union)), None)


def texts(found: Assessment) -> dict[str, tuple[str, str]]:
    return {caveat.code: (caveat.text.en, caveat.text.nl) for caveat in found.caveats}


def test_both_changes_are_over_the_same_five_years_and_periods() -> None:
    # 2018 lies further back, 2022 the Union does not know, 2025 is only the Union's
    (found,) = beside({"2018": "41", "2019": "55", "2024": "60", "2025": "99"}).peers
    assert (found.peer, found.first, found.last) == ("EU27_2020", Period.parse("2019"), Period.parse("2024"))
    assert (found.own, found.others, found.gap_before, found.gap) == (3, 5, -5, -7)


def test_a_figure_that_rises_while_the_others_rise_more_is_told_so() -> None:
    found = beside({"2019": "55", "2024": "60"})
    assert found.verdict is Verdict.at_risk
    english, dutch = texts(found)["peers"]
    assert english == (
        "From 2019 to 2024 the figure rose by 3.0\xa0percentage points, but the EU average rose more: "
        "by 5.0\xa0percentage points."
    )
    assert dutch == (
        "Van 2019 tot 2024 steeg het cijfer met 3,0\xa0procentpunt, maar het EU-gemiddelde steeg meer: "
        "met 5,0\xa0procentpunt."
    )


def test_a_figure_that_falls_while_the_others_fall_more_is_told_so_too() -> None:
    found = beside({"2019": "60", "2024": "54"}, {"2019": "50", "2024": "48"})
    assert found.verdict is Verdict.on_track  # it fell, and yet came nearer
    assert texts(found)["peers"][0].startswith("From 2019 to 2024 the figure fell by 2.0\xa0percentage points, but")
    assert texts(found)["peers"][0].endswith("the EU average fell more: by 6.0\xa0percentage points.")


@pytest.mark.parametrize(
    "union",
    [
        {"2019": "55", "2024": "58.5"},  # more by half a point, within the tolerance
        {"2019": "55", "2024": "57"},
        {"2019": "55", "2024": "50"},
        {"2024": "60"},
        {"2019": "55", "2024": "60 b"},
        {"2019": "55", "2023": ": b", "2024": "60"},
    ],
)
def test_nothing_is_said_where_nothing_can_be_misread(union: History) -> None:
    assert "peers" not in texts(beside(union))


def test_neither_side_reaches_back_over_a_break() -> None:
    (found,) = beside({"2019": "55", "2022": "70 b", "2024": "80"}).peers
    assert (found.first.label, found.own, found.others) == ("2022", 1, 10)
    (found,) = beside({"2019": "55", "2022": "70", "2024": "80"}, OWN | {"2022": "52 b"}).peers
    assert (found.first.label, found.own, found.others) == ("2022", 1, 10)
    assert beside({"2019": "55", "2024": "60"}, OWN | {"2024": "53 b"}).peers == ()


def test_where_less_is_better_the_gaps_turn_and_the_changes_do_not() -> None:
    falling = {"2019": "50", "2024": "47"}
    found = beside({"2019": "45", "2024": "40"}, falling, direction="down")
    (change,) = found.peers
    assert (change.own, change.others, change.gap_before, change.gap) == (-3, -5, -5, -7)
    assert "the EU average fell more" in texts(found)["peers"][0]


def test_every_comparator_has_its_change_and_the_first_its_sentence() -> None:
    series = [{"id": "eurostat:made_up?freq=A&unit=PC", "geo": ["BE2", "NL", "BE"]}]
    about = subject(indicator(series=series, comparators=("NL", "BE"), target=target(80), path="linear"))
    sides = {"BE2": OWN, "NL": {"2019": "60", "2024": "70"}, "BE": {"2019": "48", "2024": "70"}}
    found = assess(about, known(*(at(geo, history) for geo, history in sides.items())), None)
    assert [(change.peer, change.others) for change in found.peers] == [("NL", 10), ("BE", 22)]
    assert texts(found)["peers"][1].endswith("maar het cijfer van Nederland steeg meer: met 10,0\xa0procentpunt.")


class TestRank:
    """Among members at 1, 2, … 27 in 2019 and one point higher in 2024, but for what a test changes."""

    def judged(self, own: History, changes: dict[str, History] | None = None, **fields: object) -> Assessment:
        members: dict[str, History] = {
            geo: {"2019": str(number), "2024": str(number + 1)} for number, geo in enumerate(EU_MEMBERS, start=1)
        }
        about = subject(indicator(**({"benchmark": "top3_eu", "tolerance": tolerance(1)} | fields)))
        found = members | (changes or {})
        return assess(about, known(at("BE2", own), *(at(geo, history) for geo, history in found.items())), None)

    def test_the_own_value_takes_the_place_of_belgium(self) -> None:
        rank = self.judged({"2019": "20.5", "2024": "21.5"}).rank
        assert rank is not None
        # Above it the seven members at 21 to 27
        assert (rank.before, rank.now, rank.of, rank.own) == (8, 8, 27, 1)

    def test_a_falling_place_with_a_rising_value_reads_right(self) -> None:
        # 20.9 in 2024 falls behind the one that rose from 20 to 21, and three others leapt over it
        leapt: dict[str, History] = {geo: {"2019": "3", "2024": "30"} for geo in EU_MEMBERS[2:5]}
        found = self.judged({"2019": "20.5", "2024": "20.9"}, leapt)
        assert found.rank is not None
        assert (found.rank.before, found.rank.now) == (8, 12)
        english, dutch = texts(found)["rank"]
        assert english == (
            "From 2019 to 2024 the figure rose by 0.4\xa0percentage points, but its place among 27 EU countries went "
            "down from 8 to 12: others rose more."
        )
        assert dutch == (
            "Van 2019 tot 2024 steeg het cijfer met 0,4\xa0procentpunt, maar de plaats tussen 27 EU-landen zakte van 8 "
            "naar 12: andere stegen meer."
        )

    def test_where_less_is_better_the_lowest_is_first(self) -> None:
        found = self.judged({"2019": "7.5", "2024": "8.5"}, direction="down")
        assert found.rank is not None
        assert (found.rank.before, found.rank.now) == (7, 7)  # members at 1 to 7 but for Belgium, which is at 2
        assert "rank" not in texts(found)

    def test_members_that_cannot_be_compared_do_not_count(self) -> None:
        broken = {"AT": {"2019": "1", "2024": "99 b"}, "BG": {"2019": "3"}}
        rank = self.judged({"2019": "20.5", "2024": "21.5"}, broken).rank
        assert rank is not None
        assert (rank.before, rank.now, rank.of) == (8, 8, 25)

    def test_fewer_than_twenty_others_make_no_rank(self) -> None:
        gone: dict[str, History] = {geo: {"2019": "1"} for geo in EU_MEMBERS[:8]}
        assert self.judged({"2019": "20.5", "2024": "21.5"}, gone).rank is None

    def test_without_a_benchmark_of_all_members_there_is_none(self) -> None:
        assert self.judged({"2019": "20.5", "2024": "21.5"}, benchmark="EU27_2020").rank is None


def test_the_sentences_know_both_ways() -> None:
    (change,) = beside({"2019": "55", "2024": "60"}).peers
    assert "daalde meer" in others_moved_more(change.model_copy(update={"own": -1.0, "others": -2.0}), "percent").nl
    rank = TestRank().judged({"2019": "20.5", "2024": "21.5"}).rank
    assert rank is not None
    climbed = other_place(rank.model_copy(update={"own": -1.0, "before": 9, "now": 7}), "percent")
    assert climbed.en.endswith("went up from 9 to 7: others fell more.")
    assert climbed.nl.endswith("klom van 9 naar 7: andere daalden meer.")
