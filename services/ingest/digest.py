"""From a decoded body to what it changes: identify, check, compare; pure, and all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.period import Period
from schemas.series import SeriesId
from schemas.stats import ChangeKind, Coverage, Observation, SeriesSnapshot
from services.ingest.checks import (
    check_contract,
    check_figures,
    check_shape,
    check_sums,
    settled,
    with_suspects,
)
from services.ingest.decode.answer import Answer, Scope
from services.ingest.diff import counts
from services.ingest.identify import Identified, Reading, identify
from services.ingest.recipe import Recipe, Slice
from services.ingest.shape import Shape, shape_of
from services.ingest.snapshot import Body, Step, advance, observations


@dataclass(frozen=True, slots=True)
class Digest:
    """What a sound body changes; `series` were read from it, `unmet` are wanted series it does not hold.

    `shape` is that of the body; `remark` tells how it differs from the last one, where the recipe lets that pass.
    """

    steps: tuple[Step, ...]
    series: int
    unmet: tuple[SeriesId, ...]
    newest: Period | None
    shape: Shape = field(default_factory=dict)
    remark: str | None = None

    @property
    def changes(self) -> dict[ChangeKind, int]:
        """Changed observations by kind."""
        return counts(change for step in self.steps if step.revision for change in step.revision.changes)

    @property
    def suspects(self) -> int:
        """Observations a person must look at."""
        return sum(o.suspect for step in self.steps for o in step.snapshot.observations)


def digest(
    answer: Answer,
    recipe: Recipe,
    wanted: Sequence[SeriesId],
    known: Mapping[str, SeriesSnapshot],
    asked: Slice,
    body: Body,
    *,
    shape: Shape | None = None,
    released: bool = False,
) -> Digest:
    """Work out the steps from the `known` snapshots of a recipe to this body. Raises NotData before there is any.

    `shape` is that of the last good body. A `released` body is believed by a person: nothing about it is doubtful.
    """
    found = identify(answer, recipe, wanted)
    remark = None
    if released:
        recipe = _trusting(recipe)
        found_shape = shape_of(found.formed)
    else:
        check_contract(answer, found, asked, recipe, known)
        found_shape, remark = check_shape(found, shape, recipe, known)
        check_sums(found.formed, recipe)
    settled_readings = [settled(reading, recipe.contract.conflict) for reading in found.readings]
    figures = {reading.key: observations(reading, recipe) for reading in settled_readings}
    if not released:
        check_figures(figures, recipe, known)
    readings = [*settled_readings, *_vanished(found, known)]
    steps = (
        _step(reading, figures.get(reading.key, ()), found.scope, recipe, known.get(reading.key), body)
        for reading in readings
    )
    return Digest(
        steps=tuple(step for step in steps if step),
        series=len(found.readings),
        unmet=found.unmet,
        newest=_newest(figures.values()),
        shape=found_shape,
        remark=remark,
    )


def _trusting(recipe: Recipe) -> Recipe:
    """The recipe, taking the last of two figures where it would refuse both."""
    if recipe.contract.conflict != "refuse":
        return recipe
    return recipe.model_copy(update={"contract": recipe.contract.model_copy(update={"conflict": "last"})})


def _step(
    reading: Reading,
    found: Sequence[Observation],
    scope: Scope,
    recipe: Recipe,
    previous: SeriesSnapshot | None,
    body: Body,
) -> Step | None:
    if previous is not None and previous.retrieved_at > body.retrieved_at:
        # an old recording that came with an update says nothing against what has been read since
        return None
    return advance(previous, reading, with_suspects(found, recipe.plausibility), _coverage(scope), recipe, body)


def _coverage(scope: Scope) -> Coverage | None:
    """The periods the body speaks about; None for one that speaks of nothing but what it holds."""
    return Coverage(first=scope.first, last=scope.last) if scope.first and scope.last else None


def _vanished(found: Identified, known: Mapping[str, SeriesSnapshot]) -> Iterable[Reading]:
    """Published series the body should hold and does not: read as empty, so that their values count as withdrawn."""
    held = {reading.key for reading in found.readings}
    for series_id, snapshot in known.items():
        if series_id not in held and found.scope.holds(snapshot.dimensions):
            yield Reading(SeriesId.parse(series_id), series_id, (), snapshot.unit, snapshot.labels, {})


def _newest(figures: Iterable[Sequence[Observation]]) -> Period | None:
    with_value = [o.period for found in figures for o in found if o.value is not None]
    return max(with_value, key=lambda period: period.end, default=None)
