"""All that one back-test tells, whatever shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from schemas.base import JsonObject, Text
from services.cli.backtest.compare import Comparison, compare
from services.cli.backtest.coverage import Coverages, coverages
from services.cli.backtest.material import Material
from services.cli.backtest.run import Backtest, run
from services.cli.backtest.telling import Window
from services.indicators.domain.subject import Subject

Stage = Callable[[str], Callable[[int, int], None]]


def facts_of(coverage: Coverages) -> JsonObject:
    """One JSON object."""
    return {name: part.model_dump(mode="json") for name, part in coverage.items()}


@dataclass(frozen=True, slots=True)
class Report:
    """`comparison` where other tolerances were tried; `names` are those of the bodies."""

    backtest: Backtest
    comparison: Comparison | None
    coverage: Coverages
    names: Mapping[str, Text]

    def facts(self) -> JsonObject:
        """One JSON object."""
        facts = self.backtest.outcome.model_dump(mode="json", by_alias=True)
        compared = self.comparison.model_dump(mode="json") if self.comparison else None
        return facts | {"comparison": compared, "coverage": facts_of(self.coverage)}


def report_of(
    material: Material, subjects: Sequence[Subject], window: Window, factor: float | None, stage: Stage
) -> Report:
    """Replay, and once more with every tolerance times `factor` where there is one.

    `stage` begins a stage under its name, and gives what is told of its progress. Raises ConfigError as `run` does.
    """
    replayed, comparison = run(material, subjects, window, stage("replay")), None
    if factor is not None:
        tried = run(material, subjects, window, stage("comparison"), factor=factor)
        comparison = compare(replayed.outcome, tried.outcome)
    names = {owner.body: owner.name for subject in subjects for owner in subject.owners}
    return Report(replayed, comparison, coverages(subjects, material.arrivals.known()), names)
