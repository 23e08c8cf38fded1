"""The fence that belongs to G1: nothing is committed that was not done.

Faust acknowledges an event whenever its loop is left, also by a crash, and commits once more on the way out. Without
the fence the event that made the worker crash would be committed and lost. And a record fetched before a rebalance can
be acknowledged after it, unprocessed, and carry the committed offset past records that nobody has seen.
"""

from typing import Any, cast

import faust
from faust.transport.drivers import aiokafka as driver
from faust.types import Message
from mode.utils.futures import notify


class FencedConsumer(driver.Consumer):
    """Faust's consumer, which commits nothing once `fenced` and counts no acknowledgement of another generation."""

    fenced = False

    def ack(self, message: Message) -> bool:
        if message.generation_id == self.app.consumer_generation_id:
            return super().ack(message)
        message.acked = True
        self._unacked_messages.discard(message)
        notify(self._waiting_for_ack)
        return False

    async def force_commit(self, *args: Any, **kwargs: Any) -> bool:
        if self.fenced or self.crashed or self.app.crashed:
            return False
        return bool(await super().force_commit(*args, **kwargs))


def consumer_of(app: faust.App) -> FencedConsumer | None:
    """The app's consumer, None as long as it has no client of its own."""
    consumer = cast(FencedConsumer | None, app._consumer)
    return consumer if consumer is not None and consumer._thread._consumer is not None else None


def fence(app: faust.App) -> None:
    """Commit nothing any more: somebody leaves work undone."""
    if (consumer := consumer_of(app)) is not None:
        consumer.fenced = True
