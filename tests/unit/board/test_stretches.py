"""A state holds from when it was learned until another is."""

from datetime import UTC, datetime, timedelta

from services.board.domain.stretches import SETTLING, Stretch, learn

T0 = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def tail_of(*learned: tuple[str, datetime]) -> list[Stretch[str]]:
    tail: list[Stretch[str]] = []
    for state, at in learned:
        tail = learn(tail, state, state, at)
    return tail


def told(tail: list[Stretch[str]]) -> list[tuple[str, datetime, datetime | None]]:
    return [(s.state, s.known_from, s.known_to) for s in tail]


def test_the_first_state_is_open() -> None:
    assert told(tail_of(("a", T0))) == [("a", T0, None)]


def test_another_state_closes_it() -> None:
    assert told(tail_of(("a", T0), ("b", T0 + DAY))) == [("a", T0, T0 + DAY), ("b", T0 + DAY, None)]


def test_the_same_state_again_changes_nothing() -> None:
    assert told(tail_of(("a", T0), ("a", T0 + DAY))) == [("a", T0, None)]


def test_a_state_on_its_way_gives_its_place_to_the_next() -> None:
    assert told(tail_of(("a", T0), ("b", T0 + SETTLING / 2))) == [("b", T0, None)]


def test_a_state_that_stood_for_ten_minutes_was_known() -> None:
    assert [s for s, _, _ in told(tail_of(("a", T0), ("b", T0 + SETTLING)))] == ["a", "b"]


def test_a_replay_that_ends_where_it_began_leaves_no_trace() -> None:
    restart = T0 + 3 * DAY
    second = timedelta(seconds=1)
    assert told(tail_of(("a", T0), ("x", restart), ("y", restart + second), ("a", restart + 2 * second))) == [
        ("a", T0, None)
    ]


def test_a_replay_that_ends_elsewhere_changes_the_state_from_its_start() -> None:
    restart = T0 + 3 * DAY
    assert told(tail_of(("a", T0), ("x", restart), ("b", restart + SETTLING / 2))) == [
        ("a", T0, restart),
        ("b", restart, None),
    ]
