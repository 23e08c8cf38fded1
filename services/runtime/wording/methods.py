"""The words of the methods beside the binding one: their names, their own classes, and their scores."""

from collections.abc import Mapping

from schemas.assessment import OtherMethod
from schemas.base import Text
from services.runtime.wording.names import BENCHMARKS, Lang
from services.runtime.wording.numbers import format_number


def _text(nl: str, en: str) -> Text:
    return Text(nl=nl, en=en)


METHODS: Mapping[str, Text] = {
    "cagr": _text(
        "gemiddelde jaarlijkse groei, Statistics Canada en Open SDG",
        "average annual growth, Statistics Canada and Open SDG",
    ),
    "sdg_index": _text("trendpijl van de SDG Index", "trend arrow of the SDG Index"),
    "un": _text("voortgangsrapport van de VN", "progress chart of the UN"),
    "linear": _text("recht pad", "straight path"),
}
METHOD_STATUSES: Mapping[str, Text] = {
    "target_achieved": _text("doel bereikt", "target achieved"),
    "substantial_progress": _text("aanzienlijke vooruitgang", "substantial progress"),
    "moderate_progress": _text("matige vooruitgang", "moderate progress"),
    "limited_progress": _text("beperkte vooruitgang", "limited progress"),
    "deterioration": _text("achteruitgang", "deterioration"),
    "↑": _text("↑ op schema of behouden", "↑ on track or maintained"),
    "➚": _text("➚ matige verbetering", "➚ moderately improving"),
    "→": _text("→ stilstand", "→ stagnating"),
    "↓": _text("↓ achteruitgang", "↓ decreasing"),
    "met_or_nearly": _text("bereikt of bijna bereikt", "met or nearly met"),
    "fair_progress": _text("redelijke vooruitgang, moet sneller", "fair progress, must accelerate"),
    "stagnation": _text("stilstand of achteruitgang", "stagnation or regression"),
}
_SCORES: Mapping[str, Text] = {
    "cagr": _text("score {score} op een schaal van −5 tot +5", "score {score} on a scale from −5 to +5"),
    "sdg_index": _text("score {score} op 100", "score {score} of 100"),
}
# A growth of half a percent a year needs a decimal more to be seen
_SMALL = 0.1


def method_name(method: str, lang: Lang) -> str:
    """A method beside the binding one: a published method, or a comparison that does not bind."""
    return {**METHODS, **BENCHMARKS}[method][lang]


def method_result(method: OtherMethod, lang: Lang) -> str:
    """What a method found, in its own numbers and words; empty where it gives none."""
    told = [] if method.value is None else [format_number(method.value, lang, 3 if abs(method.value) < _SMALL else 2)]
    if method.score is not None:
        told.append(_SCORES[method.method][lang].format(score=format_number(method.score, lang, 1)))
    if method.status is not None:
        told.append(METHOD_STATUSES[method.status][lang])
    return "; ".join(told)
