"""Deployments for the benchmark: the supervisor in this process, on a real Apache Kafka, with the recorded figures."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from services.cli.deployment import Deployment, Endpoints
from services.cli.supervisor import Supervisor
from services.cli.worker import Part
from services.runtime.clock import SystemClock

_PATIENCE = 240.0


class Only(Deployment):
    """A deployment of some parts; all of them where none is named."""

    def __init__(self, state: Path, endpoints: Endpoints, *names: str, without: str | None = None) -> None:
        super().__init__(state, endpoints, live=False)
        self._names, self._without = names, without

    def parts(self, postgres: str) -> list[Part]:
        found = super().parts(postgres)
        return [p for p in found if p.name != self._without and (not self._names or p.name in self._names)]


@contextlib.asynccontextmanager
async def running(deployment: Deployment) -> AsyncIterator[tuple[Supervisor, httpx.AsyncClient]]:
    """The deployment for the length of a block."""
    with deployment.opened(fresh=False):
        supervisor = Supervisor(deployment, SystemClock())
        async with supervisor.running(), httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            yield supervisor, client


async def drained(supervisor: Supervisor, client: httpx.AsyncClient, *, turns: int = 8) -> None:
    """Wait until every part has been idle for some turns. Raises TimeoutError."""
    async with asyncio.timeout(_PATIENCE):
        quiet = 0
        while quiet < turns:
            await supervisor.turn(client)
            quiet = quiet + 1 if all(worker.status.get("idle") for worker in supervisor.workers) else 0
            await asyncio.sleep(0.25)
