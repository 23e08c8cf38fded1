"""What a poll would do to verdicts and mails: judging and alerting as in a back-test, without and with new figures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rich.table import Table

from schemas.agenda import Agenda
from schemas.alerts import AlertKind
from schemas.base import Model
from schemas.stats import SeriesSnapshot
from schemas.verdicts import Verdict
from services.cli.backtest.arrivals import Arrival
from services.cli.backtest.replay import Turn, replay
from services.cli.backtest.telling import mails_of
from services.indicators.agenda import agenda_view
from services.indicators.domain.subject import Subject
from services.runtime.agenda import AgendaIndex
from services.runtime.clock import BRUSSELS


class Told(Model):
    """A mail that would be written: to these bodies, or to the data desk."""

    kind: AlertKind
    bodies: tuple[str, ...]
    reason: str


class Effect(Model):
    """What the new figures would do to one indicator; nothing known before: no verdict."""

    indicator: str
    before: Verdict | None
    after: Verdict
    figure_before: str | None
    figure_after: str | None
    mails: tuple[Told, ...]

    @property
    def changes(self) -> bool:
        """Whether anything but the figure changes."""
        return self.before is not self.after or bool(self.mails)


def subjects_of(agenda: Agenda, series: Iterable[str]) -> list[Subject]:
    """The indicators computed from any of these series."""
    changed = set(series)
    subjects = agenda_view(AgendaIndex(agenda)).subjects.values()
    return [subject for subject in subjects if changed & set(subject.wanted)]


def effects(
    subjects: Sequence[Subject],
    before: Mapping[str, SeriesSnapshot],
    new: Mapping[str, SeriesSnapshot],
    today: date,
) -> list[Effect]:
    """What `new` snapshots, arriving today, change for each indicator that is computed from them."""
    found = []
    for subject in subjects:
        held = [_arrival(before[series], today) for series in subject.wanted if series in before]
        news = [Arrival(today, new[series], recorded=True) for series in subject.wanted if series in new]
        without, with_them = replay(subject, held, today), replay(subject, [*held, *news], today)
        if with_them:
            found.append(_effect(subject, without, with_them, today))
    return found


def effects_table(found: Sequence[Effect]) -> Table:
    """One row an indicator whose verdict or mails would change."""
    table = Table("indicator", "verdict", "newest figure", "mails")
    for each in found:
        verdict = each.after.value if each.before is each.after else f"{_word(each.before)} → {each.after.value}"
        figure = f"{each.figure_before or '-'} → {each.figure_after or '-'}"
        mails = "; ".join(f"{mail.kind.value} to {', '.join(mail.bodies) or 'the data desk'}" for mail in each.mails)
        table.add_row(each.indicator, verdict, figure, mails or "none")
    return table


def _arrival(snapshot: SeriesSnapshot, today: date) -> Arrival:
    return Arrival(min(today, snapshot.retrieved_at.astimezone(BRUSSELS).date()), snapshot, recorded=True)


def _effect(subject: Subject, without: Sequence[Turn], with_them: Sequence[Turn], today: date) -> Effect:
    last, now = (without[-1] if without else None), with_them[-1]
    mails = [_told(turns, today) for turns in (without, with_them)]
    return Effect(
        indicator=subject.indicator.id,
        before=last.assessment.verdict if last else None,
        after=now.assessment.verdict,
        figure_before=_figure(last) if last else None,
        figure_after=_figure(now),
        mails=tuple(mail for mail in mails[1] if mail not in mails[0]),
    )


def _told(turns: Sequence[Turn], today: date) -> list[Told]:
    drifts, notices = mails_of(turns, (today, today))
    return [Told(kind=mail.kind, bodies=mail.bodies, reason=mail.reason) for mail in (*drifts, *notices)]


def _figure(turn: Turn) -> str | None:
    latest = turn.assessment.latest
    return f"{latest.shown} ({latest.period.label})" if latest else None


def _word(verdict: Verdict | None) -> str:
    return verdict.value if verdict else "none"
