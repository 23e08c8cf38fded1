"""The files of the agenda folder, each with the fields its top level has."""

from typing import Annotated

from pydantic import Field

from schemas.agenda import (
    Action,
    Area,
    Body,
    BuildingBlock,
    Change,
    Indicator,
    Milestone,
    OverlapGroup,
    Priorities,
    Recommendation,
)
from schemas.base import Described, Slug
from schemas.seal import Seal


class EditionFile(Described):
    """edition.yaml: the number of this edition, and why each edition differs from the one before."""

    edition: Annotated[int, Field(ge=1)]
    """The number of this edition; raised by one whenever the content changes."""
    changes: tuple[Change, ...]
    """One record for each edition, newest first."""


class AreasFile(Described):
    """areas.yaml: the areas of the agenda with their challenges."""

    areas: tuple[Area, ...]
    """Seven areas and social dialogue, as printed."""


class RecommendationsFile(Described):
    """recommendations.yaml: the 107 recommendations."""

    overlap_groups: tuple[OverlapGroup, ...]
    """Recommendations that ask (partly) the same."""
    recommendations: tuple[Recommendation, ...]
    """All of 1 to 107."""


class BuildingBlocksFile(Described):
    """building_blocks.yaml: the slots of the vision statement."""

    building_blocks: tuple[BuildingBlock, ...]
    """All of 1 to 50; slot 21 is not named."""


class ActionsFile(Described):
    """actions.yaml: what the SERV itself planned."""

    actions: tuple[Action, ...]
    """The 32 actions."""


class BodiesFile(Described):
    """bodies.yaml: who owns, shares or supervises; never how to reach them."""

    bodies: tuple[Body, ...]
    """Every body the other files name."""


class IndicatorsFile(Described):
    """indicators/<area>.yaml: what is measured in an area."""

    area: Slug
    """Id of the area, as the file is named."""
    indicators: tuple[Indicator, ...]
    """Indicators that serve a recommendation of this area."""


class MilestonesFile(Described):
    """milestones/<area>.yaml: the steps that show promises of an area kept."""

    area: Slug
    """Id of the area, as the file is named."""
    milestones: tuple[Milestone, ...]
    """Milestones of recommendations or actions of this area."""


FILES: dict[str, type[Described]] = {
    "edition": EditionFile,
    "seal": Seal,
    "areas": AreasFile,
    "recommendations": RecommendationsFile,
    "priorities": Priorities,
    "building_blocks": BuildingBlocksFile,
    "actions": ActionsFile,
    "bodies": BodiesFile,
    "indicators": IndicatorsFile,
    "milestones": MilestonesFile,
}
"""File name (for the last two, folder name) to what the file holds."""
