"""A real Apache Kafka, one node without containers, from the jars Maven Central serves and this package pins."""

from services.runtime.embedded.kafka.detached import down, up
from services.runtime.embedded.kafka.jars import fetch
from services.runtime.embedded.kafka.java import available
from services.runtime.embedded.kafka.server import ApacheKafka

__all__ = ["ApacheKafka", "available", "down", "fetch", "up"]
