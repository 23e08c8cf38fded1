"""What each stage reads and sends: topics, keys, times, traces and replays."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from structlog.testing import capture_logs

from schemas.assessment import Assessment, Episode, Heard
from schemas.base import Event
from schemas.policy import Answer, AnswerStatus, IndicatorInput, Member, RecommendationState, Tick
from schemas.verdicts import Cause, Validity, Verdict
from services.indicators.agenda import AgendaView, agenda_view
from services.indicators.domain.rollup import roll_up
from services.indicators.domain.subject import Subject
from services.indicators.handlers import Assess
from services.indicators.stage import Outcome, Read, Work
from services.indicators.works import Judgement, MemberFanOut, RollingUp, SeriesFanOut
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.errors import BadRecord
from services.runtime.metrics import Metrics
from services.runtime.records import RUN_HEADER, Record
from services.runtime.topics import load_topics
from tests.builders.assessments import digital_skills
from tests.builders.snapshots import SERIES, snapshot
from tests.unit.indicators_shell.conftest import KEY

COUNTS = load_topics().partition_counts()
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


def record(topic: str, key: str, event: Event, *, at_ms: int = 1_000, offset: int = 3, **headers: str) -> Record:
    encoded = {name.replace("_", "-"): value.encode() for name, value in headers.items()}
    return Record(topic, 0, offset, key, event.write(), encoded, at_ms)


def run(work: Work, *records: Record, row: bytes | None = None) -> Outcome:
    reads = [Read(found, event) for found in records if (event := work.read(found)) is not None]
    return work.handle(records[0].key or "", row, reads)


@pytest.fixture
def judgement(view: AgendaView, assess: Assess) -> Judgement:
    return Judgement(view, "e1", assess, COUNTS, Metrics())


def test_a_series_is_sent_to_its_indicators_and_composites_with_where_it_stood(view: AgendaView) -> None:
    outcome = run(SeriesFanOut(view), record("stats.series.v1", SERIES, snapshot({"2025": "61.20"})))
    assert [(m.topic, m.key) for m in outcome.messages] == [("policy.input.v1", key) for key in view.uses[SERIES]]
    assert KEY in view.uses[SERIES]
    assert any(view.subjects[key].members for key in view.uses[SERIES])
    assert all(isinstance(m.event, IndicatorInput) and m.event.published_offset == 3 for m in outcome.messages)


def test_a_series_nobody_uses_goes_nowhere(view: AgendaView) -> None:
    stray = snapshot({"2025": "1"}, series_id="eurostat:made_up?geo=BE2")
    assert run(SeriesFanOut(view), record("stats.series.v1", stray.series_id, stray)) == Outcome([])


def test_an_event_under_another_key_is_refused(view: AgendaView, judgement: Judgement) -> None:
    with pytest.raises(BadRecord, match="not that of its event"):
        SeriesFanOut(view).read(record("stats.series.v1", "eurostat:other", snapshot({"2025": "61.20"})))
    with pytest.raises(BadRecord, match="not that of its event"):
        judgement.read(record("policy.tick.v1", KEY, Tick(key="other/BE2", date=date(2026, 11, 25))))


def test_messages_carry_the_time_and_trace_of_their_newest_cause_and_no_clock(judgement: Judgement) -> None:
    tick = Tick(key=KEY, date=date(2026, 11, 25))
    old = record("policy.tick.v1", KEY, tick, at_ms=1_000)
    new = record("policy.tick.v1", KEY, tick, at_ms=1_764_028_800_000, traceparent=TRACE)
    (message,) = run(judgement, new, old).messages
    assert message.time == datetime(2025, 11, 25, tzinfo=UTC)
    assert message.traceparent == TRACE


def test_a_replay_is_handed_on_as_one_unless_something_live_is_in_it(judgement: Judgement) -> None:
    tick = Tick(key=KEY, date=date(2026, 11, 25))
    replayed = record("policy.tick.v1", KEY, tick, **{RUN_HEADER: "rebuild-1"})
    live = record("policy.tick.v1", KEY, tick)
    assert [m.run for m in run(judgement, replayed).messages] == ["rebuild-1"]
    assert [m.run for m in run(judgement, replayed, live).messages] == [None]


def test_the_assessment_is_published_under_the_indicators_key_and_kept(judgement: Judgement) -> None:
    given = IndicatorInput(key=KEY, snapshot=snapshot({"2025": "61.20"}))
    outcome = run(judgement, record("policy.input.v1", KEY, given))
    (message,) = outcome.messages
    assert (message.topic, message.key) == ("policy.assessment.v1", KEY)
    assert isinstance(message.event, Assessment)
    assert outcome.row is not None
    again = run(judgement, record("policy.input.v1", KEY, given), row=outcome.row)
    assert again == Outcome([])


def test_stale_inputs_are_counted(view: AgendaView, assess: Assess) -> None:
    metrics = Metrics()
    work = Judgement(view, "e1", assess, COUNTS, metrics)
    newer, older = (IndicatorInput(key=KEY, snapshot=snapshot({"2025": "61.20"}, version=v)) for v in (2, 1))
    run(work, record("policy.input.v1", KEY, newer), record("policy.input.v1", KEY, older))
    assert metrics.registry.get_sample_value("koers_indicators_stale_inputs_total") == 1


def test_what_an_edition_changes_is_logged_with_who_decided_it_and_why(view: AgendaView) -> None:
    def raised(about: Subject, known: object, day: date | None, last: Assessment | None) -> Assessment:
        """Off track because of the edition, where there was a verdict before."""
        begun = Episode(
            id="5" * 64, verdict=Verdict.off_track, cause=Cause.target_change, edition=about.edition.edition
        )
        return digital_skills(agenda=about.edition, episode=begun) if last else digital_skills(verdict=Verdict.on_track)

    work = Judgement(view, "e1", raised, COUNTS, Metrics())
    tick = record("policy.tick.v1", KEY, Tick(key=KEY, date=date(2026, 11, 25)))
    first = run(work, tick)
    with capture_logs() as lines:
        run(work, tick, row=first.row)
    assert view.change is not None
    assert lines == [
        {
            "event": "verdict_changed_by_agenda",
            "log_level": "info",
            "key": KEY,
            "before": "on_track",
            "after": "off_track",
            "cause": "target_change",
            "edition": view.edition.edition,
            "who": view.change.who,
            "why": view.change.why.en,
        }
    ]


def test_what_this_edition_does_not_know_is_left_to_another(judgement: Judgement, view: AgendaView) -> None:
    tick = Tick(key="of-tomorrow/BE2", date=date(2026, 11, 25))
    assert judgement.read(record("policy.tick.v1", tick.key, tick)) is None
    stray = Member(recommendation=107)
    without = AgendaView(view.edition, view.uses, view.subjects, {}, view.milestones)
    assert RollingUp(without, "e1", roll_up, COUNTS).read(record("policy.member.v1", "107", stray)) is None


def test_assessments_and_answers_become_members(view: AgendaView) -> None:
    work = MemberFanOut(view)
    sent = run(work, record("policy.assessment.v1", KEY, digital_skills())).messages
    assert [(m.topic, m.key) for m in sent] == [("policy.member.v1", "15"), ("policy.member.v1", "35")]
    registered = next(found for found in view.milestones.values() if found.recommendations)
    done = Answer(
        body="department-of-education",
        item=registered.id,
        status=AnswerStatus.done,
        as_of=datetime(2026, 11, 25, tzinfo=UTC),
    )
    (first, *_) = run(work, record("policy.answer.v1", f"{done.body}/{done.item}", done)).messages
    assert first.key == str(registered.recommendations[0])
    assert isinstance(first.event, Member)
    assert first.event.answer == done


def test_an_answer_goes_to_every_indicator_whose_owners_it_may_be_about(view: AgendaView) -> None:
    about = Answer(body="cjm", item=KEY, status=AnswerStatus.acknowledged, as_of=datetime(2026, 11, 25, tzinfo=UTC))
    sent = run(MemberFanOut(view), record("policy.answer.v1", f"cjm/{KEY}", about)).messages
    assert {message.topic for message in sent} == {"policy.input.v1"}
    served = {link.number for link in view.subjects[KEY].links if link.validity is not Validity.context}
    owned = {
        key: {link.number for link in subject.links if link.validity is not Validity.context}
        for key, subject in view.subjects.items()
    }
    assert [message.key for message in sent] == sorted(key for key, numbers in owned.items() if numbers & served)
    assert all(isinstance(m.event, IndicatorInput) and m.event.answer == about for m in sent)


def test_an_answer_about_nothing_this_edition_knows_goes_nowhere(view: AgendaView) -> None:
    about = Answer(body="cjm", item="gone", status=AnswerStatus.acknowledged, as_of=datetime(2026, 11, 25, tzinfo=UTC))
    assert run(MemberFanOut(view), record("policy.answer.v1", "cjm/gone", about)) == Outcome([])


def test_a_body_that_accepts_owns_from_then_on_and_the_newest_answer_stands(view: AgendaView, assess: Assess) -> None:
    work = Judgement(view, "e1", assess, COUNTS, Metrics())
    said = [
        Answer.model_validate({
            "body": "education", "item": KEY, "status": "acknowledged", "as_of": datetime(2026, 11, day, tzinfo=UTC),
            "accepts_ownership": accepts, "accepts_target": digital_skills().target if accepts else None,
        })
        for day, accepts in ((2, True), (1, False), (3, False))
    ]  # fmt: skip
    row: bytes | None = None
    told = []
    for answer in said:
        outcome = run(work, record("policy.input.v1", KEY, IndicatorInput(key=KEY, answer=answer)), row=row)
        row = outcome.row or row
        for message in outcome.messages:
            assert isinstance(message.event, Assessment)
            owner = next(found for found in message.event.owners if found.body == "education")
            told.append((owner.accepted, owner.accepts_target, message.event.heard))
    assert told == [
        (True, True, Heard(answers=1, newest=said[0].as_of)),
        (False, False, Heard(answers=1, newest=said[2].as_of)),
    ]


def test_what_ceases_on_a_day_is_owned_by_its_successor_with_the_tick_of_that_day(assess: Assess) -> None:
    agenda = load_agenda()
    end = {"successors": ("dkbuza",), "successor_since": "2027-07-01"}
    bodies = tuple(body.model_copy(update=end) if body.id == "education" else body for body in agenda.bodies)
    view = agenda_view(AgendaIndex(agenda.model_copy(update={"bodies": bodies})))
    work = Judgement(view, "e1", assess, COUNTS, Metrics())
    eve = run(work, record("policy.tick.v1", KEY, Tick(key=KEY, date=date(2027, 6, 30))))
    day = run(work, record("policy.tick.v1", KEY, Tick(key=KEY, date=date(2027, 7, 1))), row=eve.row)
    owners = [
        [owner.body for owner in m.event.owners]
        for m in (*eve.messages, *day.messages)
        if isinstance(m.event, Assessment)
    ]
    assert owners == [["education", "culture", "dkbuza", "wewis"], ["dkbuza", "culture", "wewis"]]


def test_the_roll_up_is_published_under_the_number(view: AgendaView) -> None:
    work = RollingUp(view, "e1", roll_up, COUNTS)
    outcome = run(work, record("policy.member.v1", "15", Member(recommendation=15, assessment=digital_skills())))
    (message,) = outcome.messages
    assert (message.topic, message.key) == ("policy.recommendation.v1", "15")
    assert isinstance(message.event, RecommendationState)
    assert [member.key for member in message.event.members] == [KEY]


@pytest.fixture(params=["series", "judgement", "members", "roll-up"])
def any_work(request: pytest.FixtureRequest, view: AgendaView, assess: Assess) -> Work:
    makers: dict[str, Callable[[], Work]] = {
        "series": lambda: SeriesFanOut(view),
        "judgement": lambda: Judgement(view, "e1", assess, COUNTS, Metrics()),
        "members": lambda: MemberFanOut(view),
        "roll-up": lambda: RollingUp(view, "e1", roll_up, COUNTS),
    }
    return makers[request.param]()


def test_a_table_is_keyed_like_every_topic_its_stage_reads(any_work: Work) -> None:
    """G15: every topic a stage with rows reads has the changelog's partition count, and its places are checked."""
    if any_work.table is None:
        assert any_work.counts == {}
        return
    changelog = f"koers-indicators-{any_work.table}-changelog"
    assert {COUNTS[topic] for topic in any_work.topics} == {COUNTS[changelog]}
    assert set(any_work.counts) == set(any_work.topics)
