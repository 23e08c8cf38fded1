"""What travels to, between and from the judges: inputs, ticks, answers, and the roll-up of a recommendation."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from schemas.assessment import AgendaEdition, Assessment, Provenance, Target
from schemas.base import Event, Model, Sha256, Text
from schemas.stats import MilestoneState, SeriesSnapshot
from schemas.verdicts import Undetermined, Validity, Verdict


class AnswerStatus(StrEnum):
    """What a body says about an indicator or a milestone."""

    acknowledged = "acknowledged"
    measure_taken = "measure_taken"
    measure_planned = "measure_planned"
    no_measure = "no_measure"
    done = "done"
    disputed = "disputed"
    not_ours = "not_ours"
    withdrawn = "withdrawn"


class Definition(Model):
    """What a body defines of an incomplete target: the level in the indicator's unit, its base in words, the year."""

    value: float | None = None
    base: str | None = None
    year: int | None = None


class Answer(Event):
    """Topic `policy.answer.v1`, key `body/item`: a body's answer, in the body's name, never a person's.

    It holds all the body has said of the item so far: what was accepted before stays in it until it is taken back.
    `accepts_target` is the target as it was accepted, `accepts_date` the day that binds it, `planned_date` one it
    expects.
    """

    body: str
    item: str
    status: AnswerStatus
    reason: str | None = None
    evidence_url: str | None = None
    planned_date: date | None = None
    accepts_ownership: bool | None = None
    accepts_target: Target | None = None
    accepts_date: date | None = None
    defines: Definition | None = None
    as_of: datetime
    public: bool = False


class IndicatorInput(Event):
    """Topic `policy.input.v1`, key `indicator/geo`: what an indicator has to know, one of the two.

    `snapshot` is of a series it uses; `answer` of a body, about anything that serves a recommendation it serves.
    """

    key: str
    snapshot: SeriesSnapshot | None = None
    answer: Answer | None = None
    published_offset: int | None = None

    @model_validator(mode="after")
    def _holds_one(self) -> Self:
        if (self.snapshot is None) == (self.answer is None):
            raise ValueError(f"input of {self.key}: give a snapshot or an answer")
        return self


class Tick(Event):
    """Topic `policy.tick.v1`, key `indicator/geo`: the Brussels date, for agents that never read a clock."""

    key: str
    date: date


class Recheck(Event):
    """Topic `policy.recheck.v1`, key `indicator/geo`: compute again with the snapshots and answers the board holds."""

    key: str
    attempt: int
    date: date
    snapshots: tuple[SeriesSnapshot, ...]
    answers: tuple[Answer, ...] = ()


class Member(Event):
    """Topic `policy.member.v1`, key recommendation number: one member of a recommendation, as it stands now.

    `answer` is what a body said about one of its milestones.
    """

    recommendation: int
    assessment: Assessment | None = None
    milestone: MilestoneState | None = None
    answer: Answer | None = None
    as_of: date | None = None


class RecommendationStatus(StrEnum):
    """How a recommendation is known."""

    measured = "measured"
    milestones_only = "milestones_only"
    not_known_yet = "not_known_yet"


class MemberState(Model):
    """One indicator inside a roll-up: its own verdict and what counts here (a proxy is never worse than at_risk)."""

    key: str
    indicator: str
    title: Text
    validity: Validity
    lead: bool
    verdict: Verdict
    counted: Verdict | None = None
    reason: Undetermined | None = None
    stand_in: bool = False
    episode: Sha256
    inputs: Provenance


class AskState(Model):
    """One ask of a compound recommendation, rolled up from the members and milestones that answer it alone.

    The headline follows the same rule as that of the whole. `members` are keys of members of the recommendation.
    """

    id: str
    title: Text
    status: RecommendationStatus
    headline: Verdict | None = None
    headline_member: str | None = None
    members: tuple[str, ...] = ()
    milestones: dict[str, int] = {}
    milestone_ids: tuple[str, ...] = ()


class RecommendationState(Event):
    """Topic `policy.recommendation.v1`, key recommendation number: the roll-up with its members.

    `headline` is the counted verdict of `headline_member` (the lead indicator, else the worst confirmed direct one,
    else the best-supported proxy); with milestones only it is None and the counts stand for themselves. `asks` are
    those a compound recommendation bundles; `heard` is how many answers of bodies about its milestones it takes in.
    """

    number: int
    slug: str
    title: Text
    area: str
    lead_body: str
    status: RecommendationStatus
    headline: Verdict | None = None
    headline_member: str | None = None
    members: tuple[MemberState, ...] = ()
    distribution: dict[Verdict, int] = {}
    milestones: dict[str, int] = {}
    milestone_ids: tuple[str, ...] = ()
    asks: tuple[AskState, ...] = ()
    heard: int = 0
    agenda: AgendaEdition
    as_of: date | None = None

    def is_older_than(self, known: Self) -> bool:
        """Whether this was rolled up from less than `known` and must not take its place; equal ones are not older.

        By agenda edition, then members and milestones, then answers, then by day. While tables are being filled again
        they come one by one, each made from what is there so far.
        """
        if self.agenda.edition != known.agenda.edition:
            return self.agenda.edition < known.agenda.edition
        if not set(known.milestone_ids) <= set(self.milestone_ids):
            return True
        members = {member.key: member for member in self.members}
        for old in known.members:
            now = members.get(old.key)
            if now is None or now.inputs.is_older_than(old.inputs):
                return True
        if {m.key: m.inputs for m in self.members} != {m.key: m.inputs for m in known.members}:
            return False
        if self.heard < known.heard:
            return True
        return known.as_of is not None and (self.as_of is None or self.as_of < known.as_of)
