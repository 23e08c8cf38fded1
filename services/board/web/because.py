"""The reason for a standing as plain sentences, put together from the catalogue of texts."""

from collections.abc import Callable, Sequence

from schemas.verdicts import Undetermined
from services.board.domain.grounds import Ground, Part
from services.runtime import wording
from services.runtime.wording import Lang

Say = Callable[..., str]

_COUNTED = (Ground.context_only, Ground.unconfirmed, Ground.not_judged, Ground.milestones_unchecked)


def because(parts: Sequence[Part], lang: Lang, say: Say) -> str:
    """One sentence for each part; never empty."""
    return " ".join(_sentence(part, lang, say) for part in parts)


def name_of(part: Part) -> str:
    """The name of the part's sentence in the catalogue, which may differ for one and for many."""
    name = part.ground.value
    if part.ground in _COUNTED:
        return f"{name}_one" if part.count == 1 else f"{name}_many"
    if part.ground is Ground.milestones_known and part.count == 1:
        return f"{name}_done" if part.done else f"{name}_open"
    return name


def _sentence(part: Part, lang: Lang, say: Say) -> str:
    return say(
        f"because.{name_of(part)}",
        count=part.count,
        title=part.title[lang] if part.title else "",
        why=_why(part.reasons, lang),
        done=part.done,
        unchecked=part.unchecked,
    )


def _why(reasons: Sequence[tuple[Undetermined, int]], lang: Lang) -> str:
    """Each reason, with how often it holds where there are several."""
    words = [(wording.REASONS[reason][lang], count) for reason, count in reasons]
    if len(words) < 2:
        return words[0][0] if words else "–"
    return "; ".join(f"{text} ({count})" for text, count in words)
