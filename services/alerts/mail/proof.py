"""The proof: publisher, query, time and hash of the newest value, and where the other points come from."""

from itertools import groupby
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from schemas.assessment import Assessment
from schemas.chart import Point, PointSource
from schemas.series import SeriesId
from schemas.stats import Citation
from services.alerts.mail.points import usable
from services.alerts.mail.story import Block, Link, listed, say
from services.alerts.mail.words import is_address
from services.alerts.texts import phrase
from services.runtime.clock import BRUSSELS
from services.runtime.wording import LANGUAGES, Lang, format_date, format_moment, format_period, publisher_name

_PROOF = phrase("Proof")
_LATEST = phrase("{period}: {publisher}, {codes}, {when}, sha256 {sha}.")
_RETRIEVED = phrase("retrieved on {moment}")
_RECORDED = phrase("from a recording of {date} at the latest, not fetched again since")
_READ = phrase(", read on {date}")
_TRANSCRIBED = phrase("transcribed from '{reference}'{read}, in the series {codes}")
_FILED = phrase("file{name} of {date} at the latest")
_OTHER = phrase("{periods}: {publisher}{reference}.")
_SPAN = phrase("{first} to {last}")
_QUERY = phrase("Source")
_BOARD = phrase("All of it on the board")
_SHA_SHOWN = 12
_FEW = 2


def proof(a: Assessment, board_url: str, lang: Lang) -> Block:
    """Everything needed to find the newest value again, the sources of the others, and the page with all of it."""
    board = Link(board_url, _BOARD[lang])
    if a.latest is None:
        return Block(_PROOF[lang], (), (board,))
    source = a.latest.source
    address = source_url(source)
    links = (Link(address, _QUERY[lang]), board) if address else (board,)
    return Block(_PROOF[lang], (_newest(a.latest, lang), *_others(a, lang)), links, points=True)


def publisher_of(point: Point, lang: Lang) -> str:
    """Who produced the figure: the cited publisher of a transcribed one, else the source's."""
    cited = point.source.citation
    return publisher_name(cited.publisher if cited else point.source.publisher, lang)


def source_url(source: PointSource) -> str | None:
    """The address that opens the value, with its query; None where the figure was not read from the web."""
    cited = source.citation.url if source.citation else None
    url = cited or _with_query(source)
    return url if url and is_address(url) else None


def codes(series_id: str) -> str:
    """Dataset and codes of a series, as a reader types them at the publisher's: `isoc_r_dskl_i, geo BE2, …`."""
    series = SeriesId.parse(series_id)
    return ", ".join([series.dataset, *(f"{name} {code}" for name, code in series.dimensions)])


def when(source: PointSource, lang: Lang) -> str:
    """When we learned the value; a recording is told as one, by the latest day it can be of."""
    if source.live:
        return say(_RETRIEVED, lang, moment=format_moment(source.retrieved_at, lang))
    date = format_date(source.retrieved_at.astimezone(BRUSSELS).date(), lang)
    return say(_FILED, lang, name=_file(source), date=date) if source.citation else say(_RECORDED, lang, date=date)


def _file(source: PointSource) -> str:
    """The file a transcribed figure stands in, where its address tells one."""
    name = PurePosixPath(urlsplit(source.url or "").path).name
    return f" {name}" if name and urlsplit(source.url or "").scheme not in ("http", "https") else ""


def _with_query(source: PointSource) -> str | None:
    if source.url is None or source.query is None:
        return source.url
    return source.query if urlsplit(source.query).scheme else f"{source.url}?{source.query}"


def _newest(point: Point, lang: Lang) -> str:
    source = point.source
    words = {"period": format_period(point.period, lang), "publisher": publisher_of(point, lang)}
    return say(
        _LATEST, lang, codes=_origin(source, lang), when=when(source, lang), sha=source.raw_sha256[:_SHA_SHOWN], **words
    )


def _origin(source: PointSource, lang: Lang) -> str:
    citation = source.citation
    if citation is None:
        return codes(source.series_id)
    read = say(_READ, lang, date=format_date(citation.read_on, lang)) if citation.read_on else ""
    return say(_TRANSCRIBED, lang, reference=_work(citation), read=read, codes=codes(source.series_id))


def _others(a: Assessment, lang: Lang) -> list[str]:
    """The sources of the judged points before the newest one, neighbours of one source together."""
    start = a.baseline.period.position if a.baseline else float("-inf")
    newest = a.latest.period if a.latest else None
    points = [p for p in usable(a) if p.period.position >= start and p.period != newest]
    same = groupby(points, key=lambda p: (publisher_of(p, lang), _reference(p, a)))
    return [_group(list(group), publisher, reference, lang) for (publisher, reference), group in same]


def _reference(point: Point, a: Assessment) -> str:
    if point.source.citation:
        return f" ({_work(point.source.citation)})"
    own = a.latest.source.series_id if a.latest else None
    return "" if point.source.series_id == own else f" ({SeriesId.parse(point.source.series_id).dataset})"


def _work(citation: Citation) -> str:
    """What was cited, without the publisher's name that stands before it."""
    names = [publisher_name(citation.publisher, lang) for lang in LANGUAGES]
    return next(
        (citation.reference.removeprefix(f"{n}, ") for n in names if citation.reference.startswith(n)),
        citation.reference,
    )


def _group(points: list[Point], publisher: str, reference: str, lang: Lang) -> str:
    first, last = (format_period(p.period, lang) for p in (points[0], points[-1]))
    few = len(points) <= _FEW
    shown = listed(dict.fromkeys((first, last)), lang) if few else say(_SPAN, lang, first=first, last=last)
    return say(_OTHER, lang, periods=shown, publisher=publisher, reference=reference)
