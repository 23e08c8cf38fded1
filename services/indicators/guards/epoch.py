"""Guard G16: a broker whose data is another ends this worker.

After a broker was created anew, stored offsets skip what the rebuilt topics hold, and tables in memory answer for data
that no longer exists. The epoch in `koers.meta.v1` tells; the worker starts again, with empty tables.
"""

from services.runtime.broker import Reader
from services.runtime.errors import PermanentError, TransientError
from services.runtime.topics import META, read_epoch


class EpochWatch:
    """Compares the broker's epoch with the one this worker began with."""

    def __init__(self, reader: Reader, epoch: str) -> None:
        """`reader` reads `koers.meta.v1`."""
        self._reader, self._epoch = reader, epoch

    async def look(self) -> None:
        """Raises PermanentError on another epoch; a broker that does not answer is no other broker."""
        try:
            await self._reader.seek({(META, 0): 0})
            now = await read_epoch(self._reader, patience=1.0)
        except TransientError:
            return
        if now != self._epoch:
            raise PermanentError(f"the broker's data is another: epoch {now}, this worker began with {self._epoch}")
