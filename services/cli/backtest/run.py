"""The back-test itself: every chosen indicator replayed over a window of days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from schemas.assessment import Assessment
from services.cli.backtest.material import Material, told
from services.cli.backtest.outcome import Outcome, Run, totals_of
from services.cli.backtest.replay import Turn, replay
from services.cli.backtest.telling import Window, mails_of, steps_of
from services.cli.backtest.vintages import lag_known
from services.indicators.domain.subject import Subject
from services.indicators.domain.tolerance import with_tolerance_times
from services.runtime.errors import ConfigError


@dataclass(frozen=True)
class Backtest:
    """What was found, and the last assessment of every indicator, for its chart."""

    outcome: Outcome
    assessments: dict[str, Assessment]


def run(
    material: Material,
    subjects: Sequence[Subject],
    window: Window,
    progress: Callable[[int, int], None],
    *,
    factor: float = 1.0,
) -> Backtest:
    """Replay from the first arrival on, and tell what falls into the window.

    So the state on the first day is that of a Koers that had run before it, and two windows in a row tell together what
    one over both tells. `factor` multiplies every tolerance. Raises ConfigError where nothing arrives in the window.
    """
    check_window(material, subjects, window)
    runs, assessments = [], {}
    for done, subject in enumerate(subjects):
        turns = replay(with_factor(subject, factor), material.arrived(subject), window[1])
        if turns:
            runs.append(_run(material, subject, turns, window))
            assessments[subject.key] = turns[-1].assessment
        progress(done + 1, len(subjects))
    told = {found.indicator for found in runs}
    outcome = Outcome(
        first_day=window[0],
        last_day=window[1],
        agenda_edition=material.edition,
        tolerance_factor=factor,
        runs=tuple(runs),
        without_figures=tuple(s.indicator.id for s in subjects if s.indicator.id not in told),
        refused=tuple(refused for refused in material.arrivals.refused if refused.day <= window[1]),
        totals=totals_of(tuple(runs)),
    )
    return Backtest(outcome, assessments)


def with_factor(subject: Subject, factor: float) -> Subject:
    """The subject, and those of a composite's members, with every tolerance multiplied."""
    if factor == 1.0:
        return subject
    members = tuple(with_factor(member, factor) for member in subject.members)
    return replace(subject, indicator=with_tolerance_times(subject.indicator, factor), members=members)


def check_window(material: Material, subjects: Sequence[Subject], window: Window) -> None:
    """Raise ConfigError when the window is none, or when no figure of these indicators comes out in it."""
    first, last = window
    if first > last:
        raise ConfigError(f"--from {first} lies after --to {last}; give the earlier day first")
    days = sorted({arrival.day for subject in subjects for arrival in material.arrived(subject)})
    if not any(first <= day <= last for day in days):
        before = [f"the last before on {day}" for day in days if day < first][-1:]
        after = [f"the next on {day}" for day in days if day > last][:1]
        known = " and ".join([*before, *after]) or "the recordings hold none at all"
        raise ConfigError(f"no figure of {told(subjects)} comes out from {first} to {last}; {known}")


def _run(material: Material, subject: Subject, turns: Sequence[Turn], window: Window) -> Run:
    opening, steps = steps_of(turns, window)
    mails, notices = mails_of(turns, window)
    used = turns[-1].snapshots
    return Run(
        indicator=subject.indicator.id,
        key=subject.key,
        title=subject.indicator.title,
        unit=subject.indicator.unit,
        vintages=max(len(material.arrivals.vintages.get(series, ())) for series in used),
        lag_known=all(lag_known(snapshot.rhythm) for snapshot in used.values()),
        opening=opening,
        steps=steps,
        mails=mails,
        notices=notices,
    )
