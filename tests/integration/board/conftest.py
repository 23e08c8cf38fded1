"""A migrated database, the projector on a broker in memory, and the pages of a story."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from schemas.base import Event
from services.board.projector.events import TOPICS
from services.board.projector.projector import Projector
from services.board.web.app import web_app
from services.runtime.agenda import load_agenda
from services.runtime.clock import FixedClock
from services.runtime.consumer import DatabaseConsumer
from services.runtime.database import Database, migrate, open_database
from services.runtime.fakes import FakeBroker
from services.runtime.health import Health
from services.runtime.metrics import Metrics
from services.runtime.records import Message
from tests.integration.board.story import settings_of, tell

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@dataclass
class Board:
    """The projector's whole surrounding; `catch_up` returns when everything sent so far is in the database."""

    database: Database
    broker: FakeBroker = field(default_factory=FakeBroker)
    epoch: str = "epoch-1"

    async def send(self, topic: str, key: str, event: Event, *, at: datetime = NOW) -> None:
        """Put an event on its topic, as sent at `at`."""
        await self.broker.send([Message(topic, key, event, "test", at)])

    async def catch_up(self) -> None:
        """Project everything there is, in a process of its own."""
        stop = asyncio.Event()
        projector = Projector(FixedClock(NOW))
        consumer = DatabaseConsumer(
            name="board",
            schema="board",
            epoch=self.epoch,
            reader=self.broker.reader(TOPICS),
            dead_letters=self.broker,
            database=self.database,
            check=projector.check,
            handle=projector.handle,
            loop=Health("board").loop("projector"),
            metrics=Metrics(),
        )
        run = asyncio.create_task(consumer.run(stop))
        caught_up = asyncio.create_task(consumer.caught_up.wait())
        await asyncio.wait([run, caught_up], return_when=asyncio.FIRST_COMPLETED, timeout=30)
        stop.set()
        caught_up.cancel()
        await run

    def new_epoch(self, epoch: str = "epoch-2") -> None:
        """The broker has lost its data: another epoch, nothing on any topic."""
        self.broker, self.epoch = FakeBroker(), epoch

    async def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        async with self.database.transaction() as connection:
            cursor = await connection.execute(query, parameters or None)
            return await cursor.fetchall()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database."""
    migrate(database_url)
    async with open_database(database_url) as opened:
        yield opened


@pytest.fixture
def board(database: Database) -> Board:
    """The projector on an empty broker."""
    return Board(database)


@pytest.fixture
async def app(board: Board, tmp_path: Path) -> ASGIApp:
    """The pages of the digital skills' story."""
    await tell(board)
    return web_app(settings_of(tmp_path), load_agenda(), board.database, FixedClock(NOW), Metrics())
