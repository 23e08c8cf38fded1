"""The doctor's looks at what Koers stands on: disk, broker, topics, database, clock."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import psycopg
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError
from yoyo import get_backend, read_migrations

from services.cli.operations.findings import Finding, fault, ok, warning
from services.runtime.clock import Clock
from services.runtime.database import MIGRATIONS, pending
from services.runtime.errors import TransientError
from services.runtime.kafka_access import client_arguments
from services.runtime.topics import Topics, current_epoch, load_topics

_FREE = 0.1
_SKEW_S = 5.0
_VERSIONS = range(15, 19)


async def disk(folder: Path) -> Sequence[Finding]:
    """Room and permission in the state folder."""
    try:
        probe = folder / ".doctor"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        return [
            fault("disk", f"{folder} cannot be written: {error}", "create it and give it to the user Koers runs as")
        ]
    usage = shutil.disk_usage(folder)
    free = f"{usage.free / 1e9:.1f} GB of {usage.total / 1e9:.1f} GB free at {folder}"
    if usage.free < _FREE * usage.total:
        return [warning("disk", free, "make room or take a larger disk; docs/operations.md says what grows")]
    return [ok("disk", free)]


async def broker(bootstrap: str) -> Sequence[Finding]:
    """Whether it answers, and holds data of ours."""
    try:
        return [ok("broker", f"{bootstrap} answers, epoch {await current_epoch(bootstrap)}")]
    except TransientError as error:
        return [fault("broker", error.message, "is KOERS_KAFKA right, the broker up, and `koers topics` run on it?")]


async def topics(bootstrap: str) -> Sequence[Finding]:
    """Every topic as it is declared."""
    declared = load_topics()
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="koers-doctor", **client_arguments())
    try:
        await admin.start()
        counts = {
            t["topic"]: len(t["partitions"]) for t in await admin.describe_topics(list(declared.partition_counts()))
        }
        findings = _partitions(declared, counts)
        return findings or await _configurations(admin, declared, len(counts))
    except (KafkaError, OSError) as error:
        return [fault("topics", f"the broker does not tell its topics: {error!r}", "see the finding on the broker")]
    finally:
        await admin.close()


def _partitions(declared: Topics, found: dict[str, int]) -> list[Finding]:
    findings = []
    for name, wanted in declared.partition_counts().items():
        if not found.get(name):
            findings.append(fault("topics", f"{name} is missing", "run `koers topics`"))
        elif found[name] != wanted:
            told = f"{name} has {found[name]} partitions, declared are {wanted}"
            findings.append(fault("topics", told, "create it anew: a partition count cannot change under data"))
    return findings


async def _configurations(admin: AIOKafkaAdminClient, declared: Topics, count: int) -> list[Finding]:
    names = sorted(declared.partition_counts())
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in names])
    found = {
        name: {entry[0]: entry[1] for entry in entries}
        for answer in answers
        for _, _, _, name, entries in answer.resources
    }
    findings = []
    for name in names:
        for key, wanted in declared.configuration(name).items():
            if (real := found.get(name, {}).get(key)) != wanted:
                fix = f"kafka-configs.sh --alter --topic {name} --add-config {key}={wanted}"
                findings.append(fault("topics", f"{name}: {key} is {real}, declared is {wanted}", fix))
    return findings or [ok("topics", f"all {count} are there as declared")]


async def database(dsn: str) -> Sequence[Finding]:
    """Version and migrations."""
    try:
        async with await psycopg.AsyncConnection.connect(dsn, connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.OperationalError as error:
        return [fault("database", f"PostgreSQL does not answer: {error}", "is KOERS_POSTGRES right and the server up?")]
    findings = [ok("database", f"PostgreSQL {version} answers")]
    if version not in _VERSIONS:
        findings = [fault("database", f"PostgreSQL {version}", f"use {_VERSIONS[0]} to {_VERSIONS[-1]}")]
    if encoding != "UTF8":
        fix = "create the database with ENCODING 'UTF8'"
        return [*findings, fault("database", f"its encoding is {encoding}: texts would be bytes", fix)]
    if missing := pending(dsn):
        return [*findings, fault("migrations", f"not applied: {', '.join(missing)}", "run `koers migrate`")]
    return [*findings, *_unknown(dsn)]


def _unknown(dsn: str) -> list[Finding]:
    """Migrations of a newer Koers: this one is the older of the two."""
    with get_backend(dsn.replace("postgresql://", "postgresql+psycopg://", 1)) as backend:
        known = {migration.hash for migration in read_migrations(str(MIGRATIONS))}
        if newer := [h for h in backend.get_applied_migration_hashes() if h not in known]:
            told = f"the database has {len(newer)} migrations this version does not know"
            return [fault("migrations", told, "run the newer version: migrations go forwards only")]
    return [ok("migrations", "all applied")]


async def clock_of_database(dsn: str, clock: Clock) -> Sequence[Finding]:
    """This machine's clock against the database's."""
    async with await psycopg.AsyncConnection.connect(dsn, connect_timeout=10) as connection:
        row = await (await connection.execute("SELECT clock_timestamp()")).fetchone()
    skew = (clock.now() - row[0]).total_seconds() if row else 0.0
    if abs(skew) > _SKEW_S:
        return [fault("clock", f"{skew:+.1f} s against PostgreSQL", "let both machines keep time by NTP")]
    return [ok("clock", f"{skew:+.1f} s against PostgreSQL")]
