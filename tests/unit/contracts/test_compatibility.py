"""BACKWARD_TRANSITIVE: what a release wrote can be read for ever; every kind of breaking change fails."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from schemas.assessment import Assessment
from services.cli.contracts.commands import RELEASED
from services.cli.contracts.compatibility import breaks
from services.cli.contracts.released import broken_promises, faults, keep, promise
from services.runtime.errors import ConfigError
from services.runtime.topics import load_topics

BASE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "kind"],
    "$defs": {
        "Kind": {"enum": ["a", "b"], "type": "string"},
        "Point": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"at": {"type": "string", "format": "date"}, "next": {"$ref": "#/$defs/Point"}},
            "required": ["at"],
        },
    },
    "properties": {
        "id": {"type": "string", "maxLength": 10, "pattern": "^[a-z]+$"},
        "kind": {"$ref": "#/$defs/Kind"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "count": {"type": "integer", "minimum": 0},
        "points": {"type": "array", "items": {"$ref": "#/$defs/Point"}, "maxItems": 5},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "pair": {
            "type": "array",
            "prefixItems": [{"type": "string"}, {"type": "integer"}],
            "minItems": 2,
            "maxItems": 2,
        },
    },
}
WRITTEN = {
    "id": "abc",
    "kind": "a",
    "note": None,
    "count": 0,
    "points": [{"at": "2026-01-01", "next": {"at": "2026-01-02"}}],
    "labels": {"x": "y"},
    "pair": ["x", 1],
}
Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> dict[str, Any]:
    new = copy.deepcopy(BASE)
    change(new)
    return new


def remove(name: str) -> Change:
    return lambda s: s["properties"].pop(name)


def put(name: str, **words: Any) -> Change:
    return lambda s: s["properties"][name].update(words)


BREAKING: dict[str, Change] = {
    "a property is removed": remove("count"),
    "a property is renamed": lambda s: s["properties"].update(number=s["properties"].pop("count")),
    "a property becomes required": lambda s: s["required"].append("count"),
    "a new property is required": lambda s: (
        s["properties"].update(new={"type": "string"}),
        s["required"].append("new"),
    ),
    "another type": put("count", type="string"),
    "a number becomes an integer": lambda s: s["properties"].update(count={"type": "boolean"}),
    "null is refused": lambda s: s["properties"].update(note={"type": "string"}),
    "a value of an enumeration goes": lambda s: s["$defs"]["Kind"]["enum"].remove("b"),
    "free text becomes an enumeration": put("id", enum=["abc"]),
    "a constant": put("id", const="abc"),
    "shorter": put("id", maxLength=5),
    "a least length": put("id", minLength=2),
    "another pattern": put("id", pattern="^[a-f]+$"),
    "a higher minimum": put("count", minimum=1),
    "an upper limit": put("count", maximum=10),
    "fewer items": put("points", maxItems=2),
    "deep inside a reference": lambda s: s["$defs"]["Point"]["properties"].pop("next"),
    "another format": lambda s: s["$defs"]["Point"]["properties"]["at"].update(format="date-time"),
    "other items": put("points", items={"type": "string"}),
    "other labels": put("labels", additionalProperties={"type": "integer"}),
    "no other labels": put("labels", additionalProperties=False),
    "another place of a tuple": lambda s: s["properties"]["pair"]["prefixItems"].reverse(),
    "a keyword nobody thought of": put("count", multipleOf=5),
}
ALLOWED: dict[str, Change] = {
    "nothing": lambda s: None,
    "a new optional property": lambda s: s["properties"].update(new={"type": "string"}),
    "a new required property with a default": lambda s: (
        s["properties"].update(new={"type": "string", "default": "x"}),
        s["required"].append("new"),
    ),
    "no longer required": lambda s: s["required"].remove("id"),
    "a wider type": put("count", type="number"),
    "one more kind of value": put("count", type=["integer", "string"]),
    "null is taken": lambda s: s["properties"].update(count={"anyOf": [s["properties"]["count"], {"type": "null"}]}),
    "another value of an enumeration": lambda s: s["$defs"]["Kind"]["enum"].append("c"),
    "longer": put("id", maxLength=20),
    "no limit": lambda s: s["properties"]["points"].pop("maxItems"),
    "no pattern": lambda s: s["properties"]["id"].pop("pattern"),
    "a lower minimum": put("count", minimum=-5),
    "other words": put("count", title="Count", description="how many"),
    "the definition has another name": lambda s: (
        s["$defs"].update(Sort=s["$defs"].pop("Kind")),
        s["properties"].update(kind={"$ref": "#/$defs/Sort"}),
    ),
}


@pytest.mark.parametrize("change", BREAKING.values(), ids=BREAKING)
def test_a_breaking_change_is_found(change: Change) -> None:
    assert breaks(BASE, changed(change))


@pytest.mark.parametrize("change", ALLOWED.values(), ids=ALLOWED)
def test_an_allowed_change_passes_and_what_was_written_is_still_valid(change: Change) -> None:
    new = changed(change)
    assert breaks(BASE, new) == []
    given = dict(WRITTEN)
    if "new" in new["required"]:
        given["new"] = new["properties"]["new"]["default"]
    Draft202012Validator(new).validate(given)


def test_everything_released_can_be_read_by_this_version() -> None:
    assert list(RELEASED.glob("*.json")), "no release is kept"
    assert broken_promises(RELEASED, load_topics()) == []


def test_a_breaking_change_of_a_real_event_fails_against_every_earlier_release(tmp_path: Path) -> None:
    topics = load_topics()
    keep(tmp_path, "0.1.0", topics)
    keep(tmp_path, "0.2.0", topics)
    assert broken_promises(tmp_path, topics) == []
    older = json.loads((tmp_path / "0.1.0.json").read_text())
    older["events"]["Assessment"]["properties"]["mood"] = {"type": "string"}
    (tmp_path / "0.1.0.json").write_text(json.dumps(older))
    assert broken_promises(tmp_path, topics) == ["0.1.0: Assessment $.mood: was removed"]
    with pytest.raises(ConfigError, match="never changes"):
        keep(tmp_path, "0.1.0", topics)


def test_a_topic_whose_key_partitions_or_event_change_fails() -> None:
    old = promise(load_topics())
    for what, value in (("key", "another"), ("partitions", 12), ("value", "Tick"), ("cleanup", "delete")):
        new = copy.deepcopy(old)
        new["topics"]["stats.series.v1"][what] = value
        assert [fault for fault in faults(old, new) if f"stats.series.v1: {what}" in fault]
    new = copy.deepcopy(old)
    del new["topics"]["policy.tick.v1"]
    assert faults(old, new) == ["topic policy.tick.v1 is gone"]


def test_every_event_is_compatible_with_itself_through_all_its_references() -> None:
    schema = Assessment.model_json_schema()
    assert breaks(schema, copy.deepcopy(schema)) == []
