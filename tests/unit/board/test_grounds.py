"""Why a recommendation stands as it does, on roll-ups made up for the purpose."""

from typing import Any

import pytest

from schemas.policy import MemberState, RecommendationState, RecommendationStatus
from schemas.verdicts import Undetermined, Validity, Verdict
from services.board.domain.grounds import Ground, Part, grounds_of
from tests.builders.assessments import digital_skills, text
from tests.builders.recommendations import rolled_up

NO_DATA, FEW = Undetermined.no_data, Undetermined.too_few_points
UNKNOWN: dict[str, Any] = {"status": RecommendationStatus.not_known_yet, "headline": None, "headline_member": None}


def member(name: str, verdict: Verdict = Verdict.undetermined, **changes: Any) -> MemberState:
    plain = rolled_up(digital_skills()).members[0]
    fields = {"key": f"{name}/BE2", "indicator": name, "title": text(name, name), "lead": False}
    return plain.model_copy(update={**fields, "verdict": verdict, "counted": verdict, **changes})


def state(*members: MemberState, **changes: Any) -> RecommendationState:
    return rolled_up(digital_skills(), members=members, **changes)


def measured(head: MemberState, *others: MemberState) -> tuple[Part, ...]:
    return grounds_of(state(head, *others, headline_member=head.key, headline=head.counted))


def unknown(*members: MemberState, **milestones: int) -> tuple[Part, ...]:
    return grounds_of(state(*members, milestones=milestones, **UNKNOWN))


def test_what_was_never_rolled_up_says_so() -> None:
    assert grounds_of(None) == (Part(Ground.never_reckoned),)


def test_the_lead_figure_decides() -> None:
    head = member("a", Verdict.on_track, lead=True)
    assert measured(head, member("b")) == (Part(Ground.lead_figure, title=head.title),)


def test_what_steps_in_for_the_lead_figure_says_why() -> None:
    lead = member("lead", lead=True, reason=NO_DATA)
    why = Part(Ground.lead_not_judged, title=lead.title, reasons=((NO_DATA, 1),))
    direct = member("direct", Verdict.off_track)
    assert measured(direct, lead) == (why, Part(Ground.direct_figure, title=direct.title))
    proxy = member("proxy", Verdict.at_risk, validity=Validity.proxy)
    assert measured(proxy, lead) == (why, Part(Ground.proxy_figure, title=proxy.title))


def test_a_verdict_that_counts_for_less_than_it_is_says_so() -> None:
    head = member("a", Verdict.missed, lead=True, counted=Verdict.at_risk, stand_in=True)
    assert [part.ground for part in measured(head)] == [Ground.lead_figure, Ground.capped]


def test_a_headline_whose_member_is_not_named_rests_on_figures() -> None:
    assert grounds_of(state(member("a"), headline_member="other/BE2")) == (Part(Ground.figures),)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ((), Part(Ground.no_indicator)),
        (
            (member("a", counted=None, validity=Validity.context), member("b", Verdict.met, counted=None)),
            Part(Ground.context_only, count=2),
        ),
        ((member("a", reason=NO_DATA),), Part(Ground.not_judged, count=1, reasons=((NO_DATA, 1),))),
        (
            (member("a", reason=FEW), member("b", reason=NO_DATA), member("c", reason=NO_DATA)),
            Part(Ground.not_judged, count=3, reasons=((NO_DATA, 2), (FEW, 1))),
        ),
        (
            (member("a", Verdict.off_track), member("b", reason=NO_DATA)),
            Part(Ground.unconfirmed, count=1, title=text("a", "a")),
        ),
    ],
)
def test_why_no_indicator_gives_a_verdict(members: tuple[MemberState, ...], expected: Part) -> None:
    assert unknown(*members) == (expected, Part(Ground.no_milestones))


@pytest.mark.parametrize(
    ("milestones", "expected"),
    [
        ({}, Part(Ground.no_milestones)),
        ({"not_checked": 2}, Part(Ground.milestones_unchecked, count=2)),
        ({"not_checked": 1, "done": 2, "open": 1}, Part(Ground.milestones_known, count=4, done=2, unchecked=1)),
        ({"partly": 1}, Part(Ground.milestones_known, count=1)),
    ],
)
def test_what_the_milestones_tell(milestones: dict[str, int], expected: Part) -> None:
    assert unknown(**milestones) == (Part(Ground.no_indicator), expected)
