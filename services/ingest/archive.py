"""The raw archive: every body as it was received, under its hash, and a journal of how each came in.

Nothing is ever changed or half written: a body is written beside its place, flushed and renamed; then one line is
appended to the journal. A torn last line, left by a crash, is cut off when the archive is opened again.
"""

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from schemas.base import Model, Sha256
from services.runtime.errors import ConfigError, PermanentError, TransientError


class Fetch(Model):
    """How a body came in, before it has a place in the journal.

    `asked` are the codes of the request per dimension. `dating` says how sure `retrieved_at` is: `exact`, or the `day`
    or `year` that is all that is known of a recording. `live` is False for a recording that ships with Koers. `cut`
    marks a body that was longer than its limit and is kept up to there.
    """

    recipe: str
    url: str
    query: str | None = None
    media_type: str
    headers: dict[str, str] = {}
    asked: dict[str, tuple[str, ...]] = {}
    status: int = 200
    cut: bool = False
    retrieved_at: datetime
    dating: str = "exact"
    live: bool = True
    note: str | None = None


class Entry(Fetch):
    """One line of the journal; `sequence` counts from 1 and orders all entries of the archive."""

    sequence: int
    sha256: Sha256
    bytes: int


class Archive(Protocol):
    """Keeps bodies and the order in which they came."""

    def add(self, body: bytes, fetch: Fetch) -> Entry:
        """Keep a body and journal it; on return both would survive a crash."""
        ...

    def body(self, entry: Entry) -> bytes:
        """The bytes of an entry. Raises PermanentError when they are gone or are not what they were."""
        ...

    def entries(self, recipe: str | None = None, *, after: int = 0) -> list[Entry]:
        """The journal in order, of one recipe where it is given, behind a sequence."""
        ...


class MemoryArchive:
    """An archive in memory, for tests and benchmarks."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}
        self._journal: list[Entry] = []

    def add(self, body: bytes, fetch: Fetch) -> Entry:
        entry = _entry(body, fetch, len(self._journal) + 1)
        self._bodies[entry.sha256] = body
        self._journal.append(entry)
        return entry

    def body(self, entry: Entry) -> bytes:
        if entry.sha256 not in self._bodies:
            raise PermanentError(f"body {entry.sha256} is not in the archive")
        return self._bodies[entry.sha256]

    def entries(self, recipe: str | None = None, *, after: int = 0) -> list[Entry]:
        return [e for e in self._journal if recipe in (None, e.recipe) and e.sequence > after]


class FileArchive:
    """An archive in a folder: `bodies/ab/cdef…` by hash, `journal.jsonl` in order. One process writes.

    `size` is the number of bytes of all bodies.
    """

    def __init__(self, root: Path) -> None:
        """Open or make it. Raises ConfigError when the folder cannot be used or the journal is damaged."""
        self._bodies, self._journal_path = root / "bodies", root / "journal.jsonl"
        try:
            self._bodies.mkdir(parents=True, exist_ok=True)
            self._journal = list(self._read_journal())
            self.size = sum({entry.sha256: entry.bytes for entry in self._journal}.values())
        except OSError as error:
            raise ConfigError(f"the archive {root} cannot be used: {error}") from error

    def add(self, body: bytes, fetch: Fetch) -> Entry:
        entry = _entry(body, fetch, len(self._journal) + 1)
        path = self._path(entry.sha256)
        if not path.exists():
            write_atomically(path, body)
            self.size += entry.bytes
        with self._journal_path.open("ab") as journal:
            journal.write(entry.model_dump_json(exclude_none=True).encode() + b"\n")
            journal.flush()
            os.fsync(journal.fileno())
        self._journal.append(entry)
        return entry

    def body(self, entry: Entry) -> bytes:
        try:
            body = self._path(entry.sha256).read_bytes()
        except OSError as error:
            raise PermanentError(f"body {entry.sha256} is not in the archive: {error}") from error
        if sha256_of(body) != entry.sha256:
            raise PermanentError(f"body {entry.sha256} of the archive was changed; restore it from a backup")
        return body

    def entries(self, recipe: str | None = None, *, after: int = 0) -> list[Entry]:
        return [e for e in self._journal if recipe in (None, e.recipe) and e.sequence > after]

    def _path(self, sha256: str) -> Path:
        return self._bodies / sha256[:2] / sha256[2:]

    def _read_journal(self) -> Iterator[Entry]:
        if not self._journal_path.exists():
            return
        content = self._journal_path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.truncate(self._journal_path, whole)
        for number, line in enumerate(content[:whole].splitlines(), start=1):
            try:
                entry = Entry.model_validate_json(line)
            except ValidationError as error:
                raise ConfigError(f"line {number} of the archive's journal is damaged: {error}") from error
            if entry.sequence != number:
                raise ConfigError(f"line {number} of the archive's journal has sequence {entry.sequence}")
            yield entry


@contextlib.contextmanager
def owned(root: Path) -> Iterator[None]:
    """Hold the archive for one writer.

    Raises TransientError while another process has it, ConfigError when the folder cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = (root / "lock").open("w")
    except OSError as error:
        raise ConfigError(f"the archive {root} cannot be used: {error}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise TransientError(f"another ingest worker writes the archive {root}") from error
        yield


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is there wholly or not at all, also after a crash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sha256_of(body: bytes) -> str:
    """The name of a body."""
    return hashlib.sha256(body).hexdigest()


def _entry(body: bytes, fetch: Fetch, sequence: int) -> Entry:
    return Entry(**fetch.model_dump(), sequence=sequence, sha256=sha256_of(body), bytes=len(body))
