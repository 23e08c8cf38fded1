"""A migrated database for each test, and the alert service on it."""

import secrets
from collections.abc import AsyncIterator, Iterator

import httpx
import psycopg
import pytest
from psycopg import sql

from services.alerts.web.app import alerts_app
from services.runtime.database import Database, migrate, open_database
from services.runtime.embedded.postgres import EmbeddedPostgres
from tests.integration.alerts.reader import SITE
from tests.integration.alerts.story import OFF_TRACK, ON_TRACK
from tests.integration.alerts.world import World


@pytest.fixture(scope="session")
def migrated(postgres: EmbeddedPostgres) -> str:
    """A database of this version, to be copied: that is four times as fast as to migrate anew."""
    name = f"alerts_{secrets.token_hex(6)}"
    with psycopg.connect(postgres.dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    migrate(postgres.dsn_of(name))
    return name


@pytest.fixture
def migrated_url(postgres: EmbeddedPostgres, migrated: str) -> Iterator[str]:
    """An empty database of this version for one test."""
    yield from _copied(postgres, migrated)


@pytest.fixture
def second_migrated_url(postgres: EmbeddedPostgres, migrated: str) -> Iterator[str]:
    """Another one, for a test that compares two."""
    yield from _copied(postgres, migrated)


def _copied(postgres: EmbeddedPostgres, migrated: str) -> Iterator[str]:
    test = f"test_{secrets.token_hex(6)}"
    name = sql.Identifier(test)
    with psycopg.connect(postgres.dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(migrated)))
        yield postgres.dsn_of(test)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    """That database, opened."""
    async with open_database(migrated_url) as opened:
        yield opened


@pytest.fixture
def world(database: Database) -> World:
    """The alert service on its first start, with a transport in memory."""
    return World(database)


@pytest.fixture
async def running(world: World) -> World:
    """The alert service with its first start behind it."""
    await world.over()
    return world


@pytest.fixture
async def told(running: World) -> World:
    """Both owners have had their mail."""
    await running.take(ON_TRACK, OFF_TRACK)
    await running.deliver()
    return running


@pytest.fixture
async def reader(told: World) -> AsyncIterator[httpx.AsyncClient]:
    """A browser."""
    app = alerts_app(told.database, told.clock, told.links, told.board, told.answering, told.metrics)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
        yield client
