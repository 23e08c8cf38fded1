"""`koers methods`: published methods run on published results, and how far they agree."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.published.catalogue import METHODS, method_named
from services.cli.published.composite_agreement import Agreement, against_contributions, against_scores, read_expected
from services.cli.published.composite_files import read_structure, read_values
from services.cli.published.composite_scores import OUT_COLUMNS, completeness, compute, rows_of
from services.cli.published.outcome import columns_of, report, result_of
from services.cli.published.tables import read_table, write_table

app = typer.Typer(
    help="Published methods: run them on published results, and see whether they agree.", no_args_is_help=True
)

Strict = Annotated[bool, typer.Option("--strict", help="Exit 1 when anything disagrees with what was published.")]


@app.command(name="list")
def list_methods() -> None:
    """The methods a file can be checked by, with their other names and the columns they need."""
    for method in METHODS:
        print(f"{method.name} (or {', '.join(method.aliases)}): {method.about}")
        for layout in method.layouts:
            print(f"  columns: {', '.join(layout.columns)}")


@app.command()
def check(
    cases: Annotated[Path, typer.Argument(help="CSV file of cases with their published results.")],
    method: Annotated[str, typer.Option("--method", help="Name of the method; `koers methods list` tells them.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the columns of the file and what Koers found to this CSV file.")
    ] = None,
    strict: Strict = False,
) -> None:
    """Compute published results again and tell how far they agree.

    Exit 0 whatever the agreement, so that a comparison is no failure; with --strict 1 when a line disagrees; 2 when the
    input cannot be used.
    """
    by, table = method_named(method), read_table(cases)
    layout = by.layout_of(table)
    outcomes = layout.judge(table)
    print("\n".join(report(f"{by.name} on {cases.name}", table, layout.label, outcomes)))
    if out is not None:
        rows = (result_of(row, outcome) for row, outcome in zip(table.rows, outcomes, strict=True))
        write_table(out, columns_of(table), rows)
    if strict and any(outcome.agrees is False for outcome in outcomes):
        raise typer.Exit(1)


@app.command()
def composite(
    structure: Annotated[Path, typer.Option("--structure", help="CSV file of indicators with bounds and weights.")],
    values: Annotated[Path, typer.Option("--values", help="CSV file of the values of the indicators.")],
    scores: Annotated[
        Path | None, typer.Option("--scores", help="CSV file of published scores and ranks to compare with.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write every score to this CSV file: geo, period, level, name, score.")
    ] = None,
    strict: Strict = False,
) -> None:
    """Compute a composite index from its values and tell how far it agrees with published scores.

    A place that lacks a value is incomplete and has no total; its weights are never spread over the others. Exit codes
    as of `check`.
    """
    index = read_structure(structure)
    found = read_values(values, index)
    results = compute(index, found)
    expected = read_expected(scores, index) if scores else None
    agreement = against_contributions(found, index, results)
    agreement += against_scores(expected, index, results) if expected else Agreement()
    print(f"{len(index.items)} indicators, {len(results)} places and periods")
    print("\n".join([*completeness(list(results.values())), *agreement.lines]))
    if out is not None:
        write_table(out, OUT_COLUMNS, rows_of(list(results.values())))
    if strict and agreement.missed:
        raise typer.Exit(1)
