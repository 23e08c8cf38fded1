"""What the worker does with an event, without broker, tables or clock: rows and events in, rows and events out."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from schemas.agenda import Milestone, Recommendation
from schemas.assessment import AgendaEdition, Assessment, Owner
from schemas.policy import Answer, IndicatorInput, Member, Recheck, RecommendationState, Tick
from schemas.stats import MilestoneState, SeriesSnapshot
from services.indicators.changes import older_milestone, precedes, same, slim
from services.indicators.domain.acceptance import with_answers
from services.indicators.domain.numbers import number_of
from services.indicators.domain.subject import Subject
from services.indicators.domain.versions import accept
from services.indicators.rows import IndicatorRow, RecommendationRow
from services.runtime.errors import BadRecord
from services.runtime.milestones import as_it_stands

Owners = Callable[[date | None, Collection[Answer]], tuple[Owner, ...]]
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
    row: IndicatorRow,
    subject: Subject,
    events: Sequence[IndicatorInput | Tick | Recheck],
    assess: Assess,
    owners: Owners | None = None,
) -> Judged:
    """Apply events in order, then assess once.

    A lower version of a series is ignored, an equal one recomputes; a tick moves the day. Published is what changed
    apart from times, and always what a recheck asked for. The row remembers what was published. What another edition of
    the agenda changes is told apart from what the events bring: the figures known so far are judged by it first.
    `owners` names the owners by the day and the answers known; without it the subject's own stand. An error in judging
    is a fault of ours: the snapshot stays. Raises BadRecord for a snapshot with a value that is no number: it does not.
    """
    snapshots, answers, as_of, stale = dict(row.snapshots), dict(row.answers), row.as_of, 0
    for event in events:
        for answer in _answers(event):
            hear(answers, answer)
        for snapshot in _snapshots(event):
            if accept(snapshots.get(snapshot.series_id), snapshot):
                snapshots[snapshot.series_id] = _readable(snapshot).model_copy(update={"labels": {}})
            else:
                stale += 1
        as_of = max(filter(None, (as_of, _day(event))), default=None)
    subject = replace(subject, turned_to=frozenset(row.turned_to) | _turned_to(row.assessment, subject))
    known = row.model_copy(
        update={
            "snapshots": snapshots,
            "answers": answers,
            "as_of": as_of,
            "turned_to": tuple(sorted(subject.turned_to)),
        }
    )
    try:
        assessment = assess(subject, snapshots, as_of, _by_this_edition(row, subject, assess))
    except Exception as error:
        return Judged(None if known == row else known, None, stale, error)
    named = owners(as_of, tuple(answers.values())) if owners else subject.owners
    assessment = with_answers(assessment, named, tuple(answers.values()))
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


def fan_out_answer(answer: Answer, milestone: Milestone) -> list[Member]:
    """What a body said about a milestone, for each recommendation that belongs to."""
    return [Member(recommendation=number, answer=answer) for number in milestone.recommendations]


def fan_out_to_owners(answer: Answer, keys: Iterable[str]) -> list[IndicatorInput]:
    """What a body said, for each indicator whose owners or target it may be about."""
    return [IndicatorInput(key=key, answer=answer) for key in keys]


@dataclass(frozen=True)
class RolledUp:
    """What became of one recommendation: its new row (None: unchanged) and what to publish."""

    row: RecommendationRow | None
    publish: RecommendationState | None


def gather(row: RecommendationRow, served: Served, events: Sequence[Member], roll_up: RollUp) -> RolledUp:
    """Apply members in order, each replacing its older self, then roll up once; published is what changed.

    Milestones are rolled up as they stand with their answers on the day. A member the present edition no longer knows
    does not stay.
    """
    known = _with_members(row, served, events)
    said = known.answers.values()
    stand = tuple(
        as_it_stands(state, [answer for answer in said if answer.item == name], known.as_of)
        for name, state in known.milestones.items()
    )
    rolled = roll_up(served.recommendation, served.edition, tuple(known.assessments.values()), stand, known.as_of)
    rolled = rolled.model_copy(update={"heard": len(known.answers)})
    changed = not same(row.state, rolled)
    after = known.model_copy(update={"state": rolled}) if changed else known
    return RolledUp(None if after == row else after, rolled if changed else None)


def _with_members(row: RecommendationRow, served: Served, events: Sequence[Member]) -> RecommendationRow:
    assessments, milestones, answers = dict(row.assessments), dict(row.milestones), dict(row.answers)
    for event in events:
        new, state, answer = event.assessment, event.milestone, event.answer
        if new is not None and not (new.key in assessments and precedes(new, assessments[new.key])):
            assessments[new.key] = new
        if state is not None and not (state.id in milestones and older_milestone(state, milestones[state.id])):
            milestones[state.id] = state
        if answer is not None:
            hear(answers, answer)
    days = (event.as_of for event in events)
    return row.model_copy(
        update={
            "assessments": {key: assessments[key] for key in sorted(served.keys & assessments.keys())},
            "milestones": {name: milestones[name] for name in sorted(served.milestones & milestones.keys())},
            "answers": {name: answers[name] for name in sorted(answers) if answers[name].item in served.milestones},
            "as_of": max(filter(None, (row.as_of, *days)), default=None),
        }
    )


def hear(answers: dict[str, Answer], answer: Answer) -> None:
    """Keep the newest answer of a body about an item; of two of one moment the later to arrive."""
    name = f"{answer.body}/{answer.item}"
    if name not in answers or answers[name].as_of <= answer.as_of:
        answers[name] = answer


def _answers(event: IndicatorInput | Tick | Recheck) -> Sequence[Answer]:
    if isinstance(event, IndicatorInput):
        return (event.answer,) if event.answer else ()
    return event.answers if isinstance(event, Recheck) else ()


def _snapshots(event: IndicatorInput | Tick | Recheck) -> Sequence[SeriesSnapshot]:
    if isinstance(event, IndicatorInput):
        return (event.snapshot,) if event.snapshot else ()
    return event.snapshots if isinstance(event, Recheck) else ()


def _readable(snapshot: SeriesSnapshot) -> SeriesSnapshot:
    for observation in snapshot.observations:
        if observation.value is not None and number_of(observation.value) is None:
            raise BadRecord(
                f"{snapshot.series_id} {observation.period.label}: {observation.value[:40]!r} is no decimal number",
                series_id=snapshot.series_id,
                version=snapshot.version,
            )
    return snapshot


def _day(event: IndicatorInput | Tick | Recheck) -> date | None:
    return None if isinstance(event, IndicatorInput) else event.date
