"""Whether figures are still on their way to alerting: what the first start waits for."""

from typing import Protocol

from services.runtime.broker import group_lag
from services.runtime.errors import TransientError
from services.runtime.topics import Topics

_JUDGED = ("stats.series.v1", "policy.input.v1", "policy.tick.v1")


class Upstream(Protocol):
    """Where assessments come from."""

    async def at_rest(self) -> bool:
        """Whether all that was published has been judged; False where that cannot be told now."""
        ...


class IndicatorsWorkers:
    """The indicators workers, at rest when their consumer group has committed all there is to be judged."""

    def __init__(self, bootstrap: str, topics: Topics) -> None:
        partitions = topics.partition_counts()
        self._bootstrap, self._group = bootstrap, topics.group_of("indicators")
        self._positions = [(topic, number) for topic in _JUDGED for number in range(partitions[topic])]

    async def at_rest(self) -> bool:
        try:
            return await group_lag(self._bootstrap, self._group, self._positions) == 0
        except TransientError:
            return False
