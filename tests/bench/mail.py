"""How long a mail takes to be put into words and drawn, once the parts are warm, and how large it is."""

from collections.abc import Iterator
from datetime import UTC, datetime

from services.alerts.mail.render import render_alert
from services.runtime.mail.message import Envelope, assemble
from tests.bench.measure import seconds
from tests.unit.alerts_mail.cases import CASES, item, mail_about

_SENT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
_ENVELOPE = Envelope("0" * 32, "koers@koers.example", "a@example.org", "desk@koers.example", _SENT, "nl", ("a|b",))


def run() -> Iterator[dict[str, object]]:
    """One mail with a chart, and one with the most that a mail tells in full."""
    for name, cases in (("one", ["model"]), ("eight", [name for name in CASES if name != "no figure"][:8])):
        content = mail_about(*(item(CASES[case]()) for case in cases))
        render_alert(content, "nl")
        rendered = render_alert(content, "nl")
        yield {
            "bench": "mail_render",
            "alerts": name,
            "milliseconds": round(1000 * seconds(lambda content=content: render_alert(content, "nl")), 1),  # type: ignore[misc]
            "html_bytes": len(rendered.html.encode()),
            "message_bytes": len(assemble(rendered, _ENVELOPE).as_bytes()),
        }
