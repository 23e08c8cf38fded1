"""From the turns of one indicator to what is told of it in a window of days."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from schemas.period import Period
from schemas.stats import Observation, SeriesSnapshot
from schemas.verdicts import Verdict
from services.alerts.domain.decision import DRIFT_KINDS, Notice
from services.alerts.domain.severity import is_worse
from services.cli.backtest.outcome import KnownBy, Mail, Step, TakenBack, Why
from services.cli.backtest.replay import Turn

Window = tuple[date, date]


def steps_of(turns: Sequence[Turn], window: Window) -> tuple[Step | None, tuple[Step, ...]]:
    """How it stood before the first day of the window, and every change of verdict or newest figure within it."""
    steps = [step_of(turn) for turn in turns]
    changed = steps[:1] + [step for before, step in pairwise(steps) if _told(before) != _told(step)]
    before = [step for step in changed if step.day < window[0]]
    within = tuple(step for step in changed if window[0] <= step.day <= window[1])
    return before[-1] if before else None, within


def step_of(turn: Turn) -> Step:
    """How it stands from a turn on."""
    a = turn.assessment
    known_by: dict[bool | None, KnownBy] = {True: "recording", False: "publication_order", None: "calendar"}
    return Step(
        day=turn.day,
        verdict=a.verdict,
        reason=a.reason,
        cause=a.episode.cause,
        confirmed=a.episode.confirmed,
        period=a.latest.period if a.latest else None,
        shown=a.latest.shown if a.latest else None,
        known_by=known_by[turn.recorded],
    )


def mails_of(turns: Sequence[Turn], window: Window) -> tuple[tuple[Mail, ...], tuple[Mail, ...]]:
    """The mails about a drift and the notices to the data desk; what took a mail back is looked for up to the end."""
    told = [mail for number, turn in enumerate(turns) for mail in _mails(turn, turns[number + 1 :], window)]
    drifts = tuple(mail for mail in told if mail.kind in DRIFT_KINDS)
    return drifts, tuple(mail for mail in told if mail.kind not in DRIFT_KINDS)


def _told(step: Step) -> tuple[object, ...]:
    return step.verdict, step.reason, step.confirmed, step.period, step.shown


def _mails(turn: Turn, later: Sequence[Turn], window: Window) -> Iterator[Mail]:
    a = turn.assessment
    if not window[0] <= turn.day <= window[1]:
        return
    for notice in turn.decision.notices:
        yield Mail(
            day=turn.day,
            kind=notice.kind,
            previous=notice.previous,
            verdict=a.verdict,
            period=a.latest.period if a.latest else None,
            bodies=tuple(owner.body for owner in notice.owners),
            desk=notice.desk,
            hold=notice.hold,
            reason=turn.decision.reason,
            taken_back=_taken_back(notice, turn, later) if notice.kind in DRIFT_KINDS else None,
        )


def _taken_back(notice: Notice, told: Turn, later: Sequence[Turn]) -> TakenBack | None:
    """A mail said that a period is worse than what was before; whether that stands by what was known of it later.

    Figures of later periods take nothing back, nor do those of another place than the one the mail was about.
    """
    latest, place = told.assessment.latest, told.assessment.stand_in
    if latest is None:
        return None
    for turn in later:
        verdicts = {entry.period: entry.verdict for entry in turn.assessment.history}
        verdict = verdicts.get(latest.period, Verdict.undetermined)
        if turn.assessment.stand_in != place or is_worse(notice.previous, verdict):
            continue
        if why := _difference(_up_to(told.snapshots, latest.period), _up_to(turn.snapshots, latest.period)):
            return TakenBack(day=turn.day, verdict=None if verdict is Verdict.undetermined else verdict, why=why)
    return None


_Figure = tuple[str | None, str, str | None]


def _up_to(snapshots: Mapping[str, SeriesSnapshot], period: Period) -> dict[tuple[str, Period], _Figure]:
    """Every figure known of the periods up to this one."""
    return {
        (series, found.period): _figure(found)
        for series, snapshot in snapshots.items()
        for found in snapshot.observations
        if found.period.position <= period.position
    }


def _figure(found: Observation) -> _Figure:
    return found.value, found.obs_flags, found.conf


def _difference(
    before: Mapping[tuple[str, Period], _Figure], after: Mapping[tuple[str, Period], _Figure]
) -> Why | None:
    if any(after.get(key) != figure for key, figure in before.items()):
        return "revised"
    return "late" if after.keys() - before.keys() else None
