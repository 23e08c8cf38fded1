"""What the page of the agenda's editions tells."""

from collections import defaultdict
from collections.abc import Mapping

from services.board.domain.brief import Brief
from services.runtime.database import Connection


async def read_changed(connection: Connection) -> Mapping[int, list[Brief]]:
    """By edition, the verdicts it made another, as they were right after it."""
    cursor = await connection.execute(
        "SELECT DISTINCT ON (brief->>'edition', key) brief::text FROM board.assessments "
        "WHERE brief->>'edition' IS NOT NULL AND brief->>'from_verdict' IS NOT NULL "
        "ORDER BY brief->>'edition', key, known_from"
    )
    found: dict[int, list[Brief]] = defaultdict(list)
    for (text,) in await cursor.fetchall():
        brief = Brief.model_validate_json(text)
        if brief.edition is not None:
            found[brief.edition].append(brief)
    return found
