"""Health that fails when a loop stops making progress: a worker that is up but idle must not look well."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Loop:
    """One loop of a service. It beats every time round and says how much is waiting and how much it has done.

    It is stuck when it has not beaten for `stalls_after` seconds, or when work has waited that long without any being
    done. A loop that was itself asleep (a stopped process, a clock jump) starts counting afresh. Before its first turn
    it is not known to have nothing to do, so one unit counts as waiting.
    """

    name: str
    stalls_after: float
    monotonic: Callable[[], float]
    pending: int = 1
    done: int = 0
    beaten_at: float = field(init=False)
    advanced_at: float = field(init=False)
    detail: str = ""

    def __post_init__(self) -> None:
        self.beaten_at = self.advanced_at = self.monotonic()

    def beat(self, *, pending: int, done: int = 0, detail: str | None = None) -> None:
        """Report one turn: `pending` units still waiting, `done` units finished in this turn."""
        now = self.monotonic()
        overslept = now - self.beaten_at > self.stalls_after
        if done or pending == 0 or overslept:
            self.advanced_at = now
        self.beaten_at, self.pending, self.done = now, pending, self.done + done
        if detail is not None:
            self.detail = detail

    @property
    def seconds_since_progress(self) -> float:
        """Seconds since it finished something or had nothing to do."""
        return self.monotonic() - self.advanced_at

    def fault(self) -> str | None:
        """What is wrong, in words; None when the loop is well."""
        now = self.monotonic()
        if now - self.beaten_at > self.stalls_after:
            return f"{self.name} has not turned for {now - self.beaten_at:.0f} s"
        if now - self.advanced_at > self.stalls_after:
            return f"{self.name} has {self.pending} waiting and finished none for {now - self.advanced_at:.0f} s"
        return None


class Health:
    """The health of one process: its loops, and whether it has got through its start."""

    def __init__(self, service: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.service = service
        self.loops: list[Loop] = []
        self.started = False
        self.facts: dict[str, str] = {}
        self._monotonic = monotonic

    def loop(self, name: str, *, stalls_after: float = 60.0) -> Loop:
        """Register a loop."""
        loop = Loop(name, stalls_after, self._monotonic)
        self.loops.append(loop)
        return loop

    def faults(self) -> list[str]:
        """Every fault of every loop, in words."""
        return [fault for loop in self.loops if (fault := loop.fault())]

    def status(self) -> dict[str, object]:
        """What `/status` shows: state, and per loop what waits, what was done, seconds since progress."""
        faults = self.faults()
        state = "stuck" if faults else "ready" if self.started else "starting"
        return {
            "service": self.service,
            "state": state,
            "faults": faults,
            "idle": self.started and not faults and all(loop.pending == 0 for loop in self.loops),
            "loops": [
                {
                    "name": loop.name,
                    "pending": loop.pending,
                    "done": loop.done,
                    "seconds_since_progress": round(loop.seconds_since_progress, 1),
                    "detail": loop.detail,
                }
                for loop in self.loops
            ],
            "facts": dict(self.facts),
        }
