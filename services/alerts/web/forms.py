"""Reads the forms of the alert page: one per answer, nothing trusted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from schemas.base import Text
from schemas.policy import AnswerStatus, Definition
from schemas.target import TargetPart
from services.alerts.domain.answers import STANCES, Acceptance, Action, Given
from services.alerts.texts import phrase

REASON_LIMIT = 2000
SNOOZE_LIMIT = timedelta(days=180)

_MISSING = phrase("Please fill this in.")
_LONG = phrase("Keep it under 2,000 characters.")
_NO_DATE = phrase("This is not a date.")
_PAST = phrase("Choose a day after today.")
_FAR = phrase("Choose a day within six months.")
_NO_URL = phrase("Give an address that starts with https://.")
_NO_NUMBER = phrase("Give a number, such as 3 or 3.5.")
_NO_YEAR = phrase("Give a year, such as 2030.")
_NUMBER, _YEAR = re.compile(r"-?\d{1,12}([.,]\d{1,6})?", re.ASCII), re.compile(r"(19|20)\d\d", re.ASCII)
_NO_ACTION = phrase("Choose one of the answers.")
FIGURE_DISPUTES = ("figure", "target")
MILESTONE_DISPUTES = ("date", "criterion")


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with a form: field to words. `action` is the form it was, None when it was none of ours."""

    action: Action | None
    fields: Mapping[str, Text]


def read(
    form: Mapping[str, str], today: date, *, is_milestone: bool, missing: Sequence[TargetPart] = (),
    has_answered: bool = False,
) -> Given | Faults:  # fmt: skip
    """The answer given, or everything that is wrong with it; `missing` are the parts of a target that are asked for.

    Only a body that `has_answered` can take its answer back.
    """
    try:
        action = Action(form.get("action", ""))
    except ValueError:
        return Faults(None, {"action": _NO_ACTION})
    offered = {Action.done: is_milestone, Action.define: bool(missing), Action.withdraw: has_answered}
    if not offered.get(action, True):
        return Faults(None, {"action": _NO_ACTION})
    fields = _Fields(form, today, MILESTONE_DISPUTES if is_milestone else FIGURE_DISPUTES)
    given = _define(fields, missing) if action is Action.define else _READERS[action](fields)
    return Faults(action, fields.faults) if fields.faults else given


class _Fields:
    """The fields of one form, with the faults found so far."""

    def __init__(self, form: Mapping[str, str], today: date, disputes: Sequence[str]) -> None:
        self._form, self._today, self._disputes = form, today, disputes
        self.faults: dict[str, Text] = {}

    def text(self, name: str, *, required: bool = False) -> str | None:
        value = self._form.get(name, "").strip()
        if required and not value:
            self.faults[name] = _MISSING
        if len(value) > REASON_LIMIT:
            self.faults[name] = _LONG
        return value or None

    def day(self, name: str, *, required: bool = False, within: timedelta | None = None) -> date | None:
        value = self.text(name, required=required)
        if value is None:
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.faults[name] = _NO_DATE
            return None
        if day <= self._today:
            self.faults[name] = _PAST
        elif within and day - self._today > within:
            self.faults[name] = _FAR
        return day

    def url(self, name: str) -> str | None:
        value = self.text(name)
        if value and (urlsplit(value).scheme not in ("http", "https") or any(c.isspace() for c in value)):
            self.faults[name] = _NO_URL
        return value

    def number(self, name: str) -> float | None:
        """Written with a comma or a point, with or without a percent sign."""
        value = self.text(name)
        if value is None:
            return None
        written = value.removesuffix("%").strip()
        if not _NUMBER.fullmatch(written):
            self.faults[name] = _NO_NUMBER
            return None
        return float(written.replace(",", "."))

    def year(self, name: str) -> int | None:
        value = self.text(name)
        if value is None:
            return None
        if not _YEAR.fullmatch(value):
            self.faults[name] = _NO_YEAR
            return None
        return int(value)

    def ticked(self) -> frozenset[Acceptance]:
        """The boxes that are ticked; a box that was not offered ticks nothing."""
        return frozenset(box for box in Acceptance if self._form.get(f"accepts_{box}") == "yes")

    def stance(self, name: str) -> AnswerStatus | None:
        value = self.text(name)
        if value is not None and value not in STANCES:
            self.faults[name] = _NO_ACTION
            return None
        return AnswerStatus(value) if value else None

    def dispute(self, name: str) -> str | None:
        value = self.text(name, required=True)
        if value and value not in self._disputes:
            self.faults[name] = _MISSING
        return value


def _acknowledge(fields: _Fields) -> Given:
    """Comply or explain: a measure with its date or where it can be seen, or the reason why there is none.

    A reason, unless something is accepted or a measure speaks for itself.
    """
    accepts, status = fields.ticked(), fields.stance("status")
    planned = fields.day("planned_date", required=status is AnswerStatus.measure_planned)
    evidence = fields.url("evidence_url")
    shown = (status is AnswerStatus.measure_planned and planned) or (status is AnswerStatus.measure_taken and evidence)
    reason = fields.text("reason", required=status is AnswerStatus.no_measure or not (accepts or shown))
    return Given(
        Action.acknowledge, reason, planned_date=planned, evidence_url=evidence, accepts=accepts, status=status
    )  # fmt: skip


def _define(fields: _Fields, missing: Sequence[TargetPart]) -> Given:
    """As much as the body knows by now, but something."""
    found = Definition(
        value=fields.number("value") if "value" in missing else None,
        base=fields.text("base") if "base" in missing else None,
        year=fields.year("year") if "year" in missing else None,
    )
    if found == Definition() and not fields.faults:
        fields.faults[missing[0]] = _MISSING
    return Given(Action.define, fields.text("reason"), definition=found)


def _done(fields: _Fields) -> Given:
    return Given(Action.done, fields.text("reason"), evidence_url=fields.url("evidence_url"))


def _dispute(fields: _Fields) -> Given:
    what, reason = fields.dispute("what"), fields.text("reason", required=True)
    return Given(Action.dispute, f"{what}: {reason}", disputed=what)


def _not_ours(fields: _Fields) -> Given:
    return Given(Action.not_ours, fields.text("reason"))


def _later(fields: _Fields) -> Given:
    return Given(Action.later, until=fields.day("until", required=True, within=SNOOZE_LIMIT))


def _withdraw(fields: _Fields) -> Given:
    return Given(Action.withdraw, fields.text("reason"))


_READERS = {
    Action.acknowledge: _acknowledge,
    Action.done: _done,
    Action.dispute: _dispute,
    Action.not_ours: _not_ours,
    Action.later: _later,
    Action.withdraw: _withdraw,
}
