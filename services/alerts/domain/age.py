"""Which of two documents of one subject is older: a replay must not take alerting back in time."""

from schemas.policy import Assessment
from schemas.stats import MilestoneState, PollReport

Document = Assessment | MilestoneState | PollReport


def is_older(new: Document, known: Document) -> bool:
    """Whether `new` was made from less than `known`; then it must be ignored. Equal documents are not older."""
    if isinstance(new, Assessment) and isinstance(known, Assessment):
        return _older_assessment(new, known)
    if isinstance(new, MilestoneState) and isinstance(known, MilestoneState):
        return new.edition < known.edition
    if isinstance(new, PollReport) and isinstance(known, PollReport):
        return new.polled_at < known.polled_at
    raise TypeError(f"{type(new).__name__} and {type(known).__name__} are no documents of one subject")


def _older_assessment(new: Assessment, known: Assessment) -> bool:
    """By agenda edition, then by inputs, then by day.

    An input counts as older when its version is lower and it was not retrieved later: versions begin anew where an
    archive was lost, and what is retrieved then is news. While tables are being filled again inputs are missing, and
    before the first tick the day is.
    """
    if new.agenda.edition != known.agenda.edition:
        return new.agenda.edition < known.agenda.edition
    inputs = {i.series_id: i for i in new.inputs}
    for old in known.inputs:
        now = inputs.get(old.series_id)
        if now is None or (now.version < old.version and now.retrieved_at <= old.retrieved_at):
            return True
    same = {(i.series_id, i.version) for i in new.inputs} == {(i.series_id, i.version) for i in known.inputs}
    return same and known.as_of is not None and (new.as_of is None or new.as_of < known.as_of)
