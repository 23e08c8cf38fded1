"""One indicator over the days: the worker's own judging, and the alert decision on what it publishes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Assessment
from schemas.policy import IndicatorInput, Tick
from schemas.stats import SeriesSnapshot
from services.alerts.domain.assessments import decide
from services.alerts.domain.decision import Decision, Handled
from services.cli.backtest.arrivals import Arrival
from services.cli.backtest.days import turning_days
from services.indicators.domain.assess import assess
from services.indicators.domain.subject import Subject
from services.indicators.handlers import judge
from services.indicators.rows import IndicatorRow

_EPOCH = "backtest"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one day made of an indicator: the assessment published, what alerting makes of it, and what was known.

    `recorded`: a recording brought it; None where nothing came but the day.
    """

    day: date
    assessment: Assessment
    decision: Decision
    snapshots: Mapping[str, SeriesSnapshot]
    recorded: bool | None


def replay(subject: Subject, arrived: Iterable[Arrival], to: date) -> list[Turn]:
    """Every turn up to and with `to`, from the first arrival on.

    Nobody answers an alert, and no source is ever out of reach. Raises BadRecord for a value that is no number.
    """
    by_day: dict[date, list[Arrival]] = defaultdict(list)
    for arrival in arrived:
        by_day[arrival.day].append(arrival)
    row, alerting, turns = IndicatorRow(epoch=_EPOCH), _Alerting(), []
    ahead = set(by_day)
    while ahead and (day := min(ahead)) <= to:
        ahead.remove(day)
        news = by_day.get(day, [])
        inputs = [IndicatorInput(key=subject.key, snapshot=arrival.snapshot) for arrival in news]
        judged = judge(row, subject, [*inputs, Tick(key=subject.key, date=day)], assess)
        if judged.error:
            raise judged.error
        row = judged.row or row
        if judged.publish:
            decision = alerting.take(judged.publish)
            recorded = any(arrival.recorded for arrival in news) if news else None
            turns.append(Turn(day, judged.publish, decision, row.snapshots, recorded))
            ahead |= turning_days(subject, judged.publish, day)
    return turns


class _Alerting:
    """What alerting remembers of one subject."""

    def __init__(self) -> None:
        self._handled: Handled | None = None
        self._known: dict[AlertKind, AlertState] = {}

    def take(self, assessment: Assessment) -> Decision:
        """Decide, and keep what was decided."""
        decision = decide(assessment, self._handled, self._known)
        self._handled = decision.handled
        self._known.update({move.kind: move.to_state for move in decision.moves})
        return decision
