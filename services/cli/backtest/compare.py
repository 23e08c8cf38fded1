"""The same days with other tolerances: which verdicts and mails differ, and which false alarms."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from schemas.base import Model, Text
from schemas.verdicts import Verdict
from services.cli.backtest.outcome import Mail, Outcome, Run, Totals


class Stretch(Model):
    """Days with two verdicts, by the tolerances that hold and by those tried; to the end where `until` is None."""

    first_day: date
    until: date | None
    holds: Verdict
    tried: Verdict


class Difference(Model):
    """One indicator. Mails of the same day, kind and verdict are the same mail."""

    indicator: str
    title: Text
    verdicts: tuple[Stretch, ...]
    mails_more: tuple[Mail, ...]
    mails_fewer: tuple[Mail, ...]


class Comparison(Model):
    """What multiplying every tolerance by `factor` changes; a false alarm is a mail that was taken back.

    `verdicts_changed` counts indicators with another verdict on any day, `last_verdicts_changed` on the last one.
    """

    factor: float
    totals: Totals
    verdicts_changed: int
    last_verdicts_changed: int
    mails_more: int
    mails_fewer: int
    false_alarms_avoided: int
    false_alarms_added: int
    differences: tuple[Difference, ...]


def compare(holds: Outcome, tried: Outcome) -> Comparison:
    """Hold two back-tests over the same days and indicators against each other."""
    after = {run.key: run for run in tried.runs}
    pairs = [(run, after[run.key]) for run in holds.runs]
    found = [difference for before, now in pairs if (difference := _difference(before, now, holds.first_day))]
    more = [mail for difference in found for mail in difference.mails_more]
    fewer = [mail for difference in found for mail in difference.mails_fewer]
    return Comparison(
        factor=tried.tolerance_factor,
        totals=tried.totals,
        verdicts_changed=sum(bool(difference.verdicts) for difference in found),
        last_verdicts_changed=sum(_last(before) is not _last(now) for before, now in pairs),
        mails_more=len(more),
        mails_fewer=len(fewer),
        false_alarms_avoided=sum(mail.taken_back is not None for mail in fewer),
        false_alarms_added=sum(mail.taken_back is not None for mail in more),
        differences=tuple(found),
    )


def _difference(holds: Run, tried: Run, first: date) -> Difference | None:
    before, now = _by_identity(holds), _by_identity(tried)
    difference = Difference(
        indicator=holds.indicator,
        title=holds.title,
        verdicts=tuple(_stretches(holds, tried, first)),
        mails_more=tuple(mail for key, mail in now.items() if key not in before),
        mails_fewer=tuple(mail for key, mail in before.items() if key not in now),
    )
    return difference if difference.verdicts or difference.mails_more or difference.mails_fewer else None


def _stretches(holds: Run, tried: Run, first: date) -> Iterator[Stretch]:
    """Every stretch of days with one pair of different verdicts."""
    days = sorted({first, *(step.day for run in (holds, tried) for step in run.steps)})
    pairs = [(day, _on(holds, day), _on(tried, day)) for day in days]
    for pair, same in groupby(pairs, key=lambda found: found[1:]):
        begins = next(same)[0]
        ends = next((day for day, *other in pairs if day > begins and tuple(other) != pair), None)
        if pair[0] is not pair[1]:
            yield Stretch(first_day=begins, until=ends, holds=pair[0], tried=pair[1])


def _on(run: Run, day: date) -> Verdict:
    steps = [step for step in (run.opening, *run.steps) if step and step.day <= day]
    return steps[-1].verdict if steps else Verdict.undetermined


def _last(run: Run) -> Verdict:
    return run.last.verdict if run.last else Verdict.undetermined


def _by_identity(run: Run) -> dict[tuple[object, ...], Mail]:
    return {(mail.day, mail.kind, mail.verdict): mail for mail in run.mails}
