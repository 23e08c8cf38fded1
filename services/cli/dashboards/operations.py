"""Operations: is it working, and if not, where is it stuck."""

from services.cli.dashboards.parts import Dashboard, lines, new, number


def operations() -> Dashboard:
    """The page alarms lead to."""
    made = new("Operations", "Is Koers working, and if not, where is it stuck?", since="now-6h")
    for panel in (
        number(
            "Since the last canary set out that arrived",
            "time() - max(koers_alerts_canary_timestamp_seconds)",
            unit="s",
        ),
        number("Oldest mail that is due", "max(koers_alerts_outbox_oldest_due_seconds)", unit="s"),
        number("Processes that do not answer", 'count(up{job=~"koers-.*"} == 0) or vector(0)'),
        number("Processes without progress", "count(koers_health_faults > 0) or vector(0)"),
        number("Behind their inputs", "sum(koers_board_reconciler_behind_items)"),
        number("Alarms firing", 'count(ALERTS{alertstate="firing"}) or vector(0)'),
    ):
        made = made.with_panel(panel)
    for chart in (
        lines("Processes that answer", {"{{job}}": 'up{job=~"koers-.*"}'}, note="1 answers, 0 does not"),
        lines(
            "Waiting, by loop",
            {"{{job}} {{loop}}": "koers_loop_pending_items"},
            note="What waits for each loop; it should come back to 0",
        ),
        lines("Records not yet consumed", {"{{consumer}}": "sum by (consumer) (koers_consumer_lag_records)"}),
        lines(
            "Records consumed a second",
            {"{{consumer}}": "sum by (consumer) (rate(koers_consumer_records_total[$__rate_interval]))"},
        ),
        lines(
            "Seconds for one batch of records (95 of 100)",
            {
                "{{consumer}}": "histogram_quantile(0.95, sum by (consumer, le) "
                "(rate(koers_consumer_batch_seconds_bucket[$__rate_interval])))"
            },
            unit="s",
        ),
        lines(
            "Dead letters",
            {"{{consumer}} {{topic}}": "sum by (consumer, topic) (koers_consumer_dead_letters_total) or vector(0)"},
        ),
        lines(
            "Verdicts published a second",
            {"{{verdict}}": "sum by (verdict) (rate(koers_indicators_assessments_total[$__rate_interval]))"},
        ),
        lines("Rows of the worker's tables", {"{{table}}": "sum by (table) (koers_indicators_table_rows)"}),
        lines(
            "Partitions shared out anew, tables restored",
            {
                "shared out": "sum(koers_indicators_rebalances_total)",
                "restored": "sum(koers_indicators_table_restores_total)",
            },
        ),
        lines("Behind their inputs", {"{{what}}": "sum by (what) (koers_board_reconciler_behind_items)"}),
        lines("Mails by state", {"{{state}}": "sum by (state) (koers_alerts_outbox_mails)"}),
        lines("Mails by outcome", {"{{outcome}} ({{reason}})": "sum by (outcome, reason) (koers_alerts_mails_total)"}),
        lines(
            "From the figure's source to the mail (half of all)",
            {"half": "histogram_quantile(0.5, sum by (le) (koers_alerts_source_to_mail_seconds_bucket))"},
            unit="s",
        ),
        lines(
            "Answers of the pages a second",
            {"{{site}} {{status}}": "sum by (site, status) (rate(koers_web_requests_total[$__rate_interval]))"},
        ),
        lines("Connections to PostgreSQL", {"{{job}} {{state}}": "koers_database_connections"}),
        lines("Memory", {"{{job}}": 'process_resident_memory_bytes{job=~"koers-.*"}'}, unit="bytes"),
        lines(
            "Disk and archive",
            {"free": "min(koers_state_disk_free_bytes)", "archive": "max(koers_ingest_archive_bytes)"},
            unit="bytes",
        ),
        lines("What is running", {"{{job}} {{version}}": "koers_build_info"}, note="The version of each process"),
    ):
        made = made.with_panel(chart)
    return made
