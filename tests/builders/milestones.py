"""A made-up milestone and poll report, told apart by what a test sets."""

from datetime import UTC, date, datetime
from typing import Any

from schemas.base import Text
from schemas.stats import DueBasis, MilestoneState, MilestoneStatus, PollOutcome, PollReport


def milestone(**changes: Any) -> MilestoneState:
    """A legal duty due on 31 March 2026 that nobody has checked."""
    fields: dict[str, Any] = {
        "id": "m999-1",
        "title": Text(en="A made-up decree is published", nl="Een verzonnen decreet is gepubliceerd"),
        "done_when": Text(en="It stands in the Official Gazette.", nl="Het staat in het Staatsblad."),
        "status": MilestoneStatus.not_checked,
        "due": date(2026, 3, 31),
        "due_basis": DueBasis.legal,
        "owner": "digitaal-vlaanderen",
        "recommendations": (15,),
        "edition": 1,
    }
    return MilestoneState(**(fields | changes))


def poll(outcome: PollOutcome = PollOutcome.changed, **changes: Any) -> PollReport:
    """A poll of the regional digital-skills table."""
    fields: dict[str, Any] = {
        "recipe": "eurostat-isoc_r_dskl_i",
        "source": "eurostat",
        "dataset": "isoc_r_dskl_i",
        "outcome": outcome,
        "polled_at": datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
    }
    return PollReport(**(fields | changes))
