"""Why a recommendation stands as it does, as parts of which each becomes one plain sentence."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schemas.base import Text
from schemas.policy import MemberState, RecommendationState, RecommendationStatus
from schemas.stats import MilestoneStatus
from schemas.verdicts import Undetermined, Validity, Verdict


class Ground(StrEnum):
    """What a part tells."""

    never_reckoned = "never_reckoned"
    figures = "figures"
    lead_figure = "lead_figure"
    lead_not_judged = "lead_not_judged"
    direct_figure = "direct_figure"
    proxy_figure = "proxy_figure"
    capped = "capped"
    no_indicator = "no_indicator"
    context_only = "context_only"
    unconfirmed = "unconfirmed"
    not_judged = "not_judged"
    no_milestones = "no_milestones"
    milestones_unchecked = "milestones_unchecked"
    milestones_known = "milestones_known"


@dataclass(frozen=True, slots=True)
class Part:
    """One ground, with what it speaks of.

    `count` is the number of indicators or milestones meant, `done` and `unchecked` those of the milestones, `title` the
    indicator's, `reasons` why indicators have no verdict, the most frequent first.
    """

    ground: Ground
    count: int = 1
    title: Text | None = None
    reasons: tuple[tuple[Undetermined, int], ...] = ()
    done: int = 0
    unchecked: int = 0


def grounds_of(state: RecommendationState | None) -> tuple[Part, ...]:
    """Everything that explains the standing, never empty; None for a recommendation that was never rolled up.

    A headline whose member is not named in the state is told as resting on figures, no more.
    """
    if state is None:
        return (Part(Ground.never_reckoned),)
    if state.status is RecommendationStatus.measured:
        return tuple(_measured(state))
    return (_indicators(state), _milestones(state))


def _measured(state: RecommendationState) -> Iterator[Part]:
    head = next((member for member in state.members if member.key == state.headline_member), None)
    if head is None:
        yield Part(Ground.figures)
        return
    lead = next((member for member in state.members if member.lead and member is not head), None)
    if lead is not None:
        yield Part(Ground.lead_not_judged, title=lead.title, reasons=_reasons([lead]))
    yield Part(_kind(head), title=head.title)
    if head.counted is not head.verdict:
        yield Part(Ground.capped)


def _kind(head: MemberState) -> Ground:
    if head.lead:
        return Ground.lead_figure
    return Ground.direct_figure if head.validity is Validity.direct else Ground.proxy_figure


def _indicators(state: RecommendationState) -> Part:
    """Why no indicator gives a verdict.

    The roll-up passes over a direct indicator that has one only while no firm figure confirms it.
    """
    counting = [member for member in state.members if member.counted is not None]
    if not counting:
        context = len(state.members)
        return Part(Ground.context_only, count=context) if context else Part(Ground.no_indicator)
    waiting = [member for member in counting if member.counted is not Verdict.undetermined]
    if waiting:
        return Part(Ground.unconfirmed, count=len(waiting), title=waiting[0].title)
    return Part(Ground.not_judged, count=len(counting), reasons=_reasons(counting))


def _reasons(members: Sequence[MemberState]) -> tuple[tuple[Undetermined, int], ...]:
    counts = Counter(member.reason for member in members if member.reason is not None)
    order = list(Undetermined)
    return tuple(sorted(counts.items(), key=lambda found: (-found[1], order.index(found[0]))))


def _milestones(state: RecommendationState) -> Part:
    count = sum(state.milestones.values())
    unchecked = state.milestones.get(MilestoneStatus.not_checked.value, 0)
    if not count:
        return Part(Ground.no_milestones)
    if unchecked == count:
        return Part(Ground.milestones_unchecked, count=count)
    done = state.milestones.get(MilestoneStatus.done.value, 0)
    return Part(Ground.milestones_known, count=count, done=done, unchecked=unchecked)
