"""Owners are told, and the desk where nobody owns it or it is not said who does."""

from schemas.alerts import AlertKind
from schemas.assessment import Heir, Owner
from schemas.verdicts import Verdict
from services.alerts.domain.addressing import told_to
from services.alerts.domain.assessments import decide
from services.alerts.domain.decision import Handled
from services.alerts.mail.content import DeskReason
from tests.builders.assessments import digital_skills, text

HEIRS = tuple(Heir(body=name, name=text(name, name)) for name in ("vlaio", "vdab"))
ACTING = Owner(body="cjm", name=text("Culture", "Cultuur"), recommendations=(35,))
DIVIDED = Owner(body="syntra", name=text("Syntra", "Syntra"), recommendations=(15,), successors=HEIRS)


def test_one_that_left_its_tasks_to_several_is_asked_about_at_the_desk() -> None:
    told = told_to(AlertKind.milestone_due, (ACTING, DIVIDED))
    assert [(notice.owners, notice.desk) for notice in told] == [
        ((ACTING,), None),
        ((DIVIDED,), DeskReason.which_successor),
    ]
    assert [notice.desk for notice in told_to(AlertKind.milestone_due, (DIVIDED,))] == [DeskReason.which_successor]


def test_without_owner_the_desk_is_told() -> None:
    [notice] = told_to(AlertKind.milestone_due, ())
    assert (notice.owners, notice.desk) == ((), DeskReason.no_owner)


def test_a_drift_of_what_it_owned_reaches_the_desk_and_the_other_owners() -> None:
    drifted = digital_skills(owners=(DIVIDED, ACTING))
    told = decide(drifted, Handled(settled=Verdict.on_track), {}).notices
    assert [([owner.body for owner in notice.owners], notice.desk) for notice in told] == [
        (["cjm"], None),
        (["syntra"], DeskReason.which_successor),
    ]
    assert all(notice.previous is Verdict.on_track for notice in told)
