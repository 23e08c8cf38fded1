"""Guard G6: Faust's own producer is idempotent and waits for all replicas; and it sends nothing after an absence.

Without it a retried request may write a record twice or in another order: at least once is all Faust asks of its
producer outside transactions.
"""

from collections.abc import Mapping
from typing import Any, Protocol, cast

import aiokafka
from aiokafka.errors import KafkaError
from aiokafka.protocol.api import Request
from aiokafka.protocol.produce import ProduceRequest
from faust.transport.drivers import aiokafka as driver

from services.indicators.guards.absence import Absence
from services.runtime.errors import TransientError


class Watched(Protocol):
    """An app that notes its absence."""

    absence: Absence


class Away(KafkaError):  # type: ignore[misc]  # aiokafka has no types
    """Not sent: this worker was away for longer than its session. Never tried again."""


class IdempotentProducer(driver.Producer):
    """Faust's producer with a producer id and a sequence per partition."""

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}

    def _new_producer(self, transactional_id: str | None = None) -> aiokafka.AIOKafkaProducer:
        """Its requests ask the app's `absence` last: what lay ready when the process was stopped goes nowhere."""
        producer = super()._new_producer(transactional_id)
        absence: Absence = cast(Watched, self.app).absence
        send = producer.client.send

        async def fenced(node_id: int, request: Request, **how: Any) -> Any:
            if isinstance(request, ProduceRequest):
                try:
                    absence.check()
                except TransientError as error:
                    raise Away(error.message) from error
            return await send(node_id, request, **how)

        producer.client.send = fenced
        return producer
