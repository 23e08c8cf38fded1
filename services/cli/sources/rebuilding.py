"""`koers rebuild topics`: the archive with today's decoder, against what the topics hold."""

import asyncio
import contextlib
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Column, Table

from services.cli.deployment import default_state_dir
from services.cli.sources.options import AsJson, Kafka, State, console
from services.cli.sources.workplace import Workplace, workplace
from services.ingest.archive import owned
from services.ingest.ledger import MILESTONE, POLL, SERIES, Ledger, read_ledger
from services.ingest.publisher import Publisher
from services.ingest.rebuild import Difference, compare, publish, rebuilt
from services.ingest.rehearsal import ForgottenReports
from services.runtime.broker import KafkaProducer, KafkaReader, Producer
from services.runtime.clock import SystemClock
from services.runtime.errors import ConfigError
from services.runtime.logs import configure_logging
from services.runtime.metrics import Metrics
from services.runtime.topics import load_topics

rebuild_app = typer.Typer(help="Make again what can be made from the archive.", no_args_is_help=True)
_TOPICS = (SERIES, POLL, MILESTONE)


@rebuild_app.callback()
def _quiet() -> None:
    configure_logging("koers-rebuild", form="console", level="CRITICAL")


@rebuild_app.command()
def topics(
    kafka: Kafka,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the differences.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Most differences to print.")] = 40,
    state: State = default_state_dir(),  # noqa: B008 - typer reads the default once
    as_json: AsJson = False,
) -> None:
    """Replay the archive with today's decoder, print what differs from the topics, and publish it; nobody gets a mail.

    The ingest worker must be stopped, since one process writes the topics; with --dry-run it may run.
    """
    place = workplace(state, SystemClock())
    if not (place.state / "archive" / "journal.jsonl").exists():
        raise ConfigError(f"{place.state} holds no archive: give the --state of a deployment")
    found, published = asyncio.run(_job(place, kafka, dry_run=dry_run))
    show(found, published, limit=limit, as_json=as_json)


async def _job(place: Workplace, kafka: str, *, dry_run: bool) -> tuple[list[Difference], int]:
    with contextlib.ExitStack() as stack:
        if not dry_run:
            stack.enter_context(owned(place.state / "archive"))
        async with _producer(kafka) as producer:
            held = await _held(kafka, producer)
            return await rebuild(place, held, None if dry_run else producer)


async def rebuild(place: Workplace, held: Ledger, producer: Producer | None) -> tuple[list[Difference], int]:
    """The differences, and how many series were published; without a producer none is."""
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bars:
        task = bars.add_task("archive", total=None)
        built = await rebuilt(
            place.rehearse(), place.recipes, lambda done, of: bars.update(task, completed=done, total=of)
        )
    found = compare(held, built)
    if producer is None:
        return found, 0
    return found, await publish(found, Publisher(producer, held, ForgottenReports(), place.clock, Metrics()))


def show(found: Sequence[Difference], published: int, *, limit: int, as_json: bool) -> None:
    """Print the differences and what was done about them."""
    counted = Counter(each.what for each in found)
    if as_json:
        rows = [
            {"series": each.series_id, "what": each.what, "changes": [c.model_dump(mode="json") for c in each.changes]}
            for each in found
        ]
        print(json.dumps({"differences": rows, "published": published}, ensure_ascii=False, indent=2))
        return
    table = Table("what", Column("series", no_wrap=True), "changes")
    for each in found[:limit]:
        kinds = Counter(change.kind.value for change in each.changes)
        table.add_row(each.what, each.series_id, ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items())))
    if found:
        console().print(table)
    told = ", ".join(f"{n} {what}" for what, n in sorted(counted.items())) or "the topics hold what the archive gives"
    print(f"{told}; {published} series published")


async def _held(kafka: str, producer: Producer) -> Ledger:
    counts = load_topics().partition_counts()
    async with KafkaReader(kafka, "koers-rebuild", _TOPICS, partitions=counts) as reader:
        return await read_ledger(reader, producer)


@contextlib.asynccontextmanager
async def _producer(kafka: str) -> AsyncIterator[Producer]:
    async with KafkaProducer(kafka, "koers-rebuild") as producer:
        yield producer
