"""What one assessment is about: an indicator, and what the agenda says around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from schemas.assessment import AgendaEdition, Link, Owner
from schemas.indicator import EU_MEMBERS, Indicator
from schemas.series import SeriesId


@dataclass(frozen=True)
class Subject:
    """An indicator with its context, handed in by the caller.

    `members` are the subjects of a composite's members, in any order. `turned_to` are series that its edition was the
    first to ask for and that had not been there yet: what they change is the agenda's doing. `group` is a breakdown
    such as `age=Y65-74`: it replaces that dimension in every series of the indicator.
    """

    indicator: Indicator
    edition: AgendaEdition
    links: tuple[Link, ...] = ()
    owners: tuple[Owner, ...] = ()
    members: tuple["Subject", ...] = ()
    turned_to: frozenset[str] = frozenset()
    group: str | None = None

    @property
    def key(self) -> str:
        """The key of the assessment: `indicator/geo[/group]`."""
        return self.indicator.key if self.group is None else f"{self.indicator.key}/{self.group}"

    def series_of(self, term: str, geo: str) -> tuple[str, ...]:
        """The series that may fill a term of the formula in a place, in order of preference.

        A term named like a place (`NL` in `mean(NL, DK) - BE2`) is taken at that place, so that such a formula has a
        value only where the indicator is judged.
        """
        refs = [ref for ref in self.indicator.series if ref.input == term]
        if any(ref.geo == (term,) for ref in refs):
            if geo != self.indicator.geography.primary:
                return ()
            geo = term
        return tuple(
            _series_id(ref.id, geo, self.group)
            for ref in refs
            if geo in ref.geo or (geo in EU_MEMBERS and "EU27_2020" in ref.geo)
        )

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """Every series this assessment may be computed from, members' included; unconfirmed references left out."""
        composite = self.indicator.composite
        wide = composite is not None and composite.between_members
        of_members = [series for member in self.members for series in member._own(every_member=wide)]
        return tuple(dict.fromkeys([*self._own(every_member=False), *of_members]))

    def _own(self, *, every_member: bool) -> Iterator[str]:
        for _, _, series in self.indicator.wanted(every_member=every_member):
            yield _in_group(str(series), self.group)


@lru_cache(maxsize=8192)
def _series_id(measure: str, geo: str, group: str | None) -> str:
    return _in_group(str(SeriesId.parse(measure).at(geo)), group)


def _in_group(series: str, group: str | None) -> str:
    if group is None:
        return series
    dimension, _, code = group.partition("=")
    parsed = SeriesId.parse(series)
    return str(SeriesId.of(parsed.source, parsed.dataset, {**parsed.codes, dimension: code}))
