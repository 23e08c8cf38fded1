"""When a figure counts as known: as it was recorded, and before and between recordings in publication order."""

import pytest

from schemas.series import SeriesId
from schemas.stats import ReleaseRhythm
from services.cli.backtest.arrivals import Arrivals, arrivals
from services.cli.backtest.material import load_material
from services.ingest.archive import MemoryArchive
from services.ingest.bootstrap import wanted_by_recipe
from services.ingest.connectors import connectors
from services.ingest.decode.guard import unpacked
from services.ingest.desk import body_of
from services.ingest.digest import digest
from services.ingest.recipes import load_recipes
from services.ingest.recordings import import_recordings
from services.ingest.rhythms import with_lent_rhythms
from services.runtime.agenda import AgendaIndex, load_agenda
from tests.builders.ingest import fetched, recipe
from tests.unit.backtest.builders import DECEMBER, arrived

SERIES = "eurostat:made_up?freq=A&geo=BE2"
Told = list[tuple[str, bool, dict[str, str | None]]]


def told(found: Arrivals, series: str = SERIES) -> Told:
    """Per arrival its day, whether it was recorded, and value by year."""
    return [
        (str(a.day), a.recorded, {o.period.label: o.value for o in a.snapshot.observations})
        for a in found.by_series[series]
    ]


def test_before_the_only_recording_each_figure_comes_out_in_its_usual_month() -> None:
    assert told(arrived(("2023-02-01", {"2020": "40", "2021": "42", "2022": "44"}))) == [
        ("2020-12-01", False, {"2020": "40.0"}),
        ("2021-12-01", False, {"2020": "40.0", "2021": "42.0"}),
        ("2022-12-01", False, {"2020": "40.0", "2021": "42.0", "2022": "44.0"}),
        ("2023-02-01", True, {"2020": "40.0", "2021": "42.0", "2022": "44.0"}),
    ]


@pytest.mark.parametrize(
    ("rhythm", "day"),
    [
        (ReleaseRhythm(lag_days=45), "2022-02-15"),  # 45 days after 1 January 2022
        (ReleaseRhythm(lag_days=-15), "2021-12-17"),
        (ReleaseRhythm(month=4, year_offset=1, lag_days=45), "2022-04-01"),
        (ReleaseRhythm(), "2022-01-01"),  # no lag known: the end of the period
    ],
)
def test_the_lag_is_that_of_the_dataset(rhythm: ReleaseRhythm, day: str) -> None:
    found = arrived(("2023-02-01", {"2021": "42"}), made_by=recipe(rhythm=rhythm.model_dump()))
    assert told(found)[0][:2] == (day, False)


def test_what_would_come_out_later_is_out_by_the_day_of_its_recording() -> None:
    assert told(arrived(("2021-10-01", {"2021": "42"}))) == [("2021-10-01", True, {"2021": "42.0"})]


def test_a_revised_figure_was_what_it_had_been_until_the_recording_that_shows_it() -> None:
    found = arrived(
        ("2021-12-01", {"2020": "40", "2021": "42"}), ("2023-02-01", {"2020": "40", "2021": "39", "2022": "44"})
    )
    assert told(found) == [
        ("2020-12-01", False, {"2020": "40.0"}),
        ("2021-12-01", True, {"2020": "40.0", "2021": "42.0"}),
        ("2022-12-01", False, {"2020": "40.0", "2021": "42.0", "2022": "44.0"}),
        ("2023-02-01", True, {"2020": "40.0", "2021": "39.0", "2022": "44.0"}),
    ]


def test_a_figure_an_earlier_recording_should_have_held_came_out_after_it() -> None:
    found = arrived(
        ("2022-06-01", {"2020": "40", "2022": "44"}), ("2023-02-01", {"2020": "40", "2021": "42", "2022": "44"})
    )
    assert [day for day, _, figures in told(found) if "2021" in figures] == ["2023-02-01"]


def test_a_withdrawn_figure_is_gone_with_the_recording_that_lacks_it() -> None:
    found = arrived(("2022-12-01", {"2021": "42", "2022": "41"}), ("2023-12-01", {"2021": "42", "2023": "46"}))
    assert told(found)[-1] == ("2023-12-01", True, {"2021": "42.0", "2023": "46.0"})


def test_a_release_repeats_what_it_does_not_change() -> None:
    found = arrived(("2023-02-01", {"2020": "40", "2021": "42", "2022": "44"}))
    assert [a.snapshot.observations[0].releases for a in found.by_series[SERIES]] == [1, 2, 3, 4]


def test_a_body_the_checks_refuse_is_told_and_left_out() -> None:
    # A share above 100
    found = arrived(("2021-12-01", {"2021": "142"}))
    assert [(str(r.day), r.recipe, r.recorded) for r in found.refused] == [("2021-12-01", "eurostat.made_up", True)]
    assert "out_of_limits" in found.refused[0].reason
    assert not found.by_series


def test_bytes_that_are_no_data_are_told_and_left_out() -> None:
    archive, made = MemoryArchive(), recipe(rhythm=DECEMBER.model_dump())
    archive.add(b"<html>", fetched(made.id))
    found = arrivals([made], archive, {}, lambda done, of: None)
    assert len(found.refused) == 1
    assert not found.by_series


TRANSCRIBED = "figures:made-up?geo=BE2"
FIGURES = "indicator_id,geo,period,value,unit,flag,remark,detail,source,reference,url,read_on\n"


def transcribed(*bodies: str) -> Arrivals:
    """Files of transcribed figures of one publisher, read on the same day."""
    made = recipe(
        source="figures", dataset="observations", many_datasets=True,
        access={"kind": "drop", "format": "figures", "publishers": {"p": "A publisher"}},
        rhythms={"made-up": DECEMBER.model_dump()},
    )  # fmt: skip
    archive = MemoryArchive()
    for text in bodies:
        archive.add((FIGURES + text).encode(), fetched(made.id, media_type="text/csv"))
    return arrivals([made], archive, {made.id: [SeriesId.parse(TRANSCRIBED)]}, lambda done, of: None)


def test_a_transcribed_figure_was_out_by_the_day_it_was_read() -> None:
    rows = "made-up,BE2,2020,40,percent,,,,p,r,,2020-11-05\nmade-up,BE2,2021,42,percent,,,,p,r,,2022-03-01\n"
    assert [row[:2] for row in told(transcribed(rows), TRANSCRIBED)] == [
        ("2020-11-05", False),
        ("2021-12-01", False),
    ]


def test_a_file_of_figures_says_nothing_of_those_in_another() -> None:
    files = ("made-up,BE2,2021,42,percent,,,,p,r,,\n", "made-up,BE2,2020,40,percent,,,,p,r,,\n")
    assert [row[0] for row in told(transcribed(*files), TRANSCRIBED)] == ["2020-12-01", "2021-12-01"]


def test_the_replay_of_the_shipped_recordings_ends_with_what_an_import_gives() -> None:
    agenda = load_agenda()
    recipes = with_lent_rhythms(agenda, load_recipes())
    wanted = wanted_by_recipe(AgendaIndex(agenda).series_wanted(), recipes)
    archive, imported = MemoryArchive(), {}
    import_recordings(archive)
    for made in recipes:
        for entry in archive.entries(made.id):
            answer = connectors()[made.source].decode(made, unpacked(archive.body(entry), made.size_limit))
            held = {key: found for key, found in imported.items() if found.recipe == made.id}
            news = digest(answer, made, wanted.get(made.id, ()), held, entry.asked, body_of(entry, answer))
            imported |= {step.snapshot.series_id: step.snapshot for step in news.steps}
    material = load_material(lambda done, of: None)
    replayed = material.arrivals.known()
    assert len(replayed) > 100
    assert {key: found.content_sha256 for key, found in replayed.items()} == {
        key: imported[key].content_sha256 for key in replayed
    }
    used = {series for subject in material.subjects.values() for series in subject.wanted}
    assert used & imported.keys() <= replayed.keys()
    assert material.arrivals.refused == []
