"""Guard G15, the other half: a record that does not lie where its key belongs is refused.

A writer with another partitioner would split one key over two workers, and each would judge from half of the figures.
"""

from collections.abc import Mapping

from aiokafka.partitioner import DefaultPartitioner

from services.runtime.errors import BadRecord
from services.runtime.records import Record

_partitioner = DefaultPartitioner()


def partition_of(key: str, partitions: int) -> int:
    """Where every writer of Koers puts a key: murmur2, as Kafka's own clients do."""
    everywhere = list(range(partitions))
    return int(_partitioner(key.encode(), everywhere, everywhere))


def check_place(record: Record, counts: Mapping[str, int]) -> None:
    """Raises BadRecord for a record without key or in a partition its key does not belong to."""
    if record.key is None:
        raise BadRecord(f"{record.topic}: a record without key belongs to no row")
    expected = partition_of(record.key, counts[record.topic])
    if record.partition != expected:
        raise BadRecord(f"{record.topic}: key {record.key} lies in partition {record.partition}, expected {expected}")
