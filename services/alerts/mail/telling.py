"""From an alert about an indicator to its story: what to say, in which order."""

import hashlib

from schemas.alerts import AlertKind
from schemas.assessment import Assessment
from schemas.verdicts import Verdict
from services.alerts.mail.content import AlertItem, AlertMailContent
from services.alerts.mail.figures import pace_sentences, rows
from services.alerts.mail.notes import notes
from services.alerts.mail.opening import counts_as, opening
from services.alerts.mail.population import lower_first, placed_title
from services.alerts.mail.proof import proof
from services.alerts.mail.reasons import action, why_now, why_you
from services.alerts.mail.story import Block, Story, capital
from services.alerts.texts import phrase
from services.runtime.charts import chart_spec, describe, render_png
from services.runtime.mail.message import Image
from services.runtime.wording import VERDICTS, Lang

STATES = {
    AlertKind.gap_widening: phrase("Gap widening"),
    AlertKind.series_break: phrase("Series break"),
    AlertKind.revision_changed_verdict: phrase("Verdict revised"),
    AlertKind.data_stale: phrase("Figure overdue"),
}
TONES = {
    Verdict.met: "good",
    Verdict.on_track: "good",
    Verdict.at_risk: "risk",
    Verdict.off_track: "bad",
    Verdict.moving_away: "bad",
    Verdict.missed: "bad",
    Verdict.undetermined: "none",
}
_PLOT_WIDTH, _PLOT_HEIGHT = 540, 300


def indicator_story(item: AlertItem, a: Assessment, content: AlertMailContent, lang: Lang) -> Story:
    """Everything the mail says about one indicator."""
    asked = action(item, content, lang)
    blocks: list[Block | None] = [why_you(item, content, lang), why_now(item, a, content, lang), asked]
    blocks += [proof(a, item.board_url, lang), notes(a, lang)]
    return Story(
        title=capital(placed_title(a, lang)),
        mention=lower_first(placed_title(a, lang)),
        state=state(item, a, lang),
        tone=TONES[counts_as(item.recommendations, a)],
        lead=opening(item, a, lang),
        rows=rows(a, lang),
        remarks=pace_sentences(a, lang),
        blocks=tuple(block for block in blocks if block),
        image=chart(item, a, lang),
        numbers=item.recommendations,
    )


def state(item: AlertItem, a: Assessment, lang: Lang) -> str:
    """The state in a few words, without a figure, so that the subject stays the same within a thread."""
    named = STATES.get(item.kind)
    return named[lang] if named else capital(VERDICTS[counts_as(item.recommendations, a)][lang])


def chart(item: AlertItem, a: Assessment, lang: Lang) -> Image | None:
    """The chart as PNG with its words; None where there is no figure to draw."""
    if not any(point.value is not None for point in a.chart.points):
        return None
    png = render_png(chart_spec(a, lang, width=_PLOT_WIDTH, height=_PLOT_HEIGHT))
    name = hashlib.sha256(item.alert_id.encode()).hexdigest()[:24]
    return Image(cid=f"chart-{name}@koers", png=png, alt=describe(a, lang))
