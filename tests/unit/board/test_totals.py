"""Sums over sets of recommendations, worked out by hand: everything counts once. All input is made up."""

from itertools import permutations

import pytest

from schemas.agenda import OverlapGroup
from schemas.base import Text
from schemas.stats import MilestoneStatus
from schemas.verdicts import Verdict
from services.board.domain.standing import Standing
from services.board.domain.totals import Headline, Item, headline_of, total

ON, RISK, OFF = Standing.on_track, Standing.at_risk, Standing.off_track
STEPS, NOTHING = Standing.milestones_only, Standing.not_known_yet


def item(number: int, standing: Standing = ON, **indicators: Verdict | None) -> Item:
    return Item(number, standing, indicators, {})


def group(name: str, *numbers: int) -> OverlapGroup:
    return OverlapGroup(id=name, theme=Text(en=name, nl=name), recommendations=numbers)


def counted(counts: dict[Verdict, int]) -> dict[str, int]:
    return {verdict.value: count for verdict, count in counts.items() if count}


def test_measured_milestones_only_and_not_known_yet_stand_apart_and_add_up() -> None:
    found = total([item(1, ON), item(2, RISK), item(3, OFF), item(4, STEPS), item(5, NOTHING), item(6, NOTHING)])
    assert found.recommendations == {ON: 1, RISK: 1, OFF: 1, STEPS: 1, NOTHING: 2}
    assert (found.size, found.measured) == (6, 3)


def test_an_indicator_that_serves_three_recommendations_counts_once() -> None:
    # a serves 1, 2 and 3; b serves 2; c serves 3: three indicators, of which one is shared
    items = [
        item(1, a=Verdict.on_track),
        item(2, a=Verdict.on_track, b=Verdict.missed),
        item(3, a=Verdict.on_track, c=Verdict.undetermined),
    ]
    found = total(items)
    assert counted(dict(found.indicators)) == {"on_track": 1, "missed": 1, "undetermined": 1}
    assert (found.shared, found.context) == (1, 0)


def test_a_shared_indicator_counts_as_the_worst_it_counts_for_any() -> None:
    # direct for 1 (moving away), a proxy for 2 (never worse than at risk)
    items = [item(1, a=Verdict.moving_away), item(2, a=Verdict.at_risk)]
    for order in permutations(items):
        assert counted(dict(total(order).indicators)) == {"moving_away": 1}
    assert counted(dict(total(items[1:]).indicators)) == {"at_risk": 1}


def test_context_is_in_no_distribution_unless_the_indicator_counts_elsewhere_in_the_set() -> None:
    items = [item(1, a=None, b=None), item(2, a=Verdict.met)]
    assert counted(dict(total(items).indicators)) == {"met": 1}
    assert (total(items).context, total(items).shared) == (1, 0)
    assert total(items[:1]).context == 2
    assert counted(dict(total(items[:1]).indicators)) == {}


def test_a_verdict_that_came_while_another_roll_up_waits_is_not_lost() -> None:
    items = [item(1, a=Verdict.undetermined), item(2, a=Verdict.met)]
    assert counted(dict(total(items).indicators)) == {"met": 1}


def test_a_milestone_of_two_recommendations_counts_once() -> None:
    first = Item(1, STEPS, {}, {"m1": MilestoneStatus.done, "m2": MilestoneStatus.not_checked})
    second = Item(2, STEPS, {}, {"m1": MilestoneStatus.done})
    found = total([first, second]).milestones
    assert {status.value: count for status, count in found.items() if count} == {"done": 1, "not_checked": 1}


def test_overlapping_asks_are_named_inside_the_set_only_and_count_as_one_ask() -> None:
    items = [item(number) for number in (1, 2, 3, 4, 5, 6)]
    found = total(items, [group("a", 1, 3), group("b", 3, 4), group("c", 5, 99), group("d", 98, 99)])
    assert [(overlap.group.id, overlap.numbers) for overlap in found.overlaps] == [("a", (1, 3)), ("b", (3, 4))]
    # 1, 3 and 4 hang together; 2, 5 and 6 stand alone
    assert (found.size, found.asks) == (6, 4)


def test_groups_joined_only_by_a_later_one_are_one_ask() -> None:
    items = [item(number) for number in (1, 2, 3, 4)]
    assert total(items, [group("a", 1, 2), group("b", 3, 4), group("c", 2, 3)]).asks == 1
    assert total(items, [group("a", 1, 2), group("b", 3, 4)]).asks == 2


@pytest.mark.parametrize(
    ("on", "risk", "off", "steps", "nothing", "headline"),
    [
        (1, 0, 0, 0, 0, Headline.on_track),
        (1, 1, 0, 0, 0, Headline.at_risk),
        (2, 1, 0, 0, 0, Headline.on_track),
        (2, 0, 2, 0, 0, Headline.off_track),
        (3, 1, 2, 0, 5, Headline.at_risk),
        (3, 1, 2, 1, 5, Headline.too_little_measured),
        (1, 0, 0, 0, 1, Headline.too_little_measured),
        (0, 0, 0, 2, 1, Headline.milestones_only),
        (0, 0, 0, 1, 1, Headline.not_known_yet),
        (0, 0, 0, 0, 2, Headline.not_known_yet),
        (0, 0, 0, 0, 0, Headline.empty),
    ],
)
def test_one_word_only_where_more_than_half_is_measured(
    on: int, risk: int, off: int, steps: int, nothing: int, headline: Headline
) -> None:
    assert headline_of({ON: on, RISK: risk, OFF: off, STEPS: steps, NOTHING: nothing}) is headline


def test_an_empty_set_has_totals_too() -> None:
    found = total([])
    assert (found.headline, found.size, found.measured, found.asks) == (Headline.empty, 0, 0, 0)
    assert sum(found.indicators.values()) == sum(found.milestones.values()) == 0
