"""Keeps a deployment running: starts servers and workers in order, restarts what dies, stops in reverse."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping

import httpx
import psutil
import structlog

from services.cli.deployment import Deployment
from services.cli.worker import Worker
from services.runtime.clock import Clock
from services.runtime.database import migrate
from services.runtime.embedded.mock_broker import MockBroker
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.errors import ConfigError
from services.runtime.topics import create_topics, establish_epoch, load_topics

log = structlog.get_logger()


class Supervisor:
    """One `koers up`. Times of the start are kept in `seconds`, per stage, measured from its beginning."""

    def __init__(self, deployment: Deployment, clock: Clock) -> None:
        self.deployment = deployment
        self.workers: list[Worker] = []
        self.seconds: dict[str, float] = {}
        self.broker_restarts = 0
        self.server_rss: dict[str, int] = {}
        self.epoch = ""
        self._clock = clock
        self._begin = time.monotonic()
        self._broker: MockBroker | None = None
        self._postgres: EmbeddedPostgres | None = None
        self.bootstrap = deployment.endpoints.kafka or ""
        self.dsn = deployment.endpoints.postgres or ""

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Supervisor"]:
        """Everything started inside the block, nothing left behind after it."""
        try:
            await self._start_servers()
            for part in self.deployment.parts(self.dsn):
                worker = Worker(part, self.deployment.logs / f"{part.name}.log")
                self.workers.append(worker)
                worker.start(self._env)
            self.mark("processes_started")
            yield self
        finally:
            await self._stop()

    def mark(self, stage: str) -> None:
        """Note the seconds until a stage was reached, the first time."""
        self.seconds.setdefault(stage, round(time.monotonic() - self._begin, 2))

    async def turn(self, client: httpx.AsyncClient) -> None:
        """Look after everything once. Raises ConfigError when a part refuses its settings."""
        await self._look_after_servers()
        for worker in self.workers:
            if fault := worker.config_fault:
                raise ConfigError(fault)
            if worker.restart_if_dead(self._env):
                log.warning("restarted", part=worker.part.name, restarts=worker.restarts)
        await asyncio.gather(*(worker.ask(client) for worker in self.workers))
        if all(worker.status.get("state") == "ready" for worker in self.workers):
            self.mark("all_ready")

    @property
    def pids(self) -> dict[str, int | None]:
        """Every process by name, servers included."""
        return {**self.server_pids, **{worker.part.name: worker.pid for worker in self.workers}}

    @property
    def server_pids(self) -> dict[str, int | None]:
        """The embedded servers; None for one that is not ours or not running."""
        return {
            "broker": self._broker.pid if self._broker else None,
            "postgres": self._postgres.pid if self._postgres else None,
        }

    @property
    def peak_rss(self) -> dict[str, int]:
        """The largest resident size seen of each process, in bytes."""
        return {**self.server_rss, **{worker.part.name: worker.peak_rss for worker in self.workers}}

    @property
    def _env(self) -> Mapping[str, str]:
        return {"KOERS_KAFKA": self.bootstrap}

    async def _start_servers(self) -> None:
        if not self.deployment.endpoints.postgres:
            self._postgres = EmbeddedPostgres(self.deployment.state / "postgres")
            self.dsn = await asyncio.to_thread(self._postgres.start)
            self.mark("postgres")
        applied = await asyncio.to_thread(migrate, self.dsn)
        self.mark("migrations")
        log.info("migrated", applied=applied)
        if not self.deployment.endpoints.kafka:
            self._broker = MockBroker(log=self.deployment.logs / "broker.log")
        await self._start_broker()
        self.mark("broker")

    async def _start_broker(self) -> None:
        topics = load_topics()
        if self._broker:
            self.bootstrap = await asyncio.to_thread(self._broker.start, topics.partition_counts())
        else:
            await create_topics(self.bootstrap, topics)
        self.epoch = await establish_epoch(self.bootstrap, self._clock)

    async def _look_after_servers(self) -> None:
        if self._postgres and not self._postgres.running:
            log.warning("postgres_died")
            await asyncio.to_thread(self._postgres.start)
        if self._broker and not self._broker.running:
            log.warning("broker_died")
            self.broker_restarts += 1
            dependents = [worker for worker in self.workers if worker.part.needs_broker]
            await asyncio.gather(*(worker.stop(grace=5) for worker in dependents))
            await self._start_broker()
            for worker in dependents:
                worker.start(self._env)
        for name, pid in self.server_pids.items():
            if pid:
                self.server_rss[name] = max(self.server_rss.get(name, 0), _rss(pid))

    async def _stop(self) -> None:
        """Sources first, then what they feed, then the servers: nothing in flight is cut off."""
        for worker in reversed(self.workers):
            await worker.stop()
        if self._broker:
            await asyncio.to_thread(self._broker.stop)
        if self._postgres:
            await asyncio.to_thread(self._postgres.stop)


def _rss(pid: int) -> int:
    """Resident bytes of a server's first process; PostgreSQL's backends mostly share its memory and are not added."""
    with contextlib.suppress(psutil.Error):
        return int(psutil.Process(pid).memory_info().rss)
    return 0
