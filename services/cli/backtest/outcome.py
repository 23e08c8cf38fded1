"""What a back-test found, as it is printed: per indicator the verdicts over time and the mails, and totals."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.alerts import AlertKind
from schemas.base import Model, Text
from schemas.period import Period
from schemas.verdicts import Cause, Undetermined, Verdict
from services.alerts.domain.decision import HoldReason
from services.alerts.mail.content import DeskReason
from services.cli.backtest.arrivals import Refused

KnownBy = Literal["recording", "publication_order", "calendar"]
"""What brought a change: a recorded answer, a figure on the day it should have come out, or the passing of time."""
Why = Literal["revised", "late"]
"""What took a mail back: a figure that was known was changed or withdrawn, or one that was not known came in late."""


class Step(Model):
    """The verdict from a day on, with the newest figure it stands on."""

    day: date
    verdict: Verdict
    reason: Undetermined | None = None
    cause: Cause
    confirmed: bool
    period: Period | None = None
    shown: str | None = None
    known_by: KnownBy


class TakenBack(Model):
    """The first day on which later knowledge of the same or earlier periods says that it was not so.

    `verdict` is what the period is then judged, None where it has no verdict any more.
    """

    day: date
    verdict: Verdict | None
    why: Why


class Mail(Model):
    """One alert as it would have been told on a day, however many bodies get it; to the desk where none is known."""

    day: date
    kind: AlertKind
    previous: Verdict | None
    verdict: Verdict
    period: Period | None
    bodies: tuple[str, ...]
    desk: DeskReason | None = None
    hold: HoldReason | None = None
    reason: str
    taken_back: TakenBack | None = None


class Run(Model):
    """One indicator. `opening` is how it stood before the first day; `steps` are the changes within the window.

    `mails` are about a drift; `notices` go to the data desk. `vintages` counts the recordings of its figures;
    `lag_known` False: of some, nobody says how long after its period a figure comes out.
    """

    indicator: str
    key: str
    title: Text
    unit: str
    vintages: int
    lag_known: bool
    opening: Step | None
    steps: tuple[Step, ...]
    mails: tuple[Mail, ...]
    notices: tuple[Mail, ...]

    @property
    def last(self) -> Step | None:
        """How it stands at the end."""
        return self.steps[-1] if self.steps else self.opening


class Totals(Model):
    """Over all indicators. `share` is taken back over mails, None without mails; `held` of them wait for a person."""

    indicators: int
    with_verdict: int
    mails: int
    taken_back: int
    share: float | None
    held: int
    notices: int


class Outcome(Model):
    """A whole back-test; `tolerance_factor` is what every tolerance was multiplied by."""

    first_day: date = Field(serialization_alias="from")
    last_day: date = Field(serialization_alias="to")
    agenda_edition: int
    tolerance_factor: float
    runs: tuple[Run, ...] = Field(serialization_alias="indicators")
    without_figures: tuple[str, ...]
    refused: tuple[Refused, ...]
    totals: Totals


def totals_of(runs: tuple[Run, ...]) -> Totals:
    """Count."""
    mails = [mail for run in runs for mail in run.mails]
    taken_back = sum(mail.taken_back is not None for mail in mails)
    return Totals(
        indicators=len(runs),
        with_verdict=sum(run.last is not None and run.last.verdict is not Verdict.undetermined for run in runs),
        mails=len(mails),
        taken_back=taken_back,
        share=taken_back / len(mails) if mails else None,
        held=sum(mail.hold is not None for mail in mails),
        notices=sum(len(run.notices) for run in runs),
    )
