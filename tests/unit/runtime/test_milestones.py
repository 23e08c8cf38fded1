"""What a milestone's date means: rounds, answers, what it waits for, and where it stands. All input is made up."""

from datetime import UTC, date, datetime

import pytest

from schemas.policy import Answer, AnswerStatus
from schemas.stats import DueBasis, MilestoneState, MilestoneStatus
from services.runtime.milestones import Phase, as_it_stands, next_after, phase_of, waits_for
from tests.builders.milestones import milestone

BINDING = [DueBasis.legal, DueBasis.policy, DueBasis.accepted]
DUE = date(2026, 3, 31)


def answer(status: AnswerStatus, day: str = "2026-02-01", **more: object) -> Answer:
    at = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=UTC)
    body = {"body": "digitaal-vlaanderen", "item": "m999-1", "status": status, "as_of": at}
    return Answer.model_validate(body | more)


class TestNextAfter:
    """The day one duration later."""

    @pytest.mark.parametrize(
        ("day", "recurrence", "expected"),
        [
            ("2021-06-30", "P5Y", "2026-06-30"),
            ("2024-02-29", "P1Y", "2025-02-28"),
            ("2024-02-29", "P4Y", "2028-02-29"),
            ("2024-02-29", "P5Y", "2029-02-28"),
            ("2096-02-29", "P4Y", "2100-02-28"),  # 2100 is no leap year
            ("2023-02-28", "P1Y", "2024-02-28"),
            ("2024-01-31", "P1M", "2024-02-29"),
            ("2025-01-31", "P1M", "2025-02-28"),
            ("2025-08-31", "P6M", "2026-02-28"),
            ("2025-12-15", "P1M", "2026-01-15"),
            ("2025-12-31", "P1D", "2026-01-01"),
            ("2024-02-29", "P1Y1D", "2025-03-01"),
            ("2024-11-30", "P1Y3M", "2026-02-28"),
            ("2020-01-01", "P18M", "2021-07-01"),
        ],
    )
    def test_years_and_months_first_then_days(self, day: str, recurrence: str, expected: str) -> None:
        assert next_after(date.fromisoformat(day), recurrence) == date.fromisoformat(expected)

    @pytest.mark.parametrize(
        "wrong", ["", "P", "P0Y", "P0D", "5Y", "P5", "PT5H", "P-1Y", "P1.5Y", "P1Y ", "P101Y", "P٥Y"]
    )
    def test_no_duration(self, wrong: str) -> None:
        with pytest.raises(ValueError, match="is no duration"):
            next_after(DUE, wrong)


class TestRounds:
    """Every five years, counted from the day it was last done."""

    @staticmethod
    def of(today: str, **changes: object) -> MilestoneState:
        fields = {"status": "done", "as_of": date(2021, 7, 1), "done_on": date(2021, 6, 30), "recurrence": "P5Y"}
        return as_it_stands(milestone(**{**fields, "due": None, **changes}), (), date.fromisoformat(today))

    def test_done_until_the_next_round_has_come(self) -> None:
        state = self.of("2026-06-29")
        assert (state.status, state.due, state.due_basis) == (MilestoneStatus.done, date(2026, 6, 30), DueBasis.legal)
        assert self.of("2026-06-30").status is MilestoneStatus.not_checked

    def test_known_as_not_done_again_only_where_the_register_has_looked_since(self) -> None:
        assert self.of("2026-09-01", as_of=date(2026, 8, 1)).status is MilestoneStatus.open

    def test_a_declared_date_gives_way_to_the_round(self) -> None:
        assert self.of("2022-01-01", due=date(2021, 12, 31)).due == date(2026, 6, 30)

    def test_a_date_a_body_named_for_the_next_round_stands(self) -> None:
        named = self.of("2026-01-01", due=date(2026, 3, 1), due_basis=DueBasis.accepted)
        assert (named.due, named.status) == (date(2026, 3, 1), MilestoneStatus.done)
        past = self.of("2026-03-01", due=date(2026, 3, 1), due_basis=DueBasis.accepted)
        assert past.status is MilestoneStatus.not_checked

    def test_before_it_was_ever_done_its_own_date_counts(self) -> None:
        state = self.of("2026-01-01", status="open", done_on=None, due=DUE)
        assert (state.due, state.status) == (DUE, MilestoneStatus.open)

    def test_once_done_again_the_next_round_counts_from_that_day(self) -> None:
        again = answer(AnswerStatus.done, "2026-07-15")
        register = milestone(status="done", as_of=date(2021, 7, 1), done_on=date(2021, 6, 30), recurrence="P5Y")
        state = as_it_stands(register, [again], date(2026, 8, 1))
        assert (state.status, state.done_on, state.due) == (
            MilestoneStatus.done, date(2026, 7, 15), date(2031, 7, 15)
        )  # fmt: skip

    def test_a_round_ahead_is_told_thirty_days_before_and_overdue_after(self) -> None:
        for today, phase in [
            ("2026-05-30", Phase.done),
            ("2026-05-31", Phase.due),
            ("2026-06-30", Phase.due),
            ("2026-07-01", Phase.overdue),
        ]:
            assert phase_of(self.of(today), date.fromisoformat(today), waiting=False) is phase, today

    def test_a_proposed_round_is_asked_about_and_never_overdue(self) -> None:
        for today, phase in [("2026-06-29", Phase.ahead), ("2026-06-30", Phase.asked), ("2036-01-01", Phase.asked)]:
            state = self.of(today, due_basis=DueBasis.proposal)
            assert phase_of(state, date.fromisoformat(today), waiting=False) is phase, today


class TestAnswers:
    """What bodies have said, folded into the register."""

    def test_a_date_the_body_named_replaces_a_proposed_one_and_binds(self) -> None:
        planned = answer(AnswerStatus.measure_planned, planned_date=date(2026, 6, 30))
        state = as_it_stands(milestone(due_basis=DueBasis.proposal), [planned], None)
        assert (state.due, state.due_basis, state.status) == (
            date(2026, 6, 30), DueBasis.accepted, MilestoneStatus.announced
        )  # fmt: skip

    def test_a_date_it_accepts_binds_too(self) -> None:
        accepted = answer(AnswerStatus.acknowledged, accepts_date=DUE)
        state = as_it_stands(milestone(due_basis=DueBasis.proposal), [accepted], None)
        assert (state.due, state.due_basis) == (DUE, DueBasis.accepted)

    @pytest.mark.parametrize("basis", [DueBasis.legal, DueBasis.policy])
    def test_it_does_not_put_off_a_legal_or_policy_date(self, basis: DueBasis) -> None:
        planned = answer(AnswerStatus.measure_planned, planned_date=date(2027, 6, 30))
        state = as_it_stands(milestone(due_basis=basis), [planned], None)
        assert (state.due, state.due_basis, state.planned) == (DUE, basis, date(2027, 6, 30))

    def test_of_the_status_the_newest_word_stands(self) -> None:
        done = answer(AnswerStatus.done)
        assert as_it_stands(milestone(), [done], None).status is MilestoneStatus.done
        later = milestone(status=MilestoneStatus.open, as_of=date(2026, 2, 2))
        assert as_it_stands(later, [done], None).status is MilestoneStatus.open
        same_day = milestone(status=MilestoneStatus.open, as_of=date(2026, 2, 1))
        assert as_it_stands(same_day, [done], None).status is MilestoneStatus.done

    def test_a_later_look_at_the_status_leaves_the_accepted_date(self) -> None:
        planned = answer(AnswerStatus.measure_planned, planned_date=date(2026, 6, 30))
        register = milestone(status=MilestoneStatus.partly, as_of=date(2026, 5, 1), due_basis=DueBasis.proposal)
        state = as_it_stands(register, [planned], None)
        assert (state.status, state.due, state.due_basis) == (
            MilestoneStatus.partly, date(2026, 6, 30), DueBasis.accepted
        )  # fmt: skip

    def test_of_two_bodies_the_newer_answer_stands_in_any_order(self) -> None:
        first = answer(AnswerStatus.measure_planned, "2026-01-10", planned_date=date(2026, 5, 1))
        second = answer(AnswerStatus.acknowledged, "2026-01-20", body="dkbuza", planned_date=date(2026, 9, 1))
        register = milestone(due_basis=None, due=None)
        for answers in ([first, second], [second, first]):
            assert as_it_stands(register, answers, None).due == date(2026, 9, 1)

    @pytest.mark.parametrize("status", [AnswerStatus.not_ours, AnswerStatus.disputed, AnswerStatus.withdrawn])
    def test_who_disowns_disputes_or_withdraws_changes_nothing(self, status: AnswerStatus) -> None:
        said = answer(status, planned_date=date(2027, 1, 1))
        assert as_it_stands(milestone(due_basis=DueBasis.proposal), [said], None) == milestone(
            due_basis=DueBasis.proposal
        )


class TestPhases:
    """Where it stands on a day."""

    @pytest.mark.parametrize("basis", BINDING)
    def test_a_binding_date(self, basis: DueBasis) -> None:
        for today, phase in [
            ("2026-02-28", Phase.ahead),
            ("2026-03-01", Phase.due),
            ("2026-03-31", Phase.due),
            ("2026-04-01", Phase.overdue),
        ]:
            assert phase_of(milestone(due_basis=basis), date.fromisoformat(today), waiting=False) is phase

    @pytest.mark.parametrize("basis", [DueBasis.proposal, None])
    def test_a_proposed_date(self, basis: DueBasis | None) -> None:
        for today, phase in [("2026-03-30", Phase.ahead), ("2026-03-31", Phase.asked), ("2036-01-01", Phase.asked)]:
            assert phase_of(milestone(due_basis=basis), date.fromisoformat(today), waiting=False) is phase

    def test_without_date_only_what_is_unknown_is_asked(self) -> None:
        undated = {"due": None, "due_basis": None}
        assert phase_of(milestone(**undated), DUE, waiting=False) is Phase.asked
        assert phase_of(milestone(**undated, status="partly"), DUE, waiting=False) is Phase.ahead

    @pytest.mark.parametrize("basis", [*BINDING, DueBasis.proposal])
    def test_what_waits_is_neither_due_nor_asked(self, basis: DueBasis) -> None:
        late = milestone(due_basis=basis)
        assert phase_of(late, date(2027, 1, 1), waiting=True) is Phase.waiting
        assert phase_of(milestone(status="done"), date(2027, 1, 1), waiting=True) is Phase.done

    def test_it_waits_for_what_has_never_been_done_or_is_not_known(self) -> None:
        late = milestone(depends_on=("a", "b", "c", "d"))
        others = {
            "a": milestone(id="a", status="done"),
            "b": milestone(id="b", status="partly"),
            "c": milestone(id="c", status="not_checked", done_on=date(2021, 1, 1), recurrence="P5Y"),
        }
        assert waits_for(late, others) == ("b", "d")
        assert waits_for(milestone(), others) == ()
