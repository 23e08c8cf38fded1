"""The agenda as data: what was promised, by whom, how it is measured, and what shows that a promise was kept."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from schemas.base import Described, Model, Number, Slug, Text
from schemas.indicator import (
    EU_MEMBERS,
    BenchmarkKind,
    Break,
    Composite,
    CompositeMember,
    Direction,
    Geography,
    Indicator,
    RecommendationRef,
    SeriesRef,
    Splice,
    SplicePart,
    Unit,
)
from schemas.printed import (
    Action,
    Area,
    Ask,
    BuildingBlock,
    Cell,
    Challenge,
    PolicyIssue,
    Priorities,
    Strategy,
)
from schemas.stats import DueBasis, MilestoneStatus
from schemas.target import Baseline, Limits, OpenTarget, Step, Target, Tolerance

__all__ = [
    "EU_MEMBERS",
    "Action",
    "Agenda",
    "Area",
    "Ask",
    "Baseline",
    "BenchmarkKind",
    "Body",
    "Break",
    "BuildingBlock",
    "Cell",
    "Challenge",
    "Change",
    "Composite",
    "CompositeMember",
    "Direction",
    "Geography",
    "Indicator",
    "Limits",
    "Milestone",
    "Monitoring",
    "OpenTarget",
    "OverlapGroup",
    "PolicyIssue",
    "Priorities",
    "Quantity",
    "Recommendation",
    "RecommendationRef",
    "SeriesRef",
    "Splice",
    "SplicePart",
    "Step",
    "Strategy",
    "SubAsk",
    "Target",
    "Tolerance",
    "Unit",
]


YEAR = 4


class Change(Described):
    """Why an edition differs from the one before; `who` names a role, never a person."""

    edition: Annotated[int, Field(ge=1)]
    """The number of the edition it made."""
    date: date
    """The day it was made."""
    who: str
    """The role of who decided, never a person."""
    why: Text
    """What changed and why, for a reader."""


class Quantity(Described):
    """A figure in the text of a recommendation."""

    label: Text
    """The figure as the text gives it, with what it counts."""
    is_target: bool
    """true: the text asks for it; false: it only describes."""
    stated_in: Literal["recommendation", "challenge", "elsewhere"]
    """Where it stands."""


class Monitoring(Described):
    """Why a recommendation is followed as it is: working notes for whoever keeps the agenda, in English."""

    reason: str | None = None
    """Why these indicators or milestones."""
    caveat: str | None = None
    """Where they fall short."""
    open_question: str | None = None
    """What is still to be settled."""


class SubAsk(Described):
    """One of the asks a recommendation bundles."""

    id: Slug
    """Its identity within the recommendation."""
    title: Text
    """What it asks, in our own words."""
    answered_by: tuple[Slug, ...] = ()
    """Ids of the indicators and milestones that follow it."""


class Recommendation(Described):
    """One of the 107.

    A compound one bundles several `asks`, each with a standing of its own; what follows none of them in particular
    stands under `whole_answered_by`.
    """

    number: Number
    """Its number in the text of 2018, 1 to 107; the key of everything."""
    slug: Slug
    """Its address on the board; never changes."""
    title: Text
    """Short name, in our own words."""
    summary: Text
    """What it asks, in our own words."""
    area: Slug
    """Id of its area."""
    challenge: Slug
    """Id of its challenge, which lists this number."""
    lead: Slug
    """Id of the active body that should answer for it; a proposal until that body accepts."""
    lead_in_2018: str | None = None
    """Id of the body of 2018."""
    flemish_contact: str | None = None
    """Id of the body that follows it in Flanders; needed where the level is federal or european."""
    partners: tuple[str, ...] = ()
    """Ids of bodies that share it."""
    level: Literal["flemish", "shared", "federal", "european"]
    """Whose competence it is."""
    named_in_text: tuple[str, ...] = ()
    """Ids of the bodies the text names, as they were in 2018."""
    ask: Literal["act", "explore", "follow"]
    """`act`; `explore`: ends with a published conclusion; `follow`: somebody else's process."""
    compound: bool = False
    """true: one number bundles several asks."""
    asks: tuple[SubAsk, ...] = ()
    """The asks of a compound one, two or more."""
    whole_answered_by: tuple[Slug, ...] = ()
    """Of a compound one: ids of the indicators and milestones that follow none of its asks in particular."""
    monitoring_mode: Literal["outcome", "output", "mixed", "milestone"]
    """What it is followed by."""
    lead_indicator: str | None = None
    """Id of the indicator that gives its headline; none: milestones only."""
    monitoring: Monitoring | None = None
    """Working notes of whoever keeps the agenda."""
    overlaps: tuple[Number, ...] = ()
    """Numbers that ask (partly) the same; each names this one in turn."""
    building_blocks: tuple[int, ...] = ()
    """The blocks of its challenge."""
    priority_cells: tuple[str, ...] = ()
    """Ids of the cells that cite it."""
    serv_actions: tuple[str, ...] = ()
    """Ids of the SERV's actions that help it."""
    stated_quantities: tuple[Quantity, ...] = ()
    """Figures in its text."""
    irregularities: tuple[Text, ...] = ()
    """Printed oddities worth showing."""
    note: Text | None = None
    """What a reader must know about it."""


class OverlapGroup(Described):
    """Recommendations that ask (partly) the same, so that nobody counts one answer twice."""

    id: Slug
    """Its identity."""
    theme: Text
    """What they share."""
    recommendations: tuple[Number, ...]
    """The numbers, two or more."""


class Body(Described):
    """A body that owns, shares or supervises; contacts never stand here but in deployment configuration.

    A body that is not `active` has ceased and names its successors; one that is to cease names them with the day from
    which they take over (`successor_since`, a year or a day).
    """

    id: Slug
    """Its identity."""
    name: Text
    """Full name."""
    level: Literal["flemish", "federal", "european", "local", "international", "other"]
    """Whose body it is."""
    active: bool
    """false: it was merged or wound up, and names its successors."""
    existed_in_2018: bool
    """Whether it existed when the text was written."""
    successors: tuple[str, ...] = ()
    """Ids of the bodies that took over, or will."""
    successor_since: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}-\d{2})?$")] | None = None
    """The year or day they take over, in quotes, such as '2024' or '2027-01-01'."""
    verified: Literal["verified", "partly", "unverified"] | None = None
    """How sure this is."""
    note: str | None = None
    """Working note, in English."""

    @field_validator("successor_since")
    @classmethod
    def _is_a_day(cls, since: str | None) -> str | None:
        if since is not None:
            date.fromisoformat(since if len(since) > YEAR else f"{since}-01-01")
        return since

    @property
    def ceases(self) -> date | None:
        """The day from which its successors act; the first of January where only the year is known."""
        if self.successor_since is None:
            return None
        since = self.successor_since
        return date.fromisoformat(since if len(since) > YEAR else f"{since}-01-01")

    def acts(self, on: date | None) -> bool:
        """Whether it answers for its tasks itself; without a day, as the agenda was written."""
        return self.active and not (on and self.ceases and self.ceases <= on)


class Milestone(Described):
    """A dated or undated step that shows a promise kept.

    `recurrence` is an ISO 8601 duration; such a step is due again that long after `done_on`, the day it was last done.
    """

    id: Slug
    """Its identity for ever; unique among indicators and milestones."""
    recommendations: tuple[Number, ...] = ()
    """Numbers it shows kept; or else an action."""
    action: str | None = None
    """Id of the SERV's action it follows; or else recommendations."""
    title: Text
    """Short name."""
    done_when: Text
    """The criterion, and what shows it."""
    status: MilestoneStatus
    """How far it is; `not_checked` is a state, not a gap; `open`: known as not done."""
    status_note: Text | None = None
    """What the status rests on; needed once it is known."""
    as_of: date | None = None
    """The day the status was true; none while not checked."""
    due: date | None = None
    """The day it is due."""
    due_basis: DueBasis | None = None
    """`legal` and `policy` can become overdue; a `proposal` is asked about once."""
    due_note: Text | None = None
    """Where the date comes from."""
    recurrence: str | None = None
    """Repeats after this ISO 8601 duration, such as P1Y or P5Y."""
    done_on: date | None = None
    """The day it was last done."""
    depends_on: tuple[str, ...] = ()
    """Ids of milestones that must come first."""
    owner: str | None = None
    """Id of the active body that should answer for it."""
    reference: str | None = None
    """Where the proof is found."""


class Agenda(Model):
    """The whole agenda of one edition; `sha256` is over its content alone, so equal content has an equal hash."""

    edition: Annotated[int, Field(ge=1)]
    sha256: str
    areas: tuple[Area, ...]
    recommendations: tuple[Recommendation, ...]
    indicators: tuple[Indicator, ...]
    milestones: tuple[Milestone, ...]
    bodies: tuple[Body, ...]
    overlap_groups: tuple[OverlapGroup, ...] = ()
    priorities: Priorities | None = None
    building_blocks: tuple[BuildingBlock, ...] = ()
    actions: tuple[Action, ...] = ()
    changes: tuple[Change, ...] = ()
