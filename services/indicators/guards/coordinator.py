"""Guard G5: errors of the group coordinator are seen.

A coordinator error that cannot be retried (a full group, a foreign protocol, no permission) is parked in aiokafka until
somebody asks for it. Faust never asks: the worker stays alive, answers HTTP, and consumes nothing, without a log line.
"""

import asyncio

import faust
from aiokafka.errors import KafkaError

from services.indicators.guards.commits import consumer_of
from services.runtime.errors import TransientError


class CoordinatorWatch:
    """Asks aiokafka for a parked error, in the consumer's own thread."""

    def __init__(self, app: faust.App, patience: float = 30.0) -> None:
        self._app, self._patience = app, patience

    async def look(self) -> None:
        """Raises TransientError when the coordinator refused this worker or the consumer's thread does not answer."""
        consumer = consumer_of(self._app)
        if consumer is None or not consumer._thread.method_queue.started:
            return
        thread = consumer._thread

        async def ask() -> None:
            thread._ensure_consumer()._coordinator.check_errors()

        try:
            await asyncio.wait_for(thread.call_thread(ask), self._patience)
        except KafkaError as error:
            raise TransientError(f"the group coordinator refused this worker: {error!r}") from error
        except TimeoutError as error:
            raise TransientError(f"the consumer's thread has not answered for {self._patience:.0f} s") from error
