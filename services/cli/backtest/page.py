"""A back-test as one page with charts: it needs no network, no script, and no second file."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from schemas.assessment import Assessment
from schemas.base import JsonObject
from schemas.verdicts import Verdict
from services.cli.backtest import words
from services.cli.backtest.outcome import Outcome, Run, Step
from services.cli.backtest.report import Report
from services.cli.backtest.table import shares, stretches, told
from services.runtime.charts import Bar, Mark, chart_spec, describe, render_svg, timeline_spec
from services.runtime.wording import Lang

_TEMPLATES = Path(__file__).parent / "templates"


# Plots in pixels; a phone gets a drawing of its own, as words in a shrunken one could not be read
_WIDE, _NARROW = (700, 320), (230, 260)
# Room for the names of verdicts beside a timeline
_NAMES = 90
# Words are measured in a font that not every machine has
_FONT = '<style>text{font-family:"Liberation Sans",Arial,Helvetica,sans-serif}</style>'


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing as `data:` addresses, with its words."""

    wide: str
    narrow: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """One indicator on the page: its verdicts over the days, and its chart at the end of them."""

    run: Run
    timeline: Drawing
    chart: Drawing


def backtest_page(report: Report, lang: Lang, progress: Callable[[int, int], None]) -> str:
    """The page in one language; every indicator that ever had a verdict has its charts."""
    outcome = report.backtest.outcome
    shown = [run for run in outcome.runs if ever_judged(run)]
    sections = []
    for done, run in enumerate(shown):
        sections.append(_section(run, report.backtest.assessments[run.key], outcome, lang))
        progress(done + 1, len(shown))
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        lang=lang,
        t=lambda name, **values: words.word(name, lang, **values),
        w=words,
        report=report,
        outcome=outcome,
        sections=sections,
        unjudged=[run for run in outcome.runs if not ever_judged(run)],
        mails=sorted(((m.day, r, m) for r in outcome.runs for m in r.mails), key=lambda row: (row[0], row[1].key)),
        shares=shares,
        stretches=stretches,
        compared=told(report.comparison) if report.comparison else {},
    )


def ever_judged(run: Run) -> bool:
    """Whether it had a verdict on any day."""
    return any(step.verdict is not Verdict.undetermined for step in _steps(run))


def _section(run: Run, assessment: Assessment, outcome: Outcome, lang: Lang) -> Section:
    bars = list(_bars(run, outcome.first_day, outcome.last_day))
    marks = [Mark(mail.day, mail.verdict, mail.taken_back is not None) for mail in run.mails]
    course = "; ".join(f"{step.day} {words.verdict_of(step, lang)}" for step in _steps(run))
    return Section(
        run=run,
        timeline=_drawing(lambda width, _: timeline_spec(bars, marks, lang, width=width - _NAMES), course),
        chart=_drawing(
            lambda width, height: chart_spec(assessment, lang, width=width, height=height), describe(assessment, lang)
        ),
    )


def _steps(run: Run) -> list[Step]:
    return [step for step in (run.opening, *run.steps) if step]


def _bars(run: Run, first: date, last: date) -> Iterator[Bar]:
    """The verdicts between the first day and the last."""
    steps = _steps(run)
    days = [max(step.day, first) for step in steps]
    for step, (begins, ends) in zip(steps, pairwise([*days, last]), strict=True):
        yield Bar(begins, ends, step.verdict)


def _drawing(spec: Callable[[int, int], JsonObject], told: str) -> Drawing:
    wide, narrow = (_address(render_svg(spec(*pixels))) for pixels in (_WIDE, _NARROW))
    return Drawing(wide, narrow, told)


def _address(svg: str) -> str:
    """An image of its own, so that the ids of one drawing mean nothing in another."""
    head, end, rest = svg.partition(">")
    return "data:image/svg+xml;base64," + base64.b64encode(f"{head}{end}{_FONT}{rest}".encode()).decode()
