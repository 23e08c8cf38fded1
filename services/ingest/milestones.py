"""The milestone register: what the agenda says of each milestone, published when it changes."""

from schemas.agenda import Agenda, Milestone
from schemas.stats import MilestoneState
from services.ingest.ledger import MILESTONE, Ledger
from services.ingest.publisher import Publisher


def register(agenda: Agenda) -> list[MilestoneState]:
    """The state of every milestone of an edition."""
    return [_state(milestone, agenda.edition) for milestone in agenda.milestones]


async def publish_register(agenda: Agenda, ledger: Ledger, publisher: Publisher) -> int:
    """Publish the milestones whose state is not the one last published; the number of them.

    A worker with an older edition leaves alone what a newer one has said. Raises TransientError.
    """
    changed = [state for state in register(agenda) if _is_news(state, ledger.milestones.get(state.id))]
    await publisher.events(MILESTONE, [(state.id, state) for state in changed])
    return len(changed)


def _is_news(state: MilestoneState, known: MilestoneState | None) -> bool:
    return known is None or (state != known and state.edition >= known.edition)


def _state(milestone: Milestone, edition: int) -> MilestoneState:
    return MilestoneState(**milestone.model_dump(), edition=edition)
