"""The guard-rails around Faust. What only a process and a broker can show: tests/integration/indicators.

| guard | shown by |
|---|---|
| G1 containment, fence | test_g1_*, test_stage.py; integration: test_flow.py, test_guards.py, test_restarts.py |
| G2 one loop per agent | test_g2_* |
| G3 version guard in the row | test_judging.py: a lower version is ignored, an equal one computes again; test_rows.py |
| G4 recovery order | test_g4_*; integration: test_restarts.py |
| G5 coordinator | test_g5_*; integration: test_guards.py |
| G6 idempotent producer | test_g6_* |
| G7 acknowledged sends | test_g7_*, test_stage.py (rows after outputs); integration: test_guards.py |
| G8 declared topics | test_g8_*; integration: test_guards.py |
| G9 no windows | test_g9_* |
| G10 readiness | test_g10_* |
| G11 progress | test_g11_* |
| G12-G14 settings | test_g12_to_g14_* |
| G15 rows keyed like the input | test_g15_*, test_works.py; integration: test_workers.py |
| G16 epoch | test_g16_*, test_rows.py |
| G17 fan-out topics are not compacted | test_g17_* |
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import faust
import pytest
from aiokafka.errors import GroupAuthorizationFailedError, InvalidRequestError, KafkaError
from faust.tables.recovery import Recovery
from faust.transport.drivers import aiokafka as driver

from schemas.policy import Tick
from schemas.stats import Meta
from services.indicators.app import build_app
from services.indicators.guards import containment
from services.indicators.guards.commits import FencedConsumer
from services.indicators.guards.coordinator import CoordinatorWatch
from services.indicators.guards.epoch import EpochWatch
from services.indicators.guards.lag import Progress
from services.indicators.guards.outbox import Outbox
from services.indicators.guards.partitions import check_place, partition_of
from services.indicators.guards.producer import IdempotentProducer
from services.indicators.guards.production import faust_settings
from services.indicators.guards.progress import StallClock
from services.indicators.guards.readiness import SPARE, not_ready
from services.indicators.guards.recovery import OrderedRecovery
from services.indicators.guards.tables import plain_table
from services.indicators.guards.topics import check_declared
from services.indicators.guards.watchdog import Watchdog
from services.indicators.settings import IndicatorsSettings
from services.indicators.works import FAN_OUT
from services.runtime.errors import BadRecord, ConfigError, PermanentError, TransientError
from services.runtime.fakes import FakeBroker
from services.runtime.metrics import Metrics
from services.runtime.records import Message, Record
from services.runtime.topics import META, load_topics

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> IndicatorsSettings:
    return IndicatorsSettings(kafka="broker.invalid:9092", state_dir=tmp_path)


class NoWork:
    """A work that does nothing, with a table."""

    name = "nothing"
    topics = ("policy.tick.v1",)
    table = "indicator_state"
    within = 0.1


@pytest.fixture
async def app(settings: IndicatorsSettings) -> faust.App:
    return build_app(settings, load_topics(), [cast(Any, NoWork())], Metrics()).app


async def test_g1_once_fenced_nothing_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def committed(*_: object, **__: object) -> bool:
        return True

    monkeypatch.setattr(driver.Consumer, "force_commit", committed)
    consumer = FencedConsumer.__new__(FencedConsumer)
    consumer.__dict__.update(app=SimpleNamespace(crashed=False), _crashed=SimpleNamespace(is_set=lambda: False))
    assert await consumer.force_commit() is True
    consumer.fenced = True
    assert await consumer.force_commit() is False


async def test_g1_a_batch_that_fails_crashes_the_worker_and_is_never_left() -> None:
    crashes: list[Exception] = []

    async def crash(error: Exception) -> None:
        assert consumer.fenced, "what crashed must not be committed on the way out"
        crashes.append(error)

    async def failing(records: object) -> None:
        raise PermanentError("made up")

    consumer = SimpleNamespace(fenced=False, _thread=SimpleNamespace(_consumer=object()))
    worker = cast(faust.App, SimpleNamespace(_consumer=consumer, crash=crash))
    left = asyncio.ensure_future(containment._process(worker, failing, []))
    await asyncio.wait([left], timeout=0.05)
    assert [str(error) for error in crashes] == ["made up"]
    assert not left.done(), "to leave the loop would acknowledge the batch"
    left.cancel()


async def test_g1_a_record_of_another_generation_moves_no_offset(app: faust.App) -> None:
    consumer = FencedConsumer.__new__(FencedConsumer)
    message = SimpleNamespace(generation_id=1, acked=False)
    consumer.__dict__.update(app=SimpleNamespace(consumer_generation_id=2), _unacked_messages={}, _waiting_for_ack=None)
    consumer._unacked_messages = cast(Any, SimpleNamespace(discard=lambda found: None))
    assert consumer.ack(cast(Any, message)) is False
    assert message.acked is True


async def test_g2_every_agent_has_one_loop(app: faust.App) -> None:
    assert {agent.concurrency for agent in app.agents.values()} == {1}


def test_g4_upstream_still_opens_the_partitions_before_it_seeks() -> None:
    upstream = inspect.getsource(Recovery.on_recovery_completed)
    assert upstream.index("resume_partitions(") < upstream.index("perform_seek("), "upstream mended it: drop the guard"
    assert upstream.index("perform_seek(") < upstream.index("flow_control.resume(") < upstream.index("resume_flow(")


async def test_g4_delivery_stands_still_before_upstream_completes_the_recovery(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    async def complete(_: Recovery, generation_id: int) -> None:
        order.append(f"complete {generation_id}")

    monkeypatch.setattr(Recovery, "on_recovery_completed", complete)
    recovery = OrderedRecovery.__new__(OrderedRecovery)
    recovery.app = cast(
        Any,
        SimpleNamespace(
            flow_control=SimpleNamespace(suspend=lambda: order.append("suspend")),
            consumer=SimpleNamespace(stop_flow=lambda: order.append("stop")),
        ),
    )
    await recovery.on_recovery_completed(7)
    assert order == ["suspend", "stop", "complete 7"]


async def test_g4_the_app_uses_the_ordered_recovery(app: faust.App) -> None:
    assert isinstance(app.tables.recovery, OrderedRecovery)


def coordinated(call: Callable[[], Awaitable[None]]) -> CoordinatorWatch:
    """A watch whose consumer's thread answers with `call`."""

    async def call_thread(_: object) -> None:
        await call()

    thread = SimpleNamespace(_consumer=object(), method_queue=SimpleNamespace(started=True), call_thread=call_thread)
    return CoordinatorWatch(cast(faust.App, SimpleNamespace(_consumer=SimpleNamespace(_thread=thread))), patience=0.05)


@pytest.mark.parametrize("error", [GroupAuthorizationFailedError, InvalidRequestError])
async def test_g5_a_parked_error_and_a_silent_thread_end_the_worker(error: type[KafkaError]) -> None:
    async def refused() -> None:
        raise error("made up")

    async def silent() -> None:
        await asyncio.Event().wait()

    with pytest.raises(TransientError, match="refused this worker"):
        await coordinated(refused).look()
    with pytest.raises(TransientError, match="has not answered"):
        await coordinated(silent).look()


async def test_g5_the_watchdog_crashes_the_worker_with_what_a_look_raised() -> None:
    crashed: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()

    async def crash(error: Exception) -> None:
        if not crashed.done():
            crashed.set_result(error)

    async def bad() -> None:
        raise TransientError("made up")

    async with Watchdog(cast(faust.App, SimpleNamespace(crash=crash)), [bad], interval=0.01):
        assert str(await asyncio.wait_for(crashed, 5)) == "made up"


async def test_g6_the_producer_is_idempotent_and_waits_for_all(app: faust.App) -> None:
    producer = app.producer
    assert isinstance(producer, IdempotentProducer)
    client = producer._new_producer()
    assert client._txn_manager is not None, "batches carry a producer id"
    assert client._sender._acks == -1, "all replicas"


async def test_g7_a_send_whose_acknowledgement_fails_later_is_an_error() -> None:
    async def sent(*_: object) -> asyncio.Future[None]:
        acknowledged: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        acknowledged.get_loop().call_soon(acknowledged.set_exception, KafkaError("made up"))
        return acknowledged

    outbox = Outbox(cast(Any, SimpleNamespace(producer=SimpleNamespace(send=sent))))
    with pytest.raises(TransientError, match="did not acknowledge 1 records"):
        await outbox.forward("policy.tick.v1.dlq", b"a/BE2", b"{}", [])


async def test_g7_a_send_that_is_not_acknowledged_is_an_error() -> None:
    async def refused(*sent: object) -> Any:
        raise KafkaError("made up")

    outbox = Outbox(cast(Any, SimpleNamespace(producer=SimpleNamespace(send=refused))))
    tick = Tick.model_validate({"key": "a/BE2", "date": "2026-11-25"})
    with pytest.raises(TransientError, match="did not acknowledge"):
        await outbox.send([Message("policy.tick.v1", "a/BE2", tick, "test", NOW)])


def test_g8_topics_are_declared_and_faust_makes_none(settings: IndicatorsSettings) -> None:
    made = faust_settings(settings, 6)
    assert made["topic_allow_declare"] is False
    with pytest.raises(ConfigError, match="koers-indicators-unknown-changelog"):
        check_declared(load_topics(), FAN_OUT, {"koers-indicators-unknown-changelog"})


async def test_g8_the_changelogs_of_the_app_are_those_of_the_topics_file(app: faust.App) -> None:
    check_declared(load_topics(), FAN_OUT, app.tables.changelog_topics)


async def test_g9_a_windowed_table_is_refused(app: faust.App) -> None:
    with pytest.raises(ConfigError, match="windowed"):
        plain_table(app, "another", 6).tumbling(60.0)


def test_g10_a_worker_that_is_not_processing_says_why() -> None:
    def worker(**state: Any) -> faust.App:
        consumer = SimpleNamespace(
            _thread=SimpleNamespace(_consumer=object()), assignment=lambda: state.get("assigned", {1})
        )
        tables = SimpleNamespace(actives_ready=state.get("ready", True))
        return cast(
            faust.App,
            SimpleNamespace(
                crashed=state.get("crashed", False),
                rebalancing=state.get("rebalancing", False),
                in_recovery=state.get("in_recovery", False),
                tables=tables,
                _consumer=consumer,
            ),
        )

    assert not_ready(worker()) is None
    assert not_ready(worker(crashed=True)) == "crashed"
    assert not_ready(worker(rebalancing=True)) == "rebalancing"
    assert not_ready(worker(in_recovery=True)) == "restoring tables"
    assert not_ready(worker(assigned=set())) == SPARE
    assert not_ready(worker(ready=False)) == "tables not ready"


def stalled(seconds: list[float], waiting: int) -> StallClock:
    clock = StallClock(15.0, lambda: seconds[0])
    clock.look(Progress({("t", 0): 7}, {("t", 0): waiting}))
    return clock


def test_g11_work_that_waits_while_none_is_done_ends_the_worker() -> None:
    seconds = [0.0]
    clock = stalled(seconds, waiting=3)
    for seconds[0] in range(1, 15):
        clock.look(Progress({("t", 0): 7}, {("t", 0): 3}))
    seconds[0] = 16.0
    with pytest.raises(TransientError, match="stall"):
        clock.look(Progress({("t", 0): 7}, {("t", 0): 3}))


def test_g11_nothing_to_do_is_no_stall_and_a_long_sleep_counts_afresh() -> None:
    seconds = [0.0]
    idle = stalled(seconds, waiting=0)
    for seconds[0] in range(1, 60):
        assert idle.look(Progress({("t", 0): 7}, {("t", 0): 0})) == 0
    frozen = stalled(seconds, waiting=3)
    seconds[0] += 300
    assert frozen.look(Progress({("t", 0): 7}, {("t", 0): 3})) == 0
    seconds[0] += 1
    assert frozen.look(Progress({("t", 0): 8}, {("t", 0): 2})) == 1


def test_g11_one_partition_that_stands_still_beside_others_ends_the_worker_later() -> None:
    seconds = [0.0]
    clock = StallClock(15.0, lambda: seconds[0])

    def look(offset: int) -> None:
        clock.look(Progress({("t", 0): 7, ("t", 1): offset}, {("t", 0): 1, ("t", 1): 1}))

    for second in range(121):
        seconds[0] = second
        look(second)
    seconds[0] = 121
    with pytest.raises(TransientError, match=r"t\[0\] has not moved for 121 s"):
        look(121)


def test_g11_a_rebalance_or_recovery_without_end_ends_the_worker() -> None:
    seconds = [0.0]
    clock = StallClock(15.0, lambda: seconds[0])
    for second in range(121):
        seconds[0] = second
        clock.busy("restoring tables")
    seconds[0] = 121
    with pytest.raises(TransientError, match="restoring tables for 121 s"):
        clock.busy("restoring tables")


def test_g12_to_g14_the_settings_that_keep_a_worker_alive(settings: IndicatorsSettings) -> None:
    made = faust_settings(settings, 6)
    assert "producer_request_timeout" not in made
    assert made["broker_session_timeout"] >= 6
    assert 0.005 <= made["producer_linger"] <= 0.02
    assert made["processing_guarantee"] == "at_least_once"
    with pytest.raises(ValueError, match="session_timeout"):
        IndicatorsSettings(kafka="broker.invalid:9092", state_dir=settings.state_dir, session_timeout=5)


def test_g15_a_record_in_a_partition_its_key_does_not_belong_to_is_refused() -> None:
    counts = {"policy.tick.v1": 6}
    home = partition_of("digital-skills-basic/BE2", 6)
    check_place(Record("policy.tick.v1", home, 0, "digital-skills-basic/BE2", b""), counts)
    with pytest.raises(BadRecord, match="lies in partition"):
        check_place(Record("policy.tick.v1", (home + 1) % 6, 0, "digital-skills-basic/BE2", b""), counts)


def test_g15_a_table_has_the_partitions_of_the_topics_it_is_keyed_like() -> None:
    topics = load_topics()
    counts = topics.partition_counts()
    for inputs, changelog in (
        (("policy.input.v1", "policy.tick.v1", "policy.recheck.v1"), "koers-indicators-indicator_state-changelog"),
        (("policy.member.v1",), "koers-indicators-recommendation_state-changelog"),
    ):
        assert {counts[name] for name in (*inputs, changelog)} == {topics.partitions}


async def test_g16_another_epoch_ends_the_worker_and_silence_does_not() -> None:
    broker = FakeBroker(partitions=1)
    watch = EpochWatch(broker.reader([META]), "e1")
    await watch.look()
    await broker.send([Message(META, "epoch", Meta(name="epoch", value="e1"), "test", NOW)])
    await watch.look()
    other = FakeBroker(partitions=1)
    await other.send([Message(META, "epoch", Meta(name="epoch", value="e2"), "test", NOW)])
    with pytest.raises(PermanentError, match="e2"):
        await EpochWatch(other.reader([META]), "e1").look()


def test_g17_a_fan_out_topic_that_is_compacted_is_refused() -> None:
    topics = load_topics()
    compacted = topics.model_copy(
        update={"topics": tuple(t.model_copy(update={"cleanup": "compact"}) for t in topics.topics)}
    )
    with pytest.raises(ConfigError, match=r"policy\..*cleanup must be delete"):
        check_declared(compacted, FAN_OUT, ())
