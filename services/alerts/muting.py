"""What keeps a notice from being told now: a silence, a source that went away, or a worse alert told already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.assessment import Assessment
from services.alerts.domain.decision import DRIFT_KINDS
from services.alerts.domain.inhibition import Down, is_below, source_behind
from services.alerts.domain.matters import Matter
from services.alerts.domain.silences import Silence
from services.alerts.store import register, silences, subjects
from services.alerts.store.register import Alert
from services.runtime.database import Connection

# A source may come back, and a worse alert may end, at any time.
_LOOK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Mute:
    """Why a notice waits, on whose word, and until when it is not to be looked at again."""

    by: str
    reason: str
    actor: str
    until: datetime


class Muting:
    """The reasons of one batch: silences and sources are read once."""

    def __init__(self, known: Sequence[Silence], down: Down, now: datetime) -> None:
        self._silences, self._down, self._now = known, down, now

    @classmethod
    async def load(cls, connection: Connection, now: datetime) -> "Muting":
        """As it stands now."""
        return cls(await silences.not_over(connection, now), await subjects.down_since(connection), now)

    async def of(self, connection: Connection, alert: Alert, matter: Matter) -> Mute | None:
        """What keeps this alert from being told to this body; None where nothing does."""
        for silence in self._silences:
            if silence.holds(matter, self._now):
                reason = f"silenced until {silence.ends_at:%Y-%m-%d %H:%M} UTC: {silence.reason}"
                return Mute(f"silence {silence.silence_id}", reason, silence.actor, silence.ends_at)
        if not isinstance(alert.document, Assessment) or alert.kind not in DRIFT_KINDS:
            return None
        if source := source_behind(alert.document, self._down):
            return self._inhibited(f"source {source}", f"waits for {source}, which cannot be reached")
        leads = await register.leading(connection, matter.body, matter.recommendations, but=alert.alert_id)
        if is_below(alert.document, matter.recommendations, {number: lead for number, (_, lead) in leads.items()}):
            told = ", ".join(sorted({alert_id for alert_id, _ in leads.values()}))
            return self._inhibited(f"alert {told}", f"{matter.body} is told of {told} already")
        return None

    def _inhibited(self, by: str, reason: str) -> Mute:
        return Mute(by, reason, "koers", self._now + _LOOK_AGAIN)
