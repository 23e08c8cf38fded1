"""When one alert makes another needless: what stands on a source that went away, or below one told already."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from schemas.assessment import Assessment
from schemas.series import SeriesId
from services.alerts.domain.severity import counted, rank

Down = Mapping[tuple[str, str], datetime]


def source_behind(assessment: Assessment, down: Down) -> str | None:
    """The dataset out of reach while another input of the same assessment moved on; None where there is none.

    Figures that were all there before it went away still stand, and so does what is judged by them.
    """
    newest = max((found.retrieved_at for found in assessment.inputs), default=None)
    for found in assessment.inputs:
        series = SeriesId.parse(found.series_id)
        since = down.get((series.source, series.dataset))
        if since and newest and found.retrieved_at < since < newest:
            return f"{series.source}/{series.dataset}"
    return None


def is_below(assessment: Assessment, recommendations: Iterable[int], leads: Mapping[int, Assessment]) -> bool:
    """Whether every recommendation by which it concerns a body is one whose lead indicator was told to be as bad.

    `leads` holds, by recommendation, the lead indicator that alerts the same body now.
    """
    numbers = tuple(recommendations)
    return bool(numbers) and all(_covers(leads.get(number), assessment, number) for number in numbers)


def _covers(lead: Assessment | None, other: Assessment, number: int) -> bool:
    leads_itself = any(link.lead for link in other.links if link.number == number)
    if lead is None or leads_itself:
        return False
    return rank(counted(lead.verdict, lead, (number,))) >= rank(counted(other.verdict, other, (number,)))
