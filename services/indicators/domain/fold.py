"""The verdict history: a fold over periods, so that it depends on what is known and not on the order it came in."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.assessment import PeriodVerdict
from schemas.period import Period
from schemas.verdicts import Undetermined, Verdict
from services.indicators.domain.reading import Reading
from services.indicators.domain.ruling import Judged
from services.indicators.domain.standing import BADNESS


@dataclass(frozen=True, slots=True)
class Course:
    """Where the fold stands after the newest period.

    `since` is the period the verdict began, `from_period` the last one under the verdict before. `held`: by the plain
    thresholds the newest value would leave the verdict, but not by the slack. `unconfirmed` is the worse verdict the
    newest value points to without being allowed to enter it.
    """

    verdict: Verdict = Verdict.undetermined
    reason: Undetermined | None = None
    since: Period | None = None
    from_verdict: Verdict | None = None
    from_period: Period | None = None
    confirmed: bool = True
    suspect: bool = False
    held: bool = False
    unconfirmed: Verdict | None = None
    history: tuple[PeriodVerdict, ...] = ()


@dataclass(slots=True)
class _Pending:
    """A worse verdict a value points to that cannot confirm it."""

    verdict: Verdict
    since: Period
    suspect: bool


class _Fold:
    """The state between two periods."""

    def __init__(self) -> None:
        self.verdict: Verdict | None = None
        self.reason: Undetermined | None = None
        self.since: Period | None = None
        self.from_verdict: Verdict | None = None
        self.from_period: Period | None = None
        self.confirmed = True
        self.suspect = False
        self.held = False
        self.pending: _Pending | None = None
        self.history: list[PeriodVerdict] = []

    def step(self, judged: Judged) -> None:
        """Take in the next period."""
        reading = judged.reading
        if judged.standing is None:
            self._undetermined(judged)
            return
        standing = self.verdict if self.verdict is not Verdict.undetermined else None
        plain = judged.standing.plain()
        leaves = standing is None or standing is plain or not judged.standing.stays(standing, plain)
        verdict = plain if leaves or standing is None else standing
        self.held = verdict is not plain
        confirms = not reading.flags or (reading.settled and (not reading.unreliable or self._backed(verdict)))
        if standing is not None and verdict is not standing and _worse(verdict, standing) and not confirms:
            self._wait(verdict, reading)
        else:
            self._enter(verdict, reading, confirms=confirms)
        self.history.append(_entry(judged, verdict, confirmed=confirms))

    def end(self, since: Period) -> None:
        """Leave the verdict at a break that no value has followed yet."""
        self.reason, self.pending, self.held = Undetermined.incomparable, None, False
        if self.verdict in (None, Verdict.undetermined):
            return
        self._begin(Verdict.undetermined, since)
        self.confirmed, self.suspect = True, False

    def course(self) -> Course:
        """What the fold has come to."""
        if self.verdict is None:
            return Course(reason=self.reason)
        return Course(
            self.verdict,
            self.reason if self.verdict is Verdict.undetermined else None,
            self.since,
            self.from_verdict,
            self.from_period,
            self.confirmed,
            self.suspect,
            self.held,
            self.pending.verdict if self.pending else None,
            tuple(self.history),
        )

    def _backed(self, verdict: Verdict) -> bool:
        """Whether the value before points the same way, so that an unreliable one does not stand alone."""
        if self.pending is None or self.verdict is None or not _worse(verdict, self.verdict):
            return verdict is self.verdict
        return not _worse(verdict, self.pending.verdict)

    def _enter(self, verdict: Verdict, reading: Reading, *, confirms: bool) -> None:
        pending, self.pending = self.pending, None
        if verdict is self.verdict:
            self.confirmed = self.confirmed or confirms
            return
        same = pending is not None and pending.verdict is verdict
        self._begin(verdict, pending.since if pending and same else reading.period)
        self.confirmed = confirms
        self.suspect = reading.suspect or (pending is not None and same and pending.suspect)

    def _wait(self, verdict: Verdict, reading: Reading) -> None:
        same = self.pending is not None and self.pending.verdict is verdict
        since = self.pending.since if self.pending and same else reading.period
        self.pending = _Pending(verdict, since, reading.suspect)

    def _undetermined(self, judged: Judged) -> None:
        self.reason, self.pending, self.held = judged.reason, None, False
        if self.verdict is None:
            return
        if self.verdict is not Verdict.undetermined:
            self._begin(Verdict.undetermined, judged.reading.period)
            self.confirmed, self.suspect = True, judged.reading.suspect
        self.history.append(_entry(judged, Verdict.undetermined, confirmed=True))

    def _begin(self, verdict: Verdict, since: Period) -> None:
        before = (entry.period for entry in reversed(self.history) if entry.period.start < since.start)
        self.from_verdict, self.from_period = self.verdict, next(before, None) if self.verdict else None
        self.verdict, self.since = verdict, since


def fold(judged: Sequence[Judged], ended: Period | None = None) -> Course:
    """The course of the verdict over the periods, oldest first.

    A worse verdict is entered only when a value confirms it: one that is neither provisional nor unreliable, one that
    a later release repeats, or a second unreliable one in a row. Until then the verdict before stands. A better verdict
    is entered at once. Where there is no verdict to stand on, the first is entered unconfirmed. `ended` is the period
    of a break behind the newest value: from then on there is no verdict, as nothing before it can be compared.
    """
    state = _Fold()
    for item in judged:
        state.step(item)
    if ended:
        state.end(ended)
    return state.course()


def _worse(verdict: Verdict, than: Verdict) -> bool:
    return BADNESS[verdict] > BADNESS[than]


def _entry(judged: Judged, verdict: Verdict, *, confirmed: bool) -> PeriodVerdict:
    reading = judged.reading
    return PeriodVerdict(
        period=reading.period,
        value=reading.number,
        expected=judged.expected,
        ratio=judged.ratio,
        verdict=verdict,
        confirmed=confirmed,
    )
