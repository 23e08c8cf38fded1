"""The agenda as shipped, with the transcribed figures that ship beside it: real input for the domain tests."""

from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import yaml

from schemas.period import Period
from schemas.series import SeriesId
from schemas.stats import Observation, SeriesSnapshot
from services.indicators.agenda import agenda_view
from services.indicators.domain.subject import Subject
from services.ingest.decode.figures import decode_figures
from services.runtime.agenda import AgendaIndex, load_agenda
from tests.unit.indicators.builders import known, snapshot

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "services/ingest/connectors/figures/samples"
MANIFEST = SAMPLES / "manifest.yaml"


class _OwnNames(defaultdict[str, str]):
    """Every source goes by its own name."""

    def __missing__(self, source: str) -> str:
        return source


@lru_cache(maxsize=1)
def subjects() -> dict[str, Subject]:
    """What each indicator of the agenda is judged with, by indicator id."""
    view = agenda_view(AgendaIndex(load_agenda(ROOT / "agenda")))
    return {found.indicator.id: found for found in view.subjects.values()}


@lru_cache(maxsize=1)
def transcribed() -> dict[str, SeriesSnapshot]:
    """Every transcribed series, as one snapshot each."""
    rows: dict[str, dict[Period, Observation]] = defaultdict(dict)
    for file in sorted(SAMPLES / recording["file"] for recording in yaml.safe_load(MANIFEST.read_text("utf-8"))):
        answer = decode_figures(file.read_bytes(), _OwnNames())
        for codes, cells in answer.series.items():
            named = answer.named(codes)
            dataset = named.pop("dataset")
            series = str(SeriesId.of("figures", dataset, {name: code for name, code in named.items() if code}))
            for period, value, flags in cells:
                rows[series][period] = Observation(
                    period=period, value=value, obs_flags=flags.letters, citation=answer.citations[codes, period]
                )
    figures = {series: {str(period): value for period, value in found.items()} for series, found in rows.items()}
    return known(*(snapshot(series, found, rhythm=None) for series, found in figures.items()))
