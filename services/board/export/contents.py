"""What the bulk download holds: the board's tables, and every figure with its history."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from services.board.web.moment import Moment
from services.board.web.queries.changes import read_verdict_changes
from services.board.web.queries.indicator import read_assessments, read_attributions, read_briefs
from services.board.web.queries.milestones import read_milestones
from services.board.web.queries.overview import read_overview
from services.board.web.queries.portfolio import portfolio_of
from services.board.web.queries.sources import read_reports
from services.board.web.rendering import Renderer
from services.board.web.tables import figures, lists
from services.board.web.tables.table import Table
from services.runtime.agenda import AgendaIndex
from services.runtime.database import Connection
from services.runtime.wording import LANGUAGES, Lang

BATCH: Final = 20_000


@dataclass(frozen=True, slots=True)
class Stored:
    """A table of the database that is too long to hold: its columns by name with the type of Parquet, and its query."""

    name: str
    about: str
    columns: dict[str, str]
    query: LiteralString

    async def batches(self, connection: Connection, moment: Moment) -> AsyncIterator[list[tuple[Any, ...]]]:
        """The rows, some thousand at a time."""
        async with connection.cursor(name=f"export_{self.name}") as cursor:
            await cursor.execute(self.query, moment.filled())
            while rows := await cursor.fetchmany(BATCH):
                yield rows


STORED: Final = (
    Stored(
        "observations",
        "every figure as published, also the replaced ones: from known_from to known_to it was the last word",
        {
            "series_id": "string", "period": "string", "value": "string", "number": "double", "obs_flags": "string",
            "conf": "string", "suspect": "bool", "raw_sha256": "string", "known_from": "moment", "known_to": "moment",
        },
        "SELECT series_id, period, value, number, obs_flags, conf, suspect, raw_sha256, known_from, known_to "
        "FROM board.observations WHERE known_from <= %(at)s ORDER BY series_id, starts, period, known_from",
    ),
    Stored(
        "series",
        "every series with unit, publisher, licence, address and when it was retrieved",
        {
            "series_id": "string", "source": "string", "dataset": "string", "recipe": "string", "unit": "string",
            "frequency": "string", "version": "int32", "publisher": "string", "attribution": "string",
            "licence": "string", "licence_url": "string", "url": "string", "query": "string", "raw_sha256": "string",
            "live": "bool", "retrieved_at": "moment", "published_at": "moment",
        },
        "SELECT series_id, source, dataset, recipe, unit, frequency, version, snapshot->'attribution'->>'publisher', "
        "snapshot->'attribution'->>'text', snapshot->'attribution'->>'licence', "
        "snapshot->'attribution'->>'licence_url', snapshot->'raw'->>'url', snapshot->'raw'->>'query', raw_sha256, "
        "live, retrieved_at, published_at FROM board.series ORDER BY series_id",
    ),
    Stored(
        "assessments",
        "every verdict this board showed, from when until when",
        {
            "key": "string", "indicator": "string", "geo": "string", "verdict": "string", "edition": "int32",
            "known_from": "moment", "known_to": "moment",
        },
        "SELECT key, indicator, geo, verdict, edition, known_from, known_to FROM board.assessments "
        "WHERE known_from <= %(at)s - %(reaction)s ORDER BY key, known_from",
    ),
    Stored(
        "revisions",
        "every figure a publisher changed after it was published; changes as JSON",
        {
            "revision_id": "string", "series_id": "string", "version": "int32", "retrieved_at": "moment",
            "published_at": "moment", "changes": "string",
        },
        "SELECT revision_id, series_id, version, retrieved_at, published_at, changes::text FROM board.revisions "
        "WHERE retrieved_at <= %(at)s ORDER BY retrieved_at, revision_id",
    ),
)  # fmt: skip

ABOUT: Final = {
    "recommendations": "the 107 recommendations as they stand, and why",
    "indicators": "every indicator with its latest figure, what was needed, and its verdict",
    "figures": "every point of every indicator's chart with source, licence and retrieval time",
    "areas": "the eight areas with their totals",
    "milestones": "every milestone as it stands",
    "bodies": "what each body leads, takes part in and has to show",
    "sources": "every dataset with its last poll, rhythm and licence",
    "changes": "verdicts that became another on this board",
}


async def read_tables(
    connection: Connection, agenda: AgendaIndex, moment: Moment, renderers: dict[Lang, Renderer]
) -> list[Table]:
    """The board's tables; those with texts once in each language, as `name-nl` and `name-en`."""
    overview = await read_overview(connection, agenda, moment)
    briefs = await read_briefs(connection, moment)
    lines = await read_milestones(connection, agenda, moment)
    assessments = await read_assessments(connection, moment)
    attributions = {a.key: await read_attributions(connection, a) for a in assessments}
    changes = await read_verdict_changes(connection, moment)
    bodies = [portfolio_of(body, overview, agenda, moment.today) for body in agenda.agenda.bodies]
    found = [_named(lists.polls_table(await read_reports(connection, moment)), "sources")]
    for lang in LANGUAGES:
        areas = [(a.id, a.name[lang], overview.of(a.recommendations).totals) for a in agenda.agenda.areas]
        own: dict[str, Table] = {
            "recommendations": lists.recommendations_table(overview.rows, renderers[lang]),
            "indicators": lists.indicators_table("indicators", briefs, lang),
            "figures": _joined([figures.figures_table(a, attributions[a.key], lang) for a in assessments]),
            "areas": lists.sets_table("areas", areas),
            "milestones": lists.milestones_table(lines, lang),
            "bodies": lists.bodies_table(bodies, lang),
            "changes": lists.changes_table(changes, lang),
        }
        found += [_named(table, f"{name}-{lang}") for name, table in own.items()]
    return found


def _joined(tables: Sequence[Table]) -> Table:
    return Table("figures", figures.FIGURES, [row for table in tables for row in table.rows])


def _named(table: Table, name: str) -> Table:
    return Table(name, table.columns, table.rows)
