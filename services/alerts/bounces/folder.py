"""Reads the mailbox of the return paths where the relay delivers it into a folder (Maildir)."""

import asyncio
import mailbox
from pathlib import Path

from services.alerts.bounces.taking import Bounces
from services.alerts.loops import Turn

_LIMIT = 1_000_000


class BounceFolder:
    """A message is taken away once it has been dealt with; one of unknown purpose too, since nobody reads there."""

    def __init__(self, folder: Path, bounces: Bounces) -> None:
        self._folder, self._bounces = folder, bounces

    async def turn(self) -> Turn:
        """Deal with all there is."""
        done = 0
        for key, raw in await asyncio.to_thread(self._read):
            await self._bounces.take(raw)
            await asyncio.to_thread(self._discard, key)
            done += 1
        return Turn(0, done)

    def _open(self) -> mailbox.Maildir:
        return mailbox.Maildir(self._folder, create=True)

    def _read(self) -> list[tuple[str, bytes]]:
        box = self._open()
        found = []
        for key in box.keys():  # noqa: SIM118 - a Maildir iterates over messages, not keys
            with box.get_file(key) as file:
                found.append((key, file.read(_LIMIT)))
        return found

    def _discard(self, key: str) -> None:
        self._open().discard(key)
