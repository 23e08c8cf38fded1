"""An indicator made of other indicators."""

from typing import Literal

from schemas.base import Described, Slug


class CompositeMember(Described):
    """One indicator inside a composite; `transform` is arithmetic over `value`, applied before normalising."""

    indicator: Slug
    """The id of an indicator that is no composite."""
    weight: float
    """Its weight; all equal, or adding up to 1 where weights are stated."""
    reference: float | None = None
    """The value that counts as 100, for the normalisation `share_of_reference`."""
    transform: str | None = None
    """Arithmetic over `value`, such as `100 - value`."""


class Composite(Described):
    """An indicator made of indicators."""

    members: tuple[CompositeMember, ...]
    """What it is made of."""
    weights: Literal["equal", "stated"]
    """`equal`, or `stated` with each member."""
    normalisation: Literal[
        "none", "z_score", "eu_min_max", "share_of_reference", "ratio", "own_median_5y", "distance_to_path"
    ]
    """How members are made comparable before they are added."""
    minimum_members: int
    """With fewer members known there is no value."""

    @property
    def between_members(self) -> bool:
        """Whether it is scaled between the EU members, so that every one of them is needed."""
        return self.normalisation == "eu_min_max"
