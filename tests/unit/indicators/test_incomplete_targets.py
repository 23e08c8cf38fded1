"""A target that is not complete judges nothing: its owner is asked, and nobody guesses. All input is made up."""

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.assessment import Assessment
from schemas.target import OpenTarget
from schemas.verdicts import Cause, Undetermined, Verdict
from tests.unit.indicators.builders import History, indicator, judge, target

RISING: History = {"2019": "1", "2023": "2", "2024": "4"}


def open_target(*missing: str, **changes: Any) -> dict[str, Any]:
    known = {"value": 3.0, "operator": ">=", "year": 2030}
    fields = {name: found for name, found in known.items() if name not in missing}
    return {"missing": missing, **fields, "scope": "region", "basis": "agenda"} | changes


def judged(history: History, *missing: str, **changes: Any) -> Assessment:
    return judge(indicator(target_to_define=open_target(*missing), **changes), history)


@pytest.mark.parametrize("missing", [("value",), ("base",), ("year",), ("value", "base", "year")])
def test_whatever_is_missing_nothing_is_judged_and_what_is_missing_is_told(missing: tuple[str, ...]) -> None:
    found = judged(RISING, *missing)
    assert (found.verdict, found.reason, found.basis) == (Verdict.undetermined, Undetermined.no_target, None)
    assert found.target_to_define is not None
    assert found.target_to_define.missing == missing
    assert (found.target, found.expected, found.gap, found.projection) == (None, None, None, None)
    assert [caveat.code for caveat in found.caveats] == ["target_to_define"]


@pytest.mark.parametrize("history", [{}, {"2024": ": c"}, {"2024": "4"}, {"2020": "1", "2024": "4 b"}])
def test_the_missing_target_is_the_reason_whatever_figures_there_are(history: History) -> None:
    found = judged(history, "base")
    assert (found.verdict, found.reason) == (Verdict.undetermined, Undetermined.no_target)


def test_a_benchmark_is_shown_beside_and_does_not_judge() -> None:
    # The mean of 2021 to 2023 is 2; the newest value, 4, is above it
    found = judged({"2021": "2", "2022": "2", "2023": "2", "2024": "4"}, "year", benchmark="own_mean_3y")
    assert (found.verdict, found.reason, found.benchmark) == (Verdict.undetermined, Undetermined.no_target, None)
    assert ("own_mean_3y", 2.0) in [(method.method, method.value) for method in found.other_methods]
    assert "methods_disagree" not in {caveat.code for caveat in found.caveats}


def test_the_pace_is_told_all_the_same() -> None:
    found = judged(RISING, "base")
    assert found.pace is not None
    assert found.pace.per_year == pytest.approx(0.6)


def test_once_the_owner_has_defined_it_the_verdict_is_due_to_that_change() -> None:
    history = {**RISING, "2024": "2"}
    before = judged(history, "value")
    defined = indicator(target=target(9), path="linear")
    assert judge(defined, history).verdict is Verdict.off_track
    after = judge(defined, history, previous=before)
    assert (after.episode.cause, after.target_to_define) == (Cause.target_change, None)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"missing": ()}, "at least one of value, base and year"),
        ({"missing": ("base", "base")}, "each once"),
        ({"missing": ("value",), "value": 3.0}, "exactly where `value` is not missing"),
        ({"missing": ("base",), "value": None}, "exactly where `value` is not missing"),
        ({"missing": ("year",), "year": 2030}, "only where `year` is not missing"),
        ({"missing": ("unit",)}, "Input should be 'value', 'base' or 'year'"),
    ],
)
def test_what_is_there_and_what_is_missing_must_fit(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        OpenTarget.model_validate({"value": 3.0, "scope": "region", "basis": "agenda", **fields})
