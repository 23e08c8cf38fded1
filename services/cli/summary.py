"""What `koers up --once` tells: one set of facts read from the database, and everything that was lost or is stuck."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import LiteralString

from services.cli.supervisor import Supervisor
from services.runtime.broker import KafkaReader
from services.runtime.database import Connection, open_database
from services.runtime.topics import load_topics

_COUNTS: dict[str, LiteralString] = {
    "sources": "SELECT source, count(*) FROM board.polls GROUP BY source",
    "polls": "SELECT outcome, count(*) FROM board.polls GROUP BY outcome",
    "series": "SELECT source, count(*) FROM board.series GROUP BY source",
    "observations": "SELECT split_part(series_id, ':', 1), count(*) FROM board.observations "
    "WHERE known_to IS NULL GROUP BY 1",
    "revisions": "SELECT kind, sum(n::int) FROM board.revisions, jsonb_each_text(kinds) AS k(kind, n) GROUP BY kind",
    "indicators": "SELECT verdict, count(*) FROM board.assessments WHERE known_to IS NULL GROUP BY verdict",
    "undetermined": "SELECT assessment->>'reason', count(*) FROM board.assessments "
    "WHERE known_to IS NULL AND verdict = 'undetermined' GROUP BY 1",
    "recommendations": "SELECT coalesce(headline, status), count(*) FROM board.recommendations "
    "WHERE known_to IS NULL GROUP BY 1",
    "alerts": "SELECT kind, count(*) FROM alerts.alerts GROUP BY kind",
    "mails": "SELECT body, count(*) FROM alerts.mails WHERE state = 'sent' GROUP BY body",
    "mails_by_state": "SELECT state, count(*) FROM alerts.mails GROUP BY state",
}


@dataclass
class Summary:
    """`facts` is the JSON object; `faults` is empty when everything available was processed."""

    facts: dict[str, object]
    faults: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Nothing lost, nothing stuck."""
        return not self.faults


async def summarise(supervisor: Supervisor, *, drained: bool) -> Summary:
    """Read the facts while the servers still run."""
    facts: dict[str, object] = {}
    async with open_database(supervisor.dsn, size=1) as database, database.transaction() as connection:
        for name, query in _COUNTS.items():
            facts[name] = await _counts(connection, query)
    dead = await _dead_letters(supervisor.bootstrap)
    facts["dead_letters"] = dead
    facts["caught_mails"] = _caught(supervisor.deployment.mail)
    facts["seconds"] = supervisor.seconds
    facts["peak_rss_mb"] = {name: round(size / 1_000_000) for name, size in supervisor.peak_rss.items()}
    restarts = {"broker": supervisor.broker_restarts} | {w.part.name: w.restarts for w in supervisor.workers}
    facts["restarts"] = {name: count for name, count in restarts.items() if count}
    facts["parts"] = {w.part.name: w.status for w in supervisor.workers}
    faults = [f"{count} records went to {topic}" for topic, count in dead.items()]
    return Summary(facts, faults if drained else [*faults, *_unfinished(supervisor)])


async def _counts(connection: Connection, query: LiteralString) -> dict[str, int]:
    cursor = await connection.execute(query)
    return {str(name): int(count) for name, count in sorted(await cursor.fetchall(), key=lambda row: str(row[0]))}


async def _dead_letters(bootstrap: str) -> dict[str, int]:
    counts = {name: n for name, n in load_topics().partition_counts().items() if name.endswith(".dlq")}
    async with KafkaReader(bootstrap, "koers-summary", list(counts), partitions=counts) as reader:
        ends = await reader.ends()
    return {topic: end for (topic, _), end in sorted(ends.items()) if end}


def _caught(folder: Path) -> int:
    return len(list(folder.glob("*.eml")))


def _unfinished(supervisor: Supervisor) -> list[str]:
    """Which part still had work, or was not well, when the time was up."""
    found = []
    for worker in supervisor.workers:
        if worker.status.get("idle"):
            continue
        waiting = [f"{loop['name']} {loop['pending']}" for loop in worker.loops if loop["pending"]]
        told = ", ".join([str(worker.status.get("state")), *waiting, *worker.faults])
        found.append(f"{worker.part.name} is not done: {told}; see {worker.log.name} in the logs folder")
    return found or ["the parts never all rested at once before the time was up"]
