"""Silences: alerts that are not told for a while, by somebody's decision and with a reason that is on record."""

from dataclasses import dataclass
from datetime import datetime

from schemas.alerts import AlertKind
from services.alerts.domain.matters import Matter


@dataclass(frozen=True, slots=True)
class Scope:
    """What is silenced: every alert that agrees with all that is given. Nothing given: everything, for maintenance."""

    kind: AlertKind | None = None
    body: str | None = None
    subject: str | None = None
    recommendation: int | None = None
    area: str | None = None
    source: str | None = None

    def covers(self, matter: Matter) -> bool:
        """Whether this alert, told to this body, is meant. An indicator's id means it in every place."""
        return (
            self.kind in (None, matter.kind)
            and self.body in (None, matter.body)
            and self.subject in (None, matter.subject, matter.subject.partition("/")[0])
            and (self.recommendation is None or self.recommendation in matter.recommendations)
            and (self.area is None or self.area in matter.areas)
            and (self.source is None or self.source in matter.sources)
        )

    def __str__(self) -> str:
        given = {
            "kind": self.kind,
            "body": self.body,
            "subject": self.subject,
            "recommendation": self.recommendation,
            "area": self.area,
            "source": self.source,
        }
        return ", ".join(f"{name} {value}" for name, value in given.items() if value is not None) or "everything"


@dataclass(frozen=True, slots=True)
class Silence:
    """From `starts_at` until before `ends_at`; `actor` is a role, never a person."""

    silence_id: int
    scope: Scope
    actor: str
    reason: str
    starts_at: datetime
    ends_at: datetime

    def holds(self, matter: Matter, at: datetime) -> bool:
        """Whether this alert is silenced at this moment."""
        return self.starts_at <= at < self.ends_at and self.scope.covers(matter)
