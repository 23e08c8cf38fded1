"""`koers quarantine`: bodies that were set apart, why, and what a person decides about them."""

import asyncio
import json
from dataclasses import dataclass
from typing import Annotated, Literal

import typer
from rich.table import Column, Table

from schemas.base import JsonObject
from schemas.stats import PollOutcome, PollReport
from services.cli.deployment import default_state_dir
from services.cli.sources.options import AsJson, Name, State, console
from services.cli.sources.preview import Row, changes_table, counts_of, rows_of
from services.cli.sources.workplace import Workplace, workplace
from services.ingest.archive import Entry
from services.ingest.decisions import Decision, Decisions
from services.ingest.decode.guard import kind_of
from services.ingest.ledger import KeptReports
from services.ingest.recipe import Recipe
from services.runtime.clock import SystemClock
from services.runtime.errors import ConfigError
from services.runtime.logs import configure_logging

quarantine_app = typer.Typer(help="Bodies that were set apart: look, release, drop.", no_args_is_help=True)

Why = Annotated[str, typer.Option("--why", help="Why; goes on record. Never a person's name.")]
_HEAD = 300


@dataclass(frozen=True)
class Held:
    """A body that is set apart, the report that says why, and what releasing it would change."""

    report: PollReport
    entry: Entry
    head: str
    rows: list[Row]
    released: PollReport

    def facts(self) -> JsonObject:
        """All of it, for JSON."""
        return {
            "recipe": self.report.recipe,
            "reason": self.report.reason,
            "differences": differences_of(self.report),
            "sha256": self.entry.sha256,
            "bytes": self.entry.bytes,
            "url": self.entry.url,
            "retrieved_at": self.entry.retrieved_at.isoformat(),
            "head": self.head,
            "release": {"outcome": self.released.outcome.value, "changes": counts_of(self.rows)},
        }


@quarantine_app.callback()
def _quiet() -> None:
    configure_logging("koers-quarantine", form="console", level="CRITICAL")


@quarantine_app.command("list")
def list_held(state: State = default_state_dir(), as_json: AsJson = False) -> None:  # noqa: B008
    """List what is set apart now."""
    place = workplace(state, SystemClock())
    reports = quarantined(place)
    if as_json:
        rows = [{"recipe": r.recipe, "since": r.polled_at.isoformat(), "reason": r.reason} for r in reports]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not reports:
        print("nothing is set apart")
        return
    table = Table(Column("recipe", no_wrap=True), "last tried", "last good figures", "why")
    for report in reports:
        good = f"{report.retrieved_at:%Y-%m-%d}" if report.retrieved_at else "none"
        table.add_row(report.recipe, f"{report.polled_at:%Y-%m-%d %H:%M}", good, report.reason or "")
    console().print(table)


@quarantine_app.command()
def show(name: Name, state: State = default_state_dir(), as_json: AsJson = False) -> None:  # noqa: B008
    """Show why a body is set apart, how it begins, and what would change if it were released."""
    place = workplace(state, SystemClock())
    found = asyncio.run(held(place, place.recipe(name)))
    if as_json:
        print(json.dumps(found.facts(), ensure_ascii=False, indent=2))
        return
    reason = (found.report.reason or "").partition(":")[0]
    print(f"{found.report.recipe}: {reason}")
    for line in differences_of(found.report):
        print(f"  {line}")
    print(f"body {found.entry.sha256}, {found.entry.bytes} bytes, {found.entry.retrieved_at:%Y-%m-%d %H:%M} UTC")
    print(f"from {found.entry.url}" + (f"?{found.entry.query}" if found.entry.query else ""))
    print(f"begins {found.head}")
    if found.released.outcome is PollOutcome.quarantined:
        print(f"a release would not help: {found.released.reason}")
        return
    print("released it would change: " + ", ".join(f"{n} {kind}" for kind, n in counts_of(found.rows).items()))
    if found.rows:
        console().print(changes_table(found.rows, 20))


@quarantine_app.command()
def release(name: Name, why: Why, state: State = default_state_dir()) -> None:  # noqa: B008
    """Believe the body that is set apart: the ingest worker publishes it within seconds."""
    place = workplace(state, SystemClock())
    found = asyncio.run(held(place, place.recipe(name)))
    if found.released.outcome is PollOutcome.quarantined:
        raise ConfigError(f"{name}: no release makes data of this body: {found.released.reason}")
    decide(place, found.entry, "release", why)
    print(f"{found.report.recipe}: released; the ingest worker publishes it, now or when it is started")


@quarantine_app.command()
def drop(name: Name, why: Why, state: State = default_state_dir()) -> None:  # noqa: B008
    """Say that the body is no data: the last good figures stand, and nobody is told of it any more."""
    place = workplace(state, SystemClock())
    report = one(place, place.recipe(name))
    decide(place, entry_of(place, report), "drop", why)
    print(f"{report.recipe}: dropped; its bytes stay in the archive")


def quarantined(place: Workplace) -> list[PollReport]:
    """The reports of recipes whose last body is set apart. Raises ConfigError where there is no deployment."""
    folder = place.state / "archive" / "reports"
    if not folder.is_dir():
        raise ConfigError(f"{place.state} holds no archive: give the --state of a deployment")
    kept = KeptReports(folder)
    reports = [kept.get(recipe.id) for recipe in place.recipes]
    return [report for report in reports if report and report.outcome is PollOutcome.quarantined]


def one(place: Workplace, recipe: Recipe) -> PollReport:
    """The report of a recipe whose last body is set apart. Raises ConfigError for any other."""
    found = next((report for report in quarantined(place) if report.recipe == recipe.id), None)
    if found is None:
        raise ConfigError(f"nothing of {recipe.id} is set apart; `koers quarantine list` tells what is")
    return found


def entry_of(place: Workplace, report: PollReport) -> Entry:
    """The archived body a report is about."""
    entries = place.rehearse().below.entries(report.recipe)
    return next(entry for entry in reversed(entries) if entry.sha256 == report.raw_sha256)


async def held(place: Workplace, recipe: Recipe) -> Held:
    """The body of a recipe that is set apart, with a rehearsal of its release. Raises ConfigError."""
    report = one(place, recipe)
    entry, rehearsal = entry_of(place, report), place.rehearse()
    await rehearsal.replay(recipe)
    decided = _decision(entry, "release", "rehearsal", place)
    rehearsal.desk.decisions.suppose(decided)
    released = await rehearsal.desk.take(recipe, entry)
    head = _printable(rehearsal.below.body(entry))
    return Held(report, entry, head, rows_of(rehearsal.revisions), released)


def decide(place: Workplace, entry: Entry, decision: Literal["release", "drop"], why: str) -> None:
    """Put a decision on record, where the ingest worker finds it. Raises ConfigError without a reason."""
    if not why.strip():
        raise ConfigError("--why is empty; say why, it goes on record")
    Decisions(place.state / "archive" / "decisions.jsonl").add(_decision(entry, decision, why, place))


def differences_of(report: PollReport) -> list[str]:
    """The reason of a quarantine, a line a difference."""
    return [line for line in (report.reason or "").partition(": ")[2].split("; ") if line]


def _decision(entry: Entry, decision: Literal["release", "drop"], why: str, place: Workplace) -> Decision:
    return Decision(
        recipe=entry.recipe, sha256=entry.sha256, decision=decision, why=why.strip(), decided_at=place.clock.now()
    )


def _printable(body: bytes) -> str:
    """The first letters of a text; what kind of bytes it is, for any other."""
    kind = kind_of(body)
    if kind in ("zip", "empty") or body.startswith(b"\x1f\x8b"):
        return f"as {'gzip' if body.startswith(bytes([0x1F, 0x8B])) else kind}"
    text = body[:_HEAD].decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else " " for letter in text)
