"""Rows belong to one epoch, are read tolerantly, and never silently lost."""

from datetime import date

import pytest

from services.indicators.rows import IndicatorRow, RowReader
from services.runtime.errors import PermanentError
from tests.builders.assessments import digital_skills
from tests.builders.snapshots import SERIES, snapshot

ROW = IndicatorRow(
    epoch="e1",
    snapshots={SERIES: snapshot({"2025": "61.20"})},
    as_of=date(2026, 11, 25),
    assessment=digital_skills(),
)


def test_a_row_comes_back_as_it_was_stored() -> None:
    stored = RowReader(IndicatorRow, "e1").store("k", ROW)
    assert RowReader(IndicatorRow, "e1").load("k", stored) == ROW


def test_no_row_is_an_empty_row() -> None:
    assert RowReader(IndicatorRow, "e1").load("k", None) == IndicatorRow(epoch="e1")


def test_a_row_of_other_broker_data_is_an_empty_row() -> None:
    assert RowReader(IndicatorRow, "e2").load("k", ROW.write()) == IndicatorRow(epoch="e2")


def test_what_another_worker_wrote_meanwhile_is_read_anew() -> None:
    reader = RowReader(IndicatorRow, "e1")
    reader.store("k", ROW)
    other = ROW.model_copy(update={"as_of": date(2026, 11, 26)})
    assert reader.load("k", other.write()) == other


def test_only_the_rows_made_last_are_kept_parsed_and_the_others_are_read_anew() -> None:
    reader = RowReader(IndicatorRow, "e1", remembered=2)
    stored = {key: reader.store(key, ROW) for key in ("a", "b", "c")}
    assert reader.load("c", stored["c"]) is ROW
    assert reader.load("a", stored["a"]) is not ROW
    assert reader.load("a", stored["a"]) == ROW
    assert reader.load("b", stored["b"]) is not ROW, "reading a again took its place"


def test_a_field_of_a_newer_version_is_ignored_and_a_row_that_cannot_be_read_stops_the_worker() -> None:
    reader = RowReader(IndicatorRow, "e1")
    assert reader.load("k", b'{"epoch": "e1", "of_tomorrow": 1}') == IndicatorRow(epoch="e1")
    with pytest.raises(PermanentError, match="row of k"):
        reader.load("k", b'{"epoch": "e1", "as_of": "yesterday"}')
