"""Agenda: the 107 recommendations by verdict over time, from the board's history."""

from services.cli.dashboards.parts import Dashboard, bars_sql, lines_sql, new, rows_sql


def agenda() -> Dashboard:
    """Where the promises stand, and since when."""
    made = new("Agenda", "The 107 recommendations by verdict, over time.", since="now-90d", refresh="15m")
    for panel in (
        bars_sql(
            "Recommendations now",
            """
            SELECT coalesce(headline, status) AS state, count(*)::int AS recommendations FROM board.recommendations
            WHERE known_to IS NULL GROUP BY 1 ORDER BY 2 DESC
            """,
            note="The verdict of its lead figure; where there is none, why",
        ),
        bars_sql(
            "Indicators now",
            """
            SELECT verdict, count(*)::int AS indicators FROM board.assessments WHERE known_to IS NULL
            GROUP BY 1 ORDER BY 2 DESC
            """,
        ),
        lines_sql(
            "Recommendations by verdict, as known on each day",
            """
            SELECT d AS time, coalesce(r.headline, r.status) AS metric, count(*)::int AS value
            FROM generate_series($__timeFrom()::timestamptz, $__timeTo()::timestamptz,
                 greatest(($__timeTo()::timestamptz - $__timeFrom()::timestamptz) / 200, interval '1 minute')) AS d
            JOIN board.recommendations r ON r.known_from <= d AND (r.known_to IS NULL OR r.known_to > d)
            GROUP BY 1, 2 ORDER BY 1, 2
            """,
        ),
        lines_sql(
            "Indicators by verdict, as known on each day",
            """
            SELECT d AS time, a.verdict AS metric, count(*)::int AS value
            FROM generate_series($__timeFrom()::timestamptz, $__timeTo()::timestamptz,
                 greatest(($__timeTo()::timestamptz - $__timeFrom()::timestamptz) / 200, interval '1 minute')) AS d
            JOIN board.assessments a ON a.known_from <= d AND (a.known_to IS NULL OR a.known_to > d)
            GROUP BY 1, 2 ORDER BY 1, 2
            """,
        ),
        rows_sql(
            "All recommendations",
            """
            SELECT number, state->'title'->>'en' AS recommendation, coalesce(headline, status) AS state,
                   state->>'area' AS area, known_from AS since
            FROM board.recommendations WHERE known_to IS NULL ORDER BY number
            """,
            height=16,
            links={"number": "${board}/en/recommendations/${__value.raw}/"},
        ),
        rows_sql(
            "What changed last",
            """
            SELECT r.known_from AS at, r.number, p.before, coalesce(r.headline, r.status) AS now, r.edition
            FROM board.recommendations r
            LEFT JOIN LATERAL (SELECT coalesce(headline, status) AS before FROM board.recommendations o
                               WHERE o.number = r.number AND o.known_to = r.known_from) p ON true
            WHERE p.before IS DISTINCT FROM coalesce(r.headline, r.status) ORDER BY 1 DESC, 2 LIMIT 100
            """,
        ),
    ):
        made = made.with_panel(panel)
    return made
