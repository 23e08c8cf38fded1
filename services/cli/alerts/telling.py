"""Alerts and silences for the terminal and as JSON."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.table import Table

from schemas.assessment import Assessment
from schemas.base import JsonObject
from schemas.stats import MilestoneState, PollReport
from services.alerts.domain.age import Document
from services.alerts.domain.silences import Silence
from services.alerts.operating import Whole
from services.alerts.store.shown import Line
from services.runtime.clock import BRUSSELS


def alerts_table(lines: Sequence[Line]) -> Table:
    """One row an alert; the fingerprint is what to give to other commands."""
    table = Table("fingerprint", "state", "kind", "subject", "since", "told")
    for line in lines:
        told = "\n".join(f"{body}: {how}" for body, how in sorted(line.told.items())) or "nobody"
        table.add_row(line.fingerprint, line.state, line.kind, line.subject, _when(line.changed_at), told)
    return table


def line_facts(line: Line) -> JsonObject:
    """The same as JSON."""
    return {
        "fingerprint": line.fingerprint,
        "id": line.alert_id,
        "kind": line.kind,
        "subject": line.subject,
        "state": line.state,
        "opened_at": line.opened_at.isoformat(),
        "changed_at": line.changed_at.isoformat(),
        "told": dict(line.told),
    }


def alert_text(whole: Whole) -> str:
    """One alert, a paragraph a matter."""
    return "\n".join(_paragraphs(whole))


def _paragraphs(whole: Whole) -> Iterator[str]:
    alert = whole.alert
    yield f"{alert.alert_id}: {alert.state}"
    yield from (f"  {line}" for line in _about(alert.document))
    yield "concerns"
    for body, own in whole.known.items():
        said = [f"recommendations {', '.join(map(str, own.recommendations))}"] if own.recommendations else []
        said += [f"written to on {_when(own.mailed_at)}"] if own.mailed_at else ["not written to yet"]
        said += [f"owes an answer since {_when(own.unanswered_since)}"] if own.unanswered_since else []
        said += [f"answered on {_when(own.answered_at)}"] if own.answered_at else []
        said += [f"to be reminded on {own.snoozed_until}"] if own.snoozed_until else []
        yield f"  {body}: {'; '.join(said)}"
    if not whole.known:
        yield "  nobody"
    yield "told"
    for mail in whole.mails:
        yield f"  {mail['body']}, {mail['prompt'] or 'news'}: {_how(mail)}"
    if not whole.mails:
        yield "  nobody"
    yield "life"
    for flip in whole.flips:
        step = flip.to_state if flip.from_state in (None, flip.to_state) else f"{flip.from_state} → {flip.to_state}"
        yield f"  {_when(flip.at)}  {step}, by {flip.actor}: {flip.reason}"


def _about(document: Document) -> Iterator[str]:
    if isinstance(document, Assessment):
        yield document.title.en
        latest = document.latest
        figure = f", {latest.shown} in {latest.period.label}" if latest else ", no figure"
        yield f"verdict {document.verdict.value}{figure}"
    elif isinstance(document, MilestoneState):
        yield document.title.en
        yield f"{document.status.value}, due {document.due or 'on no date'}"
    elif isinstance(document, PollReport):
        yield f"{document.source} {document.dataset}: {document.outcome.value}, {document.reason or 'no reason given'}"


def _how(mail: JsonObject) -> str:
    if mail["mail_id"] is None:
        kept = f"muted by {mail['muted_by']}, looked at again" if mail["muted_by"] else "due"
        return f"{kept} {_when(mail['due_at'])}"
    said = f"mail {str(mail['mail_id'])[:12]} {mail['state']}"
    for name, words in (("hold_reason", "held for"), ("desk_reason", "to the desk for"), ("last_error", "error:")):
        said += f", {words} {mail[name]}" if mail[name] else ""
    return said + (f" on {_when(mail['sent_at'])}" if mail["sent_at"] else "")


def alert_facts(whole: Whole) -> JsonObject:
    """The same as JSON, with the document the alert stands on."""
    alert = whole.alert
    return {
        "id": alert.alert_id,
        "kind": alert.kind.value,
        "subject": alert.subject,
        "state": alert.state.value,
        "settled": alert.settled.value if alert.settled else None,
        "document": alert.document.model_dump(mode="json", exclude_none=True),
        "bodies": {
            body: {
                "recommendations": list(own.recommendations),
                "mailed_at": _iso(own.mailed_at),
                "unanswered_since": _iso(own.unanswered_since),
                "answered_at": _iso(own.answered_at),
                "snoozed_until": str(own.snoozed_until) if own.snoozed_until else None,
            }
            for body, own in whole.known.items()
        },
        "told": [{name: _plain(value) for name, value in mail.items()} for mail in whole.mails],
        "life": [
            {
                "at": flip.at.isoformat(),
                "from": flip.from_state,
                "to": flip.to_state,
                "by": flip.actor,
                "why": flip.reason,
            }
            for flip in whole.flips
        ],
    }


def silences_table(found: Sequence[Silence]) -> Table:
    """One row a silence."""
    table = Table("number", "what", "from", "until", "by", "reason")
    for one in found:
        table.add_row(
            str(one.silence_id), str(one.scope), _when(one.starts_at), _when(one.ends_at), one.actor, one.reason
        )
    return table


def silence_facts(one: Silence) -> JsonObject:
    """The same as JSON."""
    return {
        "number": one.silence_id,
        "what": str(one.scope),
        "from": one.starts_at.isoformat(),
        "until": one.ends_at.isoformat(),
        "by": one.actor,
        "reason": one.reason,
    }


def _when(at: datetime) -> str:
    return f"{at.astimezone(BRUSSELS):%Y-%m-%d %H:%M}"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
