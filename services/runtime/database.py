"""The database seam: a psycopg pool, and the migrations that bring a database to this version."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from psycopg import AsyncConnection, OperationalError
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from yoyo import get_backend, read_migrations

from services.runtime.errors import ConfigError, TransientError

MIGRATIONS = Path(__file__).parents[2] / "deploy" / "postgres" / "migrations"
Connection = AsyncConnection[TupleRow]


class Database:
    """A pool of connections. A lost connection becomes a TransientError; the transaction is then rolled back."""

    def __init__(self, dsn: str, *, size: int = 4) -> None:
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            dsn, min_size=1, max_size=size, open=False, timeout=15, check=AsyncConnectionPool.check_connection
        )

    async def open(self) -> None:
        """Connect. Raises TransientError when the server does not answer within 15 seconds."""
        try:
            await self._pool.open(wait=True, timeout=15)
        except PoolTimeout as error:
            await self._pool.close()
            raise TransientError("PostgreSQL does not answer; check KOERS_POSTGRES and the server") from error

    async def close(self) -> None:
        """Give all connections back."""
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection inside one transaction: committed at the end, rolled back on any error."""
        try:
            async with self._pool.connection() as connection, connection.transaction():
                yield connection
        except (OperationalError, PoolTimeout) as error:
            raise TransientError(f"PostgreSQL failed: {error}") from error


@asynccontextmanager
async def open_database(dsn: str, *, size: int = 4) -> AsyncIterator[Database]:
    """A Database for the length of a block."""
    database = Database(dsn, size=size)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


def migrate(dsn: str) -> list[str]:
    """Apply the missing migrations, forwards only; returns their names. Raises ConfigError naming the failed."""
    url = dsn.replace("postgresql://", "postgresql+psycopg://", 1)
    with get_backend(url) as backend, backend.lock():
        missing = backend.to_apply(read_migrations(str(MIGRATIONS)))
        for migration in missing:
            try:
                backend.apply_one(migration)
            except Exception as error:
                raise ConfigError(f"migration {migration.id} failed: {error}") from error
        return [migration.id for migration in missing]
