"""The shape of a dataset: its dimensions and their codes, and what a change of it means in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.ingest.decode.answer import Answer

Shape = Mapping[str, tuple[str, ...]]
"""The codes of every dimension but time, in order; as Koers names both."""

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a body has another shape than the last one; `breaking` when series may not be what they were."""

    text: str
    breaking: bool


def shape_of(answer: Answer) -> Shape:
    """The codes a body was able to say, where it tells; else those of the series it holds."""
    if answer.scope.codes is not None:
        return {name: tuple(sorted(codes)) for name, codes in answer.scope.codes.items()}
    held = zip(*answer.series, strict=True)
    columns = [tuple(sorted(set(codes))) for codes in held] or [()] * len(answer.dimensions)
    return dict(zip(answer.dimensions, columns, strict=True))


def differences(old: Shape, new: Shape, used: Iterable[Mapping[str, str]]) -> list[Difference]:
    """What changed from one shape to the next, in the order a reader looks for it.

    `used` are the dimensions of the published series. A code that is gone breaks something when a published series has
    it; a new dimension does when it has more codes than one; a new code never does.
    """
    return [*_dimensions(old, new), *_codes(old, new, list(used))]


def _dimensions(old: Shape, new: Shape) -> Iterator[Difference]:
    for name in sorted(old.keys() - new.keys()):
        yield Difference(f"dimension {name} is gone (it had {_listed(old[name])})", breaking=True)
    for name in sorted(new.keys() - old.keys()):
        yield Difference(f"dimension {name} is new (with {_listed(new[name])})", breaking=len(new[name]) > 1)


def _codes(old: Shape, new: Shape, used: Sequence[Mapping[str, str]]) -> Iterator[Difference]:
    for name in sorted(old.keys() & new.keys()):
        gone, added = set(old[name]) - set(new[name]), set(new[name]) - set(old[name])
        if gone:
            missed = sum(series.get(name) in gone for series in used)
            told = f", {missed} published series have one of them" if missed else ""
            yield Difference(f"{name}: gone {_listed(sorted(gone))}{told}", breaking=missed > 0)
        if added:
            yield Difference(f"{name}: new {_listed(sorted(added))}", breaking=False)


def _listed(codes: Sequence[str]) -> str:
    more = len(codes) - _SHOWN
    return ", ".join(codes[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
