"""Alerts and owners: what is open, answered and overdue, by body."""

from services.cli.dashboards.parts import Dashboard, bars_sql, lines, new, number, rows_sql


def alerts() -> Dashboard:
    """Who was told what, and what they said."""
    made = new("Alerts and owners", "Open, answered and overdue, by body.", since="now-90d", refresh="5m")
    for panel in (
        number("Alerts open", 'sum(koers_alerts_alerts{state!="resolved"}) or vector(0)', span=6),
        number("Mails held for a person", 'sum(koers_alerts_outbox_mails{state="held"}) or vector(0)', span=6),
        number("Events on their way", "max(koers_alerts_events_waiting)", span=6),
        number("Alerts opened since the start", "sum(koers_alerts_opened_total) or vector(0)", span=6),
        bars_sql(
            "Alerts by kind and state",
            """
            SELECT kind || ', ' || state AS alerts, count(*)::int AS number FROM alerts.alerts
            GROUP BY 1 ORDER BY 2 DESC
            """,
        ),
        bars_sql(
            "Mails by state",
            """
            SELECT kind || ', ' || state AS mails, count(*)::int AS number FROM alerts.mails
            GROUP BY 1 ORDER BY 2 DESC
            """,
        ),
        lines("Alerts by state", {"{{state}}": "sum by (state) (koers_alerts_alerts)"}, span=24),
        rows_sql(
            "Every body: what it was told, answered, and still owes",
            """
            SELECT n.body, min(n.name->>'en') AS name, count(*)::int AS alerts,
                   count(*) FILTER (WHERE n.mailed_at IS NOT NULL)::int AS told,
                   count(*) FILTER (WHERE n.answered_at IS NOT NULL)::int AS answered,
                   count(*) FILTER (WHERE n.answered_at IS NULL AND a.state <> 'resolved')::int AS open,
                   count(*) FILTER (WHERE n.answered_at IS NULL AND a.state <> 'resolved'
                                    AND n.mailed_at < now() - interval '30 days')::int AS overdue,
                   max(n.mailed_at) AS last_mail
            FROM alerts.notifications n JOIN alerts.alerts a USING (alert_id)
            GROUP BY n.body ORDER BY overdue DESC, open DESC, n.body
            """,
            note="Overdue: told more than 30 days ago and not answered",
            height=12,
            links={"body": "${board}/en/bodies/${__value.raw}/"},
        ),
        rows_sql(
            "Open alerts, oldest first",
            """
            SELECT a.opened_at, a.kind, a.subject, a.state,
                   string_agg(n.body, ', ' ORDER BY n.body) AS bodies, a.alert_id
            FROM alerts.alerts a LEFT JOIN alerts.notifications n USING (alert_id)
            WHERE a.state <> 'resolved' GROUP BY a.alert_id ORDER BY a.opened_at, a.alert_id LIMIT 500
            """,
        ),
        rows_sql(
            "What happened last",
            """
            SELECT f.at, a.kind, a.subject, f.from_state, f.to_state, f.actor, f.reason
            FROM alerts.flips f JOIN alerts.alerts a USING (alert_id) ORDER BY f.flip_id DESC LIMIT 200
            """,
        ),
    ):
        made = made.with_panel(panel)
    return made
