"""What an assessment means for alerting, given the last episode that was handled."""

from dataclasses import replace

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Assessment
from schemas.period import Period
from schemas.series import SeriesId
from schemas.verdicts import Basis, Cause, DriftPolicy, Verdict
from services.alerts.domain.addressing import told_to
from services.alerts.domain.decision import (
    ACTIVE,
    DRIFT_KINDS,
    Decision,
    Handled,
    HoldReason,
    Known,
    Move,
    Notice,
    opened,
    resolved,
)
from services.alerts.domain.editions import Editions, changed_by
from services.alerts.domain.severity import DRIFT, concerned, counted, falls_back, is_context_only, is_worse
from services.alerts.mail.content import DeskReason

Sources = frozenset[tuple[str, str]]

_UNKNOWN = Editions()
_NEVER = frozenset({DriftPolicy.manual_entry, DriftPolicy.context_only})


def decide(
    assessment: Assessment,
    handled: Handled | None,
    known: Known,
    down: Sources = frozenset(),
    editions: Editions = _UNKNOWN,
) -> Decision:
    """Compare with what was handled.

    `known` are the subject's alerts, `down` the (source, dataset) out of reach.
    """
    drift = _drift(assessment, handled, known, editions)
    broken = newest_break(assessment)
    moves, notices = list(drift.moves), list(drift.notices)
    if handled and broken and (handled.broken is None or handled.broken < broken):
        moves.append(opened(AlertKind.series_break, known, f"the series breaks at {broken.label}"))
        notices.append(Notice(AlertKind.series_break, desk=DeskReason.desk_matter))
    stale_moves, stale_notices = _stale(assessment, known, down)
    asked_moves, asked_notices = _asked(assessment, known)
    return replace(
        drift,
        handled=replace(drift.handled, episode=assessment.episode.id, broken=broken or drift.handled.broken),
        moves=(*moves, *stale_moves, *asked_moves),
        notices=(*notices, *stale_notices, *asked_notices),
        standing=_standing(assessment, handled, known, drift),
    )


def kind_of(assessment: Assessment) -> AlertKind:
    """Under which kind the drift of this assessment is alerted."""
    if assessment.verdict is Verdict.missed:
        return AlertKind.target_missed
    return AlertKind.gap_widening if assessment.basis is Basis.benchmark else AlertKind.verdict_worsened


def newest_break(assessment: Assessment) -> Period | None:
    """The period of the latest break among the indicator's own points."""
    return max((point.period for point in assessment.chart.points if point.is_break), default=None)


def _drift(a: Assessment, dealt: Handled | None, known: Known, editions: Editions) -> Decision:
    handled = dealt or Handled()
    ours = changed_by(a, dealt, editions)
    before = handled.settled or _determined(a.episode.from_verdict)
    if a.verdict is Verdict.undetermined:
        return Decision(handled, "undetermined")
    if not a.episode.confirmed:
        return Decision(handled, "waits for a value that confirms it")
    judged = a.latest.period if a.latest else None
    settled = replace(handled, settled=a.verdict, edition=a.agenda.edition, judged=judged)
    if a.verdict is before:
        return Decision(settled, "no difference", refresh=True)
    if not is_worse(before, a.verdict):
        return _better(a, before, _step(a, before, ours), settled, known)
    if why := ours or _why_never(a, before):
        return Decision(settled, why, refresh=True)
    if a.drift_policy is DriftPolicy.annual_only and not _is_new_wave(a, handled):
        return Decision(handled, "one alert a wave")
    return _worse(a, before, settled, known)


def _standing(a: Assessment, handled: Handled | None, known: Known, drift: Decision) -> tuple[AlertKind, ...]:
    """The drifts told before that a newer figure has not ended."""
    if handled is None or handled.judged is None or a.latest is None or a.verdict not in DRIFT:
        return ()
    if not a.episode.confirmed or not handled.judged < a.latest.period:
        return ()
    moved = {move.kind for move in drift.moves}
    there = (kind for kind in DRIFT_KINDS if known.get(kind) not in (None, AlertState.resolved))
    return tuple(kind for kind in there if kind not in moved)


def _determined(verdict: Verdict | None) -> Verdict | None:
    return None if verdict is Verdict.undetermined else verdict


def _why_never(a: Assessment, before: Verdict | None) -> str | None:
    """Why this drift sends nothing, now or later; None when it may."""
    if a.drift_policy in _NEVER:
        return f"drift policy {a.drift_policy.value}"
    if a.drift_policy is DriftPolicy.regression_only and not falls_back(a, before):
        return "no regression"
    return "context only" if is_context_only(a) else None


def _is_new_wave(a: Assessment, handled: Handled) -> bool:
    return handled.alerted is None or (a.latest is not None and handled.alerted < a.latest.period)


def _worse(a: Assessment, before: Verdict | None, settled: Handled, known: Known) -> Decision:
    kind = kind_of(a)
    reason = _step(a, before)
    others = tuple(other for other in DRIFT_KINDS if other is not kind)
    return Decision(
        replace(settled, alerted=a.latest.period if a.latest else settled.alerted),
        reason,
        (opened(kind, known, reason), *resolved(others, known, f"superseded by {kind.value}")),
        _notices(a, kind, before),
        refresh=True,
    )


def _notices(a: Assessment, kind: AlertKind, before: Verdict | None) -> tuple[Notice, ...]:
    """Only bodies for whom the counted verdict worsens are told; an indicator without owner goes to the desk."""
    hold = HoldReason.suspect if a.episode.suspect else None
    owners = concerned(a)
    if not owners:
        return told_to(kind, owners, previous=before, hold=hold)
    told = tuple(
        owner
        for owner in owners
        if is_worse(counted(before, a, owner.recommendations), counted(a.verdict, a, owner.recommendations))
    )
    return told_to(kind, told, previous=before, hold=hold) if told else ()


def _better(a: Assessment, before: Verdict | None, reason: str, settled: Handled, known: Known) -> Decision:
    """A drift is over or smaller; that a revision took back what was told is told, too."""
    over = a.verdict in (Verdict.met, Verdict.on_track)
    moves: tuple[Move, ...] = resolved(DRIFT_KINDS, known, reason) if over else ()
    if a.episode.cause is not Cause.revision:
        return Decision(settled, reason, moves, refresh=True)
    kind, told = AlertKind.revision_changed_verdict, tuple(owner for owner in concerned(a) if not owner.successors)
    notices: tuple[Notice, ...] = ()
    if told and any(known.get(drift) not in (None, AlertState.resolved) for drift in DRIFT_KINDS):
        notices = (Notice(kind, told, previous=before, hold=HoldReason.suspect if a.episode.suspect else None),)
    return Decision(settled, reason, (*moves, Move(kind, AlertState.resolved, reason)), notices, refresh=True)


def _step(a: Assessment, before: Verdict | None, ours: str | None = None) -> str:
    period = f" at {a.latest.period.label}" if a.latest else ""
    cause = ours or f"cause {a.episode.cause.value}"
    return f"{before.value if before else 'unknown'} to {a.verdict.value}{period}, {cause}"


def _stale(a: Assessment, known: Known, down: Sources) -> tuple[tuple[Move, ...], tuple[Notice, ...]]:
    """Staleness goes to the desk, unless a source it comes from cannot be reached, which is told already."""
    kind = AlertKind.data_stale
    if a.freshness.state != "overdue":
        return resolved((kind,), known, "a newer figure has come"), ()
    sources = {(series.source, series.dataset) for series in (SeriesId.parse(i.series_id) for i in a.inputs)}
    if known.get(kind) in ACTIVE or sources & down:
        return (), ()
    return (opened(kind, known, "the next figure is overdue"),), (Notice(kind, desk=DeskReason.desk_matter),)


def _asked(a: Assessment, known: Known) -> tuple[tuple[Move, ...], tuple[Notice, ...]]:
    """Whoever owns an incomplete target is asked once to define it; an answer, whatever it is, ends the asking."""
    kind = AlertKind.target_to_define
    if a.target_to_define is None:
        return resolved((kind,), known, "the target is defined"), ()
    shown_only = is_context_only(a) or a.drift_policy is DriftPolicy.context_only
    if shown_only or known.get(kind) not in (None, AlertState.resolved):
        return (), ()
    reason = f"to be defined: {', '.join(a.target_to_define.missing)}"
    return (opened(kind, known, reason),), told_to(kind, concerned(a))
