"""`koers dlq`: records that a consumer could not use; list, show, replay."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from typing import Annotated

import typer
from rich.table import Column, Table

from schemas.base import Event, JsonObject
from schemas.export import EVENTS
from services.cli.sources.options import AsJson, Kafka, console
from services.runtime.broker import KafkaProducer, KafkaReader
from services.runtime.dead_letters import DeadLetter, read_dead_letters, replay
from services.runtime.errors import ConfigError
from services.runtime.logs import configure_logging
from services.runtime.topics import load_topics

dlq_app = typer.Typer(help="Records a consumer could not use: list, show, replay.", no_args_is_help=True)

Topic = Annotated[str | None, typer.Option("--topic", help="Only of this topic, such as stats.series.v1.")]
_SHOWN = 2000


@dlq_app.callback()
def _quiet() -> None:
    configure_logging("koers-dlq", form="console", level="ERROR")


@dlq_app.command("list")
def list_letters(kafka: Kafka, topic: Topic = None, as_json: AsJson = False) -> None:
    """List the dead letters, and which of them would pass now."""
    found = asyncio.run(_read(kafka, topic))
    if as_json:
        print(json.dumps([facts(letter) for letter in found], ensure_ascii=False, indent=2))
    elif not found:
        print("no dead letters")
    else:
        console().print(letters_table(found))


@dlq_app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Id of a dead letter, as the list names it.")], kafka: Kafka
) -> None:
    """Show one dead letter: where it came from, why it failed, and its bytes."""
    found = {letter.id: letter for letter in asyncio.run(_read(kafka, None))}
    if name not in found:
        raise ConfigError(f"there is no dead letter {name!r}; `koers dlq list` names them")
    letter = found[name]
    print(json.dumps({**facts(letter), "key": letter.record.key, "value": _text(letter)}, ensure_ascii=False, indent=2))


@dlq_app.command("replay")
def replay_letters(
    kafka: Kafka,
    topic: Topic = None,
    names: Annotated[list[str] | None, typer.Option("--id", help="Only this dead letter; repeatable.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most letters to replay at once.")] = 100,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell which would be replayed.")] = False,
) -> None:
    """Send dead letters the way they came: same topic, key, bytes and headers. What would fail again stays."""

    async def job() -> tuple[list[DeadLetter], int]:
        chosen = choose(await _read(kafka, topic), names or (), limit)
        if dry_run:
            return chosen, 0
        async with KafkaProducer(kafka, "koers-dlq") as producer:
            return chosen, await replay(chosen, producer)

    chosen, sent = asyncio.run(job())
    for letter in chosen:
        print(f"{letter.id}: {verdict_of(letter)}")
    waiting = sum(letter.waits for letter in chosen)
    print(f"{waiting} would be replayed" if dry_run else f"{sent} replayed")


def choose(found: Sequence[DeadLetter], names: Sequence[str], limit: int) -> list[DeadLetter]:
    """The letters asked for, those that were replayed before left out; at most `limit` that wait.

    Raises ConfigError for an unknown id.
    """
    unknown = set(names) - {letter.id for letter in found}
    if unknown:
        raise ConfigError(f"there are no dead letters {', '.join(sorted(unknown))}; `koers dlq list` names them")
    chosen: list[DeadLetter] = []
    for letter in found:
        if (names and letter.id not in names) or (letter.replayed and not names):
            continue
        if letter.waits and sum(each.waits for each in chosen) >= limit:
            continue
        chosen.append(letter)
    return chosen


def letters_table(found: Sequence[DeadLetter]) -> Table:
    """One row a letter."""
    table = Table(Column("id", no_wrap=True), "from", "service", "reason", "now")
    for letter in found:
        table.add_row(
            letter.id, letter.origin, letter.service, f"{letter.reason} ({letter.exception})", verdict_of(letter)
        )
    return table


def verdict_of(letter: DeadLetter) -> str:
    """What a replay would make of a letter."""
    if letter.replayed:
        return "replayed"
    return f"fails again: {letter.refusal}" if letter.refusal else "passes"


def facts(letter: DeadLetter) -> JsonObject:
    """A letter without its bytes, for JSON."""
    return {
        "id": letter.id,
        "origin": letter.origin,
        "service": letter.service,
        "reason": letter.reason,
        "exception": letter.exception,
        "now": verdict_of(letter),
    }


def kinds() -> dict[str, type[Event]]:
    """The event of every topic with dead letters."""
    by_name = {kind.__name__: kind for kind in EVENTS}
    return {topic.name: by_name[topic.value] for topic in load_topics().topics if topic.dead_letters}


def _text(letter: DeadLetter) -> str:
    text = (letter.record.value or b"").decode("utf-8", "replace")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} letters)"


async def _read(kafka: str, topic: str | None) -> list[DeadLetter]:
    known = kinds()
    if topic is not None and topic not in known:
        raise ConfigError(f"{topic} has no dead letters; expected one of {', '.join(known)}")
    async with _reader(kafka, [topic] if topic else list(known)) as reader:
        return await read_dead_letters(reader, known)


@contextlib.asynccontextmanager
async def _reader(kafka: str, names: Sequence[str]) -> AsyncIterator[KafkaReader]:
    dead = [f"{name}.dlq" for name in names]
    async with KafkaReader(kafka, "koers-dlq", dead, partitions=load_topics().partition_counts()) as reader:
        yield reader
