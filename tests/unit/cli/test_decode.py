"""`koers decode`: what it prints, how it ends, and what it says when a file is not what it should be."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from services.ingest.decode.formats import FORMATS
from services.ingest.recipes import CONNECTORS
from tests.builders.ingest import DATA, DII_2023, DII_2025, jsonstat, recorded
from tests.unit.cli.running import Koers

SAMPLES = CONNECTORS / "eurostat" / "samples"
FILTERED = DATA / "eurostat" / "isoc_e_dii__sdmx30_data_filtered_2025-10-29.json"
SERIES = "eurostat:isoc_e_dii?freq=A&geo={}&indic_is={}&nace_r2=C10-S951_X_K&size_emp={}&unit=PC_ENT"


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def written(tmp_path: Path) -> "Written":
    return Written(tmp_path)


class Written:
    """Files of a test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


class TestCells:
    def test_of_a_recorded_answer(self, koers: Koers) -> None:
        ended = koers("decode", FILTERED, "--as", "jsonstat")
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.splitlines()[0] == "series_id,period,value,obs_flags,conf"
        found = {(row["series_id"], row["period"]): row for row in cells(ended.out)}
        assert len(found) == 134
        be = SERIES.format("BE", "E_DI4_HI", "GE10")
        assert [found[be, f"{year}-01-01/P1Y"]["value"] for year in (2022, 2024)] == ["33.35", "34.34"]
        assert found[SERIES.format("MK", "E_DI4_VHI", "GE10"), "2022-01-01/P1Y"] | {"series_id": "", "period": ""} == {
            "series_id": "", "period": "", "value": "", "obs_flags": "u", "conf": "",
        }  # fmt: skip

    def test_of_an_undeclared_gzip_whose_format_is_not_named(self, koers: Koers) -> None:
        ended = koers("decode", SAMPLES / DII_2025)
        assert (ended.code, len(ended.out.splitlines())) == (0, 8720)
        assert f"{SERIES.format('BE', 'E_DI4_GELO', '10-249')},2024-01-01/P1Y,83.70,," in ended.out.splitlines()

    def test_in_one_order_whatever_the_order_of_the_file(self, koers: Koers, written: Written) -> None:
        document = jsonstat({"BE": {"2023": 1.5, "2024": 2.5}, "AT": {"2024": 4.5}})
        document["value"] = dict(reversed(document["value"].items()))
        ended = koers("decode", written("made_up.json", json.dumps(document)), "--as", "jsonstat")
        assert [tuple(row.values())[:3] for row in cells(ended.out)] == [
            ("eurostat:made_up?freq=A&geo=AT", "2024-01-01/P1Y", "4.5"),
            ("eurostat:made_up?freq=A&geo=BE", "2023-01-01/P1Y", "1.5"),
            ("eurostat:made_up?freq=A&geo=BE", "2024-01-01/P1Y", "2.5"),
        ]

    def test_confidential_and_empty_are_told_apart(self, koers: Koers) -> None:
        secret = koers("decode", DATA / "eurostat" / "sts_inpr_m__statistics10_IE_confidential_2026-08.json")
        assert [(row["value"], row["obs_flags"], row["conf"]) for row in cells(secret.out)] == [("", "", "C")] * 6
        empty = koers("decode", DATA / "eurostat" / "une_rt_m__statistics10_geo-DE-XX_last1_empty_2026-09.json")
        assert (empty.code, empty.out) == (0, "series_id,period,value,obs_flags,conf\n")

    def test_values_keep_their_text(self, koers: Koers, written: Written) -> None:
        body = '{"version":"2.0","class":"dataset","id":["geo","time"],"size":[1,4],"value":[0.1,5.10,-0.0,1E-4],'
        body += '"dimension":{"geo":{"category":{"index":["BE"]}},'
        body += '"time":{"category":{"index":["2001","2002","2003","2004"]}}}}'
        ended = koers("decode", written("x.json", body), "--dataset", "x")
        assert [row["value"] for row in cells(ended.out)] == ["0.1", "5.10", "-0.0", "1E-4"]

    def test_texts_in_place_of_figures_are_printed_and_told(self, koers: Koers, written: Written) -> None:
        document = jsonstat({"BE": {"2023": "KG", "2024": ":C", "2025": 7}})
        ended = koers("decode", written("comext.json", json.dumps(document)))
        assert [row["value"] for row in cells(ended.out)] == ["KG", "", "7"]
        assert "1 cells hold a text in place of a figure" in ended.err

    @pytest.mark.parametrize("name", ["bulk_tsv_2020", "api_tsv_2025"])
    def test_of_both_forms_of_tsv(self, koers: Koers, name: str) -> None:
        folder = SAMPLES if name.startswith("bulk") else DATA / "eurostat"
        ended = koers(
            "decode", folder / f"trng_lfse_04__{name}__excerpt.tsv", "--as", "tsv", "--dataset", "trng_lfse_04"
        )
        found = {(row["series_id"], row["period"][:4]): (row["value"], row["obs_flags"]) for row in cells(ended.out)}
        if name.startswith("bulk"):
            assert found["eurostat:trng_lfse_04?age=Y25-64&freq=A&geo=BE2&sex=T&unit=PC", "2017"] == ("8.7", "b")
        else:
            assert found["eurostat:trng_lfse_04?age=Y18-64&freq=A&geo=BE2&sex=F&unit=PC", "2024"] == ("24.2", "b")

    def test_of_a_table_in_a_zip(self, koers: Koers, written: Written) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("figures.csv", "geo,period,value\nBE,2024,1.50\n")
        ended = koers("decode", written("made_up.zip", packed.getvalue()), "--as", "csv")
        assert cells(ended.out) == [
            {
                "series_id": "file:made_up?geo=BE",
                "period": "2024-01-01/P1Y",
                "value": "1.50",
                "obs_flags": "",
                "conf": "",
            }
        ]
        assert "made_up is from its name" in ended.err

    def test_by_a_layout(self, koers: Koers, written: Written) -> None:
        layout = written(
            "layout.yaml",
            "dimensions: {region: {column: Regio, codes: {Vlaams Gewest: BE2}}}\nperiod: Maand\nmeasures: {Aantal: n}\n"
            "delimiter: ';'\ndecimal: ','\nthousands: '.'\nencoding: cp1252\n",
        )
        table = written("t.csv", "Regio;Maand;Aantal\nVlaams Gewest;Januari 2021;1.234,50\n".encode("cp1252"))
        ended = koers("decode", table, "--as", "csv", "--layout", layout, "--dataset", "permits")
        assert ended.out.splitlines()[1] == "file:permits?measure=n&region=BE2,2021-01-01/P1M,1234.50,,"


class TestRecipes:
    def test_the_view_is_read_by_the_recipe_whose_columns_it_has(self, koers: Koers) -> None:
        ended = koers("decode", CONNECTORS / "statbel" / "samples" / "btw_maandcijfers_raw.json", "--as", "bestat")
        flemish = "statbel:vat_registrations?geo=BE2&measure={}&section=A,2021-01-01/P1M,{},,"
        assert ended.code == 0
        assert {flemish.format(*pair) for pair in [("registered", "198.0"), ("deleted", "-172.0")]} <= set(
            ended.out.splitlines()
        )

    def test_the_dataset_names_the_recipe(self, koers: Koers) -> None:
        totals = CONNECTORS / "vdab" / "samples" / "open_monthly_totals.csv"
        ended = koers("decode", totals, "--as", "arvastat-totals", "--dataset", "arvastat_construction_open")
        assert cells(ended.out)[0]["value"] == "1988"
        ended = koers("decode", totals, "--as", "arvastat-totals")
        assert ended.code == 2
        assert "--dataset" in ended.err

    def test_workbooks_are_known_by_their_title(self, koers: Koers) -> None:
        ended = koers("decode", DATA / "vdab" / "SYNTHETIC_LAYOUT_ontvangen_201712.xlsx")
        assert (ended.code, len(cells(ended.out))) == (0, 76)

    def test_facts_of_one_indicator_or_of_all(self, koers: Koers) -> None:
        body = CONNECTORS / "digital_decade" / "samples" / "desi_2026_country_profile_facts.csv"
        assert len(cells(koers("decode", body).out)) == 677
        one = cells(koers("decode", body, "--as", "facts", "--dataset", "desi_vhcn").out)
        assert {row["series_id"].partition("?")[0] for row in one} == {"digital_decade:desi_vhcn"}
        assert "96.247692" in {row["value"] for row in one if "geo=BE" in row["series_id"]}


class TestFailing:
    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            (
                "page.json",
                b"<!DOCTYPE html><html><body>Sorry</body></html>",
                "html: an HTML page came in place of data",
            ),
            ("empty.json", b" \n", "empty: the body is empty"),
            ("cut.json", b'{"version": "2.0", "class": "dataset", "value": {"0": 1', "json_malformed"),
            ("cut.gz", gzip.compress(b"{}" * 9999)[:-9], "gzip_truncated"),
            ("list.json", b"[1, 2]", "not_jsonstat"),
            ("fault.xml", recorded("eurostat/errors/sdmx_fault_extraction_too_big_413.xml"), "source_fault 413"),
            ("warned.json", recorded("eurostat/errors/warning_async_200.json"), "source_warning"),
        ],
    )
    def test_a_body_that_is_no_data_prints_nothing_and_ends_with_1(
        self, koers: Koers, written: Written, name: str, content: bytes, said: str
    ) -> None:
        path = written(name, content)
        ended = koers("decode", path, "--as", "jsonstat")
        assert (ended.code, ended.out) == (1, "")
        assert ended.err.startswith(f"koers: {path}: ")
        assert said in ended.err
        assert ended.err.count("\n") == 1

    def test_a_value_no_statistic_can_be_prints_nothing(self, koers: Koers, written: Written) -> None:
        document = json.dumps(jsonstat({"BE": {"2023": 1.5, "2024": 2.5}})).replace("2.5", "1e999")
        ended = koers("decode", written("x.json", document), "--as", "jsonstat")
        assert (ended.code, ended.out) == (1, "")
        assert "not_finite: eurostat:made_up?freq=A&geo=BE 2024" in ended.err

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("missing.json", "--as", "jsonstat"), "cannot be read"),
            ((FILTERED, "--as", "parquet"), "the formats are jsonstat, sdmx-csv"),
            ((), "name the file"),
        ],
    )
    def test_a_command_that_cannot_be_carried_out_ends_with_2(
        self, koers: Koers, arguments: tuple[object, ...], said: str
    ) -> None:
        ended = koers("decode", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert said in ended.err

    def test_of_another_dataset(self, koers: Koers) -> None:
        ended = koers("decode", FILTERED, "--as", "jsonstat", "--dataset", "isoc_eb_ai")
        assert (ended.code, ended.out) == (1, "")
        assert "other_dataset" in ended.err

    def test_over_the_limit(self, koers: Koers, written: Written) -> None:
        assert "too_large" in koers("decode", FILTERED, "--limit", 1000).err
        bomb = written("bomb.gz", gzip.compress(bytes(2_000_000)))
        ended = koers("decode", bomb, "--as", "jsonstat", "--limit", 1_000_000)
        assert (ended.code, ended.out) == (1, "")
        assert "too_large" in ended.err


class TestTwoVintages:
    def test_the_recorded_pair_gives_the_recorded_figures(self, koers: Koers) -> None:
        ended = koers("decode", SAMPLES / DII_2025, "--as", "jsonstat", "--diff", SAMPLES / DII_2023, "--summary")
        assert ended.out.splitlines() == [
            "6661 cells in the old file, 8719 in the new",
            "6649 common, of which 64 without a value in both",
            "6580 common by value = 740 identical + 5717 precision only + 123 revised",
            "4 filled, 1 lost their value",
            "7 changed nothing but their flags",
            "12 withdrawn, 2070 added",
        ]

    def test_every_change_is_a_line(self, koers: Koers) -> None:
        ended = koers("decode", SAMPLES / DII_2025, "--diff", SAMPLES / DII_2023)
        lines = ended.out.splitlines()
        assert lines[0] == ("series_id,period,change,old_value,old_obs_flags,old_conf,value,obs_flags,conf")
        assert len(lines) == 1 + 5717 + 123 + 4 + 1 + 7 + 12 + 2070
        assert f"{SERIES.format('IE', 'E_DI4_VHI', 'GE250')},2022-01-01/P1Y,revised,40.8,,,25.67,," in lines
        assert f"{SERIES.format('BE', 'E_DI4_HI', 'GE10')},2022-01-01/P1Y,revised,32.9,,,33.35,," in lines
        assert "6649 common" in ended.err

    def test_a_file_against_itself_changes_nothing(self, koers: Koers) -> None:
        ended = koers("decode", FILTERED, "--diff", FILTERED)
        assert len(ended.out.splitlines()) == 1

    def test_two_datasets_are_not_compared(self, koers: Koers) -> None:
        other = DATA / "eurostat" / "prc_hicp_manr__statistics10_EA_last3_frozen_2026-02.json"
        ended = koers("decode", FILTERED, "--diff", other)
        assert (ended.code, ended.out) == (1, "")
        assert "other_dataset" in ended.err


def test_the_list_names_every_format(koers: Koers) -> None:
    ended = koers("decode", "--list")
    assert [line.partition(":")[0] for line in ended.out.splitlines()] == list(FORMATS)
