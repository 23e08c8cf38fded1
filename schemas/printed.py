"""The printed order of the agenda of 2018: areas, challenges, priority matrix, building blocks, the SERV's actions."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Model, Number, Slug, Text


class Challenge(Model):
    """A challenge of an area, in our own words; social dialogue states no goal."""

    id: Slug
    name: Text
    goal: Text | None = None
    what: Text
    why: Text
    recommendations: tuple[Number, ...] = ()
    building_blocks: tuple[int, ...] = ()
    heading_printed_in_body: bool


class Area(Model):
    """One of the seven areas, or social dialogue."""

    id: Slug
    section: str
    name: Text
    printed_name_in_introduction: str | None = None
    serv_actions: tuple[str, ...] = ()
    challenges: tuple[Challenge, ...] = ()

    @property
    def recommendations(self) -> tuple[int, ...]:
        """Every number of its challenges, as printed."""
        return tuple(number for challenge in self.challenges for number in challenge.recommendations)


class Strategy(Model):
    """A row of the priority matrix."""

    id: Slug
    name: Text
    question: Text


class PolicyIssue(Model):
    """A column of the priority matrix."""

    id: Slug
    name: Text


class Ask(Model):
    """One sentence of a cell; `printed_reference` as printed, `recommendations` the numbers it stands for."""

    ask: Text
    printed_reference: str | None = None
    recommendations: tuple[Number, ...] = ()
    note: Text | None = None


class Cell(Model):
    """One of the 12 cells; `likely_intended_recommendations` holds what a misprint probably meant."""

    id: str
    strategy: Slug
    policy_issue: Slug
    name: Text
    printed_matrix_heading: str | None = None
    points: tuple[Text, ...] = ()
    asks: tuple[Ask, ...] = ()
    likely_intended_recommendations: tuple[Number, ...] = ()
    serv_actions: tuple[str, ...] = ()

    @property
    def recommendations(self) -> tuple[int, ...]:
        """Every number its asks cite, ascending."""
        return tuple(sorted({number for ask in self.asks for number in ask.recommendations}))


class Priorities(Model):
    """The priority matrix: strategies x policy issues."""

    strategies: tuple[Strategy, ...]
    policy_issues: tuple[PolicyIssue, ...]
    cells: tuple[Cell, ...]


class BuildingBlock(Model):
    """A slot of the vision statement of January 2018; `named` False where the text never names it."""

    number: Annotated[int, Field(ge=1, le=50)]
    named: bool
    name: Text | None = None
    challenges: tuple[Slug, ...] = ()
    note: Text | None = None


class Action(Model):
    """Something the SERV itself planned; followed by a milestone, kept out of the scores."""

    id: str
    area: Slug
    title: Text
    summary: Text
    type: Literal["advice", "study", "consultation", "event", "monitoring", "publication"]
    other_types: tuple[str, ...] = ()
    owner: Slug
    periodicity: str | None = None
    printed_deadline: str | None = None
    related_recommendations: tuple[Number, ...] = ()
    related_basis: Literal["analyst", "none"] = "none"
    milestone: Slug
