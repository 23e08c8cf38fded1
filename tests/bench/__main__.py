"""`python -m tests.bench [NAME …]`: run the benchmarks and print one JSON line per result."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from services.runtime.embedded.kafka import ApacheKafka, available
from tests.bench import alerts, decode, engine, latency, load, mail, pipeline, poll, recovery, startup

ON_KAFKA: dict[str, Callable[[Path, str], AsyncIterator[dict[str, object]]]] = {
    "pipeline": pipeline.run,
    "latency": latency.run,
    "recovery": recovery.run,
    "alerts": alerts.run,
}


def main(names: list[str]) -> None:
    """All benchmarks, or those named."""
    wanted = set(names) or {"decode", "engine", "load", "mail", "poll", "startup", *ON_KAFKA}
    with tempfile.TemporaryDirectory(prefix="koers-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if "decode" in wanted:
            for line in decode.run(folder):
                _print(line)
        if "engine" in wanted:
            for line in engine.run(folder / "engine"):
                _print(line)
        if "mail" in wanted:
            for line in mail.run():
                _print(line)
        if "poll" in wanted:
            for line in poll.run(folder / "poll"):
                _print(line)
        if "load" in wanted:
            for line in load.run(folder / "load"):
                _print(line)
        if "startup" in wanted:
            for line in startup.run(folder):
                _print(line)
        for bench in [name for name in ON_KAFKA if name in wanted]:
            (folder / bench).mkdir()
            asyncio.run(_on_kafka(bench, folder / bench))


async def _on_kafka(bench: str, folder: Path) -> None:
    if reason := available():
        _print({"bench": bench, "skipped": reason})
        return
    kafka = ApacheKafka(folder / "kafka")
    await asyncio.to_thread(kafka.start)
    try:
        async for line in ON_KAFKA[bench](folder / "state", kafka.bootstrap):
            _print(line)
    finally:
        await asyncio.to_thread(kafka.stop)


def _print(line: dict[str, object]) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
