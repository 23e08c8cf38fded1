"""The database seam: a psycopg pool, and the migrations that bring a database to this version."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
from psycopg import AsyncConnection, OperationalError, sql
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from yoyo import get_backend, read_migrations

from services.runtime.errors import ConfigError, TransientError
from services.runtime.metrics import Metrics

MIGRATIONS = Path(__file__).parents[2] / "deploy" / "postgres" / "migrations"
Connection = AsyncConnection[TupleRow]


class Database:
    """A pool of connections. A lost connection becomes a TransientError; the transaction is then rolled back."""

    def __init__(self, dsn: str, *, size: int = 4, patience: float = 15.0) -> None:
        """`patience` is how long the server may take to let us in, in s."""
        self._patience = patience
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            dsn, min_size=1, max_size=size, open=False, timeout=patience, check=AsyncConnectionPool.check_connection
        )

    async def open(self) -> None:
        """Connect. Raises TransientError when the server does not answer in time."""
        try:
            await self._pool.open(wait=True, timeout=self._patience)
        except PoolTimeout as error:
            await self._pool.close()
            raise TransientError("PostgreSQL does not answer; check KOERS_POSTGRES and the server") from error

    async def close(self) -> None:
        """Give all connections back."""
        await self._pool.close()

    def stats(self) -> dict[str, int]:
        """The pool's own counts."""
        return self._pool.get_stats()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside one transaction: committed at the end, rolled back on any error."""
        try:
            async with self._pool.connection() as connection, connection.transaction():
                yield connection
        except (OperationalError, PoolTimeout) as error:
            raise TransientError(f"PostgreSQL failed: {error}") from error


@asynccontextmanager
async def open_database(
    dsn: str, *, size: int = 4, metrics: Metrics | None = None, patience: float = 15.0
) -> AsyncIterator[Database]:
    """A Database for the length of a block; its connections are counted in `metrics`."""
    database = Database(dsn, size=size, patience=patience)
    await database.open()
    if metrics:
        metrics.watch_pool(database.stats)
    try:
        yield database
    finally:
        await database.close()


def migrate(dsn: str, only: Collection[str] | None = None) -> list[str]:
    """Apply the missing migrations (`only` those named), forwards only; returns their names.

    Raises ConfigError naming the failed.
    """
    with get_backend(_url(dsn)) as backend, backend.lock():
        missing = backend.to_apply(read_migrations(str(MIGRATIONS)))
        if only is not None:
            missing = missing.filter(lambda migration: migration.id in only)
        for migration in missing:
            try:
                backend.apply_one(migration)
            except Exception as error:
                raise ConfigError(f"migration {migration.id} failed: {error}") from error
        return [migration.id for migration in missing]


def let_reader_in(dsn: str, password: str) -> None:
    """Let the role `koers_reader` log in with a password. Raises ConfigError where we may not."""
    try:
        with psycopg.connect(dsn) as connection:
            connection.execute(sql.SQL("ALTER ROLE koers_reader LOGIN PASSWORD {}").format(sql.Literal(password)))
    except psycopg.Error as error:
        raise ConfigError(
            f"koers_reader cannot be let in ({type(error).__name__}): let a superuser create it and set its password"
        ) from None


def applied(dsn: str) -> list[str]:
    """The names of this version's migrations that the database has."""
    with get_backend(_url(dsn)) as backend:
        missing = {migration.id for migration in backend.to_apply(read_migrations(str(MIGRATIONS)))}
        return [migration.id for migration in read_migrations(str(MIGRATIONS)) if migration.id not in missing]


def pending(dsn: str) -> list[str]:
    """The names of this version's migrations that the database lacks."""
    known = set(applied(dsn))
    return [migration.id for migration in read_migrations(str(MIGRATIONS)) if migration.id not in known]


def _url(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+psycopg://", 1)
