"""The transcribed figures of the agenda as snapshots, without the ingest service around them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from schemas.period import Period
from schemas.stats import Citation, Observation, SeriesSnapshot
from services.ingest.connectors import figures
from services.ingest.decode.answer import Cell, Codes
from services.ingest.decode.figures import decode_figures
from tests.builders.snapshots import snapshot

SAMPLE = Path(figures.__file__).parent / "samples" / "agenda_observations.csv"
READ_AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


class _Names(dict[str, str]):
    """Publishers by their code, which will do as a name."""

    def __missing__(self, code: str) -> str:
        return code


def recorded(*, version: int = 1) -> list[SeriesSnapshot]:
    """Every main series of the sample, at a version; the same figures at each."""
    answer = decode_figures(SAMPLE.read_bytes(), _Names())
    return [
        _series(codes, cells, answer.units[codes], answer.citations, version)
        for codes, cells in answer.series.items()
        if not codes[1]
    ]


def _series(
    codes: Codes, cells: Sequence[Cell], unit: str, citations: Mapping[tuple[Codes, Period], Citation], version: int
) -> SeriesSnapshot:
    indicator, _, geo = codes
    observations = [
        Observation(
            period=period,
            value=value,
            citation=citations[codes, period],
            obs_flags=flags.letters,
            conf=flags.confidentiality,
        )
        for period, value, flags in sorted(cells, key=lambda cell: cell[0])
    ]
    return snapshot(
        observations,
        series_id=f"figures:{indicator}?geo={geo}",
        version=version,
        at=READ_AT,
        source="figures",
        dataset=indicator,
        dimensions={"geo": geo},
        unit=unit,
        recipe="figures-observations",
    )
