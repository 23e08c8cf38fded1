"""`koers source record`: a live answer into the samples of its source, with the figures it is read to beside it."""

import gzip
import re
from pathlib import Path
from typing import Any

import yaml

from services.cli.sources.fetching import fetched
from services.cli.sources.workplace import Workplace
from services.ingest.archive import Entry
from services.ingest.connectors import connectors
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import kind_of, unpacked
from services.ingest.figures_beside import figures_csv
from services.ingest.recipe import Recipe
from services.ingest.recipes import CONNECTORS
from services.ingest.recordings import Recording
from services.runtime.errors import BadRecord, ConfigError, TransientError

_PACK_ABOVE = 100_000
_SUFFIX = {"json": "json", "xml": "xml", "zip": "xlsx", "text": "csv"}
_SECRET = re.compile(r"(?i)(key|token|secret|password|signature|auth|client)")


async def record(place: Workplace, recipe: Recipe, body: Path | None, *, root: Path = CONNECTORS) -> list[Path]:
    """Fetch once, as a poll does, and write body, figures and manifest; returns the files.

    What is written went the way into the archive: headers by the allow-list, a personal body redacted, and parameters
    that may be secrets left out. Nothing is written of a body that is no data. Raises ConfigError, BadRecord or
    TransientError.
    """
    entry, data = await fetched(place, recipe, body)
    if entry.status != 200 or entry.cut:
        what = "is longer than the recipe's size limit" if entry.cut else f"answers {entry.status}"
        raise TransientError(f"{recipe.id}: {entry.url} {what}; nothing is recorded")
    try:
        opened = unpacked(data, recipe.size_limit)
        expected = figures_csv(connectors()[recipe.source].decode(recipe, opened), recipe)
    except NotData as error:
        raise BadRecord(f"{recipe.id}: {entry.url} is no data: {error.reason}: {error.message}") from error
    samples = root / recipe.source / "samples"
    stem = f"{recipe.dataset}__{entry.retrieved_at:%Y-%m-%d}"
    packed = len(data) > _PACK_ABOVE and data == opened
    name = f"{stem}.{_SUFFIX.get(kind_of(opened), 'txt')}{'.gz' if packed or data != opened else ''}"
    if (samples / name).exists():
        raise ConfigError(f"{samples / name} is there already; a recording is never overwritten")
    samples.mkdir(parents=True, exist_ok=True)
    (samples / name).write_bytes(gzip.compress(data, 9, mtime=0) if packed else data)
    (samples / f"{stem}.expected.csv").write_text(expected, encoding="utf-8")
    manifest = samples / "manifest.yaml"
    _append(manifest, _told(entry, recipe, name, f"{stem}.expected.csv"))
    return [samples / name, samples / f"{stem}.expected.csv", manifest]


def _told(entry: Entry, recipe: Recipe, file: str, expected: str) -> Recording:
    return Recording(
        file=file,
        expected=expected,
        recipes=(recipe.id,),
        url=entry.url,
        query=public_query(entry.query),
        media_type=entry.media_type,
        headers=entry.headers,
        asked=entry.asked,
        retrieved_at=entry.retrieved_at,
        dating="exact",
        note="Byte-exact answer." if not recipe.personal else "Answer without the personal parts.",
    )


def public_query(query: str | None) -> str | None:
    """The query without the values of parameters that may be secrets."""
    if not query:
        return None
    pairs = (pair.partition("=") for pair in query.split("&"))
    return "&".join(f"{name}={'[redacted]' if _SECRET.search(name) else value}" for name, _, value in pairs)


def _append(manifest: Path, recording: Recording) -> None:
    item: dict[str, Any] = recording.model_dump(mode="json", exclude_defaults=True)
    text = manifest.read_text(encoding="utf-8") if manifest.exists() else ""
    if text.strip() == "[]":
        text = ""
    if text and not text.endswith("\n"):
        text += "\n"
    manifest.write_text(text + yaml.safe_dump([item], sort_keys=False, allow_unicode=True, width=110), encoding="utf-8")
