"""The levels of the metrics move with each report as if all were counted anew."""

from schemas.stats import PollOutcome, PollReport
from services.ingest.measures import move_levels, show_levels
from services.runtime.metrics import Metrics
from tests.builders.ingest import NOW


def report(recipe: str, outcome: PollOutcome, observations: int) -> PollReport:
    return PollReport(
        recipe=recipe, source="eurostat", dataset=recipe, outcome=outcome, polled_at=NOW, observations=observations
    )


def levels(metrics: Metrics) -> list[float]:
    found = [metrics.recipes.labels("eurostat", outcome.value)._value.get() for outcome in PollOutcome]
    return [*found, metrics.observations.labels("eurostat")._value.get()]


def test_moving_gives_what_counting_gives() -> None:
    moved, known = Metrics(), dict[str, PollReport]()
    for name, outcome, observations in (
        ("a", PollOutcome.changed, 10),
        ("b", PollOutcome.failed, 0),
        ("a", PollOutcome.unchanged, 12),
        ("b", PollOutcome.changed, 5),
        ("a", PollOutcome.quarantined, 12),
    ):
        new = report(name, outcome, observations)
        move_levels(moved, known.get(name), new)
        known[name] = new
        counted = Metrics()
        show_levels(counted, known.values())
        assert levels(moved) == levels(counted)
