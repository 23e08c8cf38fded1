"""What the page of the agenda's editions tells."""

from collections import defaultdict
from collections.abc import Mapping

from services.board.domain.brief import Brief
from services.board.web.moment import Moment
from services.runtime.database import Connection


async def read_changed(connection: Connection, moment: Moment) -> Mapping[int, list[Brief]]:
    """By edition, the verdicts it made another, as they were right after it."""
    cursor = await connection.execute(
        "SELECT DISTINCT ON (brief->>'edition', key) brief::text FROM board.assessments "
        "WHERE brief->>'edition' IS NOT NULL AND brief->>'from_verdict' IS NOT NULL "
        "AND known_from <= %(at)s - %(reaction)s ORDER BY brief->>'edition', key, known_from",
        moment.filled(),
    )
    found: dict[int, list[Brief]] = defaultdict(list)
    for (text,) in await cursor.fetchall():
        brief = Brief.model_validate_json(text)
        if brief.edition is not None:
            found[brief.edition].append(brief)
    return found
