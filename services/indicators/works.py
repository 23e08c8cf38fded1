"""The work of the four stages: which topics each reads, and how events become messages and rows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, TypeVar

import structlog

from schemas.assessment import Assessment
from schemas.base import Event
from schemas.policy import Answer, IndicatorInput, Member, Recheck, Tick
from schemas.stats import MilestoneState, SeriesSnapshot
from services.indicators.agenda import AgendaView
from services.indicators.handlers import (
    Assess,
    RollUp,
    fan_out_answer,
    fan_out_assessment,
    fan_out_milestone,
    fan_out_series,
    fan_out_to_owners,
    gather,
    judge,
)
from services.indicators.rows import IndicatorRow, RecommendationRow, RowReader
from services.indicators.stage import Outcome, Read
from services.runtime.errors import BadRecord
from services.runtime.metrics import Metrics
from services.runtime.records import Message, Record

log = structlog.get_logger()

SOURCE = "indicators"
SERIES, INPUT, TICK, RECHECK = "stats.series.v1", "policy.input.v1", "policy.tick.v1", "policy.recheck.v1"
ASSESSMENT, MILESTONE, ANSWER = "policy.assessment.v1", "policy.milestone.v1", "policy.answer.v1"
MEMBER, RECOMMENDATION = "policy.member.v1", "policy.recommendation.v1"
FAN_OUT = (INPUT, TICK, RECHECK, MEMBER)

E = TypeVar("E", bound=Event)


class SeriesFanOut:
    """Sends each series to the indicators and composites that use it; keeps no row."""

    name = "series"
    topics = (SERIES,)
    table, within = None, 0.05
    counts: Mapping[str, int] = {}

    def __init__(self, view: AgendaView) -> None:
        self._view = view

    def read(self, record: Record) -> Event | None:
        return _read(record, SeriesSnapshot, lambda found: found.series_id)

    def handle(self, key: str, row: bytes | None, events: Sequence[Read]) -> Outcome:
        users = self._view.uses.get(key, ())
        return Outcome(
            [
                _message(INPUT, found.key, found, [read])
                for read in events
                if isinstance(read.event, SeriesSnapshot)
                for found in fan_out_series(read.event, users, read.record.offset)
            ]
        )


class MemberFanOut:
    """Sends assessments, milestones and answers to the recommendations they concern; keeps no row.

    An answer also goes to the indicators whose owners or target it may be about.
    """

    name = "members"
    topics = (ASSESSMENT, MILESTONE, ANSWER)
    table, within = None, 0.05
    counts: Mapping[str, int] = {}

    def __init__(self, view: AgendaView) -> None:
        self._view = view
        self._kinds: Mapping[str, tuple[type[Event], Callable[[Any], object]]] = {
            ASSESSMENT: (Assessment, lambda event: event.key),
            MILESTONE: (MilestoneState, lambda event: event.id),
            ANSWER: (Answer, lambda event: f"{event.body}/{event.item}"),
        }

    def read(self, record: Record) -> Event | None:
        return _read(record, *self._kinds[record.topic])

    def handle(self, key: str, row: bytes | None, events: Sequence[Read]) -> Outcome:
        members = [
            _message(MEMBER, str(member.recommendation), member, [read])
            for read in events
            for member in self._members(read.event)
        ]
        return Outcome([*members, *self._to_owners(events)])

    def _to_owners(self, events: Sequence[Read]) -> list[Message]:
        return [
            _message(INPUT, found.key, found, [read])
            for read in events
            if isinstance(read.event, Answer)
            for found in fan_out_to_owners(read.event, self._view.concerned.get(read.event.item, ()))
        ]

    def _members(self, event: Event) -> list[Member]:
        if isinstance(event, Assessment):
            return fan_out_assessment(event)
        if isinstance(event, Answer):
            milestone = self._view.milestones.get(event.item)
            return fan_out_answer(event, milestone) if milestone else []
        return fan_out_milestone(event) if isinstance(event, MilestoneState) else []


class Judgement:
    """Keeps what is known of each indicator and publishes its assessment."""

    name = "judgement"
    topics = (INPUT, TICK, RECHECK)
    table, within = "indicator_state", 0.1

    def __init__(
        self, view: AgendaView, epoch: str, assess: Assess, counts: Mapping[str, int], metrics: Metrics
    ) -> None:
        self.counts = {topic: counts[topic] for topic in self.topics}
        self._view, self._assess, self._metrics = view, assess, metrics
        self._rows = RowReader(IndicatorRow, epoch)
        self._kinds: Mapping[str, type[Event]] = {INPUT: IndicatorInput, TICK: Tick, RECHECK: Recheck}

    def read(self, record: Record) -> Event | None:
        """None for an indicator this edition does not know: another worker may run another edition."""
        event = _read(record, self._kinds[record.topic], lambda found: found.key)
        return event if record.key in self._view.subjects else None

    def handle(self, key: str, row: bytes | None, events: Sequence[Read]) -> Outcome:
        known = self._rows.load(key, row)
        began = perf_counter()
        news = [read.event for read in events if isinstance(read.event, IndicatorInput | Tick | Recheck)]
        owners = self._view.owners(key) if self._view.owners else None
        judged = judge(known, self._view.subjects[key], news, self._assess, owners)
        self._metrics.assess_seconds.observe(perf_counter() - began)
        self._metrics.stale_inputs.inc(judged.stale)
        self._tell_change(known.assessment, judged.publish)
        sends = [_message(ASSESSMENT, key, judged.publish, events)] if judged.publish else []
        return Outcome(sends, self._rows.store(key, judged.row) if judged.row else None, judged.error)

    def _tell_change(self, before: Assessment | None, after: Assessment | None) -> None:
        """Write into the log what the agenda itself has changed, who decided that, and why."""
        if before is None or after is None or after.episode.edition is None or after.episode.id == before.episode.id:
            return
        change = self._view.change
        log.info(
            "verdict_changed_by_agenda",
            key=after.key,
            before=before.verdict.value,
            after=after.verdict.value,
            cause=after.episode.cause.value,
            edition=after.episode.edition,
            who=change.who if change else None,
            why=change.why.en if change else None,
        )


class RollingUp:
    """Keeps the members of each recommendation and publishes their roll-up."""

    name = "roll-up"
    topics = (MEMBER,)
    table, within = "recommendation_state", 0.25

    def __init__(self, view: AgendaView, epoch: str, roll_up: RollUp, counts: Mapping[str, int]) -> None:
        self.counts = {topic: counts[topic] for topic in self.topics}
        self._view, self._roll_up = view, roll_up
        self._rows = RowReader(RecommendationRow, epoch)

    def read(self, record: Record) -> Event | None:
        """None for a recommendation this edition does not know."""
        event = _read(record, Member, lambda found: found.recommendation)
        return event if event is not None and event.recommendation in self._view.served else None

    def handle(self, key: str, row: bytes | None, events: Sequence[Read]) -> Outcome:
        known = self._rows.load(key, row)
        members = [read.event for read in events if isinstance(read.event, Member)]
        rolled = gather(known, self._view.served[int(key)], members, self._roll_up)
        sends = [_message(RECOMMENDATION, key, rolled.publish, events)] if rolled.publish else []
        return Outcome(sends, self._rows.store(key, rolled.row) if rolled.row else None)


def _read(record: Record, kind: type[E], key_of: Callable[[Any], object]) -> E | None:
    if record.value is None:
        return None
    event = kind.read(record.value)
    if record.key != str(key_of(event)):
        raise BadRecord(f"{record.topic}: the record's key {record.key!r} is not that of its event")
    return event


def _message(topic: str, key: str, event: Event, causes: Sequence[Read]) -> Message:
    """A message caused by records: with the newest one's time and trace; a replay only when all of them are."""
    newest = max((read.record for read in causes), key=lambda record: record.timestamp_ms)
    runs = {read.record.run for read in causes}
    return Message(
        topic=topic,
        key=key,
        event=event,
        source=SOURCE,
        time=datetime.fromtimestamp(newest.timestamp_ms / 1000, UTC),
        traceparent=newest.traceparent,
        run=newest.run if None not in runs else None,
    )
