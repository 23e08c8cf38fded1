"""Sources: each publisher against its own rhythm."""

from services.cli.dashboards.parts import Dashboard, lines, new, rows_sql


def sources() -> Dashboard:
    """What comes in, what is silent, what was refused."""
    made = new("Sources", "Each source against its own rhythm.", since="now-7d", refresh="1m")
    for panel in (
        lines("Datasets by the outcome of their last poll", {"{{source}} {{outcome}}": "koers_ingest_recipes > 0"}),
        lines(
            "Pauses of its schedule since the last success",
            {
                "{{source}} {{recipe}}": "topk(10, (time() - koers_ingest_last_success_timestamp_seconds) "
                "/ koers_ingest_poll_interval_seconds) or vector(0)"
            },
            note="The ten worst. Above 2 the source counts as silent; datasets that are not polled have no pause.",
        ),
        lines("Observations held", {"{{source}}": "sum by (source) (koers_ingest_observations)"}),
        lines("Changed observations", {"{{kind}}": "sum by (kind) (koers_ingest_observation_changes_total)"}),
        lines("Bytes read", {"{{source}}": "sum by (source) (koers_ingest_read_bytes_total)"}, unit="bytes"),
        lines(
            "Seconds of a poll, by stage (95 of 100)",
            {"{{stage}}": "histogram_quantile(0.95, sum by (stage, le) (koers_ingest_poll_seconds_bucket))"},
            unit="s",
        ),
        rows_sql(
            "Every dataset, those in trouble first",
            """
            SELECT source, dataset, outcome, polled_at, (report->>'last_success_at')::timestamptz AS last_success,
                   report->>'next_release' AS next_figure, report->>'rhythm' AS rhythm, report->>'reason' AS reason
            FROM board.polls
            ORDER BY array_position(array['failed', 'quarantined', 'changed', 'unchanged', 'suspended'], outcome),
                     source, dataset
            """,
            note="The last report of each dataset",
            height=14,
            links={"dataset": "${board}/en/sources/"},
        ),
        rows_sql(
            "Newest revisions",
            """
            SELECT retrieved_at, series_id, version, kinds::text AS changes FROM board.revisions
            ORDER BY retrieved_at DESC, series_id LIMIT 100
            """,
        ),
    ):
        made = made.with_panel(panel)
    return made
