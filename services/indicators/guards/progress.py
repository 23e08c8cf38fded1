"""Guard G11: a worker that has work and does none ends itself.

Seen once on a real broker after a freeze: assigned, ready, lag, no error, nothing consumed. No error and no coordinator
can tell that; only the committed offsets can. The supervisor starts the worker again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from services.indicators.guards.lag import Progress
from services.runtime.broker import Position
from services.runtime.errors import TransientError

_PATIENT = 8


@dataclass
class StallClock:
    """Counts how long nothing has moved while records wait.

    `patience` is for the worker as a whole; one partition alone may wait eight times as long, for its records may
    stand behind others in a long queue, and so may a rebalance or a recovery. `overslept` is the pause between two
    looks after which the watcher itself was asleep (a stopped process, a clock jump) and counts afresh. In seconds.
    """

    patience: float
    monotonic: Callable[[], float]
    overslept: float = 10.0
    _seen: dict[Position, int] = field(default_factory=dict)
    _moved_at: dict[Position, float] = field(default_factory=dict)
    _any_moved_at: float = 0.0
    _looked_at: float = float("-inf")
    _busy_since: float | None = None

    def look(self, progress: Progress) -> int:
        """Note the progress; returns the records done since the last look. Raises TransientError on a stall."""
        now = self._wake()
        self._busy_since = None
        done = sum(max(0, offset - self._seen.get(position, offset)) for position, offset in progress.committed.items())
        if done or not progress.lag:
            self._any_moved_at = now
        self._moved_at = {position: self._last_move(position, progress, now) for position in progress.committed}
        self._seen, self._looked_at = dict(progress.committed), now
        self._judge(progress, now)
        return done

    def busy(self, reason: str) -> None:
        """Note that the worker is not processing now, and why. Raises TransientError when that lasts too long."""
        now = self._wake()
        self.forget()
        self._busy_since = now if self._busy_since is None else self._busy_since
        if now - self._busy_since > _PATIENT * self.patience:
            raise TransientError(f"stalled: {reason} for {now - self._busy_since:.0f} s")

    def forget(self) -> None:
        """Begin again, because not moving proves nothing now (a rebalance, an outage)."""
        self._seen.clear()
        self._moved_at.clear()
        self._any_moved_at = self._looked_at = self.monotonic()

    def _wake(self) -> float:
        now = self.monotonic()
        if now - self._looked_at > self.overslept:
            self._busy_since = None
            self.forget()
        return now

    def _last_move(self, position: Position, progress: Progress, now: float) -> float:
        still = progress.committed[position] == self._seen.get(position) and progress.behind[position] > 0
        return self._moved_at[position] if still else now

    def _judge(self, progress: Progress, now: float) -> None:
        if now - self._any_moved_at > self.patience:
            raise TransientError(
                f"stalled: {progress.lag} records wait, none was done for {now - self._any_moved_at:.0f} s"
            )
        for (topic, partition), moved_at in self._moved_at.items():
            if now - moved_at > _PATIENT * self.patience:
                raise TransientError(f"stalled: {topic}[{partition}] has not moved for {now - moved_at:.0f} s")
