"""The milestones as they stand: the register with the answers of bodies, on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schemas.policy import Answer
from schemas.stats import MilestoneState
from services.runtime.database import Connection
from services.runtime.milestones import Phase, as_it_stands, phase_of, waits_for


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """One milestone, where it stands, and the ids of those it waits for."""

    state: MilestoneState
    phase: Phase
    waits_for: tuple[str, ...] = ()


async def read_milestones(connection: Connection, today: date) -> list[MilestoneLine]:
    """Every milestone of the register, by id; answers count as far as they are public."""
    cursor = await connection.execute("SELECT state::text FROM board.milestones ORDER BY id")
    register = [MilestoneState.read(row[0].encode()) for row in await cursor.fetchall()]
    cursor = await connection.execute(
        "SELECT answer::text FROM board.answers WHERE public AND item = ANY(%s)", ([state.id for state in register],)
    )
    return lines_of(register, [Answer.read(row[0].encode()) for row in await cursor.fetchall()], today)


def lines_of(register: Iterable[MilestoneState], answers: Iterable[Answer], today: date) -> list[MilestoneLine]:
    """In the order of the register."""
    said: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        said[answer.item].append(answer)
    stand = {state.id: as_it_stands(state, said[state.id], today) for state in register}
    return [_line(state, waits_for(state, stand), today) for state in stand.values()]


def coming(lines: Iterable[MilestoneLine], today: date, limit: int) -> list[MilestoneState]:
    """Those that fall due next, the first in front; not what waits for something else."""
    ahead = [line.state for line in lines if line.phase in (Phase.ahead, Phase.due)]
    dated = [(state.due, state.id, state) for state in ahead if state.due and state.due >= today]
    return [state for _, _, state in sorted(dated, key=lambda found: found[:2])[:limit]]


def _line(state: MilestoneState, waits: tuple[str, ...], today: date) -> MilestoneLine:
    return MilestoneLine(state, phase_of(state, today, waiting=bool(waits)), waits)
