"""The drop folder: a file is read once, faulty files hurt nobody else."""

import os
from pathlib import Path

import pytest

from schemas.stats import PollOutcome
from services.ingest.decode.figures import REQUIRED
from services.ingest.drop import DropPoller
from tests.builders.ingest import Bench, recorded, shipped

FIGURES = shipped("figures.observations")
HEADER = ",".join(REQUIRED)
MINE = "figures:workability-rate?geo=BE2"


class Drop:
    """A drop folder with a desk behind it."""

    def __init__(self, folder: Path) -> None:
        self.bench = Bench(folder)
        self.folder = folder / "drop" / "figures" / "observations"
        self.folder.mkdir(parents=True)
        self.poller = DropPoller(self.bench.desk, folder / "drop")

    def put(self, name: str, *rows: str, age: int = 0) -> None:
        path = self.folder / name
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    return Drop(tmp_path)


def row(period: str, value: str) -> str:
    return f"workability-rate,BE2,{period},{value},percent,,,,serv,made up"


async def test_a_file_is_read_once(drop: Drop) -> None:
    drop.put("one.csv", row("2023", "51.8"))
    first = await drop.poller.poll(FIGURES)
    again = await drop.poller.poll(FIGURES)
    assert (first.outcome, first.observations) == (PollOutcome.changed, 1)
    assert (again.outcome, len(drop.bench.archive.entries())) == (PollOutcome.changed, 1)
    (snapshot,) = drop.bench.snapshots(MINE)
    citation = snapshot.observations[0].citation
    assert citation
    assert (snapshot.raw.url, citation.publisher) == ("file:one.csv", FIGURES.access.publishers["serv"])  # type: ignore[union-attr]


async def test_a_second_file_adds_to_the_first(drop: Drop) -> None:
    drop.put("b.csv", row("2019", "49.6"), row("2023", "51.8"), age=100)
    drop.put("a.csv", row("2027", "53.0"))
    await drop.poller.poll(FIGURES)
    newest = drop.bench.snapshots(MINE)[-1]
    assert [(o.period.label, o.value) for o in newest.observations] == [
        ("2019", "49.6"),
        ("2023", "51.8"),
        ("2027", "53.0"),
    ]
    assert newest.version == 2


async def test_a_figure_is_taken_back_by_a_row_without_value_and_not_by_its_absence(drop: Drop) -> None:
    drop.put("one.csv", row("2016", "51.0"), row("2019", "49.6"), row("2023", "51.8"))
    await drop.poller.poll(FIGURES)
    drop.put("one.csv", row("2016", "51.0"), row("2023", ""))
    report = await drop.poller.poll(FIGURES)
    assert report.changes == {"suppressed": 1}
    values = [(o.period.label, o.value) for o in drop.bench.snapshots(MINE)[-1].observations]
    assert values == [("2016", "51.0"), ("2019", "49.6"), ("2023", None)]


async def test_a_corrected_file_revises(drop: Drop) -> None:
    drop.put("one.csv", row("2019", "49.6"), row("2023", "51.8"))
    await drop.poller.poll(FIGURES)
    drop.put("one.csv", row("2019", "49.6"), row("2023", "52.8"))
    report = await drop.poller.poll(FIGURES)
    assert report.changes == {"revised": 1}


async def test_a_faulty_file_is_set_apart_and_the_next_one_read(drop: Drop) -> None:
    drop.put("bad.csv", "workability-rate,BE2,soon,1,percent,,,,serv,made up", age=100)
    drop.put("good.csv", row("2023", "51.8"))
    await drop.poller.poll(FIGURES)
    outcomes = [r.value for r in drop.bench.broker.records("stats.poll.v1")]
    assert b"quarantined" in (outcomes[0] or b"")
    assert b"line 2" in (outcomes[0] or b"")
    assert drop.bench.snapshots(MINE)[0].observations[0].value == "51.8"


async def test_a_file_over_the_limit_is_read_no_further(drop: Drop) -> None:
    small = FIGURES.model_copy(update={"size_limit": 150})
    drop.put("long.csv", *(row(str(year), "1") for year in range(1900, 2000)))
    report = await drop.poller.poll(small)
    (entry,) = drop.bench.archive.entries()
    assert (report.outcome, entry.bytes) == (PollOutcome.quarantined, 151)
    assert (report.reason or "").startswith("too_large")


async def test_hidden_files_and_links_are_left_alone(drop: Drop, tmp_path: Path) -> None:
    drop.put(".part.csv", row("2023", "51.8"))
    secret = tmp_path / "secret.csv"
    secret.write_text(HEADER)
    (drop.folder / "link.csv").symlink_to(secret)
    report = await drop.poller.poll(FIGURES)
    assert (report.outcome, drop.bench.archive.entries()) == (PollOutcome.suspended, [])
    assert "waiting for a file in figures/observations/" in (report.reason or "")


async def test_an_export_of_arvastat_is_read_from_its_folder(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    folder = tmp_path / "drop" / "vdab" / "arvastat_occupations"
    folder.mkdir(parents=True)
    (folder / "vacatures_201712_all.xlsx").write_bytes(recorded("vdab/SYNTHETIC_LAYOUT_ontvangen_201712.xlsx"))
    report = await DropPoller(bench.desk, tmp_path / "drop").poll(shipped("vdab.arvastat_occupations"))
    assert (report.outcome, report.series) == (PollOutcome.changed, 76)
    architects = [s for s in bench.snapshots() if s.dimensions["occupation"] == "Architect"]
    assert [(s.dimensions["measure"], s.dimensions["geo"], s.observations[0].value) for s in architects] == [
        ("received", "BE2", "7")
    ]
