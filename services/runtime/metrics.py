"""Every metric of Koers in one typed list, so that a misspelt name does not type-check."""

import platform
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_HOUR, _DAY = 3600.0, 86400.0
_WAITS = (60.0, 300.0, 900.0, 1800.0, _HOUR, 4 * _HOUR, 12 * _HOUR, _DAY, 3 * _DAY, 7 * _DAY, 30 * _DAY)


@dataclass(frozen=True)
class MetricFamily:
    """One metric as the documentation lists it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    purpose: str


class Metrics:
    """The metrics of one process, on a registry of its own. Which process it is, the scrape's `job` label tells."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self._described: list[MetricFamily] = []
        self._list_process()
        self._list_ingest()
        self._list_consumers()
        self._list_indicators()
        self._list_board()
        self._list_alerts()
        ProcessCollector(registry=self.registry)
        self.build.labels(version("koers"), platform.python_version()).set(1)

    def described(self) -> tuple[MetricFamily, ...]:
        """Every metric, for the documentation."""
        return tuple(self._described)

    def watch_pool(self, stats: Callable[[], Mapping[str, int]]) -> None:
        """Show a connection pool as it is when asked; `stats` gives psycopg_pool's counts."""
        self.database_connections.labels("idle").set_function(lambda: stats().get("pool_available", 0))
        self.database_connections.labels("in_use").set_function(
            lambda: stats().get("pool_size", 0) - stats().get("pool_available", 0)
        )
        self.database_waiting.set_function(lambda: stats().get("requests_waiting", 0))

    def watch_disk(self, folder: Path) -> None:
        """Show the disk that holds a folder as it is when asked."""
        self.disk_free.set_function(lambda: shutil.disk_usage(folder).free)
        self.disk_size.set_function(lambda: shutil.disk_usage(folder).total)

    def _list_process(self) -> None:
        self.build = self._gauge("koers_build_info", "1, with what is running as labels.", ["version", "python"])
        self.started = self._gauge("koers_health_started", "1 once a process has got through its start.", [])
        self.faults = self._gauge("koers_health_faults", "Loops of a process that make no progress.", [])
        self.loop_pending = self._gauge("koers_loop_pending_items", "What waits for a loop.", ["loop"])
        self.loop_stalled = self._gauge(
            "koers_loop_seconds_since_progress",
            "Seconds since a loop finished something or had nothing to do.",
            ["loop"],
        )
        self.disk_free = self._gauge("koers_state_disk_free_bytes", "Free bytes on the disk of the state folder.", [])
        self.disk_size = self._gauge("koers_state_disk_bytes", "Size of the disk of the state folder.", [])
        self.database_connections = self._gauge(
            "koers_database_connections", "Connections of a process to PostgreSQL by state.", ["state"]
        )
        self.database_waiting = self._gauge(
            "koers_database_waiting_requests", "Transactions that wait for a free connection.", []
        )

    def _list_ingest(self) -> None:
        self.polls = self._counter(
            "koers_ingest_polls_total", "Polls of a recipe by outcome.", ["source", "recipe", "outcome"]
        )
        self.poll_seconds = self._histogram("koers_ingest_poll_seconds", "Duration of a poll by stage.", ["stage"])
        self.last_success = self._gauge(
            "koers_ingest_last_success_timestamp_seconds", "When a recipe was last polled with success.",
            ["source", "recipe"],
        )  # fmt: skip
        self.poll_interval = self._gauge(
            "koers_ingest_poll_interval_seconds", "Longest pause between two polls of a recipe by its own schedule.",
            ["source", "recipe"],
        )  # fmt: skip
        self.recipes = self._gauge(
            "koers_ingest_recipes", "Recipes by the outcome of their last poll.", ["source", "outcome"]
        )
        self.observations = self._gauge("koers_ingest_observations", "Observations held.", ["source"])
        self.read_bytes = self._counter("koers_ingest_read_bytes_total", "Bytes of the bodies read.", ["source"])
        self.series_published = self._counter("koers_ingest_series_published_total", "Snapshots published.", ["source"])
        self.changes = self._counter(
            "koers_ingest_observation_changes_total", "Changed observations by kind of change.", ["kind"]
        )
        self.quarantined = self._counter("koers_ingest_quarantined_total", "Bodies set apart unread.", ["source"])
        self.archive = self._gauge("koers_ingest_archive_bytes", "Bytes of all bodies in the raw archive.", [])

    def _list_consumers(self) -> None:
        self.consumed = self._counter("koers_consumer_records_total", "Records consumed.", ["consumer", "topic"])
        self.batch_seconds = self._histogram(
            "koers_consumer_batch_seconds", "Seconds to work on one batch of records.", ["consumer"]
        )
        self.lag = self._gauge("koers_consumer_lag_records", "Records not yet consumed.", ["consumer"])
        self.last_record = self._gauge(
            "koers_consumer_last_record_processed_timestamp_seconds", "When a record was last processed.", ["consumer"]
        )
        self.dead_letters = self._counter(
            "koers_consumer_dead_letters_total", "Records sent to a dead-letter topic.", ["consumer", "topic", "reason"]
        )

    def _list_indicators(self) -> None:
        self.assessments = self._counter("koers_indicators_assessments_total", "Assessments published.", ["verdict"])
        self.assess_seconds = self._histogram("koers_indicators_assess_seconds", "Time to compute one assessment.", [])
        self.stale_inputs = self._counter(
            "koers_indicators_stale_inputs_total", "Inputs ignored by the version guard.", []
        )
        self.table_rows = self._gauge("koers_indicators_table_rows", "Rows of a table on this worker.", ["table"])
        self.rebalances = self._counter(
            "koers_indicators_rebalances_total", "Times the workers shared out the partitions anew.", []
        )
        self.restores = self._counter(
            "koers_indicators_table_restores_total", "Times the tables were restored from their changelogs.", []
        )
        self.canaries = self._counter("koers_indicators_canaries_total", "Canaries sent into the chain.", [])

    def _list_board(self) -> None:
        self.reconciler_behind = self._gauge(
            "koers_board_reconciler_behind_items", "Assessments, roll-ups or alerts behind their inputs.", ["what"]
        )
        self.rechecks = self._counter("koers_board_rechecks_total", "Requests to compute again.", [])
        self.reconciler_given_up = self._gauge(
            "koers_board_reconciler_given_up_items", "Items still behind after three tries.", []
        )
        self.verdicts = self._gauge("koers_board_assessments", "Present assessments by verdict.", ["verdict"])
        self.newest_assessment = self._gauge(
            "koers_board_newest_assessment_timestamp_seconds", "When the newest assessment became known.", []
        )
        self.subscriptions = self._gauge(
            "koers_board_subscriptions", "Readers' subscriptions, confirmed or not.", ["state"]
        )
        self.letters = self._counter("koers_board_letters_total", "Letters to subscribers by outcome.", ["outcome"])
        self.board = self._gauge("koers_board_info", "1, with the public address of the board as a label.", ["url"])
        self.requests = self._counter("koers_web_requests_total", "Pages and API answers.", ["site", "status"])

    def _list_alerts(self) -> None:
        self.alerts_opened = self._counter("koers_alerts_opened_total", "Alerts opened.", ["kind"])
        self.alerts = self._gauge("koers_alerts_alerts", "Alerts by kind and state.", ["kind", "state"])
        self.events_waiting = self._gauge("koers_alerts_events_waiting", "Events the broker does not have yet.", [])
        self.events_oldest = self._gauge(
            "koers_alerts_events_oldest_seconds", "Age of the oldest event the broker does not have yet.", []
        )
        self.mails = self._counter(
            "koers_alerts_mails_total", "Mails by outcome and its reason.", ["outcome", "reason"]
        )
        self.outbox = self._gauge("koers_alerts_outbox_mails", "Mails in the outbox by state.", ["state"])
        self.outbox_oldest = self._gauge(
            "koers_alerts_outbox_oldest_due_seconds", "Age of the oldest mail that is due and not sent.", []
        )
        self.source_to_mail = self._histogram(
            "koers_alerts_source_to_mail_seconds", "From reading a figure at its source to handing over the mail.", [],
            buckets=_WAITS,
        )  # fmt: skip
        self.canary_arrived = self._gauge(
            "koers_alerts_canary_timestamp_seconds", "When the newest canary that reached the mail relay set out.", []
        )
        self.relay_certificate = self._gauge(
            "koers_alerts_relay_certificate_expiry_timestamp_seconds", "When the mail relay's certificate ends.", []
        )

    def _counter(self, name: str, purpose: str, labels: Sequence[str]) -> Counter:
        self._described.append(MetricFamily(name, "counter", tuple(labels), purpose))
        return Counter(name, purpose, labels, registry=self.registry)

    def _gauge(self, name: str, purpose: str, labels: Sequence[str]) -> Gauge:
        self._described.append(MetricFamily(name, "gauge", tuple(labels), purpose))
        return Gauge(name, purpose, labels, registry=self.registry)

    def _histogram(
        self, name: str, purpose: str, labels: Sequence[str], buckets: Sequence[float] = _SECONDS
    ) -> Histogram:
        self._described.append(MetricFamily(name, "histogram", tuple(labels), purpose))
        return Histogram(name, purpose, labels, buckets=buckets, registry=self.registry)
