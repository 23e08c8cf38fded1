"""Guard G6: Faust's own producer is idempotent and waits for all replicas.

Without it a retried request may write a record twice or in another order: at least once is all Faust asks of its
producer outside transactions.
"""

from collections.abc import Mapping
from typing import Any

from faust.transport.drivers import aiokafka as driver


class IdempotentProducer(driver.Producer):
    """Faust's producer with a producer id and a sequence per partition."""

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}
