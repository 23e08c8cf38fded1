"""Guards G12-G14 and the production settings: timeouts, batching and what of Faust stays switched off.

Without them: a producer that gives up before the broker is back leaves a hole in its sequence and never sends again
(G12); a session timeout under the broker's minimum makes a worker that is alive and consumes nothing (G13); every send
is a request of its own (G14); the web pages of Faust serve the content of tables.
"""

import os
import socket
from typing import Any

from faust.auth import Credentials, SASLCredentials, SSLCredentials

from services.indicators.settings import IndicatorsSettings
from services.runtime.kafka_access import context_of
from services.runtime.settings import KafkaAccess

APP_ID = "koers-indicators"
COMMIT_INTERVAL = 1.0
LINGER = 0.005
LARGEST_BATCH, LARGEST_MESSAGE = 500_000, 5_000_000


def faust_settings(settings: IndicatorsSettings, partitions: int) -> dict[str, Any]:
    """The keyword arguments of the Faust app; `producer_request_timeout` is left at its 1,200 s on purpose."""
    session, credentials = settings.session_timeout, credentials_of(settings)
    return {
        "broker": f"kafka://{settings.kafka}",
        **({"broker_credentials": credentials} if credentials else {}),
        "store": "memory://",
        "datadir": str(settings.state_dir / "indicators"),
        "processing_guarantee": "at_least_once",
        "autodiscover": False,
        "debug": False,
        "web_enabled": False,
        "canonical_url": f"http://{socket.gethostname()}:{os.getpid()}",
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "topic_partitions": partitions,
        "table_standby_replicas": 0,
        "stream_buffer_maxsize": 4096,
        "stream_wait_empty": True,
        "consumer_auto_offset_reset": "earliest",
        "consumer_group_instance_id": settings.group_instance,
        "consumer_max_fetch_size": LARGEST_MESSAGE,
        "broker_commit_interval": COMMIT_INTERVAL,
        "broker_max_poll_records": 500,
        "broker_session_timeout": session,
        "broker_heartbeat_interval": min(3.0, session / 3),
        "broker_rebalance_timeout": 2 * session,
        "broker_request_timeout": max(40.0, session + 10),
        "producer_linger": LINGER,
        "producer_compression_type": "gzip",
        "producer_max_batch_size": LARGEST_BATCH,
        "producer_max_request_size": LARGEST_MESSAGE,
    }


def credentials_of(access: KafkaAccess) -> Credentials | None:
    """How Faust talks to the broker; None in the open. Raises ConfigError."""
    if not access.kafka_tls:
        return None
    context = context_of(access)
    if access.kafka_user is None or access.kafka_password is None:
        return SSLCredentials(context)
    return SASLCredentials(
        username=access.kafka_user,
        password=access.kafka_password.get_secret_value(),
        ssl_context=context,
        mechanism=access.kafka_mechanism,
    )
