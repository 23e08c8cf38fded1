"""`koers up --once --json`: everything available is processed, and the summary says so."""

import json
import subprocess
import sys
from pathlib import Path

import httpx

from tests.e2e.conftest import Drained
from tests.e2e.running import finish, mails, start


def test_a_run_from_nothing_ends_well_with_nothing_lost(drained: Drained) -> None:
    assert drained.outcome.code == 0, drained.outcome.said
    assert drained.outcome.facts["dead_letters"] == {}
    assert drained.outcome.facts["restarts"] == {}


def test_the_summary_tells_every_stage(drained: Drained) -> None:
    facts = drained.outcome.facts
    assert set(facts["sources"]) == {"digital_decade", "eurostat", "figures", "statbel", "vdab"}
    assert sum(facts["polls"].values()) > 100
    assert facts["recommendations"]
    assert sum(facts["recommendations"].values()) == 107
    assert sum(facts["indicators"].values()) == 175
    assert facts["peak_rss_mb"]["indicators"] > 0
    assert facts["seconds"]["drained"] > facts["seconds"]["all_ready"]


def test_both_recorded_vintages_give_the_revisions_that_were_counted_in_them(drained: Drained) -> None:
    # Counted independently from the two bodies: 5,717 changes of precision only, 123 real revisions, 7 changed flags
    # (c became |C), 5 values that came or went, 12 withdrawn observations.
    revisions = drained.outcome.facts["revisions"]
    assert revisions["precision"] == 5717
    assert revisions["revised"] == 123
    assert revisions["flag"] == 7
    assert revisions["filled"] + revisions["suppressed"] == 5
    assert revisions["withdrawn"] == 12


def test_at_least_25_indicators_are_judged_and_every_other_says_why_not(drained: Drained) -> None:
    facts = drained.outcome.facts
    undetermined = facts["indicators"]["undetermined"]
    assert 175 - undetermined >= 25
    assert sum(facts["undetermined"].values()) == undetermined
    assert set(facts["undetermined"]) <= {"no_data", "too_few_points", "no_target", "suppressed", "incomparable"}


def test_every_body_gets_one_overview_and_the_three_worst_drifts_get_mails_of_their_own(drained: Drained) -> None:
    subjects = drained.sent
    overviews = [to for to, subject in subjects if subject.startswith("Beginbeeld")]
    assert len(overviews) == len(set(overviews)) > 10
    alerts = drained.outcome.facts["alerts"]
    assert alerts["verdict_worsened"] >= 1
    assert len(subjects) == len(set(subjects)), "a mail was sent twice"
    assert sum(drained.outcome.facts["mails"].values()) == len(subjects) == drained.outcome.facts["caught_mails"]


def test_every_mail_is_marked_as_automatic_and_carries_no_placeholder(drained: Drained) -> None:
    for mail in mails(drained.state):
        assert mail["Auto-Submitted"] == "auto-generated"
        plain = mail.get_body(("plain",))
        html = mail.get_body(("html",))
        assert plain is not None
        assert html is not None
        for part in (plain.get_content(), html.get_content()):
            assert "None" not in part.split()
            assert "{{" not in part


def test_a_second_run_on_the_same_folder_mails_nobody_again(drained: Drained, again: Drained) -> None:
    assert again.outcome.code == 0, again.outcome.said
    assert again.sent == drained.sent
    assert again.verdicts == drained.verdicts


def test_two_runs_on_one_folder_at_once_are_refused(drained: Drained, board: str) -> None:
    second = finish(start(drained.state))
    assert second.code == 2
    assert "another `koers up`" in second.said
    assert httpx.get(board, trust_env=False, follow_redirects=True).is_success


def test_fresh_does_not_delete_a_folder_that_is_no_deployment(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    refused = subprocess.run(
        [sys.executable, "-m", "services.cli", "up", "--fresh", "--state", str(tmp_path)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert refused.returncode == 2
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_recorded_figures_are_never_told_as_fetched_now(drained: Drained) -> None:
    entries = (drained.state / "archive").rglob("*.json*")
    journal = [json.loads(line) for path in entries if "journal" in path.name for line in path.read_text().splitlines()]
    assert journal
    assert all(entry["live"] is False for entry in journal)
