"""A recipe against the structure of its dataset: every name and code it uses must exist there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from schemas.series import SeriesId
from services.ingest.connectors.base import Connector, Request
from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData
from services.ingest.identify import DATASET, identify, shaped
from services.ingest.recipe import Recipe
from services.ingest.shape import Shape, shape_of

_SHOWN = 8


class FaultKind(StrEnum):
    """What of a recipe does not fit."""

    unknown_filter = "unknown_filter"
    unknown_code = "unknown_code"
    unknown_mapping = "unknown_mapping"
    ambiguous_series = "ambiguous_series"
    missing_series = "missing_series"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One name or code that the dataset does not have, with what it has instead."""

    kind: FaultKind
    text: str


@runtime_checkable
class Structured(Protocol):
    """A connector that can ask for the structure of a dataset more cheaply than for all of its data."""

    def structure(self, recipe: Recipe) -> Request:
        """A request whose answer has every dimension and code, and few figures."""
        ...


def structure_request(connector: Connector, recipe: Recipe) -> Request:
    """What to ask for the structure of a dataset: its own request where the source has one, else all of the data."""
    if isinstance(connector, Structured):
        return connector.structure(recipe)
    return connector.request(recipe.model_copy(update={"extra_slices": ()}), ())


def faults(recipe: Recipe, wanted: Sequence[SeriesId], answer: Answer) -> list[Fault]:
    """Everything in the recipe and the wanted series that this body of the dataset does not know, by kind."""
    theirs = shape_of(answer)
    found = set(_mapping(recipe, theirs))
    try:
        formed = shaped(answer, recipe.dimensions)
    except NotData as error:
        return sorted({*found, Fault(FaultKind.unknown_mapping, error.message)})
    ours = shape_of(formed)
    asked = _asked(recipe, wanted)
    names = asked.keys() - ours.keys() - {DATASET}
    found |= {Fault(FaultKind.unknown_filter, f"{name} is no dimension; there are {_few(ours)}") for name in names}
    if not recipe.many_datasets:
        found |= set(_codes(asked, ours))
        found |= set(_series(recipe, wanted, answer, found))
    return sorted(found)


def _asked(recipe: Recipe, wanted: Iterable[SeriesId]) -> dict[str, set[str]]:
    """The codes the recipe and the agenda name, per dimension of ours."""
    asked: dict[str, set[str]] = {}
    for series in wanted:
        for name, code in series.dimensions:
            asked.setdefault(name, set()).add(code)
    for part in recipe.extra_slices:
        for name, codes in part.items():
            asked.setdefault(name, set()).update(codes)
    for rule in recipe.plausibility.sums:
        asked.setdefault(rule.dimension, set()).update((rule.total, *rule.parts))
    return asked


def _codes(asked: Mapping[str, set[str]], ours: Shape) -> Iterator[Fault]:
    for name in sorted(asked.keys() & ours.keys()):
        for code in sorted(asked[name] - set(ours[name])):
            yield Fault(FaultKind.unknown_code, f"{name} has no code {code}; it has {_few(ours[name])}")


def _mapping(recipe: Recipe, theirs: Shape) -> Iterator[Fault]:
    """Names of the publisher that the recipe turns into ours, and that the publisher does not use."""
    form, unknown = recipe.dimensions, FaultKind.unknown_mapping
    for what, names in (("rename", form.rename), ("drop", form.drop)):
        for name in names:
            if name not in theirs:
                yield Fault(unknown, f"dimensions.{what}: the publisher has no {name}; it has {_few(theirs)}")
    back = {ours: name for name, ours in form.rename.items()}
    for ours, codes in form.codes.items():
        name = back.get(ours, ours)
        if name not in theirs:
            yield Fault(unknown, f"dimensions.codes.{ours}: the publisher has no {name}; it has {_few(theirs)}")
            continue
        for code in codes:
            if code not in theirs[name]:
                yield Fault(unknown, f"dimensions.codes.{ours}: {name} has no code {code}; it has {_few(theirs[name])}")
    by = recipe.unit.dimension
    if by and back.get(by, by) not in theirs and by not in form.constants:
        yield Fault(unknown, f"unit.dimension: there is no dimension {by}; there are {_few(theirs)}")


def _series(recipe: Recipe, wanted: Sequence[SeriesId], answer: Answer, told: Iterable[Fault]) -> Iterator[Fault]:
    """Wanted series that the body does not hold, or holds several times, though all their codes are known."""
    if any(fault.kind is not FaultKind.unknown_mapping for fault in told):
        return
    formed = shaped(answer, recipe.dimensions)
    for series in identify(answer, recipe, wanted).unmet:
        several = sum(_has(formed.named(codes), series.codes) for codes in formed.series)
        if several > 1:
            yield Fault(FaultKind.ambiguous_series, f"{series} names {several} series; name more dimensions")
        elif answer.scope.first is not None:
            yield Fault(FaultKind.missing_series, f"{series} has known codes and no figure")


def _has(names: Mapping[str, str], codes: Mapping[str, str]) -> bool:
    return all(names.get(name) == code for name, code in codes.items())


def _few(names: Iterable[str]) -> str:
    found = sorted(names)
    more = len(found) - _SHOWN
    return ", ".join(found[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
