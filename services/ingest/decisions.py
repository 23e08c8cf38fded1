"""What a person decided about bodies that were set apart: kept beside the archive, carried out by the ingest worker."""

import fcntl
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from schemas.base import Model, Sha256
from services.runtime.errors import ConfigError


class Decision(Model):
    """One decision. `release`: the body is believed and published; `drop`: it is no data, and nobody waits for it."""

    recipe: str
    sha256: Sha256
    decision: Literal["release", "drop"]
    why: str
    decided_at: datetime


class Decisions:
    """The decisions by recipe and body; the last one about a body counts.

    They hold for the bytes, so a body that comes in again, or is replayed, is taken in the same way.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Read them; without a file there are none."""
        self._path, self._size = path, -1
        self._known: dict[tuple[str, str], Decision] = {}
        self.refresh()

    def of(self, recipe: str, sha256: str) -> Decision | None:
        """What was decided about a body of a recipe."""
        return self._known.get((recipe, sha256))

    def refresh(self) -> bool:
        """Read what another process has added; whether there was anything. Raises ConfigError for a damaged file."""
        if self._path is None or not self._path.exists() or self._path.stat().st_size == self._size:
            return False
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        try:
            for line in whole.splitlines():
                decision = Decision.model_validate_json(line)
                self._known[decision.recipe, decision.sha256] = decision
        except ValidationError as error:
            raise ConfigError(f"{self._path} is damaged: {error}") from error
        self._size = len(content)
        return True

    def suppose(self, decision: Decision) -> None:
        """Go by a decision that nobody has taken, for a rehearsal."""
        self._known[decision.recipe, decision.sha256] = decision

    def add(self, decision: Decision) -> None:
        """Note a decision; on return it would survive a crash."""
        if self._path is None:
            raise ConfigError("decisions have no place to be kept")
        with self._path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(decision.model_dump_json().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.refresh()
