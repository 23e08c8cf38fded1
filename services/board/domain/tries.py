"""Patience: how long a thing may be behind, how often it is asked for again, and when a person must look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.board.domain.reconcile import Behind, What

TRIES = 3


@dataclass(frozen=True, slots=True)
class Request:
    """Compute this assessment again; `attempt` counts from 1."""

    key: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do now: requests to send, and how things stand."""

    requests: tuple[Request, ...]
    waiting: tuple[Behind, ...]
    given_up: tuple[Behind, ...]


@dataclass(slots=True)
class _Case:
    missed: str
    since: datetime
    attempts: int = 0


class Patience:
    """Remembers since when each thing is behind.

    After `grace` it is asked for again, then after twice and four times as long; after eight times as long it is given
    up. A thing that has caught up, or that misses something newer, starts afresh.
    """

    def __init__(self, grace: timedelta) -> None:
        self._grace = grace
        self._cases: dict[tuple[What, str], _Case] = {}

    def decide(self, behind: Sequence[Behind], now: datetime) -> Decision:
        """Note what is behind at `now` and decide. Each assessment is asked for once a turn, whatever misses it."""
        cases = {(item.what, item.name): self._case(item, now) for item in behind}
        self._cases = cases
        attempts: dict[str, int] = {}
        waiting, given_up = list[Behind](), list[Behind]()
        for item in behind:
            case = cases[item.what, item.name]
            due = now - case.since >= self._grace * (2 ** (case.attempts + 1) - 1)
            if due and case.attempts < TRIES:
                case.attempts += 1
                attempts |= {key: max(case.attempts, attempts.get(key, 0)) for key in item.rechecks}
                due = False
            (given_up if due else waiting).append(item)
        requests = tuple(Request(key, attempt) for key, attempt in sorted(attempts.items()))
        return Decision(requests, tuple(waiting), tuple(given_up))

    def _case(self, item: Behind, now: datetime) -> _Case:
        known = self._cases.get((item.what, item.name))
        return known if known and known.missed == item.missed else _Case(item.missed, now)
