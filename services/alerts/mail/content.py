"""What a mail is made from, and what a rendering gives back: all facts and words, no headers and no transport."""

from datetime import date
from enum import StrEnum
from typing import Literal, Self

from pydantic import model_validator

from schemas.alerts import AlertKind
from schemas.assessment import Assessment, Owner
from schemas.base import Model, Text
from schemas.period import Period
from schemas.stats import MilestoneState, PollReport
from schemas.verdicts import Verdict
from services.alerts.domain.answers import Given

Language = Literal["nl", "en"]


class DeskReason(StrEnum):
    """Why the desk gets a mail instead of, or in place of, a body concerned."""

    desk_matter = "desk_matter"
    no_owner = "no_owner"
    no_contact = "no_contact"
    undeliverable = "undeliverable"
    muted = "muted"
    reassigned = "reassigned"
    which_successor = "which_successor"
    disputed = "disputed"
    defined = "defined"
    redirected = "redirected"


class Prompt(StrEnum):
    """Why a body is written to again about an alert it knows."""

    asked = "asked"
    planned = "planned"
    figure = "figure"
    escalation = "escalation"
    resent = "resent"


class Reminder(Model):
    """What prompts a mail that tells no news, and the day it is about.

    The day is the one the body asked for, the one it planned its measure for, or the one of the unanswered mail.
    """

    prompt: Prompt
    day: date | None = None


class MailBody(Model):
    """The body a mail is about; `accepted` only after it said itself that this is its task.

    `successors` are those its tasks went to, where it has ceased and one of them has to be named.
    """

    id: str
    name: Text
    accepted: bool = False
    successors: tuple[Text, ...] = ()


class LastMail(Model):
    """What the body was last told about this alert."""

    sent_on: date
    verdict: Verdict | None = None
    period: Period | None = None
    shown: str | None = None


class AlertItem(Model):
    """One alert inside a mail: exactly one of assessment, milestone and report is its subject.

    `recommendations` are those the body is concerned by (all of the subject's where no body is known), `others` the
    bodies that get this alert too. `last_mail` None means that this is the first mail about it, `reminder` None that it
    tells news. `board_url` is the public page with the proof, `action_url` the signed page where the body answers
    (None for the desk's own matters).
    """

    kind: AlertKind
    alert_id: str
    assessment: Assessment | None = None
    milestone: MilestoneState | None = None
    report: PollReport | None = None
    previous_verdict: Verdict | None = None
    recommendations: tuple[int, ...] = ()
    others: tuple[Owner, ...] = ()
    last_mail: LastMail | None = None
    reminder: Reminder | None = None
    board_url: str
    action_url: str | None = None

    @model_validator(mode="after")
    def _has_one_subject(self) -> Self:
        if sum(subject is not None for subject in (self.assessment, self.milestone, self.report)) != 1:
            raise ValueError(f"alert {self.alert_id}: exactly one of assessment, milestone and report is the subject")
        return self


class AlertMailContent(Model):
    """One mail: everything one body is told in one batch. `action_deadline` None where no answer is asked.

    `body_url` is the signed page with everything there is for the body.
    """

    body: MailBody
    alerts: tuple[AlertItem, ...]
    action_deadline: date | None = None
    board_url: str
    desk_address: str
    sent_on: date
    body_url: str | None = None
    unsubscribe_url: str | None = None
    desk_reason: DeskReason | None = None


class OverviewRow(Model):
    """One indicator of the body in its overview; `announced` when a mail of its own comes about it.

    `previous` is the verdict it had before, where another edition of the agenda changed it.
    """

    assessment: Assessment
    recommendations: tuple[int, ...] = ()
    board_url: str
    announced: bool = False
    previous: Verdict | None = None


class OverviewMilestone(Model):
    """A milestone the body is asked about once; `overdue` only on a legal, policy or accepted date."""

    milestone: MilestoneState
    overdue: bool
    board_url: str
    action_url: str | None = None


class OverviewTarget(Model):
    """An incomplete target the body is asked once to define; `assessment.target_to_define` says what is missing."""

    assessment: Assessment
    recommendations: tuple[int, ...] = ()
    board_url: str
    action_url: str | None = None


class OverviewContent(Model):
    """The one mail a body gets when Koers starts to watch: where everything stands, and what is asked.

    `matters` are the desk's own (sources that cannot be used, data that is stale); empty for every other body. With
    `edition` it is the summary of what that edition of the agenda changed, and `why` is the editor's reason.
    """

    body: MailBody
    edition: int | None = None
    why: Text | None = None
    counts: dict[Verdict, int]
    rows: tuple[OverviewRow, ...]
    milestones: tuple[OverviewMilestone, ...] = ()
    targets: tuple[OverviewTarget, ...] = ()
    matters: tuple[AlertItem, ...] = ()
    board_url: str
    desk_address: str
    sent_on: date
    body_url: str | None = None
    unsubscribe_url: str | None = None
    desk_reason: DeskReason | None = None


class AnsweredItem(Model):
    """What a body answers about one subject; `action_url` is where it can be corrected."""

    alert_id: str
    document: Assessment | MilestoneState
    given: Given
    recommendations: tuple[int, ...] = ()
    board_url: str
    action_url: str | None = None


class NoteContent(Model):
    """A short mail: `confirm` an answer, the `receipt` of one, or to the desk that `address` was `muted`.

    `decision_url` is where an answer is confirmed or dropped.
    """

    step: Literal["confirm", "receipt", "muted"]
    body: MailBody
    items: tuple[AnsweredItem, ...] = ()
    decision_url: str | None = None
    address: str | None = None
    board_url: str
    desk_address: str
    sent_on: date
    body_url: str | None = None
    unsubscribe_url: str | None = None
    desk_reason: DeskReason | None = None


MailContent = AlertMailContent | OverviewContent | NoteContent
