"""AsyncAPI 3 of the whole system, from the models and the topics file."""

from collections.abc import Mapping, Sequence

from schemas.base import JsonObject
from services.alerts.intake import TOPICS as ALERTS
from services.board.projector.events import TOPICS as BOARD
from services.indicators.works import Judgement, MemberFanOut, RollingUp, SeriesFanOut
from services.runtime.topics import Topic, Topics

_WORKS = (SeriesFanOut, Judgement, MemberFanOut, RollingUp)
READERS: Mapping[str, Sequence[str]] = {
    "ingest": ("stats.series.v1", "stats.poll.v1", "policy.milestone.v1"),
    "indicators": tuple(dict.fromkeys(topic for work in _WORKS for topic in work.topics)),
    "alerts": ALERTS,
    "board": BOARD,
}
_HEADERS = {
    "ce_id": "Identity: derived from topic, key and value, so the same event sent twice has the same.",
    "ce_source": "koers/ and the service that wrote it.",
    "ce_type": "koers. and the topic.",
    "ce_specversion": "1.0",
    "ce_time": "When it happened, UTC.",
    "ce_subject": "The record's key.",
    "ce_dataschema": "Its schema.",
    "content-type": "application/json",
    "traceparent": "W3C trace context, handed on from cause to effect.",
}


def asyncapi(topics: Topics, version: str) -> JsonObject:
    """The document. Payloads refer to the exported JSON Schemas beside it."""
    kinds = sorted({topic.value for topic in topics.topics})
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "Koers",
            "version": version,
            "description": "Statistics as full snapshots of series, the verdicts made of them, and the alerts these "
            "cause. Every value is a CloudEvent 1.0 in binary mode.",
            "license": {"name": "EUPL-1.2"},
        },
        "defaultContentType": "application/json",
        "servers": {"kafka": {"host": "kafka:9092", "protocol": "kafka", "description": "KOERS_KAFKA"}},
        "channels": {topic.name: _channel(topic, topics) for topic in topics.topics},
        "operations": _operations(topics),
        "components": {
            "messages": {kind: _message(kind) for kind in kinds},
            "schemas": {"Headers": _headers()},
        },
    }


def _channel(topic: Topic, topics: Topics) -> JsonObject:
    return {
        "address": topic.name,
        "description": f"Key: {topic.key}. Written by {topic.writer} only."
        + (f" What cannot be used goes to {topic.name}.dlq." if topic.dead_letters else ""),
        "messages": {topic.value: {"$ref": f"#/components/messages/{topic.value}"}},
        "bindings": {
            "kafka": {
                "bindingVersion": "0.5.0",
                "topic": topic.name,
                "partitions": topic.partitions or topics.partitions,
                "replicas": topics.replication,
                "topicConfiguration": _configuration(topics.configuration(topic.name)),
            }
        },
    }


def _configuration(given: Mapping[str, str]) -> JsonObject:
    return {
        name: [value] if name == "cleanup.policy" else int(value) if value.lstrip("-").isdigit() else value
        for name, value in given.items()
    }


def _operations(topics: Topics) -> JsonObject:
    writes = [("send", topic.writer, topic.name) for topic in topics.topics]
    reads = [("receive", service, name) for service, names in READERS.items() for name in names]
    groups = {group.service: group.name for group in topics.groups}
    return {
        f"{service.replace(' ', '-')}-{action}-{name}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{name}"},
            "summary": f"{service} {'writes' if action == 'send' else 'reads'} {name}",
            **_group(groups.get(service) if action == "receive" else None),
        }
        for action, service, name in (*writes, *reads)
    }


def _group(name: str | None) -> JsonObject:
    """Services without a group keep their offsets with their rows."""
    return {"bindings": {"kafka": {"bindingVersion": "0.5.0", "groupId": {"const": name}}}} if name else {}


def _message(kind: str) -> JsonObject:
    return {
        "name": kind,
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/Headers"},
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"json/events/{kind}.json"},
        },
        "bindings": {"kafka": {"bindingVersion": "0.5.0", "key": {"type": "string"}}},
    }


def _headers() -> JsonObject:
    told = {name: {"type": "string", "description": purpose} for name, purpose in _HEADERS.items()}
    run = {
        "type": "string",
        "description": "Set on what is sent again by a rebuild or replay; nobody is mailed for it.",
    }
    return {"type": "object", "properties": {**told, "x-koers-run": run}, "required": list(_HEADERS)}
