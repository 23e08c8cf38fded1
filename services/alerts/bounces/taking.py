"""What a mail that came back leads to: the desk gets it, and the mailbox is spared for a while."""

from typing import Literal

import structlog

from services.alerts.bounces.report import read_report
from services.alerts.bounces.return_paths import ReturnPaths
from services.alerts.store import mailboxes
from services.runtime.clock import Clock
from services.runtime.database import Database

log = structlog.get_logger()

Outcome = Literal["returned", "known", "delayed", "unknown"]


class Bounces:
    """Takes notifications from wherever they come; the same one twice does no more than once."""

    def __init__(self, database: Database, clock: Clock, paths: ReturnPaths) -> None:
        self._database, self._clock, self._paths = database, clock, paths

    async def take(self, raw: bytes) -> Outcome:
        """`unknown`: not addressed to a return path of ours; `known`: that mail is no longer with the mailbox."""
        report = read_report(raw)
        mail_id = self._paths.mail_of(report.addressed)
        if mail_id is None:
            return "unknown"
        if not report.final:
            return "delayed"
        async with self._database.transaction() as connection:
            now = self._clock.now()
            address = await mailboxes.bounced(connection, mail_id, f"bounced: {report.said}", now)
            if address is None:
                return "known"
            await mailboxes.refused(connection, address, f"bounced: {report.said}", now)
        log.error("mail_bounced", mail=mail_id, said=report.said)
        return "returned"
