"""The agenda as data: what was promised, by whom, how it is measured, and what shows that a promise was kept."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from schemas.base import Model, Number, Slug, Text
from schemas.indicator import (
    EU_MEMBERS,
    Baseline,
    BenchmarkKind,
    Break,
    Composite,
    CompositeMember,
    Direction,
    Geography,
    Indicator,
    Limits,
    OpenTarget,
    RecommendationRef,
    SeriesRef,
    Splice,
    SplicePart,
    Step,
    Target,
    Tolerance,
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


class Change(Model):
    """Why an edition differs from the one before; `who` names a role, never a person."""

    edition: Annotated[int, Field(ge=1)]
    date: date
    who: str
    why: Text


class Quantity(Model):
    """A figure in the text of a recommendation."""

    label: Text
    is_target: bool
    stated_in: str


class Monitoring(Model):
    """Why a recommendation is followed as it is: working notes for whoever keeps the agenda, in English."""

    reason: str | None = None
    caveat: str | None = None
    open_question: str | None = None


class SubAsk(Model):
    """One of the asks a recommendation bundles; `answered_by` names the indicators and milestones that follow it."""

    id: Slug
    title: Text
    answered_by: tuple[Slug, ...] = ()


class Recommendation(Model):
    """One of the 107.

    A compound one bundles several `asks`, each with a standing of its own; what follows none of them in particular
    stands under `whole_answered_by`.
    """

    number: Number
    slug: Slug
    title: Text
    summary: Text
    area: Slug
    challenge: Slug
    lead: Slug
    lead_in_2018: str | None = None
    flemish_contact: str | None = None
    partners: tuple[str, ...] = ()
    level: Literal["flemish", "shared", "federal", "european"]
    named_in_text: tuple[str, ...] = ()
    ask: Literal["act", "explore", "follow"]
    compound: bool = False
    asks: tuple[SubAsk, ...] = ()
    whole_answered_by: tuple[Slug, ...] = ()
    monitoring_mode: Literal["outcome", "output", "mixed", "milestone"]
    lead_indicator: str | None = None
    monitoring: Monitoring | None = None
    overlaps: tuple[Number, ...] = ()
    building_blocks: tuple[int, ...] = ()
    priority_cells: tuple[str, ...] = ()
    serv_actions: tuple[str, ...] = ()
    stated_quantities: tuple[Quantity, ...] = ()
    irregularities: tuple[Text, ...] = ()
    note: Text | None = None


class OverlapGroup(Model):
    """Recommendations that ask (partly) the same, so that nobody counts one answer twice."""

    id: Slug
    theme: Text
    recommendations: tuple[Number, ...]


class Body(Model):
    """A body that owns, shares or supervises; contacts never stand here but in deployment configuration.

    A body that is not `active` has ceased and names its successors; one that is to cease names them with the day from
    which they take over (`successor_since`, a year or a day).
    """

    id: Slug
    name: Text
    level: Literal["flemish", "federal", "european", "local", "international", "other"]
    active: bool
    existed_in_2018: bool
    successors: tuple[str, ...] = ()
    successor_since: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}-\d{2})?$")] | None = None
    verified: Literal["verified", "partly", "unverified"] | None = None
    note: str | None = None

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


class Milestone(Model):
    """A dated or undated step that shows a promise kept.

    `recurrence` is an ISO 8601 duration; such a step is due again that long after `done_on`, the day it was last done.
    """

    id: Slug
    recommendations: tuple[Number, ...] = ()
    action: str | None = None
    title: Text
    done_when: Text
    status: MilestoneStatus
    status_note: Text | None = None
    as_of: date | None = None
    due: date | None = None
    due_basis: DueBasis | None = None
    due_note: Text | None = None
    recurrence: str | None = None
    done_on: date | None = None
    depends_on: tuple[str, ...] = ()
    owner: str | None = None
    reference: str | None = None


class Agenda(Model):
    """The whole agenda of one edition; `sha256` is over its canonical JSON."""

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
