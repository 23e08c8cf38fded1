"""Knowledge over time: a state holds from when it was learned until another is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

S = TypeVar("S")

SETTLING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Stretch(Generic[S]):
    """A state from `known_from` until before `known_to` (None: still). Equal digests mean equal states."""

    digest: str
    state: S
    known_from: datetime
    known_to: datetime | None = None


def learn(tail: Sequence[Stretch[S]], digest: str, state: S, at: datetime) -> list[Stretch[S]]:
    """The newest stretches after learning `state` at `at`; `tail` holds the last two, oldest first.

    A state that stood for less than ten minutes was on its way, not known: while figures arrive one by one, or are
    sent again after the broker has lost its data, verdicts pass through states nobody should find in the history. The
    next state takes its place, and a replay that ends where it began leaves no trace.
    """
    if not tail:
        return [Stretch(digest, state, at)]
    *earlier, last = tail
    if last.digest == digest:
        return list(tail)
    if at - last.known_from >= SETTLING:
        return [*earlier, replace(last, known_to=at), Stretch(digest, state, at)]
    if earlier and earlier[-1].digest == digest and earlier[-1].known_to == last.known_from:
        return [*earlier[:-1], replace(earlier[-1], known_to=None)]
    return [*earlier, Stretch(digest, state, last.known_from)]
