"""Changed means changed apart from times."""

from datetime import UTC, date, datetime

from schemas.chart import Chart, Comparator
from services.indicators.changes import same
from tests.builders.assessments import EUROSTAT, Y2025, digital_skills, eurostat_source, input_of, point

LATER = datetime(2026, 12, 1, 8, tzinfo=UTC)


def test_times_alone_are_no_change() -> None:
    before = digital_skills()
    looked_at_later = tuple(found.model_copy(update={"retrieved_at": LATER}) for found in before.inputs)
    after = before.model_copy(update={"as_of": date(2026, 12, 1), "inputs": looked_at_later})
    assert same(before, after)


def test_a_point_read_again_from_the_publisher_is_no_change() -> None:
    read = [eurostat_source(), eurostat_source().model_copy(update={"retrieved_at": LATER, "published_at": LATER})]
    first, second = (
        digital_skills(chart=Chart(comparators=(Comparator(geo="BE", points=(point(Y2025, 61.2, "61.20", source),)),)))
        for source in read
    )
    assert first != second
    assert same(first, second)


def test_a_number_a_version_and_an_edition_are_changes() -> None:
    known = digital_skills()
    newer = (known.inputs[0].model_copy(update={"version": 2}), known.inputs[1])
    assert not same(known, digital_skills(gap=-4.7))
    assert not same(known, digital_skills(inputs=newer))
    assert not same(known, digital_skills(agenda=known.agenda.model_copy(update={"edition": 2})))
    assert not same(known, digital_skills(inputs=(input_of(EUROSTAT, version=1, content="c" * 64, raw="e" * 64),)))


def test_the_first_is_always_a_change() -> None:
    assert not same(None, digital_skills())
