"""Errors in place of data are classified by their bodies, on recorded ones."""

import json

import pytest

from services.ingest.decode.errors import NotData, SourceSaid
from services.ingest.decode.source_errors import classify, error_of, reject_source_error
from tests.builders.ingest import recorded


@pytest.mark.parametrize(
    ("name", "code", "words", "retry"),
    [
        ("isoc_ci_cm_h__sdmx30_data_bad-dim_2025-10-29.json", "140", "GEOX is not a valid dimension", False),
        ("isoc_ci_cm_h__sdmx30_data_bad-value_2025-10-29.json", "150", "GEO=EUROVISION", False),
        ("comext_extraction_too_big_413.json", "413", "max authorised is 5000000", False),
        ("sdmx_fault_extraction_too_big_413.xml", "413", "estimated 17348292 rows", False),
        ("warning_async_200.json", "413", "treated asynchronously", True),
        ("async_status_SUBMITTED.xml", None, "SUBMITTED", True),
        ("async_fault_DATA_NOT_YET_AVAILABLE_400.xml", "100", "not yet available", True),
        ("async_fault_UNKNOWN_REQUEST_400.xml", "100", "Unknown request", False),
    ],
)
def test_recorded_errors(name: str, code: str | None, words: str, retry: bool) -> None:
    error = error_of(recorded(f"eurostat/errors/{name}"))
    assert isinstance(error, SourceSaid)
    assert (error.code, error.retry) == (code, retry)
    assert words in error.message


def test_a_problem_document_is_an_error() -> None:
    body = json.loads(recorded("vdab/error_400_problem_json.json"))["body"]
    document = body if isinstance(body, dict) else json.loads(body)
    with pytest.raises(SourceSaid) as caught:
        reject_source_error(json.loads(json.dumps(document), parse_int=str))
    assert caught.value.code == "400"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"<!doctype html><title>Maintenance</title>", "html"),
        (b"<?xml version='1.0'?><message/>", "xml"),
        (b"<?xml version='1.0'?><unclosed>", "xml_malformed"),
    ],
)
def test_what_is_never_data(body: bytes, reason: str) -> None:
    error = classify(body)
    assert error is not None
    assert error.reason == reason


def test_xml_that_would_expand_is_refused_unread() -> None:
    bomb = b"""<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><z>&b;</z>"""
    error = classify(bomb)
    assert error is not None
    assert error.reason == "xml_malformed"


@pytest.mark.parametrize("body", [b'{"value": {}}', b"freq,geo\\TIME_PERIOD\t2024\n", b"PK\x03\x04rest"])
def test_what_may_be_data_is_let_through(body: bytes) -> None:
    assert classify(body) is None


def test_an_error_answer_without_words_is_still_an_error() -> None:
    error = error_of(b"gone")
    assert isinstance(error, NotData)
    assert error.reason == "http_error"


@pytest.mark.parametrize(
    ("status", "retry"), [("SUBMITTED", True), ("PROCESSING", True), ("AVAILABLE", True), ("EXPIRED", False)]
)
def test_every_state_of_an_asynchronous_answer_is_told_with_its_key(status: str, retry: bool) -> None:
    body = recorded("eurostat/errors/async_status_SUBMITTED.xml").replace(b"SUBMITTED", status.encode())
    error = error_of(body)
    assert isinstance(error, SourceSaid)
    assert (error.reason, error.retry) == ("source_async", retry)
    assert error.details["request"] == "0f164c29-0e96-4757-9b81-e9fcff8b9899"


def test_a_queued_answer_names_its_request() -> None:
    """As the reference describes it; no such body was recorded."""
    body = b"""<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><a:syncResponse
    xmlns:a="http://estat.ec.europa.eu/disschain/soap/extraction"><queued><id>1234-made-up</id>
    <status>SUBMITTED</status></queued></a:syncResponse></S:Body></S:Envelope>"""
    error = error_of(body)
    assert isinstance(error, SourceSaid)
    assert (error.retry, error.details["request"]) == (True, "1234-made-up")


def test_large_xml_is_not_searched_for_a_fault() -> None:
    error = classify(b"<a>" + b"<b/>" * 400_000 + b"</a>")
    assert error is not None
    assert error.reason == "xml"
