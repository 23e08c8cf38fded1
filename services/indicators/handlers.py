"""What the worker does with an event, without broker, tables or clock: rows and events in, rows and events out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from schemas.agenda import Milestone, Recommendation
from schemas.assessment import AgendaEdition, Assessment
from schemas.policy import Answer, AnswerStatus, IndicatorInput, Member, Recheck, RecommendationState, Tick
from schemas.stats import DueBasis, MilestoneState, MilestoneStatus, SeriesSnapshot
from services.indicators.changes import older_milestone, precedes, same, slim
from services.indicators.domain.subject import Subject
from services.indicators.domain.versions import accept
from services.indicators.rows import IndicatorRow, RecommendationRow
from services.runtime.errors import BadRecord

Assess = Callable[[Subject, Mapping[str, SeriesSnapshot], date | None, Assessment | None], Assessment]
RollUp = Callable[
    [Recommendation, AgendaEdition, Sequence[Assessment], Sequence[MilestoneState], date | None], RecommendationState
]


@dataclass(frozen=True)
class Served:
    """A recommendation with what serves it in the present edition: keys of assessments and ids of milestones."""

    recommendation: Recommendation
    edition: AgendaEdition
    keys: frozenset[str]
    milestones: frozenset[str]


@dataclass(frozen=True)
class Judged:
    """What became of one indicator: its new row (None: unchanged), what to publish, how many inputs were stale.

    With an `error` the row holds what is known, and is not judged anew.
    """

    row: IndicatorRow | None
    publish: Assessment | None
    stale: int
    error: Exception | None = None


def fan_out_series(snapshot: SeriesSnapshot, keys: Iterable[str], offset: int) -> list[IndicatorInput]:
    """The snapshot for each indicator and composite that uses the series."""
    return [IndicatorInput(key=key, snapshot=snapshot, published_offset=offset) for key in keys]


def judge(
    row: IndicatorRow, subject: Subject, events: Sequence[IndicatorInput | Tick | Recheck], assess: Assess
) -> Judged:
    """Apply events in order, then assess once.

    A lower version of a series is ignored, an equal one recomputes; a tick moves the day. Published is what changed
    apart from times, and always what a recheck asked for. The row remembers what was published. What another edition of
    the agenda changes is told apart from what the events bring: the figures known so far are judged by it first. A
    BadRecord is raised on: the snapshot does not stay. Any other error in judging is a fault of ours: the snapshot
    stays.
    """
    snapshots, as_of, stale = dict(row.snapshots), row.as_of, 0
    for event in events:
        for snapshot in _snapshots(event):
            if accept(snapshots.get(snapshot.series_id), snapshot):
                snapshots[snapshot.series_id] = snapshot.model_copy(update={"labels": {}})
            else:
                stale += 1
        as_of = max(filter(None, (as_of, _day(event))), default=None)
    subject = replace(subject, turned_to=frozenset(row.turned_to) | _turned_to(row.assessment, subject))
    known = row.model_copy(
        update={"snapshots": snapshots, "as_of": as_of, "turned_to": tuple(sorted(subject.turned_to))}
    )  # fmt: skip
    try:
        assessment = assess(subject, snapshots, as_of, _by_this_edition(row, subject, assess))
    except BadRecord:
        raise
    except Exception as error:
        return Judged(None if known == row else known, None, stale, error)
    judged = {item.series_id for item in assessment.inputs}
    waiting = tuple(sorted(subject.turned_to - judged))
    wanted = any(isinstance(event, Recheck) for event in events) or not same(row.assessment, assessment)
    published = {"assessment": assessment} if wanted else {}
    after = known.model_copy(update={"turned_to": waiting, **published})
    return Judged(None if after == row else after, assessment if wanted else None, stale)


def _turned_to(before: Assessment | None, subject: Subject) -> frozenset[str]:
    """The series that were not asked for when it was judged last; nothing is news to what was never judged."""
    if before is None or before.agenda == subject.edition:
        return frozenset()
    asked = {item.series_id for item in before.inputs} | set(before.missing_inputs)
    return frozenset(subject.wanted) - asked


def _by_this_edition(row: IndicatorRow, subject: Subject, assess: Assess) -> Assessment | None:
    """What was published last; where that was by another edition, the same figures judged by this one."""
    before = row.assessment
    if before is None or before.agenda == subject.edition:
        return before
    return assess(subject, row.snapshots, row.as_of, before)


def fan_out_assessment(assessment: Assessment) -> list[Member]:
    """The assessment, without its chart, for each recommendation it serves; the canary serves none."""
    if assessment.canary:
        return []
    member = slim(assessment)
    return [Member(recommendation=link.number, assessment=member, as_of=assessment.as_of) for link in assessment.links]


def fan_out_milestone(state: MilestoneState) -> list[Member]:
    """The milestone for each recommendation it belongs to."""
    return [Member(recommendation=number, milestone=state) for number in state.recommendations]


def answered(answer: Answer, milestone: Milestone, edition: int) -> MilestoneState | None:
    """The register's milestone as a body answered it; None when the answer says nothing about its state.

    A withdrawn answer leaves what the register says.
    """
    if answer.status is AnswerStatus.withdrawn:
        update: dict[str, object] = {}
    elif answer.status is AnswerStatus.done:
        update = {"status": MilestoneStatus.done}
    elif answer.status is AnswerStatus.measure_planned and answer.planned_date:
        update = {
            "status": MilestoneStatus.announced,
            "due": answer.planned_date,
            "due_basis": DueBasis.accepted,
        }
    else:
        return None
    register = {
        name: getattr(milestone, name) for name in MilestoneState.model_fields.keys() & Milestone.model_fields.keys()
    }
    return MilestoneState.model_validate({**register, **update, "as_of": answer.as_of.date(), "edition": edition})


@dataclass(frozen=True)
class RolledUp:
    """What became of one recommendation: its new row (None: unchanged) and what to publish."""

    row: RecommendationRow | None
    publish: RecommendationState | None


def gather(row: RecommendationRow, served: Served, events: Sequence[Member], roll_up: RollUp) -> RolledUp:
    """Apply members in order, each replacing its older self, then roll up once; published is what changed.

    A member the present edition no longer knows does not stay.
    """
    assessments, milestones, as_of = dict(row.assessments), dict(row.milestones), row.as_of
    for event in events:
        new, state = event.assessment, event.milestone
        if new is not None and not (new.key in assessments and precedes(new, assessments[new.key])):
            assessments[new.key] = new
        if state is not None and not (state.id in milestones and older_milestone(state, milestones[state.id])):
            milestones[state.id] = state
        as_of = max(filter(None, (as_of, event.as_of)), default=None)
    assessments = {key: assessments[key] for key in sorted(served.keys & assessments.keys())}
    milestones = {name: milestones[name] for name in sorted(served.milestones & milestones.keys())}
    state_now = roll_up(
        served.recommendation, served.edition, tuple(assessments.values()), tuple(milestones.values()), as_of
    )
    changed = not same(row.state, state_now)
    after = row.model_copy(
        update={
            "assessments": assessments,
            "milestones": milestones,
            "as_of": as_of,
            "state": state_now if changed else row.state,
        }
    )
    return RolledUp(None if after == row else after, state_now if changed else None)


def _snapshots(event: IndicatorInput | Tick | Recheck) -> Sequence[SeriesSnapshot]:
    if isinstance(event, IndicatorInput):
        return (event.snapshot,)
    return event.snapshots if isinstance(event, Recheck) else ()


def _day(event: IndicatorInput | Tick | Recheck) -> date | None:
    return None if isinstance(event, IndicatorInput) else event.date
