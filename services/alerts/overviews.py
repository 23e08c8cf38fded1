"""What each body is told when Koers starts to watch: gathered from all subjects, queued as one mail per body."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from schemas.alerts import AlertKind
from schemas.assessment import Assessment, Owner
from schemas.base import Text
from schemas.stats import MilestoneState
from services.alerts.domain.decision import DRIFT_KINDS, Decision
from services.alerts.domain.severity import concerned, is_context_only
from services.alerts.ledger import DESK_OWNER
from services.alerts.mail.content import DeskReason
from services.alerts.store import mails, register
from services.alerts.store.subjects import Subject
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Found:
    """One subject as the first start finds it, and what the rules say of it."""

    subject: Subject
    decision: Decision


@dataclass(slots=True)
class Overview:
    """What one body is told beside its indicators, as ids of alerts: milestones and targets it is asked about, drifts
    with a mail of their own, and for the desk what is wrong with sources and data."""

    name: Text
    accepted: bool = False
    successors: list[Text] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)
    matters: list[str] = field(default_factory=list)


def overviews_of(found: Iterable[Found], singles: Mapping[str, AlertKind]) -> dict[str, Overview]:
    """Body to overview, for every body that has an indicator, something to be asked about, or (the desk) a fault."""
    overviews: dict[str, Overview] = {}

    def of(owner: Owner) -> Overview:
        overview = overviews.setdefault(owner.body, Overview(owner.name))
        overview.accepted = overview.accepted or owner.accepted
        overview.successors = overview.successors or [heir.name for heir in owner.successors]
        return overview

    for item in found:
        name, document = item.subject.name, item.subject.document
        for owner in owners_of(document):
            overview = of(owner)
            if name in singles:
                overview.announced.append(register.alert_id_of(singles[name], name))
        for notice in item.decision.notices:
            alert_id = register.alert_id_of(notice.kind, name)
            if isinstance(document, MilestoneState) or notice.kind is AlertKind.target_to_define:
                for owner in notice.owners or (DESK_OWNER,):
                    of(owner).asked.append(alert_id)
            elif notice.kind not in DRIFT_KINDS:
                of(DESK_OWNER).matters.append(alert_id)
    return overviews


def owners_of(document: object) -> tuple[Owner, ...]:
    """Whose overview shows this indicator; one that serves a recommendation without owner is shown to the desk."""
    if not isinstance(document, Assessment) or is_context_only(document):
        return ()
    return concerned(document) or (DESK_OWNER,)


async def queue(
    connection: Connection, body: str, overview: Overview, at: datetime, *, edition: int | None = None,
    why: Text | None = None,
) -> None:  # fmt: skip
    """Put a body's overview into the outbox: one at the first start, and one of what an `edition` changed."""
    of = "overview" if edition is None else f"edition {edition}"
    mail_id = hashlib.sha256(f"{of}|{body}".encode()).hexdigest()[:32]
    details = {
        "name": overview.name.model_dump(),
        "accepted": overview.accepted,
        "successors": [name.model_dump() for name in overview.successors],
        "asked": overview.asked,
        "announced": overview.announced,
        "matters": overview.matters,
        "edition": edition,
        "why": why.model_dump() if why else None,
    }
    desk = DeskReason.which_successor if overview.successors else None
    await mails.add(connection, mail_id, "overview", body, at, details=details, desk=desk)
