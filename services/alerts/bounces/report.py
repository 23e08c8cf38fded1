"""Reads a delivery status notification (RFC 3464): to which of our addresses it came, and whether it is final."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import Message

_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
_STATUS = re.compile(r"^\s*([245])\.\d{1,3}\.\d{1,3}")
_MOST_SAID = 300


@dataclass(frozen=True, slots=True)
class Report:
    """`addressed` are the addresses it was sent to; `final` False for a delay, and for anything else."""

    addressed: str
    final: bool
    said: str


def read_report(raw: bytes) -> Report:
    """Whatever the bytes are: what is no notification is not final."""
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    addressed = " ".join(str(value) for name in _TO for value in message.get_all(name, []))
    blocks = [block for part in message.walk() if _is_status(part) for block in _blocks(part)]
    failed = [block for block in blocks if _is_final(block)]
    return Report(addressed, bool(failed), _said(failed[0]) if failed else "")


def _is_status(part: Message) -> bool:
    return part.get_content_type() == "message/delivery-status"


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _is_final(block: Message) -> bool:
    status = _STATUS.match(str(block.get("Status", "")))
    return str(block.get("Action", "")).strip().lower() == "failed" and status is not None and status[1] == "5"


def _said(block: Message) -> str:
    """The status and the relay's words, without the address they are about."""
    words = f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}"
    return re.sub(r"\S+@\S+", "…", " ".join(words.split()))[:_MOST_SAID]
