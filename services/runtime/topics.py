"""The topics file, the idempotent job that creates what it names, and the epoch that gives broker data an identity."""

import asyncio
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import yaml
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import IncompatibleBrokerVersion, KafkaError, TopicAlreadyExistsError, for_code
from pydantic import ValidationError

from schemas.base import Model
from schemas.stats import Meta
from services.runtime.broker import KafkaProducer, KafkaReader, Reader
from services.runtime.clock import Clock
from services.runtime.errors import ConfigError, TransientError
from services.runtime.kafka_access import client_arguments
from services.runtime.records import Message

META = "koers.meta.v1"
TOPICS_FILE = Path(__file__).parents[2] / "deploy" / "kafka" / "topics.yaml"


class Topic(Model):
    """One topic as `deploy/kafka/topics.yaml` declares it."""

    name: str
    key: str
    value: str
    writer: str
    cleanup: Literal["compact", "delete"]
    retention_ms: int | None = None
    partitions: int | None = None
    dead_letters: bool = False


class Group(Model):
    """A consumer group and the service it belongs to."""

    name: str
    service: str


class Topics(Model):
    """The whole topics file."""

    partitions: int
    replication: int
    topics: tuple[Topic, ...]
    dead_letter_retention_ms: int
    changelogs: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()

    def partition_counts(self) -> dict[str, int]:
        """Every topic to create, dead letters and changelogs included, with its partition count."""
        counts = {t.name: t.partitions or self.partitions for t in self.topics}
        dead = {f"{t.name}.dlq": 1 for t in self.topics if t.dead_letters}
        return {**counts, **dead, **dict.fromkeys(self.changelogs, self.partitions)}

    def group_of(self, service: str) -> str:
        """The consumer group of a service."""
        return next(group.name for group in self.groups if group.service == service)

    def configuration(self, name: str) -> dict[str, str]:
        """The broker configuration of one topic."""
        if name in self.changelogs:
            return {"cleanup.policy": "compact"}
        if name.endswith(".dlq"):
            return {"cleanup.policy": "delete", "retention.ms": str(self.dead_letter_retention_ms)}
        topic = next(t for t in self.topics if t.name == name)
        retention = {} if topic.retention_ms is None else {"retention.ms": str(topic.retention_ms)}
        return {"cleanup.policy": topic.cleanup, "max.message.bytes": "5000000", **retention}


def load_topics(path: Path = TOPICS_FILE) -> Topics:
    """Read the topics file. Raises ConfigError when it is missing or faulty."""
    try:
        return Topics.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"topics file {path.name}: {error}") from error


async def create_topics(bootstrap: str, topics: Topics) -> list[str]:
    """Create what is missing and return its names; existing topics must have the declared partition count.

    Raises ConfigError on a different partition count, TransientError when the broker does not answer. A broker that
    cannot create topics (the embedded one makes them at its start) passes when all of them exist.
    """
    wanted = topics.partition_counts()
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="koers-topics", **client_arguments())
    try:
        await admin.start()
        existing = {
            t["topic"]: len(t["partitions"]) for t in await admin.describe_topics(list(wanted)) if t["partitions"]
        }
        for name, count in existing.items():
            if count != wanted[name]:
                raise ConfigError(
                    f"topic {name} has {count} partitions, deploy/kafka/topics.yaml says {wanted[name]}: "
                    "a partition count cannot change under data; create the topic anew or restore the file"
                )
        missing = [name for name in wanted if name not in existing]
        if missing:
            new = [
                NewTopic(name, wanted[name], topics.replication, topic_configs=topics.configuration(name))
                for name in missing
            ]
            response = await admin.create_topics(new, timeout_ms=30_000)
            for name, code, *rest in response.topic_errors:
                if code and for_code(code) is not TopicAlreadyExistsError:
                    raise ConfigError(f"topic {name} was refused by the broker: {for_code(code).__name__} {rest}")
        return missing
    except (KafkaError, IncompatibleBrokerVersion) as error:
        raise TransientError(f"the topic job could not reach the broker: {error!r}") from error
    finally:
        await admin.close()


async def read_epoch(reader: Reader, *, patience: float = 30.0) -> str:
    """The epoch of this broker's data. Raises TransientError when none has been written within `patience` seconds.

    `reader` reads `koers.meta.v1` from its beginning.
    """
    deadline = asyncio.get_running_loop().time() + patience
    while asyncio.get_running_loop().time() < deadline:
        for record in await reader.fetch(timeout=0.5, limit=100):
            if record.key == "epoch" and record.value:
                return Meta.read(record.value).value
    raise TransientError("koers.meta.v1 holds no epoch: the topic job has not run on this broker")


async def current_epoch(bootstrap: str) -> str:
    """The epoch, read with a reader of its own."""
    async with KafkaReader(bootstrap, "koers-epoch", [META], partitions={META: 1}) as reader:
        return await read_epoch(reader)


async def establish_epoch(bootstrap: str, clock: Clock) -> str:
    """The epoch of this broker's data; written once, when the broker has none yet."""
    async with KafkaReader(bootstrap, "koers-topics", [META], partitions={META: 1}) as reader:
        ends: Mapping[tuple[str, int], int] = await reader.ends()
        if ends[(META, 0)] > 0:
            return await read_epoch(reader)
    epoch = str(uuid.uuid4())
    async with KafkaProducer(bootstrap, "koers-topics") as producer:
        await producer.send([Message(META, "epoch", Meta(name="epoch", value=epoch), "topics", clock.now())])
    return epoch
