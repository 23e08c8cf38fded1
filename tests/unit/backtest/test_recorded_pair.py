"""The two recorded vintages of isoc_e_dii, held against made-up limits: what a revision changes, and takes back.

Ireland, 2022: low digital intensity of enterprises of 50 to 249 went from 10.3 to 29.58 %, high intensity of those of
250 and more from 49.6 to 56.56 %. The figures are Eurostat's as recorded; the limits are ours.
"""

from datetime import date
from typing import Any

from schemas.series import SeriesId
from schemas.verdicts import Verdict
from services.cli.backtest.arrivals import arrivals
from services.cli.backtest.compare import compare
from services.cli.backtest.material import Material
from services.cli.backtest.outcome import Outcome, Run
from services.cli.backtest.run import run
from services.ingest.archive import MemoryArchive
from services.ingest.recordings import import_recordings
from services.runtime.agenda import load_agenda
from tests.builders.ingest import shipped
from tests.unit.backtest.builders import about
from tests.unit.indicators.builders import target, tolerance

# When the second vintage was released
RELEASED = "2025-04-08"


def measure(code: str, size: str) -> str:
    return f"eurostat:isoc_e_dii?freq=A&indic_is={code}&nace_r2=C10-S951_X_K&size_emp={size}&unit=PC_ENT"


def replayed(measured: str, *, factor: float = 1.0, **changes: Any) -> Outcome:
    """A limit on one Irish series, judged over the days of both vintages."""
    found = about(
        geography={"primary": "IE"},
        frequency="biennial",
        series=[{"id": measured, "geo": ["IE"]}],
        path="none",
        tolerance=tolerance(2),
        **changes,
    )
    recipe, archive = shipped("eurostat.isoc_e_dii"), MemoryArchive()
    import_recordings(archive)
    wanted = {recipe.id: [SeriesId.parse(measured).at("IE")]}
    made = arrivals([recipe], archive, wanted, lambda done, of: None)
    material = Material(load_agenda().edition, {found.key: found}, made)
    window = date(2022, 1, 1), date(2025, 10, 8)
    return run(material, [found], window, lambda done, of: None, factor=factor).outcome


def limit(value: float, operator: str) -> dict[str, Any]:
    return target(value, None, mode="hold", operator=operator)


def course(found: Run) -> list[tuple[str, str | None, Verdict, str]]:
    return [(str(step.day), step.shown, step.verdict, step.known_by) for step in found.steps]


def test_a_revision_changes_how_the_figure_after_it_is_judged() -> None:
    # At most 20 %: 24.51 in 2024 is 4.51 too many, and moves away from 10.3 but not from 29.58
    (found,) = replayed(measure("E_DI4_LO", "50-249"), direction="down", target=limit(20, "<=")).runs
    assert course(found) == [
        ("2022-12-01", "10.3", Verdict.on_track, "publication_order"),
        ("2024-12-01", "24.51", Verdict.moving_away, "publication_order"),
        (RELEASED, "24.51", Verdict.off_track, "recording"),
    ]
    assert found.vintages == 2
    (mail,) = found.mails
    assert (str(mail.day), mail.previous, mail.taken_back) == ("2024-12-01", Verdict.on_track, None)


def test_a_revision_takes_back_the_mail_about_the_figure_it_replaces() -> None:
    # At least 53 %: 49.6 is 3.4 short, within twice the tolerance, 56.56 is not; 41.65 in 2024 is 11.35 short
    (found,) = replayed(measure("E_DI4_HI", "GE250"), target=limit(53, ">=")).runs
    first, second = found.mails
    assert (str(first.day), first.previous, first.verdict) == ("2022-12-01", None, Verdict.at_risk)
    assert first.taken_back is not None
    assert (str(first.taken_back.day), first.taken_back.verdict, first.taken_back.why) == (
        RELEASED,
        Verdict.on_track,
        "revised",
    )
    assert (str(second.day), second.previous, second.taken_back) == ("2024-12-01", Verdict.at_risk, None)


def test_twice_the_tolerance_would_have_spared_the_false_alarm() -> None:
    # 3.4 is within 2 x 2; 41.65 in 2024 is not
    changes = {"target": limit(53, ">=")}
    measured = measure("E_DI4_HI", "GE250")
    found = compare(replayed(measured, **changes), replayed(measured, factor=2, **changes))
    assert (found.false_alarms_avoided, found.totals.taken_back, found.totals.mails) == (1, 0, 1)
