"""The poll loop over real HTTP: a server gives the recorded bytes with the recorded headers."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.stats import ChangeKind, PollOutcome
from services.ingest.fetch import HttpFetcher
from services.ingest.poll import Poller
from services.ingest.recipe import Recipe
from tests.builders.ingest import DII_2023, DII_2025, Bench, recorded, sample, shipped
from tests.builders.source_server import Served, SourceServer

DII = shipped("eurostat.isoc_e_dii")
BELGIUM = "eurostat:isoc_e_dii?freq=A&geo=BE&indic_is=E_DI4_HI&nace_r2=C10-S951_X_K&size_emp=GE10&unit=PC_ENT"
PROBE = "/sdmx/3.0/structure/dataflow/ESTAT/isoc_e_dii/1.0/"
DATA = "/sdmx/2.1/data/isoc_e_dii"
FILTERED = "/sdmx/3.0/data/dataflow/ESTAT/isoc_e_dii/1.0/"


def interaction(body_file: str, **changes: bool) -> Served:
    """A recorded interaction: its headers, and its body from the recordings."""
    items = json.loads(recorded("eurostat/recorded_interactions.json"))
    (found,) = (item for item in items if item["body_file"].endswith(body_file))
    headers = {name: values[0] for name, values in found["headers"].items() if name != "Set-Cookie"}
    body = sample("eurostat", body_file) if body_file.endswith(".gz") else recorded(f"eurostat/{body_file}")
    return Served(body, found["status"]["code"], headers, **changes)


def dataflow(stamp: str) -> Served:
    """The recorded dataflow of 2023 with another update stamp."""
    body = recorded("eurostat/isoc_e_dii__sdmx21_dataflow_2023-09-21.json")
    return Served(body.replace(b"2023-08-29T11:00:00+0200", stamp.encode()))


@pytest.fixture
async def server() -> AsyncIterator[SourceServer]:
    async with SourceServer().running() as running:
        yield running


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def poll(bench: Bench, server: SourceServer, recipe: Recipe = DII) -> PollOutcome:
    bench.clock.advance(timedelta(hours=12))
    async with HttpFetcher(server.url, spacing=0, agent="koers tests", attempts=1) as fetcher:
        return (await Poller(bench.desk, fetcher).poll(recipe)).outcome


async def test_two_vintages_in_turn(bench: Bench, server: SourceServer) -> None:
    server.serve(PROBE, dataflow("2023-08-29T11:00:00+0200"), dataflow("2025-04-08T23:00:00+0200"))
    server.serve(DATA, interaction(DII_2023, chunked=True), interaction(DII_2025))
    assert await poll(bench, server) is PollOutcome.changed
    assert await poll(bench, server) is PollOutcome.changed
    assert await poll(bench, server) is PollOutcome.unchanged
    assert [asked.path for asked in server.asked] == [PROBE, DATA, PROBE, DATA, PROBE]
    assert {asked.headers["accept-encoding"] for asked in server.asked} == {"identity"}
    first, second = bench.snapshots(BELGIUM)
    assert [{o.period.label: o.value for o in s.observations}["2022"] for s in (first, second)] == ["32.9", "33.35"]
    assert (second.live, second.raw.sha256[:16], second.raw.url) == (True, "26941cecc5ca7713", server.url + DATA)
    report = bench.ledger.report(DII.id)
    assert report
    assert report.validators["UPDATE_DATA"] == "2025-04-08T23:00:00+0200"
    entries = bench.archive.entries()
    assert [entry.sha256[:16] for entry in entries] == ["e104f91c6914fe3c", "26941cecc5ca7713"]
    assert "server-timing" not in entries[0].headers


async def test_a_truncated_vintage_is_set_apart_and_the_whole_one_taken_later(
    bench: Bench, server: SourceServer
) -> None:
    whole = interaction(DII_2023)
    server.serve(PROBE, dataflow("2023-08-29T11:00:00+0200"))
    server.serve(DATA, Served(whole.body[:20_000], headers=whole.headers), whole)
    assert await poll(bench, server) is PollOutcome.quarantined
    assert bench.snapshots() == []
    assert await poll(bench, server) is PollOutcome.changed
    assert len(bench.snapshots()) == 3107


async def test_a_connection_that_breaks_off_is_a_failure_and_archives_nothing(
    bench: Bench, server: SourceServer
) -> None:
    whole = interaction(DII_2023)
    server.serve(PROBE, dataflow("2023-08-29T11:00:00+0200"))
    server.serve(DATA, Served(whole.body, headers=whole.headers, cut=10_000), whole)
    assert await poll(bench, server) is PollOutcome.failed
    assert bench.archive.entries() == []
    assert await poll(bench, server) is PollOutcome.changed


async def test_a_filtered_answer_withdraws_nothing_it_does_not_speak_of(bench: Bench, server: SourceServer) -> None:
    server.serve(PROBE, dataflow("2025-04-08T23:00:00+0200"), dataflow("2025-10-29T11:00:00+0100"))
    server.serve(DATA, interaction(DII_2025))
    server.serve(FILTERED, interaction("isoc_e_dii__sdmx30_data_filtered_2025-10-29.json"))
    await poll(bench, server)
    slices = {"indic_is": ("E_DI4_VHI", "E_DI4_HI"), "unit": ("PC_ENT",), "size_emp": ("GE10",)}
    filtered = DII.model_copy(
        update={"access": DII.access.model_copy(update={"kind": "sdmx30"}), "extra_slices": (slices,)}
    )
    await poll(bench, server, filtered)
    asked = server.asked[-1]
    assert asked.path == FILTERED
    assert "c[indic_is]=E_DI4_HI,E_DI4_VHI" in asked.query
    report = bench.ledger.report(DII.id)
    assert report
    assert ChangeKind.withdrawn not in report.changes
    assert bench.ledger.series[BELGIUM].observations[-1].value == "34.34"


async def test_a_refused_code_is_told_in_the_publishers_words(bench: Bench, server: SourceServer) -> None:
    made = DII.model_copy(update={"dataset": "isoc_ci_cm_h"})
    server.serve(
        "/sdmx/3.0/structure/dataflow/ESTAT/isoc_ci_cm_h/1.0/",
        interaction("isoc_ci_cm_h__sdmx30_dataflow_2025-10-29.json"),
    )
    body = recorded("eurostat/errors/isoc_ci_cm_h__sdmx30_data_bad-value_2025-10-29.json")
    server.serve("/sdmx/2.1/data/isoc_ci_cm_h", Served(body, 400))
    assert await poll(bench, server, made) is PollOutcome.quarantined
    report = bench.ledger.report(made.id)
    assert report
    assert "GEO=EUROVISION" in (report.reason or "")
