"""From the known snapshots of one indicator to its assessment: prepare, expect, measure, judge, steady."""

from datetime import date

from schemas.assessment import Assessment, Freshness, Link, OtherMethod, Tolerance
from services.indicators.domain.bases import benchmark_beside, rule
from services.indicators.domain.caveats import caveats_of
from services.indicators.domain.chart import chart_of, points_of
from services.indicators.domain.comparison import comparators_of
from services.indicators.domain.composite import Made, make
from services.indicators.domain.episode import Change, episode_of
from services.indicators.domain.findings import Findings
from services.indicators.domain.fold import Course, fold
from services.indicators.domain.freshness import freshness_of
from services.indicators.domain.line import Line
from services.indicators.domain.other_methods import other_methods
from services.indicators.domain.peers import peer_changes, rank_of
from services.indicators.domain.prepare import Figures, Snapshots
from services.indicators.domain.projection import pace_of, project
from services.indicators.domain.provenance import inputs_of, splice_of
from services.indicators.domain.ruling import Ruling
from services.indicators.domain.subject import Subject
from services.indicators.domain.tolerance import tolerance_basis


def assess(
    subject: Subject, snapshots: Snapshots, as_of: date | None, previous: Assessment | None = None
) -> Assessment:
    """Judge an indicator by what is known now; the same knowledge gives an equal assessment.

    `snapshots` holds the newest known snapshot of each series the indicator, or a composite's members, may use; others
    are ignored. `as_of` only moves freshness, the passing of a deadline, and whether a declared break has come; no path
    is judged at it. `previous` only tells what made a new episode begin. No snapshot makes it fail: what cannot be
    judged is undetermined, with the reason. Raises ConfigError for a faulty formula.
    """
    figures = Figures(subject, snapshots)
    composite = subject.indicator.composite
    made = make(subject, composite, snapshots) if composite else Made(figures.judged_line())
    findings = _find(subject, made, figures, snapshots, as_of)
    return _written(findings, snapshots, previous)


def _find(subject: Subject, made: Made, figures: Figures, snapshots: Snapshots, as_of: date | None) -> Findings:
    indicator = subject.indicator
    history = made.history.as_seen(indicator, as_of)
    ruling = rule(indicator, history, figures)
    course = fold(ruling.judged, history.ended)
    projection, band = project(indicator, history.current, ruling.path) or (None, ())
    comparators = comparators_of(figures, history)
    return Findings(
        subject=subject,
        history=history,
        ruling=ruling,
        course=course,
        as_of=as_of,
        freshness=_freshness(subject, history, snapshots, as_of),
        projection=projection,
        band=band,
        other_methods=_beside(figures, history, ruling, course),
        missing=made.missing,
        elsewhere=made.elsewhere,
        comparators=comparators,
        peers=peer_changes(indicator, history, comparators),
        rank=rank_of(indicator, history, figures),
    )


def _written(found: Findings, snapshots: Snapshots, previous: Assessment | None) -> Assessment:
    subject, indicator, newest = found.subject, found.subject.indicator, found.newest
    points = points_of(found.history)
    target, wanted = found.target, subject.wanted
    inputs = inputs_of(wanted, snapshots)
    change = Change(subject.edition, target, points, inputs, subject.turned_to)
    tolerance = newest.tolerance if newest else None
    return Assessment(
        key=subject.key,
        indicator=indicator.id,
        geo=indicator.geography.primary,
        group=subject.group,
        title=indicator.title,
        definition=indicator.definition,
        unit=indicator.unit,
        direction=indicator.direction,
        frequency=indicator.frequency,
        drift_policy=indicator.drift_policy,
        agenda=subject.edition,
        as_of=found.as_of,
        basis=found.ruling.basis,
        verdict=found.course.verdict,
        reason=found.reason,
        episode=episode_of(subject.key, found.course, previous, change),
        history=found.course.history,
        confidence="weak" if found.weak else "normal",
        latest=next((point for point in reversed(points) if point.value is not None), None),
        expected=newest.expected if newest else None,
        gap=newest.gap if newest else None,
        ratio=newest.ratio if newest else None,
        baseline=found.ruling.baseline,
        target=target,
        target_to_define=indicator.target_to_define,
        benchmark=found.ruling.benchmark,
        peers=found.peers,
        rank=found.rank,
        tolerance=None if tolerance is None else Tolerance(value=tolerance, basis=tolerance_basis(indicator)),
        pace=pace_of(indicator, found.history.current, found.ruling.baseline, found.ruling.path),
        projection=found.projection,
        deadline_passed=found.deadline_passed,
        stand_in=found.stand_in,
        freshness=found.freshness,
        caveats=caveats_of(found),
        splice=splice_of(indicator.splice, found.history.geo),
        inputs=inputs,
        missing_inputs=tuple(series for series in wanted if series not in snapshots),
        other_methods=found.other_methods,
        chart=chart_of(points, found.ruling.path, found.band, found.comparators),
        links=_links(found),
        owners=subject.owners,
    )


def _freshness(subject: Subject, history: Line, snapshots: Snapshots, as_of: date | None) -> Freshness:
    """By the rhythm of the series that gave the newest value, else of the first known series that tells its own."""
    latest = history.latest
    if latest is None:
        return Freshness(state="unknown")
    ordered = [latest.source.series_id, *subject.wanted]
    rhythms = (snapshots[series].rhythm for series in ordered if series in snapshots)
    return freshness_of(latest.period, rhythms, as_of)


def _beside(figures: Figures, history: Line, ruling: Ruling, course: Course) -> tuple[OtherMethod, ...]:
    indicator, latest = figures.subject.indicator, history.latest
    if latest is None or history.ended:
        return ()
    methods = other_methods(indicator, history.current, ruling, course.verdict)
    return (*methods, *benchmark_beside(indicator, history, figures, ruling, course.verdict))


def _links(found: Findings) -> tuple[Link, ...]:
    """The links as handed in; where the fallback is used, every one is served by a stand-in."""
    if found.history.geo == found.subject.indicator.geography.primary:
        return found.subject.links
    return tuple(link.model_copy(update={"stand_in": True}) for link in found.subject.links)
