"""Makes the bulk download: all files, a README, checksums, in one archive that appears only when it is whole."""

import asyncio
import hashlib
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from services.board.export.contents import ABOUT, STORED, read_tables
from services.board.export.files import TwoFiles, kinds_of, plain
from services.board.web.moment import Moment
from services.board.web.rendering import renderers
from services.board.web.tables.table import Table
from services.runtime.agenda import AgendaIndex
from services.runtime.database import Database

KEPT: Final = 31
_NAME: Final = "koers-open-data-"


@dataclass(frozen=True, slots=True)
class Bundle:
    """One archive and its day."""

    path: Path
    day: date

    @property
    def size(self) -> int:
        """In bytes."""
        return self.path.stat().st_size

    @property
    def sha256(self) -> str:
        """As it stands in the file beside it; empty where that is not there."""
        beside = self.path.with_suffix(".zip.sha256")
        return beside.read_text(encoding="ascii").split()[0] if beside.is_file() else ""


def bundles(folder: Path) -> list[Bundle]:
    """What there is, the newest first."""
    found = []
    for path in folder.glob(f"{_NAME}*.zip"):
        try:
            found.append(Bundle(path, date.fromisoformat(path.stem.removeprefix(_NAME))))
        except ValueError:
            continue
    return sorted(found, key=lambda bundle: bundle.day, reverse=True)


async def make_bundle(folder: Path, database: Database, agenda: AgendaIndex, moment: Moment) -> Bundle:
    """Write the archive of the moment's day; one that is there already is replaced.

    Everything in it is read in one transaction, so that its tables fit each other. Raises TransientError.
    """
    _make(folder)
    path = folder / f"{_NAME}{moment.today}.zip"
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as made:
        inside = Path(made) / path.stem
        inside.mkdir()
        counts = await _write(inside, database, agenda, moment)
        (inside / "README.md").write_text(_readme(counts, agenda, moment), encoding="utf-8")
        await asyncio.to_thread(_pack, inside, path)
    return Bundle(path, moment.today)


def prune(folder: Path) -> None:
    """Keep a month of days, and the first that was made in every month."""
    found = bundles(folder)
    firsts = {(b.day.year, b.day.month): b for b in found}
    for bundle in found[KEPT:]:
        if firsts[bundle.day.year, bundle.day.month] is not bundle:
            bundle.path.unlink()
            bundle.path.with_suffix(".zip.sha256").unlink(missing_ok=True)


async def _write(inside: Path, database: Database, agenda: AgendaIndex, moment: Moment) -> dict[str, int]:
    """The files of every table; returns how many rows each has."""
    counts: dict[str, int] = {}
    async with database.transaction() as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in await read_tables(connection, agenda, moment, renderers()):
            counts[table.name] = _write_table(inside, table)
        for stored in STORED:
            with TwoFiles(inside, stored.name, stored.columns) as files:
                async for rows in stored.batches(connection, moment):
                    files.write(rows)
                counts[stored.name] = files.rows
    return counts


def _write_table(inside: Path, table: Table) -> int:
    with TwoFiles(inside, table.name, kinds_of(table)) as files:
        files.write(plain(table))
        return files.rows


def _pack(inside: Path, path: Path) -> None:
    """Checksums of all files, then the archive under a name nobody reads yet, then both under their own."""
    files = sorted(inside.iterdir())
    sums = "".join(f"{_sha256(file)}  {file.name}\n" for file in files)
    (inside / "checksums.sha256").write_text(sums, encoding="ascii")
    packed = inside.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(inside.iterdir()):
            archive.write(file, f"{inside.name}/{file.name}")
    path.with_suffix(".zip.sha256").write_text(f"{_sha256(packed)}  {path.name}\n", encoding="ascii")
    shutil.move(packed, path)


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _readme(counts: dict[str, int], agenda: AgendaIndex, moment: Moment) -> str:
    about = ABOUT | {stored.name: stored.about for stored in STORED}
    lines = [
        f"# Koers open data, {moment.today}",
        "",
        f"What Koers knew at {moment.at.isoformat(timespec='seconds')}, by edition {agenda.agenda.edition} of the "
        f"agenda (sha256 {agenda.agenda.sha256}). Every table as CSV (UTF-8, with a header) and as Parquet; `-nl` and "
        "`-en` are the same rows with texts in Dutch and English. docs/open-data.md of the project explains columns.",
        "",
        "| table | rows | what it holds |",
        "|---|---|---|",
        *(f"| `{name}` | {count} | {about[_base(name)]} |" for name, count in counts.items()),
        "",
        "Check the files with `sha256sum -c checksums.sha256`.",
        "",
        "Every figure carries the licence of its publisher: columns `licence` and `attribution` of `series`. Texts "
        "and verdicts of Koers: EUPL-1.2. The recommendations are the SERV's (2018); titles and summaries are ours.",
        "In CSV an apostrophe stands before text that a spreadsheet would take for a formula; in Parquet it does not.",
        "",
    ]
    return "\n".join(lines)


def _base(name: str) -> str:
    return name.removesuffix("-nl").removesuffix("-en")
