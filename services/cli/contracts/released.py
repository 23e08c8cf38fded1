"""What every release has promised: its event schemas and topics, one file each, compared with the present."""

import json
from pathlib import Path

from schemas.base import JsonObject
from schemas.export import EVENTS
from services.cli.contracts.compatibility import breaks
from services.runtime.errors import ConfigError
from services.runtime.topics import Topics

# What cannot change under data that lies on a topic
_FIXED = ("key", "value", "partitions", "cleanup")


def promise(topics: Topics) -> JsonObject:
    """What this version promises."""
    return {
        "topics": {
            topic.name: {
                "key": topic.key,
                "value": topic.value,
                "partitions": topic.partitions or topics.partitions,
                "cleanup": topic.cleanup,
            }
            for topic in topics.topics
        },
        "events": {kind.__name__: kind.model_json_schema() for kind in EVENTS},
    }


def broken_promises(folder: Path, topics: Topics) -> list[str]:
    """Every promise of every release that the present breaks (BACKWARD_TRANSITIVE)."""
    now = promise(topics)
    return [
        f"{path.stem}: {fault}"
        for path in sorted(folder.glob("*.json"))
        for fault in faults(json.loads(path.read_text(encoding="utf-8")), now)
    ]


def faults(old: JsonObject, new: JsonObject) -> list[str]:
    """What of an older promise a newer one breaks."""
    found = []
    for name, before in old["topics"].items():
        after = new["topics"].get(name)
        if after is None:
            found.append(f"topic {name} is gone")
            continue
        changed = [what for what in _FIXED if before[what] != after[what]]
        found += [f"topic {name}: {what} {before[what]} became {after[what]}" for what in changed]
    for name, schema in old["events"].items():
        if name in new["events"]:
            found += [f"{name} {fault}" for fault in breaks(schema, new["events"][name])]
    return found


def keep(folder: Path, version: str, topics: Topics) -> Path:
    """Keep the promise of a release. Raises ConfigError when that version's is kept already and is another."""
    path = folder / f"{version}.json"
    text = json.dumps(promise(topics), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise ConfigError(
            f"{path.name} is kept already and says something else: a release never changes, raise the version"
        )
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
