"""Fakes of the alert service's seams, for tests and for trying things out."""

from dataclasses import dataclass


@dataclass
class FakeUpstream:
    """An Upstream that is at rest or not, as it is told."""

    resting: bool = True

    async def at_rest(self) -> bool:
        return self.resting
