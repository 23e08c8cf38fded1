"""A back-test as tables for a terminal."""

from collections.abc import Iterator, Sequence
from itertools import dropwhile

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from schemas.verdicts import Verdict
from services.cli.backtest.compare import Comparison, Difference
from services.cli.backtest.coverage import Coverage, Coverages, Share
from services.cli.backtest.outcome import Outcome, Run, Step
from services.cli.backtest.report import Report
from services.cli.backtest.words import (
    change_of,
    fate,
    figure_of,
    how,
    notes,
    percent,
    receivers,
    totals,
    verdict_of,
    word,
)
from services.runtime.wording import VERDICTS, Lang

# Up to so many indicators are told step by step
_IN_FULL = 3


def report_table(report: Report, lang: Lang) -> RenderableType:
    """Verdicts over time, mails, totals, what other tolerances change, and how the days were rebuilt.

    Bodies are told by their ids, which are short.
    """
    outcome, runs = report.backtest.outcome, report.backtest.outcome.runs
    parts: list[RenderableType] = [_heading(outcome, lang)]
    parts += [_steps(run, lang) for run in runs] if len(runs) <= _IN_FULL else [_courses(runs, lang)]
    parts += [_mails(runs, lang), escape(totals(outcome, lang))]
    parts += [_comparison(report.comparison, lang)] if report.comparison else []
    return Group(*parts, *(escape(note) for note in notes(outcome, lang)))


def coverage_table(found: Coverages, lang: Lang) -> RenderableType:
    """How often the band held what came, by years ahead and by figures known."""
    return Group(*(_coverage(name, part, lang) for name, part in found.items()), escape(word("coverage_how", lang)))


def stretches(difference: Difference, lang: Lang) -> list[str]:
    """Each stretch of days with two verdicts, in words."""
    return [
        word(
            "instead",
            lang,
            first=found.first_day,
            until=found.until or "…",
            holds=VERDICTS[found.holds][lang],
            tried=VERDICTS[found.tried][lang],
        )
        for found in difference.verdicts
    ]


def told(found: Comparison) -> dict[str, object]:
    """The counts of a comparison, for its sentence."""
    return found.model_dump(exclude={"differences", "totals", "factor"}) | {"factor": f"{found.factor:g}"}


def shares(found: Coverage) -> Iterator[tuple[str, str, Share]]:
    """Every line of a coverage: name of its kind, class, share."""
    yield "over_all", "", found.over_all
    yield from (("years_ahead", name, share) for name, share in found.by_years_ahead.items())
    yield from (("figures_known", name, share) for name, share in found.by_figures_known.items())


def _comparison(found: Comparison, lang: Lang) -> RenderableType:
    table = _table(("indicator", "verdicts", "mails"), lang)
    for difference in found.differences:
        mails = [f"+ {mail.day}" for mail in difference.mails_more] + [f"− {m.day}" for m in difference.mails_fewer]
        table.add_row(difference.indicator, "\n".join(stretches(difference, lang)), "\n".join(mails))
    return Group(escape(word("compared", lang, **told(found))), table)


def _heading(outcome: Outcome, lang: Lang) -> str:
    window = word("window", lang, first=outcome.first_day, last=outcome.last_day)
    return f"[bold]{word('title', lang)}[/] {window}, {word('edition', lang, edition=outcome.agenda_edition)}"


def _table(columns: Sequence[str], lang: Lang, title: str | None = None) -> Table:
    """Days stay whole, everything else may be folded."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(word(name, lang), overflow="fold", no_wrap=name in ("day", "mails", "verdicts"))
    return table


def _courses(runs: Sequence[Run], lang: Lang) -> Table:
    """One row an indicator that ever had a verdict, from its first verdict on."""
    table = _table(("indicator", "verdicts", "mails", "known_by"), lang)
    for run in runs:
        if steps := changes([step for step in (run.opening, *run.steps) if step]):
            course = "\n".join(f"{step.day} {VERDICTS[step.verdict][lang]}" for step in steps)
            mails = "\n".join(f"{mail.day}{' ×' if mail.taken_back else ''}" for mail in run.mails)
            table.add_row(escape(run.indicator), course, mails, how(run, lang))
    return table


def changes(steps: Sequence[Step]) -> list[Step]:
    """The steps with another verdict than the one before, the first verdict being the first."""
    judged = list(dropwhile(lambda step: step.verdict is Verdict.undetermined, steps))
    return [step for n, step in enumerate(judged) if n == 0 or step.verdict is not judged[n - 1].verdict]


def _steps(run: Run, lang: Lang) -> Table:
    table = _table(("day", "verdict", "figure", "known_by"), lang, f"{escape(run.indicator)} ({how(run, lang)})")
    for step in (run.opening, *run.steps):
        if step:
            table.add_row(
                str(step.day), verdict_of(step, lang), escape(figure_of(step, run, lang)), word(step.known_by, lang)
            )
    return table


def _mails(runs: Sequence[Run], lang: Lang) -> RenderableType:
    mails = sorted(((mail.day, run.indicator, mail) for run in runs for mail in run.mails), key=lambda row: row[:2])
    if not mails:
        return word("no_mails", lang)
    table = _table(("day", "indicator", "what", "told", "taken_back"), lang, word("mails_told", lang))
    for day, indicator, mail in mails:
        cells = (indicator, change_of(mail, lang), receivers(mail, {}, lang), fate(mail, lang))
        table.add_row(str(day), *(escape(cell) for cell in cells))
    return table


def _coverage(name: str, found: Coverage, lang: Lang) -> Table:
    title = word(name, lang, histories=found.histories)
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for column in ("n", *(word(column, lang) for column in ("inside", "below", "above", "covered"))):
        table.add_column(column, justify="right")
    for kind, part, share in shares(found):
        counts = (str(share.n), str(share.inside), str(share.below), str(share.above))
        table.add_row(word(kind, lang, part=part), *counts, percent(share.coverage, lang))
    return table
