"""Dead letters: which would pass now, and that a replay sends them exactly as they came, once."""

from pathlib import Path

import pytest

from schemas.stats import MilestoneState, PollReport
from services.cli.sources.dead_letters import choose, kinds, verdict_of
from services.runtime.consumer import send_dead_letter
from services.runtime.dead_letters import DeadLetter, read_dead_letters, replay
from services.runtime.errors import BadRecord, ConfigError
from services.runtime.fakes import FakeBroker
from services.runtime.records import Record
from tests.builders.ingest import Bench, recipe

POLL = "stats.poll.v1"


async def letters(broker: FakeBroker) -> list[DeadLetter]:
    return await read_dead_letters(broker.reader([f"{POLL}.dlq"]), {POLL: PollReport})


async def dead(broker: FakeBroker, key: str, value: bytes, offset: int = 7) -> None:
    record = Record(POLL, 0, offset, key, value, {"ce_id": b"1", "traceparent": b"x"})
    await send_dead_letter(broker, record, service="ingest", reason="invalid", error=BadRecord("made up"))


@pytest.fixture
def good(tmp_path: Path) -> bytes:
    return Bench(tmp_path).desk.blank(recipe()).write()


async def test_a_letter_tells_where_it_came_from_and_whether_it_passes_now(good: bytes) -> None:
    broker = FakeBroker()
    await dead(broker, "a", good)
    await dead(broker, "a", b'{"recipe": 1}', offset=8)
    first, second = await letters(broker)
    assert (first.origin, first.service, first.reason, first.exception) == (
        f"{POLL}[0]@7",
        "ingest",
        "invalid",
        "BadRecord",
    )
    assert (first.waits, verdict_of(first)) == (True, "passes")
    assert second.refusal
    assert verdict_of(second).startswith("fails again: ")


async def test_a_replay_sends_key_bytes_and_headers_as_they_were_and_only_once(good: bytes) -> None:
    broker = FakeBroker()
    await dead(broker, "a", good)
    await dead(broker, "b", b"no json")
    assert await replay(await letters(broker), broker) == 1
    (record,) = broker.records(POLL)
    assert (record.key, record.value) == ("a", good)
    assert dict(record.headers) == {"ce_id": b"1", "traceparent": b"x"}
    assert await replay(await letters(broker), broker) == 0
    assert {verdict_of(letter).partition(":")[0] for letter in await letters(broker)} == {"replayed", "fails again"}


async def test_a_letter_that_names_another_topic_is_never_sent_there(good: bytes) -> None:
    broker = FakeBroker()
    headers = [("x-dlq-origin-topic", b"policy.answer.v1")]
    await broker.forward(f"{POLL}.dlq", b"a", good, headers)
    (letter,) = await read_dead_letters(broker.reader([f"{POLL}.dlq"]), kinds())
    assert (letter.waits, letter.refusal) == (False, "policy.answer.v1 is no topic with dead letters")


async def test_no_more_than_the_limit_is_chosen_and_an_unknown_id_is_refused(good: bytes) -> None:
    broker = FakeBroker()
    for offset in range(5):
        await dead(broker, "a", good, offset)
    found = await letters(broker)
    assert len(choose(found, (), 2)) == 2
    assert [letter.id for letter in choose(found, [found[3].id], 100)] == [found[3].id]
    with pytest.raises(ConfigError, match="no dead letters nobody"):
        choose(found, ["nobody"], 100)


def test_every_topic_with_dead_letters_has_its_event() -> None:
    assert kinds()[POLL] is PollReport
    assert kinds()["policy.milestone.v1"] is MilestoneState
