"""What a method makes of one line of a file, beside what was published there."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.cli.published.tables import Cell, Row, Table

KOERS_COLUMNS = ("koers_value", "koers_score", "koers_status", "agrees")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`compared` tells for each published result of the line whether it is met; `note` explains what is not."""

    value: float | None = None
    score: float | None = None
    status: str = ""
    compared: Mapping[str, bool] = field(default_factory=dict)
    note: str = ""

    @property
    def agrees(self) -> bool | None:
        """Whether everything published is met; None where the line publishes no result."""
        return all(self.compared.values()) if self.compared else None

    @property
    def undefined(self) -> bool:
        """Whether a result is published and the method gives none at all."""
        return self.agrees is False and self.value is None and not self.status


def close(ours: float | None, published: float | None, tolerance: float) -> bool:
    """Whether two numbers are equal within a tolerance, or neither is there."""
    if ours is None or published is None:
        return ours is published
    return math.isclose(ours, published, rel_tol=1e-9, abs_tol=tolerance)


def columns_of(table: Table) -> list[str]:
    """The columns of the result: those of the file, then ours."""
    return [*(column for column in table.columns if column not in KOERS_COLUMNS), *KOERS_COLUMNS]


def result_of(row: Row, outcome: Outcome) -> dict[str, Cell]:
    """The line of the file with what the method made of it."""
    ours = (outcome.value, outcome.score, outcome.status, outcome.agrees)
    return {**row.cells, **dict(zip(KOERS_COLUMNS, ours, strict=True))}


def report(title: str, table: Table, label: Sequence[str], outcomes: Sequence[Outcome]) -> list[str]:
    """The agreement in lines of text: counts, each published column, each disagreement with its reason."""
    both = list(zip(table.rows, outcomes, strict=True))
    missed = [(row, outcome) for row, outcome in both if outcome.agrees is False and not outcome.undefined]
    undefined = [(row, outcome) for row, outcome in both if outcome.undefined]
    met, all_of = Counter[str](), Counter[str]()
    for outcome in outcomes:
        all_of.update(outcome.compared.keys())
        met.update(column for column, agrees in outcome.compared.items() if agrees)
    return [
        f"{title}: {_counted(len(both), 'line')}, {_counts(outcomes, len(missed), len(undefined))}",
        *(f"  {column}: {met[column]} of {all_of[column]}" for column in all_of),
        *(f"  line {row.line}, {_named(row, label)}: {_difference(row, outcome)}" for row, outcome in missed),
        *_without_result(undefined),
    ]


def _counts(outcomes: Sequence[Outcome], missed: int, undefined: int) -> str:
    counts = [f"{sum(outcome.agrees is True for outcome in outcomes)} agree, {missed} disagree"]
    silent = sum(outcome.agrees is None for outcome in outcomes)
    counts += [f"{undefined} without a result of this method"] if undefined else []
    counts += [f"{silent} with nothing published to compare"] if silent else []
    return ", ".join(counts)


def _without_result(undefined: Sequence[tuple[Row, Outcome]]) -> list[str]:
    """Why the method gives no result, with the lines, each reason once."""
    lines: dict[str, list[int]] = defaultdict(list)
    for row, outcome in undefined:
        lines[outcome.note].append(row.line)
    return [f"  no result on {_counted(len(of), 'line')} from line {of[0]} on: {note}" for note, of in lines.items()]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _named(row: Row, label: Sequence[str]) -> str:
    return " ".join(text for column in label if (text := row.text(column))) or "unnamed"


def _difference(row: Row, outcome: Outcome) -> str:
    missed = [column for column, agrees in outcome.compared.items() if not agrees]
    published = ", ".join(f"{column} {row.text(column) or 'none'}" for column in missed)
    numbers = [("value", outcome.value), ("score", outcome.score)]
    ours = [outcome.status, *(f"{name} {number:.6g}" for name, number in numbers if number is not None)]
    return f"{published}; Koers {', '.join(part for part in ours if part)}" + (
        f" ({outcome.note})" if outcome.note else ""
    )
