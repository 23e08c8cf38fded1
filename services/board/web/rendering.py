"""Pages from templates: one environment per language, everything escaped, nothing undefined."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from schemas.base import Text
from schemas.period import Period
from schemas.policy import RecommendationStatus
from schemas.verdicts import Basis, Cause, Undetermined, Validity, Verdict
from services.board.domain.grounds import Part
from services.board.domain.standing import Standing
from services.board.web.because import because
from services.board.web.freshness import Age
from services.board.web.links import carry_in_page
from services.board.web.moment import Moment
from services.board.web.texts import Texts, load_texts
from services.runtime import wording
from services.runtime.wording import LANGUAGES, Lang

HERE = Path(__file__).parent
STYLE = HERE / "static" / "style.css"


class Renderer:
    """Renders the templates of one language."""

    def __init__(self, lang: Lang, texts: Texts, style_version: str) -> None:
        self.lang: Lang = lang
        self.t: Callable[..., str] = partial(texts.say, lang=lang)
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        fixed = {"lang": lang, "t": self.t, "standings": tuple(Standing), "style_version": style_version}
        self._environment.globals.update(self._words(), **fixed)

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A whole page, its links on the day that is looked at.

        `request` gives its own address in the other language, that day, and whether mails are caught here.
        """
        mails = request.app.state.site.mail_dir is not None
        moment: Moment | None = getattr(request.state, "moment", None)
        around = {"mails_caught": mails, **_place(request, self.lang), **_time(request, moment)}
        text = self.render(template, **around, **context)
        if moment is not None and moment.as_of is not None:
            text = carry_in_page(text, moment.as_of)
        return HTMLResponse(text, status_code=status)

    def render(self, template: str, **context: Any) -> str:
        """The text of a template."""
        return self._environment.get_template(template).render(context)

    def standing(self, standing: Standing) -> str:
        """A standing in words; the measured ones are called as verdicts are."""
        if standing in (Standing.milestones_only, Standing.not_known_yet):
            return wording.STATUSES[RecommendationStatus(standing.value)][self.lang]
        return wording.VERDICTS[Verdict(standing.value)][self.lang]

    def cause(self, cause: Cause) -> str:
        """Why a verdict began, in words."""
        return wording.CAUSES[cause][self.lang]

    def because(self, parts: Sequence[Part]) -> str:
        """Why a recommendation stands as it does."""
        return because(parts, self.lang, self.t)

    def _words(self) -> dict[str, Callable[..., Any]]:
        """What templates may call, bound to the language."""
        lang = self.lang
        return {
            "say": lambda text: _in(text, lang),
            "verdict": lambda verdict: wording.VERDICTS[Verdict(verdict)][lang],
            "standing_name": lambda name: self.standing(Standing(name)),
            "because": self.because,
            "segments": segments,
            "reason": lambda reason: wording.REASONS[Undetermined(reason)][lang],
            "method_name": partial(wording.method_name, lang=lang),
            "method_result": partial(wording.method_result, lang=lang),
            "cause": lambda cause: wording.CAUSES[Cause(cause)][lang],
            "validity": lambda validity: wording.VALIDITIES[Validity(validity)][lang],
            "basis": lambda basis: wording.BASES[Basis(basis)][lang],
            "target_basis": lambda basis: wording.TARGET_BASES[basis][lang],
            "benchmark": lambda kind: wording.BENCHMARKS[kind][lang],
            "value": partial(wording.format_value, lang=lang),
            "level": partial(wording.format_round, lang=lang),
            "gap": partial(wording.format_gap, lang=lang),
            "published": partial(wording.format_published, lang=lang),
            "number": partial(wording.format_number, lang=lang, places=0),
            "decimal": partial(wording.format_number, lang=lang),
            "period": partial(wording.format_period, lang=lang),
            "recurrence": partial(wording.format_recurrence, lang=lang),
            "month": lambda text: wording.format_period(Period.parse(text), lang),
            "in_period": partial(wording.in_period, lang=lang),
            "day": partial(wording.format_date, lang=lang),
            "moment": partial(wording.format_moment, lang=lang),
            "place": partial(wording.place_name, lang=lang),
            "the_place": partial(wording.the_place, lang=lang),
            "publisher": partial(wording.publisher_name, lang=lang),
            "flags": partial(wording.flag_names, lang=lang),
            "sentence": partial(wording.verdict_sentence, lang=lang),
            "target_phrase": partial(wording.target_phrase, lang=lang),
            "stated": partial(wording.stated_phrase, lang=lang),
            "missing": partial(wording.missing_phrase, lang=lang),
            "url": lambda path: f"/{lang}{path}",
        }


def renderers() -> dict[Lang, Renderer]:
    """One for each language. Raises ConfigError when a text is missing."""
    texts = load_texts()
    version = hashlib.sha256(STYLE.read_bytes()).hexdigest()[:12]
    return {lang: Renderer(lang, texts, version) for lang in LANGUAGES}


def segments(counts: Mapping[Standing, int]) -> list[tuple[Standing, float, float]]:
    """The segments of a bar as (standing, from, width) in thousandths."""
    total = sum(counts.values()) or 1
    found, left = [], 0.0
    for standing, count in counts.items():
        width = 1000 * count / total
        found.append((standing, left, width))
        left += width
    return found


def _in(text: Text | None, lang: Lang) -> str:
    return text[lang] if text else ""


def _place(request: Request, lang: Lang) -> dict[str, str]:
    """The path below the language, and the same page in the other language."""
    below = request.url.path.removeprefix(f"/{lang}")
    other: Lang = "en" if lang == "nl" else "nl"
    asked = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "as-of"])
    query = f"?{asked}" if asked else ""
    return {
        "path": below,
        "other": other,
        "other_url": f"/{other}{below}{query}",
        "now_url": f"/{lang}{below}{query}",
        "path_asked": request.url.path[:300],
    }


def _time(request: Request, moment: Moment | None) -> dict[str, Any]:
    """The past day looked at, and since when nothing can have arrived; None for each that does not hold."""
    if moment is None:
        return {"day_shown": None, "silent_since": None, "asked_day": None}
    age: Age = request.state.age
    return {"day_shown": moment.as_of, "silent_since": age.silent_since(moment.now), "asked_day": moment.today}
