"""What never enters the archive."""

import json

from services.ingest.intake import kept_headers, redacted
from tests.builders.ingest import recorded


def test_cookies_and_traces_of_the_recorded_answers_are_dropped() -> None:
    for interaction in json.loads(recorded("eurostat/recorded_interactions.json")):
        headers = [(name, value) for name, values in interaction["headers"].items() for value in values]
        kept = kept_headers(headers)
        assert kept.keys() <= {"content-type", "content-length", "content-disposition", "date", "etag", "last-modified"}
        assert kept["content-type"].startswith("application/json")


def test_personal_parts_are_cut_at_any_depth() -> None:
    body = json.dumps({"jobs": [{"title": "baker", "contact": {"mail": "x@y.invalid"}}], "contact": 1}).encode()
    assert json.loads(redacted(body, ["contact"])) == {
        "jobs": [{"title": "baker", "contact": "[redacted]"}],
        "contact": "[redacted]",
    }


def test_a_personal_body_that_cannot_be_read_is_not_kept() -> None:
    assert redacted(b"mail: x@y.invalid", ["contact"]) == b'"[redacted]"'
