"""Everything there is for one body: what is asked of it, how its indicators stand, what it said, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schemas.assessment import Assessment, Owner
from schemas.base import Text
from schemas.policy import Answer
from schemas.stats import MilestoneState
from services.alerts.domain.severity import concerned
from services.alerts.store import answers, notifications, register, subjects
from services.alerts.store.register import Alert
from services.runtime.database import Database


@dataclass(frozen=True, slots=True)
class BodyFile:
    """`alerts` are those that have not ended, oldest first; `assessments` all it owns a recommendation of."""

    body: str
    name: Text
    accepted: bool
    alerts: tuple[Alert, ...]
    assessments: tuple[Assessment, ...]
    answers: tuple[Answer, ...]

    @property
    def milestones(self) -> tuple[Alert, ...]:
        """The alerts about milestones, which one form asks about together."""
        return tuple(alert for alert in self.alerts if isinstance(alert.document, MilestoneState))

    def answer_about(self, item: str) -> Answer | None:
        """What the body has said of an item."""
        return next((answer for answer in self.answers if answer.item == item), None)


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that is expected: `release` of a figure in the month of `day`, or a date that was set or named."""

    kind: str
    item: str
    title: Text
    day: date
    document: Assessment | MilestoneState


async def read_file(database: Database, body: str) -> BodyFile:
    """Look, and change nothing. A body that nothing is known of has an empty file under its id."""
    async with database.transaction() as connection:
        active = await register.active_of(connection, body)
        assessments = await subjects.assessments_of(connection, body)
        said = await answers.by(connection, body)
        known = [(await notifications.of_alert(connection, alert.alert_id)).get(body) for alert in active]
    owners = [own.owner for own in known if own]
    owners += [owner for found in assessments for owner in concerned(found) if owner.body == body]
    name, accepted = _named(body, owners)
    return BodyFile(body, name, accepted, tuple(active), tuple(assessments), tuple(said))


def coming(file: BodyFile, today: date) -> tuple[Coming, ...]:
    """What is expected from this month on, the soonest first."""
    found = [_release(assessment) for assessment in file.assessments]
    for alert in file.alerts:
        document = alert.document
        if isinstance(document, MilestoneState) and (day := _day_of(document, file.answer_about(document.id))):
            found.append(Coming("milestone", document.id, document.title, day, document))
    for assessment in file.assessments:
        said = file.answer_about(assessment.key)
        if said and said.planned_date:
            found.append(Coming("measure", assessment.key, assessment.title, said.planned_date, assessment))
    ahead = [one for one in found if one and one.day >= today.replace(day=1)]
    return tuple(sorted(ahead, key=lambda one: (one.day, one.kind, one.item)))


def _day_of(milestone: MilestoneState, said: Answer | None) -> date | None:
    """The day the body named, else the one that was set."""
    return (said and (said.accepts_date or said.planned_date)) or milestone.planned or milestone.due


def _release(assessment: Assessment) -> Coming | None:
    month = assessment.freshness.next_release
    if month is None:
        return None
    return Coming("release", assessment.key, assessment.title, date.fromisoformat(f"{month}-01"), assessment)


def _named(body: str, owners: Sequence[Owner]) -> tuple[Text, bool]:
    if not owners:
        return Text(en=body, nl=body), False
    return owners[0].name, any(owner.accepted for owner in owners)
