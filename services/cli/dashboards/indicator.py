"""Indicator: one indicator in one place, with history, vintages, path, target, projection and comparators."""

from services.cli.dashboards.parts import Dashboard, choice, lines_sql, new, rows_sql

_INDICATORS = """
SELECT indicator FROM board.assessments WHERE known_to IS NULL GROUP BY indicator
ORDER BY bool_and(verdict = 'undetermined'), indicator
"""
_PLACES = """
SELECT geo FROM board.assessments WHERE known_to IS NULL AND indicator = ${indicator:sqlstring}
ORDER BY verdict = 'undetermined', geo
"""
_STANDS = """
SELECT verdict, assessment->'latest'->>'shown' AS latest,
       left(assessment->'latest'->>'period', 10) AS period,
       round((assessment->>'expected')::numeric, 2) AS expected,
       round((assessment->>'gap')::numeric, 2) AS gap,
       assessment->'target'->>'value' AS target, assessment->'target'->>'year' AS target_year,
       round((assessment->'projection'->>'value')::numeric, 2) AS projected, assessment->>'unit' AS unit,
       assessment->'freshness'->>'state' AS freshness, key
FROM board.assessments
WHERE known_to IS NULL AND indicator = ${indicator:sqlstring} AND geo = ${geo:sqlstring}
"""
_CHART = """
WITH chart AS (
    SELECT assessment->'chart' AS c, assessment->'target' AS t, geo FROM board.assessments
    WHERE known_to IS NULL AND indicator = ${indicator:sqlstring} AND geo = ${geo:sqlstring}
), on_scale AS (
    SELECT 'path' AS metric, p->>'position' AS at, p->>'value' AS value
    FROM chart, jsonb_array_elements(c->'path') p
    UNION ALL SELECT b.name, p->>'position', b.value
    FROM chart, jsonb_array_elements(c->'projection') p, LATERAL (VALUES
        ('projection', p->>'value'), ('band, low', p->>'low'), ('band, high', p->>'high')
    ) AS b (name, value)
    UNION ALL SELECT 'target', t->>'year', t->>'value' FROM chart WHERE t->>'year' IS NOT NULL
)
SELECT left(p->>'period', 10)::timestamptz AS time, geo AS metric, (p->>'value')::float8 AS value
FROM chart, jsonb_array_elements(c->'points') p WHERE p->>'value' IS NOT NULL
UNION ALL
SELECT left(p->>'period', 10)::timestamptz, o->>'geo', (p->>'value')::float8
FROM chart, jsonb_array_elements(c->'comparators') o, jsonb_array_elements(o->'points') p
WHERE p->>'value' IS NOT NULL
UNION ALL
SELECT make_timestamptz(floor(at::float8)::int, 1, 1, 0, 0, 0, 'UTC')
       + (at::float8 - floor(at::float8)) * interval '365 days', metric, value::float8 FROM on_scale
ORDER BY 1, 2
"""
_JUDGED = """
SELECT left(h->>'period', 10) AS period, h->>'value' AS value,
       round((h->>'expected')::numeric, 2) AS expected, round((h->>'ratio')::numeric, 3) AS ratio,
       h->>'verdict' AS verdict, h->>'confirmed' AS confirmed
FROM board.assessments a, jsonb_array_elements(a.assessment->'history') h
WHERE known_to IS NULL AND indicator = ${indicator:sqlstring} AND geo = ${geo:sqlstring} ORDER BY 1 DESC
"""
_VINTAGES = """
SELECT o.series_id, left(o.period, 10) AS period, o.value, o.obs_flags AS flags, o.known_from, o.known_to
FROM board.assessments a
CROSS JOIN LATERAL jsonb_array_elements(a.assessment->'inputs') i
JOIN board.observations o ON o.series_id = i->>'series_id'
WHERE a.known_to IS NULL AND a.indicator = ${indicator:sqlstring} AND a.geo = ${geo:sqlstring}
ORDER BY o.starts DESC, o.series_id, o.known_from DESC LIMIT 500
"""
_PUBLISHED = """
SELECT known_from, known_to, verdict, assessment->'latest'->>'shown' AS latest,
       assessment->'episode'->>'cause' AS cause, edition
FROM board.assessments WHERE indicator = ${indicator:sqlstring} AND geo = ${geo:sqlstring}
ORDER BY known_from DESC LIMIT 200
"""


def indicator() -> Dashboard:
    """Everything the verdict was made of."""
    made = new("Indicator", "One indicator in one place.", since="now-20y", refresh="15m")
    made = made.with_variable(choice("indicator", "Indicator", _INDICATORS))
    made = made.with_variable(choice("geo", "Place", _PLACES))
    for panel in (
        rows_sql(
            "Where it stands",
            _STANDS,
            height=4,
            links={"key": "${board}/en/indicators/${indicator}/"},
        ),
        lines_sql(
            "History, path, target, projection and other places",
            _CHART,
            note="Set the time range to include the target year to see where the path leads",
            height=12,
        ),
        rows_sql("Verdict at each period of the history", _JUDGED),
        rows_sql("Vintages: every value as it was known, and until when", _VINTAGES),
        rows_sql("Verdicts as they were published", _PUBLISHED),
    ):
        made = made.with_panel(panel)
    return made
