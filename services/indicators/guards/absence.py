"""A worker that was away for longer than its session sends nothing any more: it ends, and starts anew.

A process that was stopped and goes on (SIGSTOP, a paused container) does not know that time has passed. Meanwhile the
group has given its keys to another, and what it still has in hand would be written over newer rows. Seen on a real
broker in two of three tries; Kafka fences only transactional producers, and Faust's is none.
"""

import threading
import time
from collections.abc import Callable

from services.runtime.errors import TransientError

_TICK = 0.5


class Absence:
    """Notes twice a second, in a thread of its own, that this process runs: a busy event loop is no absence.

    `longest` is the session, in seconds, after which the group gives this worker up.
    """

    def __init__(self, longest: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._longest, self._monotonic = longest, monotonic
        self._seen_at = monotonic()
        self._away = 0.0
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Start noting; the thread ends with the process."""
        threading.Thread(target=self._note_for_ever, name="absence", daemon=True).start()

    def note(self) -> None:
        """This process runs now; how long it was away at the most is kept for good."""
        with self._lock:
            now = self._monotonic()
            self._away = max(self._away, now - self._seen_at)
            self._seen_at = now

    async def look(self) -> None:
        """Raises TransientError where it was ever away for longer than its session."""
        self.check()

    def check(self) -> None:
        """The same, for whoever is about to send: it may be the first to wake."""
        self.note()
        if self._away > self._longest:
            raise TransientError(
                f"away for {self._away:.0f} s, longer than the session of {self._longest:.0f} s: others have its keys"
            )

    def _note_for_ever(self) -> None:
        while True:
            time.sleep(_TICK)
            self.note()
