"""The reconciler's loop: look, wait a grace period, ask again, give up and raise the alarm."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import get_args

import structlog

from schemas.policy import Recheck
from services.board.domain.reconcile import Behind, Expected, What, find_behind
from services.board.domain.tries import Decision, Patience, Request
from services.board.reconciler.view import read_answers, read_snapshots, read_view
from services.runtime.broker import Producer
from services.runtime.clock import Clock, brussels_date
from services.runtime.database import Database
from services.runtime.health import Health, Loop
from services.runtime.metrics import Metrics
from services.runtime.records import Message

log = structlog.get_logger()

TOPIC = "policy.recheck.v1"


@dataclass
class Reconciler:
    """Compares and asks.

    `settled` tells whether the projector has caught up: before that, everything looks behind. `stored` counts what it
    has stored: while it stands still the tables are not read again. `pending` of the loop counts what is behind and
    not given up, so a run that waits for it waits for the whole chain.
    """

    expected: Expected
    database: Database
    producer: Producer
    clock: Clock
    patience: Patience
    settled: Callable[[], bool]
    stored: Callable[[], int]
    health: Health
    loop: Loop
    metrics: Metrics
    _behind: list[Behind] = field(default_factory=list)
    _looked_at: int | None = None

    async def run(self, stop: asyncio.Event, *, every: float) -> None:
        """Take a turn every `every` seconds until `stop` is set. Raises TransientError from broker or database."""
        while not stop.is_set():
            if self.settled():
                await self.turn()
            else:
                self.loop.beat(pending=max(1, self.loop.pending), done=0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every)

    async def turn(self) -> Decision:
        """Look once and send what is due; returns when the broker has it."""
        stored = self.stored()
        if stored != self._looked_at:
            async with self.database.transaction() as connection:
                view = await read_view(connection)
            self._behind, self._looked_at = find_behind(self.expected, view), stored
        decision = self.patience.decide(self._behind, self.clock.now())
        for request in decision.requests:
            await self._ask(request)
        self._report(decision)
        return decision

    async def _ask(self, request: Request) -> None:
        wanted = sorted(self.expected.series.get(request.key, ()))
        async with self.database.transaction() as connection:
            snapshots = await read_snapshots(connection, wanted)
            answers = await read_answers(connection, sorted(self.expected.items.get(request.key, ())))
        now, today = self.clock.now(), brussels_date(self.clock)
        event = Recheck(
            key=request.key, attempt=request.attempt, date=today, snapshots=snapshots, answers=answers
        )  # fmt: skip
        await self.producer.send([Message(TOPIC, request.key, event, "board", now)])
        self.metrics.rechecks.inc()
        log.warning("recheck", key=request.key, attempt=request.attempt, series=len(snapshots))

    def _report(self, decision: Decision) -> None:
        counts = Counter(item.what for item in (*decision.waiting, *decision.given_up))
        for what in get_args(What):
            self.metrics.reconciler_behind.labels(what).set(counts[what])
        self.metrics.reconciler_given_up.set(len(decision.given_up))
        lost = "; ".join(f"{item.what} {item.name} misses {item.missed}" for item in decision.given_up[:20])
        if lost and lost != self.health.facts.get("reconciler_given_up"):
            log.error("given_up", items=len(decision.given_up), first=lost)
        self.health.facts["reconciler_behind"] = str(len(decision.waiting))
        self.health.facts["reconciler_given_up"] = lost
        before = self.loop.pending
        done = len(decision.requests) + max(0, before - len(decision.waiting))
        self.loop.beat(pending=len(decision.waiting), done=done, detail=lost)
