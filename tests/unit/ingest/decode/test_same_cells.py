"""The same dataset in JSON-stat, SDMX-CSV, SDMX-ML and TSV gives the same cells, flags and texts of numbers."""

import gzip

import pytest

from services.ingest.decode.answer import Answer
from services.ingest.decode.formats import decode_as
from tests.builders.ingest import DII_2023, DII_2025, sample
from tests.unit.ingest.decode.encodings import as_sdmx_csv, as_sdmx_ml, as_tsv, cells_of


@pytest.fixture(scope="module", params=[DII_2023, DII_2025])
def recorded_answer(request: pytest.FixtureRequest) -> Answer:
    """The full recording, before and after flags and confidentiality were split."""
    return decode_as("jsonstat", sample("eurostat", request.param))


@pytest.mark.parametrize("version", [1, 2])
def test_sdmx_csv(recorded_answer: Answer, version: int) -> None:
    found = decode_as("sdmx-csv", as_sdmx_csv(recorded_answer, version=version))
    assert cells_of(found) == cells_of(recorded_answer)
    assert (found.agency, found.dataset) == ("ESTAT", "isoc_e_dii")


@pytest.mark.parametrize("generic", [True, False])
@pytest.mark.parametrize("flat", [True, False])
def test_sdmx_ml(recorded_answer: Answer, generic: bool, flat: bool) -> None:
    found = decode_as("sdmx-ml", as_sdmx_ml(recorded_answer, generic=generic, flat=flat))
    assert cells_of(found) == cells_of(recorded_answer)
    assert (found.agency, found.dataset) == ("ESTAT", "isoc_e_dii")


def test_tsv_packed_as_the_bulk_download_is(recorded_answer: Answer) -> None:
    assert cells_of(decode_as("tsv", gzip.compress(as_tsv(recorded_answer)))) == cells_of(recorded_answer)
