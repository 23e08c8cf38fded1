"""The warnings a reader must see: stable codes for machines, sentences for people, always in the same order."""

from collections.abc import Iterator, Sequence

from schemas.assessment import Caveat
from schemas.base import Text
from schemas.indicator import Indicator
from schemas.period import Period
from schemas.verdicts import Verdict
from services.indicators.domain import peer_phrases, phrases
from services.indicators.domain.findings import Findings
from services.indicators.domain.peers import outrun
from services.indicators.domain.reading import Reading
from services.indicators.domain.ruling import reached, saturated, sign_of
from services.indicators.domain.subject import Subject
from services.indicators.domain.tolerance import POINT_UNITS, tolerance_at


def caveats_of(found: Findings) -> tuple[Caveat, ...]:
    """Every caveat, the one a reader needs first in front."""
    figures = [*_place(found), *_figure(found), *_history(found)]
    ours = [*figures, *_target(found), *_peers(found), *_method(found), *_composite(found)]
    return (*ours, *(_caveat("agenda", text) for text in found.subject.indicator.caveats))


def _place(found: Findings) -> Iterator[Caveat]:
    if found.stand_in:
        yield _caveat("stand_in", phrases.stand_in(found.stand_in.geo, found.stand_in.instead_of))


def _figure(found: Findings) -> Iterator[Caveat]:
    latest = found.history.latest
    newest = found.history.readings[-1] if found.history.readings else None
    if newest and newest is not latest:
        yield _caveat("newest_missing", phrases.newest_missing(newest.period, newest.missing))
    if latest is None:
        return
    if latest.provisional:
        yield _caveat("provisional", phrases.PROVISIONAL)
    if found.course.unconfirmed:
        yield _caveat("unconfirmed", phrases.UNCONFIRMED)
    if found.course.held:
        yield _caveat("margin", phrases.MARGIN)
    if latest.unreliable:
        yield _caveat("low_reliability", phrases.LOW_RELIABILITY)
    if latest.suspect:
        yield _caveat("suspect", phrases.SUSPECT)
    if pair := _alike(found, latest):
        yield _caveat("rounding", phrases.no_difference(*pair))
    known_end = found.subject.indicator.last_known_end
    if known_end and latest.period.end <= known_end.end:
        yield _caveat("stale", phrases.last_known(latest.period))
    if found.freshness.state == "overdue" and found.freshness.next_release:
        yield _caveat("overdue", phrases.overdue(found.freshness.next_release))


def _alike(found: Findings, latest: Reading) -> tuple[str, str] | None:
    """The two newest figures of a share or score as published, where they differ by less than the tolerance."""
    current = found.history.current
    if found.subject.indicator.unit not in POINT_UNITS:
        return None
    tolerance = found.ruling.judged[-1].tolerance if found.ruling.judged else None
    if len(current) < 2 or tolerance is None or abs(latest.number - current[-2].number) >= tolerance:
        return None
    first, last = current[-2].shown, latest.shown
    return (first, last) if first and last and first != last else None


def _history(found: Findings) -> Iterator[Caveat]:
    indicator, segments = found.subject.indicator, found.history.segments
    if found.history.ended:
        reason = _reason(indicator, segments[-1][-1].period, found.history.ended)
        yield _caveat("break", phrases.broken_off(found.history.ended, reason))
    elif len(segments) > 1:
        start, before = segments[-1][0].period, segments[-2][-1].period
        yield _caveat("break", phrases.broken(start, _reason(indicator, before, start)))
    if "rebased" in found.ruling.notes:
        yield _caveat("rebased", phrases.REBASED)
    if found.weak and found.points <= 2:
        yield _caveat("few_points", phrases.few_points(found.points))
    if found.history.left_out:
        yield _caveat("other_periods", phrases.OTHER_PERIODS)
    if indicator.splice:
        yield _caveat("splice", indicator.splice.note)
        if indicator.splice.rounding:
            yield _caveat("precision", indicator.splice.rounding)


def _reason(indicator: Indicator, before: Period, start: Period) -> Text | None:
    """Why the series breaks between two periods, where the agenda says so; of several breaks, the last one's reason."""
    declared = [b for b in indicator.breaks if b.period and before.start < b.period.start <= start.start]
    return max(declared, key=lambda b: b.period.start if b.period else before.start).reason if declared else None


def _target(found: Findings) -> Iterator[Caveat]:
    declared, target = found.subject.indicator.target, found.target
    if found.subject.indicator.target_to_define:
        yield _caveat("target_to_define", phrases.TARGET_TO_DEFINE)
    if declared is None or target is None:
        return
    if declared.scope == "union":
        yield _caveat("union_target", phrases.UNION_TARGET)
    if declared.verified in ("partly", "unverified"):
        yield _caveat("target_unverified", phrases.TARGET_UNVERIFIED)
    if found.deadline_passed and target.year:
        yield _caveat("deadline_passed", phrases.deadline_passed(target.year, found.freshness.next_release))
    if found.course.verdict is Verdict.met:
        yield from _met(found)


def _met(found: Findings) -> Iterator[Caveat]:
    indicator, goal, latest = found.subject.indicator, found.ruling.goal, found.history.latest
    if goal is None or latest is None:
        return
    if indicator.saturation is not None and saturated(indicator, latest.number, goal):
        yield _caveat("saturated", phrases.saturated(indicator.saturation))
    if found.projection and not reached(indicator, found.projection.value, goal):
        yield _caveat("slipping", phrases.slipping(found.projection.year))


def _peers(found: Findings) -> Iterator[Caveat]:
    """Where the own change alone, or the place among others alone, would be misread."""
    indicator, latest, rank = found.subject.indicator, found.history.latest, found.rank
    compared = sorted(found.peers, key=lambda change: change.peer != indicator.benchmark)
    if latest and compared and outrun(compared[0], tolerance_at(indicator, latest.number)):
        yield _caveat("peers", peer_phrases.others_moved_more(compared[0], indicator.unit))
    if rank and (rank.now - rank.before) * sign_of(indicator) * rank.own > 0:
        yield _caveat("rank", peer_phrases.other_place(rank, indicator.unit))


def _method(found: Findings) -> Iterator[Caveat]:
    latest, benchmark = found.history.latest, found.ruling.benchmark
    if "linear_instead" in found.ruling.notes:
        yield _caveat("linear_instead", phrases.LINEAR_INSTEAD)
    if benchmark and latest and benchmark.period != latest.period:
        yield _caveat("benchmark_lags", phrases.benchmark_lags(benchmark.period))
    judged = found.course.verdict is not Verdict.undetermined
    if judged and any(not method.agrees for method in found.other_methods):
        yield _caveat("methods_disagree", phrases.METHODS_DISAGREE)


def _composite(found: Findings) -> Iterator[Caveat]:
    if found.missing:
        yield _caveat("incomplete", phrases.incomplete(_titles(found.subject, found.missing)))
    if found.elsewhere:
        yield _caveat("elsewhere", phrases.elsewhere(_titles(found.subject, found.elsewhere)))


def _titles(subject: Subject, names: Sequence[str]) -> list[Text]:
    titles = {member.indicator.id: member.indicator.title for member in subject.members}
    return [titles.get(name, Text(en=name, nl=name)) for name in names]


def _caveat(code: str, text: Text) -> Caveat:
    return Caveat(code=code, text=text)
