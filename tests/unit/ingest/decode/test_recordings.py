"""Every recorded body, as it came: its number of cells, or the name of the error it is."""

import pytest

from services.ingest.decode.errors import NotData
from services.ingest.decode.formats import decode_as, recognised
from services.ingest.decode.guard import opened
from services.ingest.recipes import CONNECTORS
from tests.builders.ingest import DATA

LIMIT = 20_000_000
OUTCOMES: dict[str, tuple[str, int | str]] = {
    "eurostat/ESTAT_ISOC_CISCE_RA_41.0.xml": ("sdmx-ml", "xml"),
    "eurostat/csv_lfsa_argan_2026-06_flag-bd.csv": ("sdmx-csv", 2),
    "eurostat/csv_migr_resfirst_2026-06-19.csv": ("sdmx-csv", 2),
    "eurostat/errors/async_fault_DATA_NOT_YET_AVAILABLE_400.xml": ("sdmx-ml", "source_fault"),
    "eurostat/errors/async_fault_UNKNOWN_REQUEST_400.xml": ("sdmx-ml", "source_fault"),
    "eurostat/errors/async_status_SUBMITTED.xml": ("sdmx-ml", "source_async"),
    "eurostat/errors/comext_extraction_too_big_413.json": ("jsonstat", "source_error"),
    "eurostat/errors/isoc_ci_cm_h__sdmx30_data_bad-dim_2025-10-29.json": ("jsonstat", "source_error"),
    "eurostat/errors/isoc_ci_cm_h__sdmx30_data_bad-value_2025-10-29.json": ("jsonstat", "source_error"),
    "eurostat/errors/sdmx_fault_extraction_too_big_413.xml": ("sdmx-ml", "source_fault"),
    "eurostat/errors/warning_async_200.json": ("jsonstat", "source_warning"),
    "eurostat/isoc_ci_cm_h__sdmx30_dataflow_2025-10-29.json": ("jsonstat", "dataflow_for_data"),
    "eurostat/isoc_e_dii__sdmx21_dataflow_2023-09-21.json": ("jsonstat", "dataflow_for_data"),
    "eurostat/isoc_e_dii__sdmx30_data_filtered_2025-10-29.json": ("jsonstat", 134),
    "eurostat/nama_10_gdp__statistics10_DE_since-2030_zero-time_2026-09.json": ("jsonstat", 0),
    "eurostat/old_wdds__eurostat-name_gpd_c-geo_IT.json": ("", "unknown_format"),
    "eurostat/prc_hicp_manr__statistics10_EA_last3_frozen_2026-02.json": ("jsonstat", 3),
    "eurostat/recorded_interactions.json": ("", "unknown_format"),
    "eurostat/sts_inpr_m__statistics10_IE_confidential_2026-08.json": ("jsonstat", 6),
    "eurostat/trng_lfse_04__api_tsv_2025__excerpt.tsv": ("tsv", 279),
    "eurostat/une_rt_m__statistics10_geo-DE-XX_last1_empty_2026-09.json": ("jsonstat", 0),
    "eurostat/une_rt_m__statistics10_geo-XX-only_zero-size_2026-09.json": ("jsonstat", 0),
    "desi/trajectory_facts.csv": ("facts", 59),
    "statbel/TF_BUILDING_PERMITS_levels12_since_2023.txt": ("statbel-opendata", 1188),
    "statbel/vlaanderen_omgevingsrapportering_head400.csv": ("", "unknown_format"),
    "vdab/SYNTHETIC_LAYOUT_ontvangen_201712.xlsx": ("arvastat", 76),
    "vdab/SYNTHETIC_LAYOUT_ontvangen_maand_2018.xlsx": ("arvastat", 12),
    "vdab/SYNTHETIC_LAYOUT_open_maand_2018.xlsx": ("arvastat", 12),
    "samples/isoc_e_dii__sdmx21_data_full_2023-09-21.json.gz": ("jsonstat", 6661),
    "samples/isoc_e_dii__sdmx21_data_full_2025-10-08.json.gz": ("jsonstat", 8719),
    "samples/trng_lfse_04__bulk_tsv_2020__excerpt.tsv": ("tsv", 332),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_its_format_is_told_by_its_bytes_and_what_it_holds_by_its_decoder(name: str) -> None:
    expected, outcome = OUTCOMES[name]
    folder = CONNECTORS / "eurostat" if name.startswith("samples/") else DATA
    body = (folder / name).read_bytes()
    if isinstance(outcome, str):
        with pytest.raises(NotData) as caught:
            decode_as(recognised(opened(body, LIMIT)).name, body)
        assert caught.value.reason == outcome
    else:
        how = recognised(opened(body, LIMIT))
        assert (how.name, decode_as(how.name, body).observations) == (expected, outcome)
