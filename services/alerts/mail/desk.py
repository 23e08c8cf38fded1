"""The story of an alert for the data team: which source, what happened, since when, and which bytes show it."""

from datetime import datetime

from schemas.alerts import AlertKind
from schemas.base import Text
from schemas.stats import PollReport
from services.alerts.mail.content import AlertItem, AlertMailContent
from services.alerts.mail.reasons import repeated, why_you
from services.alerts.mail.story import Block, Link, Row, Story, say
from services.alerts.texts import phrase
from services.runtime.wording import Lang, format_moment, publisher_name

STATES = {
    AlertKind.data_stale: phrase("Figures overdue"),
    AlertKind.source_changed_shape: phrase("Source changed shape"),
    AlertKind.source_unreachable: phrase("Source unreachable"),
    AlertKind.quarantine: phrase("Quarantined"),
}
LEADS = {
    AlertKind.data_stale: phrase("By its own rhythm {publisher} should have released new figures in {dataset} by now."),
    AlertKind.source_changed_shape: phrase(
        "The answer of {publisher} for {dataset} no longer has the shape the recipe expects."
    ),
    AlertKind.source_unreachable: phrase("{publisher} does not answer requests for {dataset}."),
    AlertKind.quarantine: phrase(
        "The answer of {publisher} for {dataset} is in quarantine; nothing of it was published."
    ),
}
_REASON = phrase("Reason: {reason}")
_INHIBITED = phrase("While this lasts, no mail goes out about indicators from this source.")
_ROWS: tuple[tuple[str, Text], ...] = (
    ("polled_at", phrase("Last attempt")),
    ("unreachable_since", phrase("Unreachable since")),
    ("last_success_at", phrase("Last success")),
    ("next_due", phrase("Next attempt")),
)
_WHY_NOW = phrase("Why now")
_PROOF = phrase("Proof")
_RECIPE = phrase("Recipe {recipe}{sha}.")
_SHA = phrase(", raw bytes with sha256 {sha}")
_BOARD = phrase("The source on the board")


def desk_story(item: AlertItem, report: PollReport, content: AlertMailContent, lang: Lang) -> Story:
    """Everything the mail says about one matter of the data team."""
    publisher = publisher_name(report.attribution.publisher if report.attribution else report.source, lang)
    title = f"{publisher}, {report.dataset}"
    lead = [say(LEADS[item.kind], lang, publisher=publisher, dataset=report.dataset)]
    lead += [_INHIBITED[lang]] if item.kind is AlertKind.source_unreachable else []
    return Story(
        title=title,
        mention=title,
        state=STATES[item.kind][lang],
        tone="risk",
        lead=tuple(lead),
        rows=_rows(report, lang),
        remarks=(say(_REASON, lang, reason=report.reason),) if report.reason else (),
        blocks=(
            why_you(item, content, lang),
            Block(_WHY_NOW[lang], (repeated(item, "", lang),)),
            _proof(item, report, lang),
        ),
    )


def _rows(report: PollReport, lang: Lang) -> tuple[Row, ...]:
    moments: list[tuple[Text, datetime | None]] = [(label, getattr(report, name)) for name, label in _ROWS]
    return tuple(Row(label[lang], format_moment(moment, lang)) for label, moment in moments if moment)


def _proof(item: AlertItem, report: PollReport, lang: Lang) -> Block:
    sha = say(_SHA, lang, sha=report.raw_sha256[:12]) if report.raw_sha256 else ""
    return Block(
        _PROOF[lang], (say(_RECIPE, lang, recipe=report.recipe, sha=sha),), (Link(item.board_url, _BOARD[lang]),)
    )
