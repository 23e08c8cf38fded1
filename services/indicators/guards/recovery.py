"""Guard G4: delivery stands still until the seek to the committed offsets is done.

Faust opens the source partitions again *before* it seeks, while records still flow from the changelog. What was
prefetched is then delivered, fetched again and delivered again; on a real broker that lost events for good on clean
restarts, because the committed offset went past them.
"""

from collections.abc import Callable

from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery


class OrderedRecovery(Recovery):
    """Faust's recovery, with the flow stopped before it completes; completing starts it again.

    `restored` is called after each.
    """

    restored: Callable[[], None] = staticmethod(lambda: None)

    async def on_recovery_completed(self, generation_id: int = 0) -> None:
        self.app.flow_control.suspend()
        self.app.consumer.stop_flow()
        await super().on_recovery_completed(generation_id)
        self.restored()


class OrderedTableManager(TableManager):
    """Faust's table manager with the ordered recovery."""

    @property
    def recovery(self) -> Recovery:
        if self._recovery is None:
            self._recovery = OrderedRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery
