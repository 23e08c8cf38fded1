"""The days on which an indicator's assessment can change though no figure comes."""

from collections.abc import Iterator
from datetime import date

from schemas.assessment import Assessment
from services.indicators.domain.freshness import overdue_from
from services.indicators.domain.subject import Subject


def turning_days(subject: Subject, assessment: Assessment, after: date) -> frozenset[date]:
    """Later days on which a figure falls due or is overdue, the target year is over, or a declared break has come."""
    return frozenset(day for day in _days(subject, assessment) if day > after)


def _days(subject: Subject, assessment: Assessment) -> Iterator[date]:
    if month := assessment.freshness.next_release:
        first = date.fromisoformat(f"{month}-01")
        yield from (first, overdue_from(first))
    target = subject.indicator.target
    if target and target.year:
        yield date(target.year + 1, 1, 1)
    for declared in subject.indicator.breaks:
        if declared.period:
            yield declared.period.end
