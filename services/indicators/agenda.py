"""The agenda as the worker uses it: which keys a series is sent to, and what each assessment is about."""

from dataclasses import dataclass

from schemas.agenda import Change, Indicator, Milestone
from schemas.assessment import AgendaEdition
from services.indicators.domain.subject import Subject
from services.indicators.handlers import Served
from services.runtime.agenda import AgendaIndex


@dataclass(frozen=True)
class AgendaView:
    """One edition, arranged by the keys of the worker's topics; `change` tells who made it and why."""

    edition: AgendaEdition
    uses: dict[str, tuple[str, ...]]
    subjects: dict[str, Subject]
    served: dict[int, Served]
    milestones: dict[str, Milestone]
    change: Change | None = None


def agenda_view(index: AgendaIndex) -> AgendaView:
    """Arrange an edition; composites are among the uses of their members' series."""
    agenda = index.agenda
    edition = AgendaEdition(edition=agenda.edition, sha256=agenda.sha256)
    return AgendaView(
        edition=edition,
        uses={
            series: tuple(dict.fromkeys(key for key, _, _ in uses)) for series, uses in index.series_wanted().items()
        },
        subjects={indicator.key: _subject(indicator, index, edition) for indicator in agenda.indicators},
        served={found.number: _served(found.number, index, edition) for found in agenda.recommendations},
        milestones={found.id: found for found in agenda.milestones},
        change=index.change_of(agenda.edition),
    )


def _subject(indicator: Indicator, index: AgendaIndex, edition: AgendaEdition) -> Subject:
    members = indicator.composite.members if indicator.composite else ()
    return Subject(
        indicator=indicator,
        edition=edition,
        links=tuple(index.links_of(indicator)),
        owners=tuple(index.owners_of(indicator)),
        members=tuple(_subject(index.indicator(member.indicator), index, edition) for member in members),
    )


def _served(number: int, index: AgendaIndex, edition: AgendaEdition) -> Served:
    serving = (i.key for i in index.agenda.indicators if any(ref.number == number for ref in i.recommendations))
    return Served(
        recommendation=index.recommendation(number),
        edition=edition,
        keys=frozenset(serving),
        milestones=frozenset(found.id for found in index.milestones_of(number)),
    )
