"""All recommendations as they stand, and any set of them with its totals."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from schemas.stats import MilestoneStatus
from schemas.verdicts import Validity, Verdict
from services.board.domain.milestones import MilestoneLine
from services.board.domain.totals import Item, Totals, total
from services.board.web.moment import Moment
from services.board.web.queries.milestones import read_milestones
from services.board.web.queries.standings import Standings, read_standings
from services.runtime.agenda import AgendaIndex
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Group:
    """Some recommendations in order of their numbers, and what they add up to."""

    rows: tuple[Standings, ...]
    totals: Totals


class Overview:
    """One moment of the board."""

    def __init__(self, agenda: AgendaIndex, rows: Sequence[Standings], milestones: Sequence[MilestoneLine]) -> None:
        self.rows, self.milestones = tuple(rows), tuple(milestones)
        self._groups = agenda.agenda.overlap_groups
        steps: dict[int, dict[str, MilestoneStatus]] = defaultdict(dict)
        for line in milestones:
            for number in line.state.recommendations:
                steps[number][line.state.id] = line.state.status
        self._items = {row.recommendation.number: _item(row, agenda, steps[row.recommendation.number]) for row in rows}

    def of(self, numbers: Collection[int]) -> Group:
        """The recommendations with these numbers; one the agenda does not have is left out."""
        rows = tuple(row for row in self.rows if row.recommendation.number in numbers)
        return Group(rows, total([self._items[row.recommendation.number] for row in rows], self._groups))

    def whole(self) -> Group:
        """The whole agenda."""
        return self.of(self._items)


async def read_overview(connection: Connection, agenda: AgendaIndex, moment: Moment) -> Overview:
    """Read everything at one moment."""
    rows = await read_standings(connection, agenda, moment)
    return Overview(agenda, rows, await read_milestones(connection, agenda, moment))


def _item(row: Standings, agenda: AgendaIndex, milestones: Mapping[str, MilestoneStatus]) -> Item:
    """An indicator the roll-up has not seen yet counts as undetermined, so that the totals are those of the agenda."""
    number = row.recommendation.number
    seen = {member.key: member.counted for member in row.state.members} if row.state else {}
    indicators: dict[str, Verdict | None] = {}
    for indicator, validity in agenda.serving(number):
        unseen = None if validity is Validity.context else Verdict.undetermined
        indicators[indicator.id] = seen.get(indicator.key, unseen)
    return Item(number, row.standing, indicators, milestones)
