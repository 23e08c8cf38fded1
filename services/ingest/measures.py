"""What ingest shows operations: each poll as it ends, and where every recipe stands, also after a restart."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from schemas.stats import PollOutcome, PollReport
from services.ingest.outlook import longest_pause
from services.ingest.recipe import Recipe
from services.runtime.metrics import Metrics


def count_poll(metrics: Metrics, report: PollReport) -> None:
    """Count one poll by its outcome."""
    metrics.polls.labels(report.source, report.recipe, report.outcome.value).inc()


def show_levels(metrics: Metrics, reports: Iterable[PollReport]) -> None:
    """Show where the recipes stand by their last reports."""
    known = list(reports)
    standing = Counter((report.source, report.outcome) for report in known)
    held: Counter[str] = Counter()
    for report in known:
        held[report.source] += report.observations
        if report.last_success_at:
            metrics.last_success.labels(report.source, report.recipe).set(report.last_success_at.timestamp())
    for source, observations in held.items():
        metrics.observations.labels(source).set(observations)
        for outcome in PollOutcome:
            metrics.recipes.labels(source, outcome.value).set(standing[source, outcome])


def show_rhythms(metrics: Metrics, polled: Iterable[Recipe], now: datetime) -> None:
    """Show the pause each recipe that is polled keeps by its own schedule, against which silence is judged."""
    for recipe in polled:
        metrics.poll_interval.labels(recipe.source, recipe.id).set(longest_pause(recipe.schedule, now))
