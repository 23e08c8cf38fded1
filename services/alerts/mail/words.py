"""Small things that every kind of mail needs: recommendations by number, target levels, addresses."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from schemas.assessment import Assessment, Target
from schemas.period import Period
from services.alerts.mail.story import listed, say
from services.alerts.texts import phrase, plural
from services.runtime.wording import Lang, format_round, in_period

_NOT_IN_ADDRESS = re.compile(r"[\s<>\"\x00-\x1f]")
_RECOMMENDATIONS = plural("recommendation {numbers}", "recommendations {numbers}")
_BY = phrase(" by {year}")
_BELOW = {"<": phrase("less than "), ">": phrase("more than ")}


def is_address(url: str) -> bool:
    """Whether a mail may link there: http or https, and nothing that ends an attribute or a line."""
    return urlsplit(url).scheme in ("http", "https") and not _NOT_IN_ADDRESS.search(url)


def numbered(numbers: Sequence[int], lang: Lang) -> str:
    """`aanbeveling 15`, `aanbevelingen 15 en 35`."""
    return say(_RECOMMENDATIONS.of(len(numbers)), lang, numbers=listed(map(str, numbers), lang))


def the_period(period: Period, lang: Lang) -> str:
    """The period as an object of a sentence: `2025`, `het schooljaar 2022-2023`."""
    return in_period(period, lang).partition(" ")[2]


def level(target: Target, unit: str, lang: Lang) -> str:
    """The level of a target: `80 %`; a level that itself does not count is `minder dan 15 %`."""
    strict = _BELOW[target.operator][lang] if target.operator in _BELOW else ""
    return strict + format_round(target.value, unit, lang)


def by_year(target: Target, lang: Lang) -> str:
    """` in 2030`, ` by 2030`; empty for a standing level."""
    return say(_BY, lang, year=target.year) if target.year else ""


def target_words(a: Assessment, lang: Lang) -> dict[str, str]:
    """The gaps `target` and `by` of a phrase about the target; empty words where there is no target."""
    if a.target is None:
        return {"target": "", "by": ""}
    return {"target": level(a.target, a.unit, lang), "by": by_year(a.target, lang)}
