"""What would have been mailed, and what took it back; worked out by hand on the made-up case of the builders."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from schemas.alerts import AlertKind
from schemas.assessment import Assessment
from schemas.verdicts import Verdict
from services.alerts.domain.decision import HoldReason
from services.alerts.mail.content import DeskReason
from services.cli.backtest import replay as replaying
from services.cli.backtest.outcome import Mail, Outcome
from services.cli.backtest.run import run
from services.indicators.domain.subject import Subject
from tests.unit.backtest.builders import END, Figures, material, outcome, turns
from tests.unit.indicators.builders import target

ON_TRACK, OFF_TRACK, AT_RISK = Verdict.on_track, Verdict.off_track, Verdict.at_risk
FIRST = ("2022-12-01", {"2020": "40", "2021": "42", "2022": "41"})


def verdicts(found: Outcome) -> list[tuple[str, Verdict]]:
    """Days and verdicts of the only indicator."""
    return [(str(step.day), step.verdict) for step in found.runs[0].steps]


def mails(found: Outcome) -> list[tuple[str, Verdict | None, Verdict]]:
    """Day, from and to of every mail."""
    return [(str(mail.day), mail.previous, mail.verdict) for mail in found.runs[0].mails]


def only_mail(*vintages: tuple[str, Figures]) -> Mail:
    """The one mail of the first recording, after what came later."""
    (mail,) = outcome(FIRST, *vintages).runs[0].mails
    return mail


def test_the_verdicts_over_time_and_the_one_mail() -> None:
    found = outcome(FIRST, last=date(2023, 6, 1))
    assert verdicts(found) == [
        ("2020-12-01", Verdict.undetermined),
        ("2021-12-01", ON_TRACK),
        ("2022-12-01", OFF_TRACK),
    ]
    assert [step.known_by for step in found.runs[0].steps] == ["publication_order", "publication_order", "recording"]
    (mail,) = found.runs[0].mails
    assert (str(mail.day), mail.kind, mail.bodies) == ("2022-12-01", AlertKind.verdict_worsened, ("made-up-body",))
    assert (mail.previous, mail.verdict, mail.period and mail.period.label) == (ON_TRACK, OFF_TRACK, "2022")
    assert mail.taken_back is None
    totals = found.totals
    assert (totals.mails, totals.taken_back, totals.share, totals.with_verdict) == (1, 0, 0.0, 1)


def test_a_provisional_figure_that_is_revised_back_is_never_mailed() -> None:
    found = outcome(
        ("2022-12-01", {"2020": "40", "2021": "42", "2022": "41 p"}),
        ("2023-02-01", {"2020": "40", "2021": "42", "2022": "44"}),
    )
    assert mails(found) == []
    assert {verdict for _, verdict in verdicts(found)} == {Verdict.undetermined, ON_TRACK}


def test_a_provisional_figure_that_a_release_repeats_is_mailed_and_taken_back_when_it_is_revised() -> None:
    found = outcome(
        ("2022-12-01", {"2020": "40", "2021": "42", "2022": "41 p"}),
        ("2023-02-01", {"2020": "40", "2021": "42", "2022": "41 p"}),
        ("2023-06-01", {"2020": "40", "2021": "42", "2022": "44"}),
    )
    assert mails(found) == [("2023-02-01", ON_TRACK, OFF_TRACK)]
    back = found.runs[0].mails[0].taken_back
    assert back is not None
    assert (str(back.day), back.verdict, back.why) == ("2023-06-01", ON_TRACK, "revised")
    assert (found.totals.mails, found.totals.taken_back, found.totals.share) == (1, 1, 1.0)


def test_a_revision_takes_a_mail_back_though_a_later_figure_is_off_track_again() -> None:
    # 2023 asks for 46: 41 is 5 behind, r = 1/6; 2022 was right all the same
    back = only_mail(("2023-12-01", {"2020": "40", "2021": "42", "2022": "44", "2023": "41"})).taken_back
    assert back is not None
    assert (str(back.day), back.verdict) == ("2023-12-01", ON_TRACK)


@pytest.mark.parametrize(
    "later",
    [
        {"2020": "40", "2021": "42", "2022": "41", "2023": "46"},  # a better year proves no year wrong
        {"2020": "40", "2021": "42", "2022": "41.5"},  # r = 3/8, still off track
        {"2020": "40", "2021": "42", "2022": "43"},  # r = 3/4, at risk: still worse than it was
    ],
)
def test_what_leaves_the_period_worse_takes_nothing_back(later: Figures) -> None:
    assert only_mail(("2023-12-01", later)).taken_back is None


def test_a_withdrawn_figure_takes_its_mail_back() -> None:
    back = only_mail(("2023-12-01", {"2020": "40", "2021": "42", "2023": "46"})).taken_back
    assert back is not None
    assert (str(back.day), back.verdict, back.why) == ("2023-12-01", None, "revised")


def test_a_figure_that_comes_in_late_takes_a_mail_back() -> None:
    # A base of 30 in 2019 asks for 30 + 3 x 30 / 11 = 38.18 in 2022, and 41 is above it
    back = only_mail(("2023-06-01", {"2019": "30", "2020": "40", "2021": "42", "2022": "41"})).taken_back
    assert back is not None
    assert (str(back.day), back.verdict, back.why) == ("2023-06-01", ON_TRACK, "late")


def test_a_revision_may_cause_a_mail() -> None:
    found = outcome(
        ("2022-12-01", {"2020": "40", "2021": "42", "2022": "44"}),
        ("2023-06-01", {"2020": "40", "2021": "42", "2022": "41"}),
    )
    assert mails(found) == [("2023-06-01", ON_TRACK, OFF_TRACK)]
    assert found.runs[0].steps[-1].cause == "revision"


def test_a_missed_target_is_mailed_when_the_figure_of_its_year_falls_short() -> None:
    goal = {**target(44, 2022)}
    found = outcome(FIRST, target=goal)
    (mail,) = found.runs[0].mails
    assert (mail.kind, mail.verdict) == (AlertKind.target_missed, Verdict.missed)


def test_a_mail_about_a_suspect_jump_waits_for_a_person() -> None:
    # Steps of 0.2, five times, then -12: more than five times the largest before
    years = {str(2014 + n): str(40 + n / 5) for n in range(7)}
    found = outcome(("2021-12-01", {**years, "2021": "29"}), target=target(43, 2030))
    (mail,) = found.runs[0].mails
    assert mail.hold is HoldReason.suspect
    assert found.totals.held == 1


def test_an_overdue_figure_and_a_break_are_notices_to_the_desk() -> None:
    # The figure of 2023 is expected in December 2023; 60 days after that month it is overdue
    found = outcome(("2022-12-01", {"2020": "40", "2021": "42", "2022": "44"}))
    assert [(str(n.day), n.kind, n.desk) for n in found.runs[0].notices] == [
        ("2024-03-01", AlertKind.data_stale, "desk_matter")
    ]
    broken = outcome(("2022-12-01", {"2020": "40", "2021": "42", "2022": "44 b"}), last=date(2023, 1, 1))
    assert [(str(n.day), n.kind) for n in broken.runs[0].notices] == [("2022-12-01", AlertKind.series_break)]
    assert broken.totals.notices == 1
    assert broken.totals.mails == 0


def test_a_drift_nobody_owns_is_a_mail_to_the_desk() -> None:
    found = material(FIRST)
    unowned = replace(found.choose([])[0], owners=())
    run_of = run(found, [unowned], (date(2020, 1, 1), END), lambda done, of: None).outcome.runs[0]
    assert [(mail.verdict, mail.bodies, mail.desk) for mail in run_of.mails] == [(OFF_TRACK, (), DeskReason.no_owner)]


def test_two_windows_in_a_row_tell_together_what_one_over_both_tells() -> None:
    later = ("2023-06-01", {"2020": "40", "2021": "42", "2022": "44"})
    whole = outcome(FIRST, later)
    first = outcome(FIRST, later, last=date(2022, 6, 30))
    second = outcome(FIRST, later, first=date(2022, 7, 1))
    assert (*first.runs[0].steps, *second.runs[0].steps) == whole.runs[0].steps
    assert (*first.runs[0].mails, *second.runs[0].mails) == whole.runs[0].mails
    assert second.runs[0].opening == first.runs[0].last


def test_what_took_a_mail_back_is_looked_for_no_further_than_the_last_day() -> None:
    later = ("2023-06-01", {"2020": "40", "2021": "42", "2022": "44"})
    assert outcome(FIRST, later, last=date(2023, 5, 31)).totals.taken_back == 0
    assert outcome(FIRST, later, last=date(2023, 6, 1)).totals.taken_back == 1


def test_on_no_other_day_than_those_replayed_does_anything_change(monkeypatch: pytest.MonkeyPatch) -> None:
    vintages = (FIRST, ("2023-06-01", {"2020": "40", "2021": "42", "2022": "44 p"}))
    changes = {
        "target": target(50, 2023),
        "breaks": [{"period": "2024", "reason": {"en": "made up", "nl": "verzonnen"}}],
    }

    def facts() -> list[tuple[object, ...]]:
        found = turns(*vintages, to=END, **changes)
        return [
            (t.day, t.assessment.verdict, t.assessment.freshness, t.assessment.deadline_passed, t.decision)
            for t in found
        ]

    def every_day(subject: Subject, assessment: Assessment, after: date) -> frozenset[date]:
        return frozenset(after + timedelta(days=n) for n in range(1, (END - after).days + 1))

    told = facts()
    monkeypatch.setattr(replaying, "turning_days", every_day)
    assert facts() == told
    assert [fact[0] for fact in told if fact[0] > date(2023, 6, 1)] == [
        date(2023, 12, 1), date(2024, 1, 1), date(2024, 3, 1), date(2025, 1, 1),
    ]  # fmt: skip
