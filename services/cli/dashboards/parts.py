"""What the dashboards are built of: panels on Prometheus and PostgreSQL, the verdicts' colours, links, annotations."""

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

from grafana_foundation_sdk.builders import bargauge, dashboard, stat, table, timeseries
from grafana_foundation_sdk.builders.common import ReduceDataOptions, VizLegendOptions, VizTooltipOptions
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery as Target
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    LegendDisplayMode,
    LegendPlacement,
    TooltipDisplayMode,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardLinkType,
    DataSourceRef,
    DynamicConfigValue,
    VariableHide,
    VariableRefresh,
)

PROMETHEUS = DataSourceRef(type_val="prometheus", uid="koers-prometheus")
POSTGRES = DataSourceRef(type_val="postgres", uid="koers-postgres")
# Okabe and Ito's palette, told apart by colour-blind readers too; every panel names the verdict in words as well
VERDICTS = {
    "met": "#0072B2",
    "on_track": "#56B4E9",
    "at_risk": "#F0E442",
    "off_track": "#E69F00",
    "moving_away": "#D55E00",
    "missed": "#CC79A7",
    "undetermined": "#999999",
}
UIDS = {
    "Operations": "koers-operations",
    "Sources": "koers-sources",
    "Agenda": "koers-agenda",
    "Indicator": "koers-indicator",
    "Alerts and owners": "koers-alerts",
}
BOARD = "${board}"

Dashboard = dashboard.Dashboard
Panel = timeseries.Panel | stat.Panel | table.Panel | bargauge.Panel


class Sql(Target):
    """A query of Grafana's PostgreSQL data source."""

    def __init__(self, text: LiteralString, ref_id: str, form: str) -> None:
        self.text, self.ref_id, self.form = " ".join(text.split()), ref_id, form

    def to_json(self) -> dict[str, object]:
        return {
            "datasource": POSTGRES,
            "refId": self.ref_id,
            "format": self.form,
            "rawQuery": True,
            "editorMode": "code",
            "rawSql": self.text,
        }


class SqlBuilder(Builder[Target]):
    """What the panels take: something that builds a query."""

    def __init__(self, text: LiteralString, ref_id: str = "A", form: str = "table") -> None:
        self._query = Sql(text, ref_id, form)

    def build(self) -> Target:
        return self._query


def new(title: str, description: str, *, since: str = "now-24h", refresh: str = "30s") -> Dashboard:
    """A dashboard with links to the others and to the board."""
    made = Dashboard(title).uid(UIDS[title]).description(description).tags(["koers"]).readonly()
    made = made.time(since, "now").refresh(refresh).timezone("Europe/Brussels")
    board = dashboard.QueryVariable("board").datasource(PROMETHEUS).query("label_values(koers_board_info, url)")
    made = made.with_variable(board.hide(VariableHide.HIDE_VARIABLE).refresh(VariableRefresh.ON_DASHBOARD_LOAD))
    links = [
        dashboard.DashboardLink(f"Koers: {other}").type(DashboardLinkType.LINK).url(f"/d/{uid}").keep_time(True)
        for other, uid in UIDS.items()
        if other != title
    ]
    return made.links(
        [*links, dashboard.DashboardLink("The board").type(DashboardLinkType.LINK).url(BOARD).target_blank(True)]
    )


def lines(
    title: str, queries: Mapping[str, str], *, unit: str = "short", note: str = "", span: int = 12, height: int = 8
) -> timeseries.Panel:
    """Lines over time from Prometheus: legend to expression; the legend is a table, so that colour is not needed."""
    panel = timeseries.Panel().title(title).description(note).datasource(PROMETHEUS).unit(unit)
    panel = (
        panel.span(span).height(height).legend(_legend()).tooltip(VizTooltipOptions().mode(TooltipDisplayMode.MULTI))
    )
    for ref, (legend, expression) in zip("ABCDEF", queries.items(), strict=False):
        panel = panel.with_target(Dataquery().expr(expression).legend_format(legend).ref_id(ref).range())
    return panel


def number(
    title: str, expression: str, *, unit: str = "short", note: str = "", legend: str = "", span: int = 4
) -> stat.Panel:
    """One number, or one for each series, from Prometheus, as it is now."""
    panel = stat.Panel().title(title).description(note).datasource(PROMETHEUS).unit(unit).span(span).height(4)
    panel = panel.reduce_options(ReduceDataOptions().calcs(["lastNotNull"])).color_mode(BigValueColorMode.NONE)
    return panel.with_target(Dataquery().expr(expression).legend_format(legend).ref_id("A").instant())


def lines_sql(
    title: str, query: LiteralString, *, unit: str = "short", note: str = "", span: int = 24, height: int = 9
) -> timeseries.Panel:
    """Lines over time from PostgreSQL: columns `time`, `metric`, `value`."""
    panel = timeseries.Panel().title(title).description(note).datasource(POSTGRES).unit(unit)
    panel = panel.span(span).height(height).legend(_legend()).with_target(SqlBuilder(query, form="time_series"))
    for verdict, colour in VERDICTS.items():
        panel = panel.override_by_name(verdict, [_colour(colour)])
    return panel


def rows_sql(
    title: str,
    query: LiteralString,
    *,
    note: str = "",
    span: int = 24,
    height: int = 10,
    links: Mapping[str, str] | None = None,
) -> table.Panel:
    """A table from PostgreSQL; `links` are addresses by column."""
    panel = table.Panel().title(title).description(note).datasource(POSTGRES).span(span).height(height)
    panel = panel.with_target(SqlBuilder(query))
    for column, address in (links or {}).items():
        link = {"title": "open", "url": address, "targetBlank": True}
        panel = panel.override_by_name(column, [DynamicConfigValue(id_val="links", value=[link])])
    return panel


def bars_sql(title: str, query: LiteralString, *, note: str = "", span: int = 12, height: int = 8) -> bargauge.Panel:
    """Bars from PostgreSQL, one for each row: its name, then its number."""
    panel = bargauge.Panel().title(title).description(note).datasource(POSTGRES).span(span).height(height)
    panel = panel.reduce_options(ReduceDataOptions().values(True).calcs(["lastNotNull"]))
    return panel.with_target(SqlBuilder(query))


def choice(name: str, label: str, query: LiteralString) -> dashboard.QueryVariable:
    """A variable the reader chooses, with its values from PostgreSQL."""
    made = dashboard.QueryVariable(name).label(label).datasource(POSTGRES).query(" ".join(query.split()))
    return made.refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)


def annotations() -> Sequence[dict[str, Any]]:
    """Releases of Koers, revisions by publishers, editions of the agenda, on every dashboard.

    The SDK has no model of a query in an annotation, so they are written as Grafana keeps them.
    """
    release = "count by (version) (koers_build_info) unless count by (version) (koers_build_info offset 10m)"
    return [
        _annotation("Releases", "#0072B2", PROMETHEUS, {"expr": release, "titleFormat": "Koers {{version}}"}),
        _annotation("Revisions", "#CC79A7", POSTGRES, _marks(_REVISIONS)),
        _annotation("Editions of the agenda", "#009E73", POSTGRES, _marks(_EDITIONS)),
    ]


_REVISIONS: LiteralString = """
SELECT retrieved_at AS time, series_id || ': ' || kinds::text AS text, 'revision' AS tags FROM board.revisions
WHERE kinds ?| array['revised', 'withdrawn', 'suppressed'] AND retrieved_at BETWEEN $__timeFrom() AND $__timeTo()
ORDER BY retrieved_at DESC LIMIT 200
"""
_EDITIONS: LiteralString = """
SELECT min(known_from) AS time, 'agenda edition ' || edition AS text, 'agenda' AS tags FROM board.recommendations
GROUP BY edition ORDER BY 1
"""


def _marks(query: LiteralString) -> dict[str, Any]:
    return {"target": {"refId": "Anno", "format": "table", "rawQuery": True, "rawSql": " ".join(query.split())}}


def _annotation(name: str, colour: str, source: DataSourceRef, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "enable": True, "iconColor": colour, "datasource": source.to_json(), **more}


def _legend() -> VizLegendOptions:
    options = VizLegendOptions().display_mode(LegendDisplayMode.TABLE).placement(LegendPlacement.BOTTOM)
    return options.show_legend(True).calcs(["lastNotNull"])


def _colour(colour: str) -> DynamicConfigValue:
    return DynamicConfigValue(id_val="color", value={"mode": "fixed", "fixedColor": colour})
