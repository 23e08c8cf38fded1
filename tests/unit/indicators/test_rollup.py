"""From indicators to a recommendation: which member speaks, what counts, and what is never worse than at risk.

All input is made up: paths from 0 in 2020 to 100 in 2030, judged in 2025, where 50 is asked for.
"""

from itertools import permutations
from typing import Any

import pytest

from schemas.agenda import Recommendation
from schemas.assessment import Assessment
from schemas.policy import RecommendationState, RecommendationStatus
from schemas.stats import MilestoneStatus
from schemas.verdicts import Validity, Verdict
from services.indicators.domain.assess import assess
from services.indicators.domain.rollup import roll_up
from tests.builders.milestones import milestone
from tests.unit.indicators.builders import EDITION, at, indicator, known, link, subject, target, text

DIRECT, PROXY, CONTEXT = Validity.direct, Validity.proxy, Validity.context
# The value of 2025 that earns the verdict
VALUES = {"met": "100", "on_track": "50", "at_risk": "40", "off_track": "20", "moving_away": "-10"}


def recommendation(lead: str | None = None, **changes: Any) -> Recommendation:
    return Recommendation(
        number=1,
        slug="r1",
        title=text("R1"),
        summary=text("A made-up recommendation"),
        area="labour-market",
        challenge="matching",
        lead="vdab",
        level="flemish",
        ask="act",
        monitoring_mode="outcome",
        lead_indicator=lead,
        **changes,
    )


def member(name: str, verdict: str, validity: Validity = DIRECT, **changes: Any) -> Assessment:
    """An indicator with a verdict of VALUES, `missed` or `undetermined`; `!` behind it leaves it unconfirmed."""
    plain, doubt = verdict.rstrip("!"), verdict.endswith("!")
    value = VALUES.get(plain, "99")
    history = {"2020": "0", "2030" if plain == "missed" else "2025": f"{value} p" if doubt else value}
    about = indicator(id=name, target=target(100), path="linear", geography={"primary": "BE2", "fallback": "BE"})
    links = (link(1, validity, stand_in=changes.get("stand_in", False)),)
    found = assess(
        subject(about, links=links, group=changes.get("group")),
        known(at(changes.get("geo", "BE2"), {} if plain == "undetermined" else history)),
        None,
    )
    if changes.get("group") is None:
        assert found.verdict == plain
    return found


def rolled(*members: Assessment, lead: str | None = None) -> RecommendationState:
    return roll_up(recommendation(lead), EDITION, members, (), None)


def headline(*members: Assessment, lead: str | None = None) -> tuple[str | None, str | None]:
    state = rolled(*members, lead=lead)
    return state.headline_member and state.headline_member.removesuffix("/BE2"), state.headline


def test_the_lead_indicator_speaks_even_where_another_is_worse() -> None:
    assert headline(member("a", "off_track"), member("b", "on_track"), lead="b") == ("b", "on_track")


def test_an_undetermined_lead_gives_way_to_the_worst_direct_indicator() -> None:
    others = member("a", "on_track"), member("b", "off_track"), member("c", "at_risk"), member("d", "on_track", PROXY)
    assert headline(member("lead", "undetermined"), *others, lead="lead") == ("b", "off_track")


def test_an_unconfirmed_direct_indicator_does_not_speak() -> None:
    assert headline(member("a", "off_track!"), member("b", "at_risk")) == ("b", "at_risk")
    assert headline(member("a", "off_track!"), member("b", "on_track", PROXY)) == ("b", "on_track")
    assert rolled(member("a", "off_track!")).headline is None


def test_among_proxies_the_best_supported_speaks_not_the_worst() -> None:
    confirmed, doubtful = member("b", "on_track", PROXY), member("a", "off_track!", PROXY)
    assert headline(doubtful, confirmed) == ("b", "on_track")
    assert headline(member("a", "on_track", PROXY, geo="BE"), member("b", "at_risk", PROXY)) == ("b", "at_risk")


def test_context_never_counts_not_even_as_lead() -> None:
    state = rolled(member("a", "moving_away", CONTEXT), member("b", "on_track", PROXY), lead="a")
    assert (state.headline_member, state.headline) == ("b/BE2", Verdict.on_track)
    assert state.distribution == {Verdict.on_track: 1}
    assert [(found.indicator, found.counted) for found in state.members] == [("a", None), ("b", Verdict.on_track)]


@pytest.mark.parametrize("verdict", ["off_track", "moving_away", "missed"])
@pytest.mark.parametrize(
    "doubt", [{"validity": PROXY}, {"stand_in": True}, {"geo": "BE"}], ids=["proxy", "declared", "fallback"]
)
def test_a_proxy_or_stand_in_is_never_worse_than_at_risk(verdict: str, doubt: dict[str, Any]) -> None:
    state = rolled(member("a", verdict, **doubt))
    (found,) = state.members
    assert (found.verdict, found.counted, state.headline) == (verdict, Verdict.at_risk, Verdict.at_risk)


@pytest.mark.parametrize("verdict", ["met", "on_track", "at_risk"])
def test_a_better_verdict_of_a_proxy_counts_as_it_is(verdict: str) -> None:
    assert rolled(member("a", verdict, PROXY)).headline == verdict


def test_a_missed_target_is_the_worst() -> None:
    assert headline(member("a", "moving_away"), member("b", "missed")) == ("b", "missed")


def test_a_breakdown_is_shown_and_does_not_count() -> None:
    state = rolled(member("a", "off_track", group="age=Y65-74"), member("b", "on_track"))
    assert state.distribution == {Verdict.on_track: 1}
    assert state.headline_member == "b/BE2"


def test_the_distribution_counts_the_undetermined_too() -> None:
    found = rolled(member("a", "on_track"), member("b", "undetermined"), member("c", "off_track", PROXY))
    assert found.distribution == {Verdict.on_track: 1, Verdict.at_risk: 1, Verdict.undetermined: 1}


def test_the_order_of_the_members_does_not_matter() -> None:
    found = [member("a", "off_track"), member("b", "at_risk", PROXY), member("c", "off_track")]
    states = [rolled(*order) for order in permutations(found)]
    assert states.count(states[0]) == 6
    assert states[0].headline_member == "a/BE2"


def test_an_indicator_of_another_recommendation_is_no_member() -> None:
    other = member("a", "off_track").model_copy(update={"links": (link(2),)})
    assert rolled(other).members == ()


@pytest.mark.parametrize(
    ("status", "known_as"),
    [
        (MilestoneStatus.not_checked, RecommendationStatus.not_known_yet),
        (MilestoneStatus.open, RecommendationStatus.milestones_only),
        (MilestoneStatus.done, RecommendationStatus.milestones_only),
    ],
)
def test_without_a_headline_milestones_stand_for_themselves(
    status: MilestoneStatus, known_as: RecommendationStatus
) -> None:
    state = roll_up(recommendation(), EDITION, [member("a", "undetermined")], [milestone(status=status)], None)
    assert (state.status, state.headline) == (known_as, None)
    assert (state.milestones, state.milestone_ids) == ({status.value: 1}, ("m999-1",))


def test_with_a_headline_it_is_measured_whatever_the_milestones() -> None:
    state = roll_up(recommendation(), EDITION, [member("a", "on_track")], [milestone()], None)
    assert state.status is RecommendationStatus.measured


def test_each_ask_has_a_standing_of_its_own_beside_that_of_the_whole() -> None:
    """Made-up asks: one measured, one followed by a milestone, one by nothing; `whole` answers none of them."""
    asks = [
        {"id": "measured", "title": text("Measured"), "answered_by": ("b", "c", "m999-1")},
        {"id": "stepped", "title": text("Stepped"), "answered_by": ("m999-1",)},
        {"id": "open", "title": text("Open")},
    ]
    about = recommendation("whole", compound=True, asks=asks, whole_answered_by=("whole",))
    members = member("whole", "on_track"), member("b", "off_track", PROXY), member("c", "at_risk!")
    state = roll_up(about, EDITION, members, [milestone(status=MilestoneStatus.partly)], None)
    assert (state.headline, state.headline_member) == (Verdict.on_track, "whole/BE2")
    measured, stepped, nothing = state.asks
    assert (measured.status, measured.headline, measured.headline_member) == ("measured", "at_risk", "b/BE2")
    assert (measured.members, measured.milestones) == (("c/BE2", "b/BE2"), {"partly": 1})
    assert (stepped.status, stepped.headline, stepped.milestone_ids) == ("milestones_only", None, ("m999-1",))
    assert (nothing.status, nothing.headline, nothing.members) == ("not_known_yet", None, ())


def test_the_lead_indicator_speaks_for_its_ask_too() -> None:
    asks = [{"id": "one", "title": text("One"), "answered_by": ("a", "b")}, {"id": "two", "title": text("Two")}]
    about = recommendation("b", compound=True, asks=asks)
    state = roll_up(about, EDITION, [member("a", "off_track"), member("b", "on_track")], (), None)
    assert (state.asks[0].headline_member, state.asks[0].headline) == ("b/BE2", "on_track")
