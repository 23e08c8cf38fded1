"""AsyncAPI 3: every topic with its key, partitions, configuration, event, writer and readers; no loose reference."""

import json
import re
from typing import Any

import pytest

from schemas.export import EVENTS
from services.cli.contracts.asyncapi import READERS, asyncapi
from services.cli.documentation import ROOT
from services.runtime.records import Message
from services.runtime.topics import load_topics
from tests.builders.assessments import RETRIEVED, digital_skills

FILE = ROOT / "schemas" / "asyncapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


def test_it_is_that_of_this_version_and_another_topic_would_make_it_differ(document: dict[str, Any]) -> None:
    topics = load_topics()
    version = document["info"]["version"]
    assert document == asyncapi(topics, version)
    other = topics.model_copy(update={"partitions": 12})
    assert document != asyncapi(other, version)


def test_every_topic_is_a_channel_as_it_is_declared(document: dict[str, Any]) -> None:
    topics = load_topics()
    assert set(document["channels"]) == {topic.name for topic in topics.topics}
    for topic in topics.topics:
        kafka = document["channels"][topic.name]["bindings"]["kafka"]
        assert kafka["partitions"] == (topic.partitions or 6)
        assert kafka["topicConfiguration"]["cleanup.policy"] == [topic.cleanup]
        assert set(document["channels"][topic.name]["messages"]) == {topic.value}


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', FILE.read_text())):
        if reference.startswith("#/"):
            found: Any = document
            for step in reference[2:].split("/"):
                found = found[step]
        else:
            assert (FILE.parent / reference).exists(), reference
    assert set(document["components"]["messages"]) <= {kind.__name__ for kind in EVENTS}


def test_who_writes_and_who_reads(document: dict[str, Any]) -> None:
    told = {(o["action"], o["channel"]["$ref"].removeprefix("#/channels/")) for o in document["operations"].values()}
    assert {name for action, name in told if action == "send"} == set(document["channels"])
    assert {name for names in READERS.values() for name in names} == {n for action, n in told if action == "receive"}
    # The epoch is read by every consumer with a reader of its own, beside its topics
    assert {name for action, name in told if action == "receive"} == set(document["channels"]) - {"koers.meta.v1"}


def test_the_headers_are_those_that_are_sent(document: dict[str, Any]) -> None:
    sent = Message("policy.assessment.v1", "k", digital_skills(), "indicators", RETRIEVED, run="again").headers()
    headers = document["components"]["schemas"]["Headers"]
    assert {name for name, _ in sent} == set(headers["properties"])
    assert set(headers["required"]) == set(headers["properties"]) - {"x-koers-run"}
