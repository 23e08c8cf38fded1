"""The words for an own change that those of others put in another light, in both languages."""

from schemas.assessment import PeerChange, Rank
from schemas.base import Text
from services.runtime.wording import BENCHMARKS, Lang, format_gap, the_place

# Up and down: how one figure moves, how several do
_MOVED = {
    True: Text(en="rose", nl="steeg"),
    False: Text(en="fell", nl="daalde"),
}
_ALL_MOVED = {
    True: Text(en="rose", nl="stegen"),
    False: Text(en="fell", nl="daalden"),
}


def others_moved_more(change: PeerChange, unit: str) -> Text:
    """Both moved the same way, and the others further."""
    moved, first, last = _MOVED[change.own > 0], change.first.label, change.last.label
    own, others = _gap(change.own, unit), _gap(change.others, unit)
    return Text(
        en=f"From {first} to {last} the figure {moved.en} by {own.en}, but {_peer(change.peer, 'en')} {moved.en} more: "
        f"by {others.en}.",
        nl=f"Van {first} tot {last} {moved.nl} het cijfer met {own.nl}, maar {_peer(change.peer, 'nl')} {moved.nl} "
        f"meer: met {others.nl}.",
    )


def other_place(rank: Rank, unit: str) -> Text:
    """The place among the members went the other way than the figure."""
    moved, first, last = rank.own > 0, rank.first.label, rank.last.label
    own, went = (
        _gap(rank.own, unit),
        Text(en="down", nl="zakte") if rank.now > rank.before else Text(en="up", nl="klom"),
    )
    return Text(
        en=f"From {first} to {last} the figure {_MOVED[moved].en} by {own.en}, but its place among {rank.of} EU "
        f"countries went {went.en} from {rank.before} to {rank.now}: others {_ALL_MOVED[moved].en} more.",
        nl=f"Van {first} tot {last} {_MOVED[moved].nl} het cijfer met {own.nl}, maar de plaats tussen {rank.of} "
        f"EU-landen {went.nl} van {rank.before} naar {rank.now}: andere {_ALL_MOVED[moved].nl} meer.",
    )


def _gap(value: float, unit: str) -> Text:
    return Text(en=format_gap(value, unit, "en"), nl=format_gap(value, unit, "nl"))


def _peer(peer: str, lang: Lang) -> str:
    if peer in BENCHMARKS:
        return BENCHMARKS[peer][lang]
    place = the_place(peer, lang)
    return f"het cijfer van {place}" if lang == "nl" else f"the figure of {place}"
