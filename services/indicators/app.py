"""The Faust app with every guard wired in: four agents, two tables, nothing at import."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import faust
from faust.transport.drivers import aiokafka as driver
from faust.types.transports import TransportT
from prometheus_client import Counter

from services.indicators.guards.absence import Absence
from services.indicators.guards.commits import FencedConsumer
from services.indicators.guards.containment import contain
from services.indicators.guards.outbox import Outbox
from services.indicators.guards.producer import IdempotentProducer
from services.indicators.guards.production import APP_ID, faust_settings
from services.indicators.guards.recovery import OrderedRecovery, OrderedTableManager
from services.indicators.guards.tables import TableRows, plain_table
from services.indicators.settings import IndicatorsSettings
from services.indicators.stage import Stage, Work
from services.runtime.consumer import BadRecordBrake, DeadLetterLimits
from services.runtime.metrics import Metrics
from services.runtime.topics import Topics


class GuardedTransport(driver.Transport):
    """Faust's transport with the fenced consumer and the idempotent producer."""

    Consumer = FencedConsumer
    Producer = IdempotentProducer


class GuardedApp(faust.App):
    """A Faust app that uses the guarded transport. `absence` is what its producer asks before each request."""

    absence: Absence

    def _new_transport(self) -> TransportT:
        return GuardedTransport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> TransportT:
        return GuardedTransport(self.conf.broker_producer, self)


class RebalanceCounter(faust.Sensor):
    """Counts how often the partitions are shared out anew."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter

    def on_rebalance_start(self, app: faust.types.AppT) -> dict[str, object]:
        self._counter.inc()
        state: dict[str, object] = super().on_rebalance_start(app)
        return state


@dataclass(frozen=True)
class Worker:
    """The app, and the one way out of it for messages."""

    app: GuardedApp
    outbox: Outbox


def build_app(
    settings: IndicatorsSettings,
    topics: Topics,
    works: Sequence[Work],
    metrics: Metrics,
    limits: DeadLetterLimits | None = None,
) -> Worker:
    """Make the app inside a running event loop: one agent for each work, with its table where it keeps one."""
    app = GuardedApp(APP_ID, TableManager=OrderedTableManager, **faust_settings(settings, topics.partitions))
    app.absence = Absence(settings.session_timeout)
    outbox = Outbox(app)
    app.sensors.add(RebalanceCounter(metrics.rebalances))
    cast(OrderedRecovery, cast(OrderedTableManager, app.tables).recovery).restored = metrics.restores.inc
    for work in works:
        rows = _rows(app, work.table, topics, outbox, metrics) if work.table else None
        brake = BadRecordBrake(limits or DeadLetterLimits())
        stage = Stage(work, outbox, rows, brake, metrics)
        contain(app, work.name, work.topics, work.within, stage.process)
    return Worker(app, outbox)


def _rows(app: GuardedApp, name: str, topics: Topics, outbox: Outbox, metrics: Metrics) -> TableRows:
    table = plain_table(app, name, topics.partitions)
    metrics.table_rows.labels(name).set_function(lambda: len(table.data))
    return TableRows(table, outbox)
