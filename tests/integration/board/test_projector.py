"""What the board keeps: present state, and what was known on any past day."""

from datetime import datetime, timedelta

import pytest

from schemas.alerts import AlertTransition
from schemas.assessment import Assessment
from schemas.policy import Answer, AnswerStatus
from schemas.stats import (
    ChangeKind,
    MilestoneState,
    MilestoneStatus,
    ObservationChange,
    PollOutcome,
    SeriesRevision,
    SeriesSnapshot,
)
from schemas.verdicts import Verdict
from services.runtime.records import Record
from tests.builders.assessments import digital_skills, text
from tests.builders.recommendations import rolled_up
from tests.builders.snapshots import DAY_1, DAY_2, DAY_3, SERIES, observation, poll, snapshot
from tests.integration.board.conftest import NOW, Board

AS_OF = """
    SELECT starts, value FROM board.observations
    WHERE series_id = %s AND known_from <= %s AND (known_to IS NULL OR known_to > %s) ORDER BY starts
"""


async def send(board: Board, *snapshots: SeriesSnapshot) -> None:
    for one in snapshots:
        await board.send("stats.series.v1", one.series_id, one)


async def known(board: Board, at: datetime) -> dict[int, str | None]:
    return {starts.year: value for starts, value in await board.rows(AS_OF, SERIES, at, at)}


async def everything(board: Board) -> list[tuple[object, ...]]:
    query = "SELECT series_id, period, value, obs_flags, raw_sha256, known_from, known_to FROM board.observations"
    return await board.rows(query + " ORDER BY 1, 2, 6")


REVISED = (
    snapshot({"2021": "54.5", "2023": "61.0"}, version=1, at=DAY_1),
    snapshot({"2021": "54.5", "2023": "60.8", "2025": "61.2"}, version=2, at=DAY_2),
    snapshot({"2023": "60.8", "2025": "61.2"}, version=3, at=DAY_3),
)


@pytest.mark.parametrize("together", [True, False])
async def test_any_past_day_can_be_shown_as_it_was_known_then(board: Board, together: bool) -> None:
    for one in REVISED:
        await send(board, one)
        if not together:
            await board.catch_up()
    await board.catch_up()
    assert await known(board, DAY_1 - timedelta(seconds=1)) == {}
    assert await known(board, DAY_1) == {2021: "54.5", 2023: "61.0"}
    assert await known(board, DAY_2) == {2021: "54.5", 2023: "60.8", 2025: "61.2"}
    assert await known(board, DAY_3) == {2023: "60.8", 2025: "61.2"}


async def test_an_unchanged_value_keeps_the_proof_of_when_it_was_first_read(board: Board) -> None:
    await send(board, *REVISED)
    await board.catch_up()
    rows = await board.rows("SELECT raw_sha256, known_from FROM board.observations WHERE value = '54.5'")
    assert rows == [(REVISED[0].raw.sha256, DAY_1)]


async def test_a_lower_version_and_an_equal_one_with_equal_content_change_nothing(board: Board) -> None:
    await send(board, *REVISED[:2])
    await board.catch_up()
    before = await everything(board)
    await send(board, REVISED[0], REVISED[1].model_copy(update={"retrieved_at": DAY_3}))
    await board.catch_up()
    assert await everything(board) == before
    assert await board.rows("SELECT version, retrieved_at FROM board.series") == [(2, DAY_2)]


async def test_an_equal_version_with_other_content_is_taken(board: Board) -> None:
    await send(board, snapshot({"2021": "54.5"}, at=DAY_1), snapshot({"2021": "55.0"}, at=DAY_2))
    await board.catch_up()
    assert await known(board, DAY_2) == {2021: "55.0"}


async def test_a_value_corrected_in_the_moment_it_was_retrieved_was_never_known(board: Board) -> None:
    await send(board, snapshot({"2021": "5450"}, version=1), snapshot({"2021": "54.5"}, version=2))
    await board.catch_up()
    assert await board.rows("SELECT value FROM board.observations") == [("54.5",)]
    await send(board, snapshot({"2021": "54.6"}, version=3))
    await board.catch_up()
    assert await board.rows("SELECT value FROM board.observations") == [("54.6",)]


async def test_a_changed_flag_is_another_observation(board: Board) -> None:
    await send(
        board,
        snapshot([observation("2023", "61.0", obs_flags="p")], version=1, at=DAY_1),
        snapshot([observation("2023", "61.0")], version=2, at=DAY_2),
    )
    await board.catch_up()
    flags = await board.rows("SELECT obs_flags, known_to FROM board.observations ORDER BY known_from")
    assert flags == [("p", DAY_2), ("", None)]


async def test_a_replay_on_a_new_epoch_changes_nothing(board: Board) -> None:
    await send(board, *REVISED)
    await board.catch_up()
    before = await everything(board)
    board.new_epoch()
    await send(board, *REVISED)
    await board.catch_up()
    assert await everything(board) == before
    assert len(before) == 4


async def test_a_value_that_is_no_number_is_kept_as_published(board: Board) -> None:
    await send(board, snapshot({"2021": "54.5", "2023": None, "2025": ":"}))
    await board.catch_up()
    rows = await board.rows("SELECT value, number FROM board.observations ORDER BY starts")
    assert rows == [("54.5", 54.5), (None, None), (":", None)]


async def test_what_cannot_be_stored_becomes_a_dead_letter_and_the_rest_goes_on(board: Board) -> None:
    await board.broker.forward("stats.series.v1", b"a", b'{"no": "snapshot"}', [])
    await board.broker.forward("stats.poll.v1", b"b", None, [])
    nul = poll(reason="x").write().replace(b'"x"', b'"\\u0000"')
    await board.broker.forward("stats.poll.v1", b"c", nul, [])
    await send(board, REVISED[0])
    await board.catch_up()
    reasons = [
        (record.topic, record.headers["x-dlq-reason"])
        for topic in ("stats.poll.v1.dlq", "stats.series.v1.dlq")
        for record in board.broker.records(topic)
    ]
    assert sorted(reasons) == [
        ("stats.poll.v1.dlq", b"refused"),
        ("stats.poll.v1.dlq", b"refused"),
        ("stats.series.v1.dlq", b"invalid"),
    ]
    assert await board.rows("SELECT count(*) FROM board.series") == [(1,)]


async def assess(board: Board, at: datetime, **changes: object) -> Assessment:
    made = digital_skills(**changes)
    await board.send("policy.assessment.v1", made.key, made, at=at)
    return made


async def verdicts(board: Board) -> list[tuple[object, ...]]:
    return await board.rows("SELECT verdict, known_from, known_to FROM board.assessments ORDER BY known_from")


async def test_a_verdict_is_kept_with_the_time_it_was_valid(board: Board) -> None:
    later = NOW + timedelta(days=30)
    await assess(board, NOW, verdict=Verdict.on_track)
    await assess(board, later)
    await board.catch_up()
    assert await verdicts(board) == [("on_track", NOW, later), ("off_track", later, None)]


async def test_the_same_verdict_on_another_day_is_no_change(board: Board) -> None:
    await assess(board, NOW, as_of=NOW.date())
    await assess(board, NOW + timedelta(days=1), as_of=(NOW + timedelta(days=1)).date())
    await board.catch_up()
    assert await verdicts(board) == [("off_track", NOW, None)]


async def test_verdicts_passed_through_while_figures_are_sent_again_leave_no_trace(board: Board) -> None:
    await assess(board, NOW)
    await board.catch_up()
    board.new_epoch()
    restart = NOW + timedelta(days=3)
    await assess(board, restart, verdict=Verdict.undetermined)
    await board.catch_up()
    await assess(board, restart + timedelta(seconds=2), verdict=Verdict.on_track)
    await assess(board, restart + timedelta(seconds=4))
    await board.catch_up()
    assert await verdicts(board) == [("off_track", NOW, None)]


async def test_an_older_edition_of_the_agenda_is_not_heard(board: Board) -> None:
    newer = digital_skills().agenda.model_copy(update={"edition": 2})
    await assess(board, NOW, agenda=newer)
    await assess(board, NOW + timedelta(hours=1), verdict=Verdict.met)
    await board.catch_up()
    assert await verdicts(board) == [("off_track", NOW, None)]


async def test_what_was_made_from_less_than_is_shown_is_not_heard(board: Board) -> None:
    """While an empty broker is filled again, for as long as that takes."""
    shown = digital_skills()
    filling = shown.model_copy(update={"verdict": Verdict.on_track, "inputs": shown.inputs[:1]})
    for at, one in ((NOW, shown), (NOW + timedelta(days=1), filling)):
        await board.send("policy.assessment.v1", one.key, one, at=at)
        await board.send("policy.recommendation.v1", "15", rolled_up(one), at=at)
        await board.catch_up()
    assert await verdicts(board) == [("off_track", NOW, None)]
    headlines = await board.rows("SELECT headline, known_from, known_to FROM board.recommendations")
    assert headlines == [("off_track", NOW, None)]


async def test_the_canary_is_none_of_the_boards(board: Board) -> None:
    await assess(board, NOW, canary=True)
    await board.catch_up()
    assert await verdicts(board) == []


async def test_the_newest_poll_stands_whatever_comes_last(board: Board) -> None:
    newest = poll(at=DAY_2, outcome=PollOutcome.failed, unreachable_since=DAY_1)
    for one in (newest, poll(at=DAY_1)):
        await board.send("stats.poll.v1", one.recipe, one)
        await board.catch_up()
    rows = await board.rows("SELECT outcome, polled_at, unreachable_since FROM board.polls")
    assert rows == [("failed", DAY_2, DAY_1)]
    assert await board.rows("SELECT count(*) FROM board.poll_history") == [(2,)]


async def test_a_revision_is_kept_once_with_what_it_changed(board: Board) -> None:
    revision = SeriesRevision(
        revision_id="a" * 64,
        series_id=SERIES,
        recipe="isoc_r_dskl_i",
        new_sha256="b" * 64,
        version=2,
        retrieved_at=DAY_2,
        changes=(
            ObservationChange(
                kind=ChangeKind.revised,
                period=observation("2023", None).period,
                old=observation("2023", "61.0"),
                new=observation("2023", "60.8"),
            ),
        ),
    )
    for _ in range(2):
        await board.send("stats.revision.v1", SERIES, revision)
    await board.catch_up()
    assert await board.rows("SELECT kinds, changes->0->'new'->>'value' FROM board.revisions") == [
        ({"revised": 1}, "60.8")
    ]


async def test_registers_keep_the_newest_word(board: Board) -> None:
    done = MilestoneState(
        id="made-up",
        title=text("Made up", "Verzonnen"),
        done_when=text("never", "nooit"),
        status=MilestoneStatus.done,
        recommendations=(15,),
        edition=2,
    )
    older = done.model_copy(update={"status": MilestoneStatus.open, "edition": 1})
    answer = Answer(body="cjm", item="digital-skills-basic/BE2", status=AnswerStatus.disputed, as_of=DAY_2)
    earlier = answer.model_copy(update={"status": AnswerStatus.acknowledged, "as_of": DAY_1})
    for milestone in (done, older):
        await board.send("policy.milestone.v1", milestone.id, milestone)
    for said in (answer, earlier):
        await board.send("policy.answer.v1", f"{said.body}/{said.item}", said)
    await board.catch_up()
    assert await board.rows("SELECT status FROM board.milestones_at('infinity')") == [("done",)]
    assert await board.rows("SELECT status FROM board.answers_at('infinity')") == [("disputed",)]


async def test_handled_episodes_are_remembered(board: Board) -> None:
    key = "digital-skills-basic/BE2"
    handled = AlertTransition(alert_id="a1", subject=key, reason="alerted", actor="system", at=NOW, episode="1" * 64)
    without = handled.model_copy(update={"episode": None, "reason": "acknowledged"})
    for one in (handled, without):
        await board.send("alert.lifecycle.v1", one.alert_id, one)
    await board.catch_up()
    assert await board.rows("SELECT subject, episode FROM board.handled_episodes") == [(key, "1" * 64)]


def test_a_record_without_a_senders_time_counts_from_when_the_broker_got_it() -> None:
    from services.board.projector.events import receive

    record = Record("stats.poll.v1", 0, 0, "a", poll().write(), {}, int(NOW.timestamp() * 1000))
    assert receive(record).sent_at == NOW
