"""The agenda as the worker uses it: which keys a series is sent to, and what each assessment is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from schemas.agenda import Agenda, Change, Indicator, Milestone
from schemas.assessment import AgendaEdition
from services.indicators.domain.subject import Subject
from services.indicators.handlers import Owners, Served
from services.runtime.agenda import AgendaIndex
from services.runtime.agenda.ownership import accepted_of, owners_of


@dataclass(frozen=True)
class AgendaView:
    """One edition, arranged by the keys of the worker's topics; `change` tells who made it and why.

    `concerned` leads from what a body may answer about to the keys whose owners that may be about, `owners` names the
    owners of a key on a day by the answers known; without it those of each subject stand.
    """

    edition: AgendaEdition
    uses: dict[str, tuple[str, ...]]
    subjects: dict[str, Subject]
    served: dict[int, Served]
    milestones: dict[str, Milestone]
    change: Change | None = None
    concerned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owners: Callable[[str], Owners] | None = None


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
        concerned={item: index.concerned_by(item) for item in _items(agenda)},
        owners=partial(_owners, index),
    )


def _items(agenda: Agenda) -> list[str]:
    return [found.key for found in agenda.indicators] + [found.id for found in agenda.milestones]


def _owners(index: AgendaIndex, key: str) -> Owners:
    indicator = index.indicator_by_key(key)
    return lambda day, answers: owners_of(index, indicator, day, accepted_of(answers, index.numbers_of))


def _subject(indicator: Indicator, index: AgendaIndex, edition: AgendaEdition) -> Subject:
    members = indicator.composite.members if indicator.composite else ()
    return Subject(
        indicator=indicator,
        edition=edition,
        links=tuple(index.links_of(indicator)),
        owners=owners_of(index, indicator, None),
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
