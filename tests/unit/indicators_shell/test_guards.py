"""The guard-rails around Faust, one test each; tests/integration/indicators shows G1, G5 and G15 with real processes.

G1 containment and fence, G2 one loop per agent, G3 version guard (test_rows.py), G4 recovery order, G5 coordinator,
G6 idempotent producer, G7 acknowledged sends, G8 declared topics, G9 no windows, G10 readiness, G11 stall,
G12-G14 settings, G15 rows keyed like the input, G16 epoch, G17 fan-out topics are not compacted.
"""

import inspect
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import faust
import pytest
from aiokafka.errors import KafkaError
from faust.tables.recovery import Recovery

from schemas.policy import Tick
from schemas.stats import Meta
from services.indicators.app import build_app
from services.indicators.guards.commits import FencedConsumer
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


def test_g1_once_fenced_nothing_is_committed() -> None:
    source = inspect.getsource(FencedConsumer.force_commit)
    assert source.index("return False") < source.index("super().force_commit")


async def test_g1_a_record_of_another_generation_moves_no_offset(app: faust.App) -> None:
    consumer = FencedConsumer.__new__(FencedConsumer)
    message = SimpleNamespace(generation_id=1, acked=False)
    consumer.__dict__.update(app=SimpleNamespace(consumer_generation_id=2), _unacked_messages={}, _waiting_for_ack=None)
    consumer._unacked_messages = cast(Any, SimpleNamespace(discard=lambda found: None))
    assert consumer.ack(cast(Any, message)) is False
    assert message.acked is True


async def test_g2_every_agent_has_one_loop(app: faust.App) -> None:
    assert {agent.concurrency for agent in app.agents.values()} == {1}


def test_g4_upstream_still_opens_the_partitions_before_it_seeks_and_ours_stops_the_flow_first() -> None:
    upstream = inspect.getsource(Recovery.on_recovery_completed)
    assert upstream.index("resume_partitions(") < upstream.index("perform_seek("), "upstream mended it: drop the guard"
    assert upstream.index("perform_seek(") < upstream.index("flow_control.resume(") < upstream.index("resume_flow(")
    ours = inspect.getsource(OrderedRecovery.on_recovery_completed)
    assert ours.index("flow_control.suspend(") < ours.index("stop_flow(") < ours.index("super()")


async def test_g4_the_app_uses_the_ordered_recovery(app: faust.App) -> None:
    assert isinstance(app.tables.recovery, OrderedRecovery)


def test_g6_the_producer_is_idempotent_and_waits_for_all() -> None:
    extra = IdempotentProducer._settings_extra(cast(Any, None))
    assert extra == {"acks": "all", "enable_idempotence": True}


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
        idle.look(Progress({("t", 0): 7}, {("t", 0): 0}))
    frozen = stalled(seconds, waiting=3)
    seconds[0] += 300
    frozen.look(Progress({("t", 0): 7}, {("t", 0): 3}))


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
