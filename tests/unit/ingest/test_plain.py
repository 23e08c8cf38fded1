"""Sources of recipes alone: what is asked follows from the agenda, every format is read, the rest is refused."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.series import SeriesId
from schemas.stats import PollOutcome
from services.ingest.connectors.plain import Plain
from services.ingest.drop import DropPoller
from services.ingest.fakes import FakeFetcher, answer
from services.ingest.poll import Poller
from services.ingest.recipe import Recipe
from services.runtime.errors import ConfigError
from tests.builders.ingest import Bench, recipe

WANTED = [SeriesId.parse(f"bank:rates?freq=A&geo={geo}&item=R1") for geo in ("BE", "BE2")]


def made(**access: Any) -> Recipe:
    """A made-up recipe of a source without code."""
    return recipe(source="bank", dataset="rates", access={"kind": "url", "format": "csv", **access}, extra_slices=())


def request(own: Recipe) -> tuple[str, tuple[tuple[str, str], ...], dict[str, tuple[str, ...]]]:
    found = Plain("bank", [own]).request(own, WANTED)
    return found.path, found.params, found.asked


def test_a_plain_address_asks_for_what_it_says() -> None:
    assert request(made(url="https://bank.invalid/a/rates.csv?lang=en")) == ("/a/rates.csv", (("lang", "en"),), {})


def test_an_sdmx_key_is_made_of_the_wanted_codes() -> None:
    path, params, asked = request(made(url="https://bank.invalid/data/rates/{key}", key=["freq", "item", "geo"]))
    assert (path, params) == ("/data/rates/A.R1.BE+BE2", ())
    assert asked == {"freq": ("A",), "geo": ("BE", "BE2"), "item": ("R1",)}


def test_a_dimension_nobody_names_is_left_open_in_the_key() -> None:
    assert request(made(url="https://bank.invalid/{key}", key=["freq", "sex", "geo"]))[0] == "/A..BE+BE2"


def test_a_key_that_leaves_everything_open_is_no_way_up_in_the_address() -> None:
    own = made(url="https://bank.invalid/data/rates/{key}", key=["sex", "unit", "age"])
    assert request(own)[0] == "/data/rates/all"


@pytest.mark.parametrize(
    ("filters", "params"),
    [
        ("repeat", (("freq", "A"), ("geo", "BE"), ("geo", "BE2"), ("item", "R1"))),
        ("comma", (("freq", "A"), ("geo", "BE,BE2"), ("item", "R1"))),
        ("none", ()),
    ],
)
def test_filters_are_parameters(filters: str, params: tuple[tuple[str, str], ...]) -> None:
    assert request(made(url="https://bank.invalid/x", filters=filters))[1] == params


def test_the_publishers_names_and_codes_are_asked_for() -> None:
    own = made(url="https://bank.invalid/x", filters="repeat").model_copy(
        update={
            "dimensions": recipe(dimensions={"rename": {"REGION": "geo"}, "codes": {"geo": {"VLG": "BE2"}}}).dimensions
        }
    )
    assert ("REGION", "VLG") in request(own)[1]


@pytest.mark.parametrize(
    "access",
    [
        {"url": "https://bank.invalid/{key}"},
        {"url": "https://bank.invalid/x", "key": ["geo"]},
        {"url": "https://bank.invalid/{key}", "key": ["geo"], "filters": "comma"},
        {"url": "ftp://bank.invalid/x"},
        {"url": "https://bank.invalid/x", "format": "guess"},
    ],
)
def test_what_does_not_fit_together_is_refused(access: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        made(**access)


def test_a_source_is_on_one_host_and_is_asked_or_dropped() -> None:
    one, other = made(url="https://bank.invalid/x"), made(url="https://elsewhere.invalid/x")
    dropped = recipe(source="bank", access={"kind": "drop", "format": "csv"})
    with pytest.raises(ConfigError, match="several hosts"):
        Plain("bank", [one, other])
    with pytest.raises(ConfigError, match=r"has no connector\.py"):
        Plain("bank", [one, dropped])
    with pytest.raises(ConfigError, match=r"has no connector\.py"):
        Plain("bank", [recipe()])


CSV = b"freq,geo,item,period,value,flags\nA,BE2,R1,2024,5.10,p\nA,BE2,R1,2023,,|C\nA,BE,R1,2024,6.2,\n"
SDMX_CSV = b"DATAFLOW,FREQ,GEO,ITEM,TIME_PERIOD,OBS_VALUE\nBANK:RATES(1.0),A,BE2,R1,2024,5.10\n"


async def test_a_poll_needs_nothing_but_the_recipe(tmp_path: Path) -> None:
    own = made(url="https://bank.invalid/rates.csv")
    bench = Bench(tmp_path, wanted={own.id: [WANTED[1]]})
    bench.desk.connectors["bank"] = Plain("bank", [own])  # type: ignore[index]
    fetcher = FakeFetcher({"/rates.csv": answer(CSV, media_type="text/csv", headers=(("etag", '"1"'),))})
    report = await Poller(bench.desk, fetcher).poll(own)
    assert (report.outcome, report.reason) == (PollOutcome.changed, None)
    (snapshot,) = bench.snapshots()
    assert [(o.value, o.obs_flags or o.conf) for o in snapshot.observations] == [(None, "C"), ("5.10", "p")]
    fetcher.answers = {"/rates.csv": answer(b"", status=304)}
    assert (await Poller(bench.desk, fetcher).poll(own)).outcome is PollOutcome.unchanged
    assert fetcher.asked[-1][1] == (("if-none-match", '"1"'),)


async def test_dropped_files_go_by_their_pattern(tmp_path: Path) -> None:
    own = recipe(source="bank", dataset="rates", access={"kind": "drop", "format": "csv", "pattern": "rates_*.csv"})
    bench = Bench(tmp_path)
    bench.desk.connectors["bank"] = Plain("bank", [own])  # type: ignore[index]
    folder = tmp_path / "drop" / "bank" / "rates"
    folder.mkdir(parents=True)
    (folder / "notes.csv").write_bytes(b"nothing for us")
    report = await DropPoller(bench.desk, tmp_path / "drop").poll(own)
    assert report.outcome is PollOutcome.suspended
    (folder / "rates_2026.csv").write_bytes(CSV)
    report = await DropPoller(bench.desk, tmp_path / "drop").poll(own)
    assert (report.outcome, report.series) == (PollOutcome.changed, 2)


def test_another_format_is_another_word_in_the_recipe() -> None:
    own = made(url="https://bank.invalid/x", format="sdmx-csv")
    found = Plain("bank", [own]).decode(own, SDMX_CSV)
    assert [cell[1] for cells in found.series.values() for cell in cells] == ["5.10"]
