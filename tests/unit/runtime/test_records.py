"""CloudEvents 1.0 in binary mode, with an identity that the same event always gets."""

from datetime import UTC, datetime

from schemas.policy import Tick
from services.runtime.records import Message, Record, new_traceparent

TICK = Tick.model_validate({"key": "digital-skills-basic/BE2", "date": "2026-11-25"})
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def headers(**changes: str) -> dict[str, bytes]:
    return dict(Message("policy.tick.v1", TICK.key, TICK, "indicators", NOON, **changes).headers())


def test_every_attribute_travels_as_a_header() -> None:
    sent = headers()
    assert sent["ce_specversion"] == b"1.0"
    assert sent["ce_source"] == b"koers/indicators"
    assert sent["ce_subject"] == b"digital-skills-basic/BE2"
    assert sent["ce_type"] == b"koers.policy.tick.v1"
    assert sent["ce_dataschema"] == b"koers/schemas/Tick.json"
    assert sent["content-type"] == b"application/json"


def test_the_same_event_has_the_same_identity_each_time_it_is_sent() -> None:
    assert headers()["ce_id"] == headers()["ce_id"]


def test_trace_and_run_are_handed_on() -> None:
    trace = new_traceparent()
    record = Record("t", 0, 0, "k", b"", headers(traceparent=trace, run="replay-1"))
    assert (record.traceparent, record.run) == (trace, "replay-1")


def test_a_malformed_trace_is_not_handed_on() -> None:
    assert Record("t", 0, 0, "k", b"", {"traceparent": b"00-evil\r\n-01"}).traceparent is None
