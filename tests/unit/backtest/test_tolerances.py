"""Other tolerances on the same days, on the made-up case of the builders."""

from datetime import date

import pytest

from schemas.verdicts import Verdict
from services.cli.backtest.compare import Comparison, compare
from services.indicators.domain.tolerance import tolerance_at, tolerance_basis, with_tolerance_times
from tests.unit.backtest.builders import Figures, outcome
from tests.unit.indicators.builders import indicator, tolerance

FIRST = ("2022-12-01", {"2020": "40", "2021": "42", "2022": "41"})
REVISED = ("2023-06-01", {"2020": "40", "2021": "42", "2022": "44"})


def compared(factor: float, *vintages: tuple[str, Figures], first: date = date(2020, 1, 1)) -> Comparison:
    """What multiplying the tolerance of half a point changes."""
    return compare(outcome(*vintages, first=first), outcome(*vintages, first=first, factor=factor))


def test_a_wider_tolerance_spares_a_false_alarm() -> None:
    # 7 x 0.5 = 3.5 is more than the gap of 3
    found = compared(7, FIRST, REVISED)
    assert (found.mails_more, found.mails_fewer) == (0, 1)
    assert (found.false_alarms_avoided, found.false_alarms_added) == (1, 0)
    assert (found.verdicts_changed, found.last_verdicts_changed) == (1, 0)
    assert found.totals.mails == 0
    (difference,) = found.differences
    (stretch,) = difference.verdicts
    assert (str(stretch.first_day), str(stretch.until)) == ("2022-12-01", "2023-06-01")
    assert (stretch.holds, stretch.tried) == (Verdict.off_track, Verdict.on_track)


def test_a_mail_that_was_right_is_no_false_alarm() -> None:
    found = compared(7, FIRST)
    assert (found.mails_fewer, found.false_alarms_avoided, found.last_verdicts_changed) == (1, 0, 1)
    assert found.differences[0].verdicts[0].until is None


def test_a_narrower_tolerance_adds_a_mail_and_a_false_alarm() -> None:
    # 43.7 is 0.3 short of 44, within 0.5 and beyond 0.1; r = 0.925 is at risk
    close = ("2022-12-01", {"2020": "40", "2021": "42", "2022": "43.7"})
    found = compared(0.2, close, REVISED)
    assert (found.mails_more, found.mails_fewer, found.false_alarms_added) == (1, 0, 1)
    assert found.differences[0].mails_more[0].verdict is Verdict.at_risk


def test_the_same_tolerance_changes_nothing() -> None:
    found = compared(1, FIRST, REVISED)
    assert found.differences == ()
    assert (found.verdicts_changed, found.mails_more, found.mails_fewer) == (0, 0, 0)


def test_a_difference_that_began_before_the_window_counts_from_its_first_day() -> None:
    found = compared(7, FIRST, REVISED, first=date(2023, 1, 1))
    assert [str(stretch.first_day) for stretch in found.differences[0].verdicts] == ["2023-01-01"]
    assert found.mails_fewer == 0


@pytest.mark.parametrize(
    ("changes", "reference", "expected"),
    [
        ({"tolerance": tolerance(0.5)}, 40, 0.75),  # half a point
        ({"tolerance": tolerance(4, "percent")}, 200, 12),  # 4 % of 200 is 8
        ({}, 40, 3),  # a share: 2 points by default
        ({"unit": "persons"}, 200, 15),  # a level: 5 % by default
    ],
)
def test_a_factor_multiplies_a_tolerance_of_any_unit(
    changes: dict[str, object], reference: float, expected: float
) -> None:
    found = indicator(**changes)
    assert tolerance_at(with_tolerance_times(found, 1.5), reference) == pytest.approx(expected)
    assert tolerance_basis(with_tolerance_times(found, 1.5)) == tolerance_basis(found)
