"""Every metric of Koers in one typed list, so that a misspelt name does not type-check."""

from collections.abc import Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


@dataclass(frozen=True)
class MetricFamily:
    """One metric as the documentation lists it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    purpose: str


class Metrics:
    """The metrics of one process, on a registry of its own."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self._described: list[MetricFamily] = []
        # ingest
        self.polls = self._counter("koers_ingest_polls_total", "Polls of a recipe by outcome.", ["recipe", "outcome"])
        self.poll_seconds = self._histogram("koers_ingest_poll_seconds", "Duration of a poll by stage.", ["stage"])
        self.last_success = self._gauge(
            "koers_ingest_last_success_timestamp_seconds", "When a recipe was last polled with success.", ["recipe"]
        )
        self.series_published = self._counter("koers_ingest_series_published_total", "Snapshots published.", ["source"])
        self.changes = self._counter("koers_ingest_observation_changes_total", "Changed observations.", ["kind"])
        self.quarantined = self._counter("koers_ingest_quarantined_total", "Bodies set apart unread.", ["source"])
        # consumers
        self.consumed = self._counter("koers_consumer_records_total", "Records consumed.", ["consumer", "topic"])
        self.lag = self._gauge("koers_consumer_lag_records", "Records not yet consumed.", ["consumer"])
        self.last_record = self._gauge(
            "koers_consumer_last_record_processed_timestamp_seconds", "When a record was last processed.", ["consumer"]
        )
        self.dead_letters = self._counter(
            "koers_consumer_dead_letters_total", "Records sent to a dead-letter topic.", ["consumer", "topic", "reason"]
        )
        # indicators
        self.assessments = self._counter("koers_indicators_assessments_total", "Assessments published.", ["verdict"])
        self.assess_seconds = self._histogram("koers_indicators_assess_seconds", "Time to compute one assessment.", [])
        self.stale_inputs = self._counter(
            "koers_indicators_stale_inputs_total", "Inputs ignored by the version guard.", []
        )
        # board
        self.reconciler_behind = self._gauge(
            "koers_board_reconciler_behind_items", "Assessments, roll-ups or alerts behind their inputs.", ["what"]
        )
        self.rechecks = self._counter("koers_board_rechecks_total", "Requests to compute again.", [])
        self.reconciler_given_up = self._gauge(
            "koers_board_reconciler_given_up_items", "Items still behind after three tries.", []
        )
        self.requests = self._counter("koers_web_requests_total", "Pages and API answers.", ["site", "status"])
        # alerts
        self.alerts_opened = self._counter("koers_alerts_opened_total", "Alerts opened.", ["kind"])
        self.mails = self._counter("koers_alerts_mails_total", "Mails by outcome.", ["outcome"])
        self.outbox = self._gauge("koers_alerts_outbox_mails", "Mails in the outbox by state.", ["state"])
        self.outbox_oldest = self._gauge(
            "koers_alerts_outbox_oldest_due_seconds", "Age of the oldest mail that is due and not sent.", []
        )

    def described(self) -> tuple[MetricFamily, ...]:
        """Every metric, for the documentation."""
        return tuple(self._described)

    def _counter(self, name: str, purpose: str, labels: Sequence[str]) -> Counter:
        self._described.append(MetricFamily(name, "counter", tuple(labels), purpose))
        return Counter(name, purpose, labels, registry=self.registry)

    def _gauge(self, name: str, purpose: str, labels: Sequence[str]) -> Gauge:
        self._described.append(MetricFamily(name, "gauge", tuple(labels), purpose))
        return Gauge(name, purpose, labels, registry=self.registry)

    def _histogram(self, name: str, purpose: str, labels: Sequence[str]) -> Histogram:
        self._described.append(MetricFamily(name, "histogram", tuple(labels), purpose))
        return Histogram(name, purpose, labels, buckets=_SECONDS, registry=self.registry)
