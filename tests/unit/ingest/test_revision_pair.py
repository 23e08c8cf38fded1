"""The two recorded vintages of isoc_e_dii, two years apart: every kind of change as often as the reference counts."""

from datetime import UTC, datetime

import pytest

from schemas.period import Period
from schemas.stats import ChangeKind, ObservationChange, SeriesSnapshot
from services.ingest.connectors.eurostat.connector import Eurostat
from services.ingest.decode.guard import unpacked
from services.ingest.digest import Digest, digest
from services.ingest.snapshot import Body
from tests.builders.ingest import DII_2023, DII_2025, raw, sample, shipped

RECIPE = shipped("eurostat.isoc_e_dii")


def read(name: str, retrieved_at: datetime, known: dict[str, SeriesSnapshot]) -> Digest:
    answer = Eurostat().decode(RECIPE, unpacked(sample("eurostat", name), RECIPE.size_limit))
    body = Body(raw(name), retrieved_at, answer.updated, live=False)
    return digest(answer, RECIPE, (), known, {}, body)


def snapshots(found: Digest) -> dict[str, SeriesSnapshot]:
    return {step.snapshot.series_id: step.snapshot for step in found.steps}


@pytest.fixture(scope="module")
def first() -> Digest:
    return read(DII_2023, datetime(2023, 9, 21, tzinfo=UTC), {})


@pytest.fixture(scope="module")
def second(first: Digest) -> Digest:
    return read(DII_2025, datetime(2025, 10, 8, tzinfo=UTC), snapshots(first))


def changes(found: Digest) -> list[tuple[str, ObservationChange]]:
    return [(s.snapshot.series_id, change) for s in found.steps if s.revision for change in s.revision.changes]


def test_the_first_vintage_is_all_new(first: Digest) -> None:
    assert (first.changes, first.series) == ({ChangeKind.added: 6661}, 3107)


def test_changes_over_the_whole_dataset(second: Digest) -> None:
    assert second.changes == {
        ChangeKind.added: 2070,
        ChangeKind.precision: 5717,
        ChangeKind.revised: 123,
        ChangeKind.filled: 4,
        ChangeKind.suppressed: 1,
        ChangeKind.withdrawn: 12,
        ChangeKind.flag: 7,
    }


def test_what_is_left_was_identical(first: Digest, second: Digest) -> None:
    told = sum(count for kind, count in second.changes.items() if kind is not ChangeKind.added)
    common = 6661 - second.changes[ChangeKind.withdrawn]
    assert common == 6649
    # 804 identical values, 7 of which changed their flag
    assert common - (told - second.changes[ChangeKind.withdrawn]) == 804 - 7


def test_the_flag_changes_are_the_move_of_c(second: Digest) -> None:
    moved = {
        (change.old.obs_flags, change.old.conf, change.new.obs_flags, change.new.conf)
        for _, change in changes(second)
        if change.kind is ChangeKind.flag and change.old and change.new
    }
    assert moved == {("c", None, "", "C")}


@pytest.mark.parametrize(
    ("geo", "size", "indicator", "period", "kind", "old", "new"),
    [
        ("IE", "GE250", "E_DI4_VHI", "2022", ChangeKind.revised, "40.8", "25.67"),
        ("BE", "GE10", "E_DI4_HI", "2022", ChangeKind.revised, "32.9", "33.35"),
        ("ES", "GE250", "E_DI4_HI", "2022", ChangeKind.filled, None, "54.16"),
        ("PT", "50-249", "E_DI3_LO", "2021", ChangeKind.suppressed, "36.2", None),
    ],
)
def test_named_changes(
    second: Digest, geo: str, size: str, indicator: str, period: str, kind: ChangeKind, old: str | None, new: str | None
) -> None:
    series_id = (
        f"eurostat:isoc_e_dii?freq=A&geo={geo}&indic_is={indicator}&nace_r2=C10-S951_X_K&size_emp={size}&unit=PC_ENT"
    )
    found = [c for s, c in changes(second) if s == series_id and c.period == Period.parse(period)]
    assert [(c.kind, c.old and c.old.value, c.new and c.new.value) for c in found] == [(kind, old, new)]


def test_withdrawn_values_are_gone_and_their_series_stay(second: Digest) -> None:
    withdrawn = {s for s, c in changes(second) if c.kind is ChangeKind.withdrawn}
    assert all("geo=DE" in series_id for series_id in withdrawn)
    published = snapshots(second)
    for series_id in withdrawn:
        assert Period.parse("2019") not in {o.period for o in published[series_id].observations}


def test_a_body_read_twice_changes_nothing(second: Digest, first: Digest) -> None:
    known = snapshots(first) | snapshots(second)
    assert read(DII_2025, datetime(2025, 10, 9, tzinfo=UTC), known).steps == ()


def test_no_real_figure_is_taken_for_a_slip_or_a_jump(first: Digest, second: Digest) -> None:
    assert (first.suspects, second.suspects) == (0, 0)
