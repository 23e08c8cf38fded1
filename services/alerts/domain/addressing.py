"""To whom a matter is told: its owners, and the desk where nobody owns it or it is not said who does."""

from collections.abc import Sequence

from schemas.alerts import AlertKind
from schemas.assessment import Owner
from schemas.verdicts import Verdict
from services.alerts.domain.decision import HoldReason, Notice
from services.alerts.mail.content import DeskReason


def told_to(
    kind: AlertKind,
    owners: Sequence[Owner],
    *,
    previous: Verdict | None = None,
    hold: HoldReason | None = None,
) -> tuple[Notice, ...]:
    """Notices to these owners. One that has ceased and left its tasks to several is asked about at the desk."""
    if not owners:
        return (Notice(kind, desk=DeskReason.no_owner, previous=previous, hold=hold),)
    acting = tuple(owner for owner in owners if not owner.successors)
    notices = [Notice(kind, acting, previous=previous, hold=hold)] if acting else []
    for owner in owners:
        if owner.successors:
            desk = DeskReason.which_successor
            notices.append(Notice(kind, (owner,), desk=desk, previous=previous, hold=hold))
    return tuple(notices)
