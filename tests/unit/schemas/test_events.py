"""Events are closed when written, tolerant when read, and equal events give equal bytes."""

import json

import pytest
from pydantic import ValidationError

from schemas.export import EVENTS, json_schemas
from schemas.policy import Tick
from schemas.stats import MilestoneState
from services.runtime.topics import load_topics


def test_a_producer_cannot_write_a_field_the_contract_lacks() -> None:
    with pytest.raises(ValidationError):
        Tick.model_validate({"key": "x/BE2", "date": "2026-11-25", "mood": "good"})


def test_a_consumer_ignores_a_field_of_a_newer_producer() -> None:
    value = json.dumps({"key": "x/BE2", "date": "2026-11-25", "mood": "good"}).encode()
    assert Tick.read(value) == Tick.model_validate({"key": "x/BE2", "date": "2026-11-25"})


def test_what_is_written_can_be_read() -> None:
    tick = Tick.model_validate({"key": "x/BE2", "date": "2026-11-25"})
    assert Tick.read(tick.write()) == tick


def test_a_milestone_serves_recommendations_or_an_action_never_both_or_neither() -> None:
    text = {"en": "made up", "nl": "verzonnen"}
    common = {"id": "m1", "title": text, "done_when": text, "status": "open", "edition": 1}
    for wrong in ({}, {"recommendations": [1], "action": "A1"}):
        with pytest.raises(ValidationError, match="m1"):
            MilestoneState.model_validate({**common, **wrong})


def test_every_topic_carries_an_exported_event() -> None:
    exported = {kind.__name__ for kind in EVENTS}
    assert {topic.value for topic in load_topics().topics} == exported


def test_every_event_schema_refuses_unknown_fields() -> None:
    closed = {name: schema.get("additionalProperties") for name, schema in json_schemas().items()}
    assert set(closed.values()) == {False}
