"""The next snapshot of a series: carried on, repeated, revised, withdrawn, or not made at all."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from schemas.period import Period
from schemas.series import SeriesId
from schemas.stats import ChangeKind, Coverage, Observation, SeriesSnapshot
from services.ingest.decode.flags import split_flags
from services.ingest.identify import Reading
from services.ingest.snapshot import Body, Step, advance, observations
from tests.builders.ingest import raw, recipe

SERIES = "eurostat:made_up?geo=BE2"
READ = datetime(2026, 1, 2, tzinfo=UTC)
RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 6, 1, tzinfo=UTC)


def found(*cells: tuple[str, str | None, str]) -> tuple[Observation, ...]:
    reading = Reading(
        SeriesId.parse(SERIES),
        SERIES,
        [(Period.parse(period), value, split_flags(flags)) for period, value, flags in cells],
        "percent",
        {},
        {},
    )
    return observations(reading, recipe())


def step(
    previous: SeriesSnapshot | None,
    *cells: tuple[str, str | None, str],
    coverage: tuple[str, str] | None = ("2020", "2024"),
    released: datetime | None = RELEASED,
    body: str = "first",
) -> Step | None:
    reading = Reading(SeriesId.parse(SERIES), SERIES, (), "percent", {"x": "label"}, {})
    covered = Coverage(first=Period.parse(coverage[0]), last=Period.parse(coverage[1])) if coverage else None
    return advance(previous, reading, found(*cells), covered, recipe(), Body(raw(body), READ, released, live=True))


def must(made: Step | None) -> Step:
    assert made is not None
    return made


def first(*cells: tuple[str, str | None, str]) -> SeriesSnapshot:
    return must(step(None, *cells)).snapshot


def kinds(made: Step) -> list[tuple[str, ChangeKind]]:
    return [(c.period.label, c.kind) for c in made.revision.changes] if made.revision else []


def shown(values: Sequence[Observation]) -> list[tuple[str, str | None, int]]:
    return [(o.period.label, o.value, o.releases) for o in values]


def test_the_hash_is_over_the_figures_alone() -> None:
    snapshot = first(("2024", "5.10", "bp"), ("2023", None, "|C"))
    rows = [["2023-01-01/P1Y", None, "", "C"], ["2024-01-01/P1Y", "5.10", "bp", None]]
    text = json.dumps(["percent", rows], separators=(",", ":"))
    assert snapshot.content_sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_first_snapshot_is_version_one_and_all_added() -> None:
    made = must(step(None, ("2024", "5", ""), ("2023", "4", "")))
    assert (made.snapshot.version, shown(made.snapshot.observations)) == (1, [("2023", "4", 1), ("2024", "5", 1)])
    assert kinds(made) == [("2023", ChangeKind.added), ("2024", ChangeKind.added)]


def test_the_same_figures_with_the_same_stamp_are_nothing_new() -> None:
    assert step(first(("2024", "5", "")), ("2024", "5", "")) is None


def test_the_next_release_of_the_same_figures_is_a_snapshot_without_revision() -> None:
    before = first(("2023", "4", ""), ("2024", "5", "p"))
    made = must(step(before, ("2023", "4", ""), ("2024", "5", "p"), released=LATER))
    assert (made.snapshot.version, made.snapshot.published_at, made.revision) == (2, LATER, None)
    assert made.snapshot.content_sha256 == before.content_sha256
    assert shown(made.snapshot.observations) == [("2023", "4", 2), ("2024", "5", 2)]


def test_a_revised_figure_begins_to_count_its_releases_anew() -> None:
    made = must(step(first(("2023", "4", ""), ("2024", "5", "")), ("2023", "4", ""), ("2024", "6", ""), released=LATER))
    assert shown(made.snapshot.observations) == [("2023", "4", 2), ("2024", "6", 1)]
    assert kinds(made) == [("2024", ChangeKind.revised)]


def test_without_a_stamp_only_changed_figures_make_a_snapshot() -> None:
    before = must(step(None, ("2024", "5", ""), released=None)).snapshot
    assert step(before, ("2024", "5", ""), released=None, body="second") is None
    assert must(step(before, ("2024", "6", ""), released=None, body="second")).snapshot.version == 2


def test_outside_the_coverage_figures_are_carried_on_with_their_own_body() -> None:
    before = first(("2020", "1", ""), ("2021", "2", ""), ("2024", "5", ""))
    made = must(step(before, ("2022", "3", ""), coverage=("2021", "2024"), body="second"))
    assert [(o.period.label, o.raw) for o in made.snapshot.observations] == [
        ("2020", raw("first").sha256),
        ("2022", None),
    ]
    assert kinds(made) == [
        ("2021", ChangeKind.withdrawn),
        ("2022", ChangeKind.added),
        ("2024", ChangeKind.withdrawn),
    ]


def test_a_carried_figure_keeps_the_body_it_was_first_read_from() -> None:
    one = first(("2020", "1", ""), ("2021", "2", ""))
    two = must(step(one, ("2021", "2.5", ""), coverage=("2021", "2021"), body="second")).snapshot
    three = must(step(two, ("2022", "3", ""), coverage=("2022", "2022"), body="third")).snapshot
    assert [o.raw for o in three.observations] == [raw("first").sha256, raw("second").sha256, None]


def test_a_body_that_speaks_of_no_period_withdraws_nothing() -> None:
    before = first(("2020", "1", ""))
    made = must(step(before, ("2024", "5", ""), coverage=None))
    assert [o.period.label for o in made.snapshot.observations] == ["2020", "2024"]


def test_figures_of_another_frequency_are_not_withdrawn() -> None:
    before = must(step(None, ("2020-Q1", "1", ""), coverage=None)).snapshot
    made = must(step(before, ("2024", "5", "")))
    assert kinds(made) == [("2024", ChangeKind.added)]


def test_every_kind_of_change() -> None:
    before = first(("2020", "1.1", ""), ("2021", None, "u"), ("2022", "3", ""), ("2023", "4", "c"), ("2024", "5", ""))
    made = must(
        step(
            before,
            ("2020", "1.14", ""),
            ("2021", "2", ""),
            ("2022", None, "|C"),
            ("2023", "4", "|C"),
            ("2024", "9", ""),
        )
    )
    assert [kind for _, kind in kinds(made)] == ["precision", "filled", "suppressed", "flag", "revised"]


def test_equal_numbers_with_more_zeros_are_new_text_and_no_revision() -> None:
    made = must(step(first(("2024", "5.1", "")), ("2024", "5.10", "")))
    assert (made.snapshot.observations[0].value, made.snapshot.version, made.revision) == ("5.10", 2, None)


def test_a_revision_is_named_by_what_it_leads_from_and_to() -> None:
    before = first(("2024", "5", ""))
    one, two = must(step(before, ("2024", "6", ""))), must(step(before, ("2024", "6", ""), body="read again"))
    assert one.revision
    assert two.revision
    assert one.revision.revision_id == two.revision.revision_id
    identity = f"{SERIES}|{before.content_sha256}|{one.snapshot.content_sha256}"
    assert one.revision.revision_id == hashlib.sha256(identity.encode()).hexdigest()
