"""Whether a newer JSON Schema still takes everything an older, closed one allowed (level BACKWARD).

Allowed: a wider type, looser limits, more values of an enumeration, a property no longer required, a new property that
is optional or has a default. Everything else is a break. Only the keywords our models use are compared; another one
that differs counts as a break, so that nothing passes unseen.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

# Words that change nothing about what is valid
_NOTES = {"title", "description", "default", "examples", "$defs", "$schema", "$id", "discriminator", "deprecated"}
_COMPARED = {
    "$ref", "anyOf", "oneOf", "allOf", "const", "enum", "type", "properties", "required",
    "additionalProperties", "items", "prefixItems", "minItems", "maxItems", "minLength", "maxLength",
    "minProperties", "maxProperties", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "propertyNames",
}  # fmt: skip
_LOWER = ("minItems", "minLength", "minProperties", "minimum", "exclusiveMinimum")
_UPPER = ("maxItems", "maxLength", "maxProperties", "maximum", "exclusiveMaximum")


def breaks(old: Schema, new: Schema) -> list[str]:
    """Every way in which something valid by `old` may be refused by `new`: where, and what."""
    return list(dict.fromkeys(_Comparison(old, new).between(old, new, "$")))


class _Comparison:
    """One pair of documents; references lead into their `$defs`. A pair under comparison is taken to be fine."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self._old, self._new = old, new
        self._seen: set[tuple[int, int]] = set()

    def between(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        """The breaks at one place."""
        old, new = _resolved(old, self._old), _resolved(new, self._new)
        if (id(old), id(new)) in self._seen:
            return
        self._seen.add((id(old), id(new)))
        if (ways := _ways(old)) is not None:
            for way in ways:
                yield from self.between(way, new, at)
        elif (ways := _ways(new)) is not None:
            found = [list(_Comparison(self._old, self._new).between(old, way, at)) for way in ways]
            if all(found):
                yield from min(found, key=len)
        else:
            yield from self._plain(old, new, at)

    def _plain(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        yield from _values(old, new, at)
        yield from _limits(old, new, at)
        yield from _others(old, new, at)
        if not _takes_type(old, new):
            yield f"{at}: {old.get('type', 'anything')} became {new['type']}"
        elif "properties" in old or "additionalProperties" in old or "properties" in new:
            yield from self._object(old, new, at)
        if "items" in old or "items" in new or "prefixItems" in old or "prefixItems" in new:
            yield from self._array(old, new, at)

    def _object(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        closed = new.get("additionalProperties", True) is False
        for name, schema in before.items():
            if name in after:
                yield from self.between(schema, after[name], f"{at}.{name}")
            elif closed:
                yield f"{at}.{name}: was removed"
        for name in new.get("required", []):
            if name not in old.get("required", []) and "default" not in after.get(name, {}):
                yield f"{at}.{name}: became required"
        if old.get("additionalProperties", True) is not False:
            yield from self._further(old, new, at)

    def _further(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if after is False:
            yield f"{at}: other properties were allowed"
        elif isinstance(after, Mapping):
            yield from self.between(before if isinstance(before, Mapping) else {}, after, f"{at}.*")
            if before is True:
                yield from (
                    f"{at}.{n}: open before" for n in new.get("properties", {}) if n not in old.get("properties", {})
                )

    def _array(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        firsts, after = old.get("prefixItems", []), new.get("prefixItems", [])
        for number in range(max(len(firsts), len(after))):
            before = firsts[number] if number < len(firsts) else _items(old)
            yield from self.between(before, after[number] if number < len(after) else _items(new), f"{at}[{number}]")
        yield from self.between(_items(old), _items(new), f"{at}[]")


def _items(schema: Schema) -> Schema:
    found = schema.get("items", {})
    return found if isinstance(found, Mapping) else {}


def _resolved(schema: Schema, document: Schema) -> Schema:
    while (ref := schema.get("$ref")) is not None:
        found: Any = document
        for step in ref.removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    parts = schema.get("allOf", [])
    return (
        _resolved({**{k: v for k, v in schema.items() if k != "allOf"}, **parts[0]}, document)
        if len(parts) == 1
        else schema
    )


def _ways(schema: Schema) -> list[Schema] | None:
    found: list[Schema] | None = schema.get("anyOf") or schema.get("oneOf")
    return found


def _takes_type(old: Schema, new: Schema) -> bool:
    if "type" not in new:
        return True
    wanted = {new["type"]} if isinstance(new["type"], str) else set(new["type"])
    if "number" in wanted:
        wanted.add("integer")
    given = {old["type"]} if isinstance(old.get("type"), str) else set(old.get("type", ()))
    return bool(given) and given <= wanted


def _values(old: Schema, new: Schema, at: str) -> Iterator[str]:
    allowed = _enumerated(new)
    if allowed is None:
        return
    before = _enumerated(old)
    if before is None:
        yield f"{at}: is limited to {allowed}"
    elif gone := [value for value in before if value not in allowed]:
        yield f"{at}: {gone} is no value any more"


def _enumerated(schema: Schema) -> list[Any] | None:
    found: list[Any] | None = [schema["const"]] if "const" in schema else schema.get("enum")
    return found


def _limits(old: Schema, new: Schema, at: str) -> Iterator[str]:
    for names, sign in ((_LOWER, 1), (_UPPER, -1)):
        for name in names:
            if name in new and (name not in old or sign * new[name] > sign * old[name]):
                yield f"{at}: {name} {old.get(name, 'free')} became {new[name]}"


def _others(old: Schema, new: Schema, at: str) -> Iterator[str]:
    """Patterns, formats and whatever else restricts: equal, or dropped."""
    for name in sorted(set(new) - _NOTES - _COMPARED):
        if new[name] != old.get(name):
            yield f"{at}: {name} {old.get(name, 'free')} became {new[name]}"
