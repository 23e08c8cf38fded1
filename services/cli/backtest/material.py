"""What a back-test works on: the agenda as it ships, and the recordings as they would have arrived."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.cli.backtest.arrivals import Arrival, Arrivals, arrivals
from services.indicators.agenda import agenda_view
from services.indicators.domain.subject import Subject
from services.ingest.archive import MemoryArchive
from services.ingest.bootstrap import wanted_by_recipe
from services.ingest.recipes import load_recipes
from services.ingest.recordings import import_recordings
from services.ingest.rhythms import with_lent_rhythms
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.errors import ConfigError

_SUGGESTIONS = 3


@dataclass(frozen=True)
class Material:
    """The subjects of the agenda by key, the edition, and everything that arrived."""

    edition: int
    subjects: Mapping[str, Subject]
    arrivals: Arrivals

    def arrived(self, subject: Subject) -> list[Arrival]:
        """What arrived of the series an indicator is computed from."""
        return [arrival for series in subject.wanted for arrival in self.arrivals.by_series.get(series, ())]

    def days(self, subjects: Sequence[Subject]) -> tuple[date, date] | None:
        """The first and last day on which something of these indicators arrived; None where nothing ever did."""
        days = [arrival.day for subject in subjects for arrival in self.arrived(subject)]
        return (min(days), max(days)) if days else None

    def choose(self, names: Sequence[str]) -> list[Subject]:
        """The subjects of these indicator ids (or keys), all without any. Raises ConfigError for an unknown one."""
        by_name = {subject.indicator.id: subject for subject in self.subjects.values()} | dict(self.subjects)
        unknown = [name for name in names if name not in by_name]
        if unknown:
            ids = [subject.indicator.id for subject in self.subjects.values()]
            raise ConfigError("; ".join(_unknown(name, ids) for name in unknown))
        return list({by_name[name].key: by_name[name] for name in names}.values()) or list(self.subjects.values())


def load_material(progress: Callable[[int, int], None]) -> Material:
    """Read agenda, recipes and recordings of the package. `progress` gets how many recipes are done, of how many."""
    agenda = load_agenda()
    index = AgendaIndex(agenda)
    recipes = with_lent_rhythms(agenda, load_recipes())
    archive = MemoryArchive()
    import_recordings(archive)
    wanted = wanted_by_recipe(index.series_wanted(), recipes)
    return Material(agenda.edition, agenda_view(index).subjects, arrivals(recipes, archive, wanted, progress))


def told(subjects: Sequence[Subject]) -> str:
    """The indicators, for a message."""
    return subjects[0].indicator.id if len(subjects) == 1 else f"the {len(subjects)} indicators"


def _unknown(name: str, ids: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, ids, n=_SUGGESTIONS, cutoff=0.5)
    near += [found for found in ids if name and name in found and found not in near][: _SUGGESTIONS - len(near)]
    hint = f"did you mean {' or '.join(near)}?" if near else "`agenda/indicators` lists them"
    return f"the agenda has no indicator {name!r}; {hint}"
