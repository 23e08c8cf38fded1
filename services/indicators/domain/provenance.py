"""What an assessment was computed from: its inputs at their versions, and what it lacked."""

from collections.abc import Sequence

from schemas.assessment import Input, Splice, SplicePart
from schemas.indicator import Splice as AgendaSplice
from schemas.period import Period
from services.indicators.domain.prepare import Snapshots


def inputs_of(wanted: Sequence[str], snapshots: Snapshots) -> tuple[Input, ...]:
    """Every known snapshot among the wanted series, by series id."""
    known = (snapshots[series] for series in sorted(set(wanted)) if series in snapshots)
    return tuple(
        Input(
            series_id=snapshot.series_id,
            version=snapshot.version,
            content_sha256=snapshot.content_sha256,
            raw_sha256=snapshot.raw.sha256,
            retrieved_at=snapshot.retrieved_at,
            published_at=snapshot.published_at,
        )
        for snapshot in known
    )


def splice_of(declared: AgendaSplice | None, geo: str) -> Splice | None:
    """The declared splice with the parts of the place that is judged."""
    if declared is None:
        return None
    parts = tuple(
        SplicePart(
            periods=tuple(Period.parse(text) for text in part.periods),
            publisher=part.source,
            reference=part.reference,
        )
        for part in declared.parts
        if part.geo == geo
    )
    return Splice(comparable=declared.comparable, note=declared.note, rounding=declared.rounding, parts=parts)
