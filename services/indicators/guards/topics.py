"""Guards G8 and G17: the worker runs only on topics that were made for it.

Left to itself Faust makes topics with 8 partitions and one replica, and a changelog with another partition count than
its source ends in PartitionsMismatch (G8). On a compacted fan-out topic the second input of a key replaces the first,
and a tick replaces both (G17).
"""

from collections.abc import Collection, Mapping

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import IncompatibleBrokerVersion, KafkaError

from services.runtime.errors import ConfigError, TransientError
from services.runtime.kafka_access import client_arguments
from services.runtime.topics import Topics


def check_declared(topics: Topics, fan_out: Collection[str], tables: Collection[str]) -> None:
    """Raises ConfigError when the topics file contradicts what the worker relies on."""
    for topic in topics.topics:
        if topic.name in fan_out and topic.cleanup != "delete":
            raise ConfigError(
                f"{topic.name} carries several inputs per key: cleanup must be delete, not {topic.cleanup}"
            )
    missing = [name for name in sorted(tables) if name not in topics.changelogs]
    if missing:
        raise ConfigError(f"deploy/kafka/topics.yaml declares no changelog {', '.join(missing)}")


async def check_topics(bootstrap: str, wanted: Mapping[str, int]) -> None:
    """Raises ConfigError naming every topic that is absent or has other partitions, TransientError without a broker."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="koers-indicators-check", **client_arguments())
    try:
        await admin.start()
        found = {t["topic"]: len(t["partitions"]) for t in await admin.describe_topics(list(wanted))}
    except (KafkaError, IncompatibleBrokerVersion) as error:
        raise TransientError(f"the broker does not describe its topics: {error!r}") from error
    finally:
        await admin.close()
    faults = [
        f"{name} has {found.get(name, 0)}, not {count}" for name, count in wanted.items() if found.get(name) != count
    ]
    if faults:
        raise ConfigError("run `koers topics` first; partitions of " + "; ".join(faults))
