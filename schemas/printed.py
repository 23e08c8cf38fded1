"""The printed order of the agenda of 2018: areas, challenges, priority matrix, building blocks, the SERV's actions."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Described, Number, Slug, Text

ActionType = Literal["advice", "study", "consultation", "event", "monitoring", "publication"]


class Challenge(Described):
    """A challenge of an area, in our own words; social dialogue states no goal."""

    id: Slug
    """Its identity, unique among challenges."""
    name: Text
    """The heading."""
    goal: Text | None = None
    """What it aims at."""
    what: Text
    """What it asks."""
    why: Text
    """Why it matters."""
    recommendations: tuple[Number, ...] = ()
    """The numbers it holds; every number stands in one challenge."""
    building_blocks: tuple[int, ...] = ()
    """The blocks it belongs to; each names this challenge in turn."""
    heading_printed_in_body: bool
    """false: the heading stands in the contents page only."""


class Area(Described):
    """One of the seven areas, or social dialogue."""

    id: Slug
    """Its identity, and the name of its files under indicators/ and milestones/."""
    section: str
    """Printed number, in quotes, such as '03.1'."""
    name: Text
    """The heading."""
    printed_name_in_introduction: str | None = None
    """The other name the introduction uses."""
    serv_actions: tuple[str, ...] = ()
    """Ids of the SERV's actions in this area."""
    challenges: tuple[Challenge, ...] = ()
    """Its challenges, as printed."""

    @property
    def recommendations(self) -> tuple[int, ...]:
        """Every number of its challenges, as printed."""
        return tuple(number for challenge in self.challenges for number in challenge.recommendations)


class Strategy(Described):
    """A row of the priority matrix."""

    id: Slug
    """Its identity, first part of the id of a cell."""
    name: Text
    """The heading of the row."""
    question: Text
    """The question the row answers."""


class PolicyIssue(Described):
    """A column of the priority matrix."""

    id: Slug
    """Its identity, second part of the id of a cell."""
    name: Text
    """The heading of the column."""


class Ask(Described):
    """One sentence of a cell; `printed_reference` as printed, `recommendations` the numbers it stands for."""

    ask: Text
    """What the sentence asks."""
    printed_reference: str | None = None
    """The numbers as printed, in quotes, such as '5-9' or '15, 35'."""
    recommendations: tuple[Number, ...] = ()
    """The same numbers, each written out."""
    note: Text | None = None
    """What a reader must know about it."""


class Cell(Described):
    """One of the 12 cells; `likely_intended_recommendations` holds what a misprint probably meant."""

    id: str
    """strategy.policy_issue."""
    strategy: Slug
    """Id of the row."""
    policy_issue: Slug
    """Id of the column."""
    name: Text
    """The heading of the cell."""
    printed_matrix_heading: str | None = None
    """The heading as the overview prints it."""
    points: tuple[Text, ...] = ()
    """What the cell says without a number."""
    asks: tuple[Ask, ...] = ()
    """What the cell asks, with the numbers it cites."""
    likely_intended_recommendations: tuple[Number, ...] = ()
    """What a misprint probably meant; the printed numbers stay."""
    serv_actions: tuple[str, ...] = ()
    """Ids of the SERV's actions it cites."""

    @property
    def recommendations(self) -> tuple[int, ...]:
        """Every number its asks cite, ascending."""
        return tuple(sorted({number for ask in self.asks for number in ask.recommendations}))


class Priorities(Described):
    """The priority matrix: strategies x policy issues."""

    strategies: tuple[Strategy, ...]
    """The three rows."""
    policy_issues: tuple[PolicyIssue, ...]
    """The four columns."""
    cells: tuple[Cell, ...]
    """The twelve cells."""


class BuildingBlock(Described):
    """A slot of the vision statement of January 2018; `named` False where the text never names it."""

    number: Annotated[int, Field(ge=1, le=50)]
    """Its slot, 1 to 50."""
    named: bool
    """false for slot 21, which the text never names."""
    name: Text | None = None
    """Its name; none where it is not named."""
    challenges: tuple[Slug, ...] = ()
    """Ids of the challenges it belongs to; each names this block in turn."""
    note: Text | None = None
    """What a reader must know about it."""


class Action(Described):
    """Something the SERV itself planned; followed by a milestone, kept out of the scores."""

    id: str
    """Its identity, such as A03.1-1."""
    area: Slug
    """Id of the area that lists it."""
    title: Text
    """Short name."""
    summary: Text
    """What the SERV planned."""
    type: ActionType
    """What kind of thing it is first of all."""
    other_types: tuple[ActionType, ...] = ()
    """What else it is."""
    owner: Slug
    """Id of the body that does it."""
    periodicity: str | None = None
    """How often, in words."""
    printed_deadline: str | None = None
    """The date as printed."""
    related_recommendations: tuple[Number, ...] = ()
    """Numbers it helps; each names this action in turn."""
    related_basis: Literal["analyst", "none"] = "none"
    """Who linked it: an analyst, or nobody."""
    milestone: Slug
    """Id of the milestone that follows it."""
