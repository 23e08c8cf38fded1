"""What the page of the sources tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from schemas.stats import PollReport
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's service with the datasets taken from it, those in trouble first."""

    name: str
    reports: tuple[PollReport, ...]


async def read_sources(connection: Connection) -> list[Source]:
    """The last poll of every recipe, by source."""
    return by_source(await read_reports(connection))


async def read_reports(connection: Connection) -> list[PollReport]:
    """The last poll of every recipe."""
    cursor = await connection.execute("SELECT report::text FROM board.polls ORDER BY source, dataset, recipe")
    return [PollReport.read(row[0].encode()) for row in await cursor.fetchall()]


def by_source(reports: Iterable[PollReport]) -> list[Source]:
    """Reports in the order of their sources."""
    ordered = sorted(reports, key=lambda r: (r.source, r.unreachable_since is None, r.dataset, r.recipe))
    return [Source(name, tuple(found)) for name, found in groupby(ordered, key=lambda r: r.source)]
