"""Which of two documents of one subject is older: a replay must not take alerting back in time."""

from schemas.assessment import Assessment
from schemas.stats import MilestoneState, PollReport

Document = Assessment | MilestoneState | PollReport


def is_older(new: Document, known: Document) -> bool:
    """Whether `new` was made from less than `known`; then it must be ignored. Equal documents are not older."""
    if isinstance(new, Assessment) and isinstance(known, Assessment):
        return new.is_older_than(known)
    if isinstance(new, MilestoneState) and isinstance(known, MilestoneState):
        return new.edition < known.edition
    if isinstance(new, PollReport) and isinstance(known, PollReport):
        return new.polled_at < known.polled_at
    raise TypeError(f"{type(new).__name__} and {type(known).__name__} are no documents of one subject")
