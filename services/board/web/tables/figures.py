"""The figures of an indicator: every point of its chart with where it comes from, and what was reckoned from them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from schemas.assessment import Assessment
from schemas.chart import Point, PointSource
from schemas.stats import Attribution
from services.board.domain.vintages import Published
from services.board.web.tables.table import Cell, Table
from services.runtime.wording import Lang

FIGURES: Final = (
    "indicator", "title", "geo", "role", "period", "period_label", "value", "published_value", "unit", "obs_flags",
    "provisional", "suspect", "break", "source", "series_id", "citation", "licence", "licence_url", "source_url",
    "query", "published_at", "retrieved_at", "recorded", "raw_sha256", "replaced_at",
)  # fmt: skip
JUDGED: Final = ("indicator", "geo", "period", "value", "unit", "expected", "ratio", "verdict", "confirmed")
LINES: Final = ("indicator", "geo", "line", "position_in_years", "value", "low", "high", "unit")
CHANGES: Final = (
    "indicator", "geo", "peer", "first_period", "last_period", "own_change", "their_change", "gap_before", "gap",
    "unit",
)  # fmt: skip

Attributions = Mapping[str, Attribution]


def figures_table(
    a: Assessment, attributions: Attributions, lang: Lang, replaced: Sequence[Published] = ()
) -> Table:  # fmt: skip
    """Own points and those of other places; a value computed from several series names all of them.

    `value` is in the indicator's unit, `published_value` as the publisher wrote it. `replaced` are figures that stood
    until `replaced_at`.
    """
    rows = [_figure(a, point, a.geo, "own", attributions, lang) for point in a.chart.points]
    for other in a.chart.comparators:
        rows += [_figure(a, point, other.geo, "comparator", attributions, lang) for point in other.points]
    rows += [_earlier(a, one, attributions, lang) for one in replaced]
    return Table(f"{a.indicator}-figures", FIGURES, rows)


def judged_table(a: Assessment) -> Table:
    """The verdict as it stood at every period."""
    rows = [
        (a.indicator, a.geo, str(h.period), h.value, a.unit, h.expected, h.ratio, h.verdict.value, h.confirmed)
        for h in a.history
    ]
    return Table(f"{a.indicator}-verdicts", JUDGED, rows)


def lines_table(a: Assessment) -> Table:
    """The drawn lines: path and projection with its 80 % band."""
    path = [(a.indicator, a.geo, "path", p.position, p.value, None, None, a.unit) for p in a.chart.path]
    band = [(a.indicator, a.geo, "projection", p.position, p.value, p.low, p.high, a.unit) for p in a.chart.projection]
    return Table(f"{a.indicator}-lines", LINES, [*path, *band])


def changes_table(a: Assessment) -> Table:
    """The own change beside that of others."""
    rows = [
        (a.indicator, a.geo, c.peer, str(c.first), str(c.last), c.own, c.others, c.gap_before, c.gap, a.unit)
        for c in a.peers
    ]
    return Table(f"{a.indicator}-changes", CHANGES, rows)


def _figure(
    a: Assessment, point: Point, geo: str, role: str, attributions: Attributions, lang: Lang
) -> tuple[Cell, ...]:  # fmt: skip
    sources = point.parts or (point.source,)
    known = [found for source in sources if (found := attributions.get(source.series_id))]
    return (
        a.indicator,
        a.title[lang],
        geo,
        role,
        str(point.period),
        point.period.label,
        point.value,
        point.shown if not point.parts else None,
        a.unit,
        point.flags,
        point.provisional,
        point.suspect,
        point.is_break,
        _joined(source.citation.publisher if source.citation else source.publisher for source in sources),
        _joined(source.series_id for source in sources),
        _joined(source.citation.reference for source in sources if source.citation),
        _joined(found.licence for found in known),
        _joined(found.licence_url for found in known if found.licence_url),
        _joined(_addresses(sources)),
        _joined(source.query for source in sources if source.query),
        _joined(source.published_at.isoformat() for source in sources if source.published_at),
        _joined(source.retrieved_at.isoformat() for source in sources),
        not all(source.live for source in sources),
        _joined(source.raw_sha256 for source in sources),
        None,
    )


def _earlier(a: Assessment, one: Published, attributions: Attributions, lang: Lang) -> tuple[Cell, ...]:
    """As the figure that stands, but with what was read then; when it was published is not known any more."""
    then = one.source.model_copy(
        update={"raw_sha256": one.raw_sha256, "retrieved_at": one.known_from, "published_at": None}
    )
    point = Point(
        period=one.period, value=one.number, shown=one.value, flags=one.flags, is_break="b" in one.flags, source=then
    )  # fmt: skip
    row = dict(zip(FIGURES, _figure(a, point, a.geo, "earlier", attributions, lang), strict=True))
    return tuple({**row, "provisional": None, "recorded": None, "replaced_at": one.known_to}.values())


def _addresses(sources: Iterable[PointSource]) -> Iterator[str]:
    for source in sources:
        address = (source.citation.url if source.citation else None) or source.url
        if address:
            yield address


def _joined(parts: Iterable[str]) -> str:
    """Each once, in order."""
    return "; ".join(dict.fromkeys(parts))
