"""The poll loop of one source: its recipes in turn, each when it is due, until the service stops."""

import asyncio
import contextlib
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from schemas.stats import PollOutcome, PollReport
from services.ingest.desk import Desk
from services.ingest.recipe import Recipe
from services.runtime.health import Loop

_LONGEST_NAP = 5.0
_LEAST_PAUSE = timedelta(minutes=1)
_SPREAD = timedelta(minutes=5)


class Polls(Protocol):
    """Polls one recipe and publishes the report."""

    async def poll(self, recipe: Recipe) -> PollReport:
        """Raises TransientError when the broker does not take what is published."""
        ...


class SourceLoop:
    """Polls the recipes of one source one after another; `loop` tells how many are due."""

    def __init__(self, desk: Desk, recipes: Sequence[Recipe], poller: Polls, loop: Loop) -> None:
        self._desk, self._poller, self._loop = desk, poller, loop
        self._idle = {recipe.id: reason for recipe in recipes if (reason := idle_reason(desk, recipe))}
        self._recipes = [recipe for recipe in recipes if recipe.id not in self._idle]
        self._suspended = [recipe for recipe in recipes if recipe.id in self._idle]
        self._due = {recipe.id: _first_due(desk, recipe) for recipe in self._recipes}
        self._loop.beat(pending=len(self.due()) + len(self._suspended))

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set. Raises TransientError when the broker does not take what is published."""
        for recipe in self._suspended:
            await report_suspended(self._desk, recipe, self._idle[recipe.id])
        while not stop.is_set():
            await self.carry_out()
            for recipe in self.due():
                await self.turn(recipe)
                if stop.is_set():
                    return
            self._loop.beat(pending=len(self.due()))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LONGEST_NAP)

    async def carry_out(self) -> None:
        """What was decided about bodies that are set apart. Raises TransientError."""
        self._desk.decisions.refresh()
        for recipe in (*self._recipes, *self._suspended):
            await self._desk.decide(recipe)

    def due(self) -> list[Recipe]:
        """The recipes whose time has come."""
        now = self._desk.clock.now()
        return [recipe for recipe in self._recipes if self._due[recipe.id] <= now]

    async def turn(self, recipe: Recipe) -> PollReport:
        """Poll one recipe and put it off until it is due again."""
        self._loop.beat(pending=len(self.due()), detail=recipe.id)
        report = await self._poller.poll(recipe)
        soon = self._desk.clock.now() + _LEAST_PAUSE
        self._due[recipe.id] = max((report.next_due or soon) + spread(recipe), soon)
        self._loop.beat(pending=len(self.due()), done=1)
        return report


def idle_reason(desk: Desk, recipe: Recipe) -> str | None:
    """Why a recipe is not polled; None when it is."""
    if recipe.suspended:
        return recipe.suspended
    if recipe.access.kind != "drop" and not desk.wanted.get(recipe.id) and not recipe.extra_slices:
        return "the agenda names no confirmed series of this dataset"
    return None


async def report_suspended(desk: Desk, recipe: Recipe, reason: str) -> None:
    """Say once that a recipe is not polled, and why. Raises TransientError."""
    before = desk.ledger.report(recipe.id)
    if before and (before.outcome, before.reason) == (PollOutcome.suspended, reason):
        return
    update = {"outcome": PollOutcome.suspended, "reason": reason, "next_due": None}
    await desk.publisher.report((before or desk.blank(recipe)).model_copy(update=update))


def spread(recipe: Recipe) -> timedelta:
    """How long after its time a dataset is asked for: always the same, and another for each.

    So datasets of one schedule do not come all at once, and neither do those that fell due while the service was down.
    Dropped files burden nobody and are not put off.
    """
    if recipe.access.kind == "drop":
        return timedelta()
    share = int.from_bytes(hashlib.sha256(recipe.id.encode()).digest()[:4], "big") / 2**32
    return _SPREAD * share


def _first_due(desk: Desk, recipe: Recipe) -> datetime:
    """At once for a dataset that was never polled live; else when its last report says, overdue ones spread."""
    report, now = desk.ledger.report(recipe.id), desk.clock.now()
    if report is None or not report.live or report.outcome is PollOutcome.suspended:
        return now
    return max(report.next_due or now, now) + spread(recipe)
