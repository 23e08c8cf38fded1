"""The figures that were published before those an assessment shows."""

from schemas.assessment import Assessment
from schemas.period import Period
from services.board.domain.vintages import Published, Vintages, sources_of, vintages_of
from services.runtime.database import Connection


async def read_vintages(connection: Connection, assessment: Assessment) -> Vintages:
    """What was known of its series when it was made, and had been replaced by then."""
    sources = sources_of(assessment)
    made = {one.series_id: one.retrieved_at for one in assessment.inputs if one.series_id in sources}
    cursor = await connection.execute(
        "SELECT o.series_id, o.period, o.value, o.number, o.obs_flags, o.raw_sha256, o.known_from, "
        "CASE WHEN o.known_to <= made.at THEN o.known_to END FROM board.observations o "
        "JOIN unnest(%s::text[], %s::timestamptz[]) AS made (series_id, at) "
        "ON o.series_id = made.series_id AND o.known_from <= made.at",
        (list(made), list(made.values())),
    )
    known = [
        Published(Period.parse(period), value, number, flags, raw, since, until, sources[series])
        for series, period, value, number, flags, raw, since, until in await cursor.fetchall()
    ]
    return vintages_of(assessment, known)
