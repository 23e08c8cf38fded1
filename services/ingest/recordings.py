"""The recordings that ship with the connectors, brought into the archive as what they are: read on another day."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import yaml
from pydantic import ValidationError

from schemas.base import Model
from services.ingest.archive import Archive, Fetch, sha256_of
from services.ingest.recipe import Recipe
from services.ingest.recipes import CONNECTORS
from services.runtime.errors import ConfigError


class Recording(Model):
    """One shipped body. `dating` says how much of `retrieved_at` is known; the rest is the latest day it can be.

    `expected` is a CSV beside it with the figures it is read to, as series_id, period, value, obs_flags, conf; where it
    serves several recipes, `{dataset}` in the name stands for that of each. What is `made_up` is for tests alone and
    enters no archive.
    """

    file: str
    expected: str | None = None
    recipes: tuple[str, ...]
    url: str
    query: str | None = None
    media_type: str
    headers: dict[str, str] = {}
    asked: dict[str, tuple[str, ...]] = {}
    retrieved_at: datetime
    dating: Literal["exact", "day", "month", "year"]
    made_up: bool = False
    note: str


def expected_of(recording: Recording, recipe: Recipe) -> str:
    """The name of the file with the figures a recipe reads a recording to. Raises ConfigError where it has none."""
    if recording.expected is None:
        raise ConfigError(f"the recording {recording.file} has no expected figures beside it")
    return recording.expected.replace("{dataset}", recipe.dataset)


def load_recordings(root: Path = CONNECTORS) -> list[tuple[Path, Recording]]:
    """Every recording below `root` with its file, in the order in which they were made. Raises ConfigError."""
    found: list[tuple[Path, Recording]] = []
    for manifest in sorted(root.glob("*/samples/manifest.yaml")):
        try:
            items = yaml.safe_load(manifest.read_text(encoding="utf-8"))
            found.extend((manifest.parent / item["file"], Recording.model_validate(item)) for item in items)
        except (OSError, yaml.YAMLError, ValidationError, TypeError, KeyError) as error:
            raise ConfigError(f"the recordings of {manifest.parent.parent.name}: {error}") from error
    return sorted(found, key=lambda pair: (pair[1].retrieved_at, pair[1].file))


def import_recordings(archive: Archive, root: Path = CONNECTORS) -> int:
    """Archive what is not there yet, never as live. Returns how many entries were made. Raises ConfigError."""
    known = {(entry.recipe, entry.sha256) for entry in archive.entries()}
    made = 0
    for path, recording in load_recordings(root):
        if recording.made_up:
            continue
        try:
            body = path.read_bytes()
        except OSError as error:
            raise ConfigError(f"the recording {path.name} is missing: {error}") from error
        for recipe in recording.recipes:
            fetch = _fetch(recording, recipe)
            if (recipe, sha256_of(body)) not in known:
                archive.add(body, fetch)
                made += 1
    return made


def _fetch(recording: Recording, recipe: str) -> Fetch:
    return Fetch(
        recipe=recipe,
        url=recording.url,
        query=recording.query,
        media_type=recording.media_type,
        headers=recording.headers,
        asked=recording.asked,
        retrieved_at=recording.retrieved_at,
        dating=recording.dating,
        live=False,
        note=recording.note,
    )
