"""How many mails each body would get, held against a budget, with the reasons."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rich.table import Table

from schemas.base import JsonObject
from services.alerts.domain.routing import DESK
from services.cli.alerts.simulation import Told, Window
from services.runtime.clock import BRUSSELS


@dataclass(frozen=True, slots=True)
class Share:
    """One body's mails; the desk's are those meant for it, and those of bodies that could not be reached."""

    body: str
    mails: tuple[Told, ...]
    budget: int

    @property
    def over(self) -> bool:
        """Whether it gets more than the budget. The desk looks after all of it and has none."""
        return self.body != DESK and len(self.mails) > self.budget

    @property
    def reasons(self) -> dict[str, int]:
        """How often each was told, the most often first: what for, and for which kind of alert."""
        counted: Counter[str] = Counter()
        for mail in self.mails:
            if mail.kind == "overview":
                counted["overview of the first start"] += 1
            for why in mail.why:
                alert_id, prompt = why.rsplit(" ", 1)
                counted[f"{prompt}: {alert_id.partition(':')[0]}"] += 1
        return dict(counted.most_common())

    @property
    def most_in_a_week(self) -> int:
        """Mails in the fullest calendar week."""
        weeks = Counter(_day(mail).isocalendar()[:2] for mail in self.mails)
        return max(weeks.values(), default=0)

    @property
    def explanation(self) -> str:
        """Why it gets so many: which alerts, on how many days."""
        alerts = {why.rsplit(" ", 1)[0] for mail in self.mails for why in mail.why}
        days = len({_day(mail) for mail in self.mails})
        told = ", ".join(f"{count} × {reason}" for reason, count in self.reasons.items())
        return f"{len(self.mails)} mails on {days} days about {len(alerts)} alerts: {told}"


def shares_of(mails: Sequence[Told], bodies: Sequence[str], budget: int) -> list[Share]:
    """Every body that gets a mail or could, the one with most first."""
    by_body: dict[str, list[Told]] = defaultdict(list)
    for mail in mails:
        by_body[DESK if mail.desk_reason else mail.body].append(mail)
    shares = [Share(body, tuple(by_body.get(body, ())), budget) for body in {*bodies, *by_body}]
    return sorted(shares, key=lambda share: (-len(share.mails), share.body))


def budget_table(shares: Sequence[Share]) -> Table:
    """One row a body that gets any."""
    table = Table("body", "mails", "most in a week", "what for")
    for share in shares:
        if share.mails:
            count = f"[red]{len(share.mails)} (over {share.budget})[/]" if share.over else str(len(share.mails))
            what = "\n".join(f"{times} × {reason}" for reason, times in share.reasons.items())
            table.add_row(share.body, count, str(share.most_in_a_week), what)
    return table


def budget_facts(shares: Sequence[Share], window: Window, budget: int) -> JsonObject:
    """The same as JSON, with every mail."""
    return {
        "from": str(window[0]),
        "to": str(window[1]),
        "budget": budget,
        "over_budget": {share.body: share.explanation for share in shares if share.over},
        "bodies": {
            share.body: {
                "mails": len(share.mails),
                "most_in_a_week": share.most_in_a_week,
                "reasons": share.reasons,
                "days": [{"day": str(_day(mail)), "kind": mail.kind, "tells": list(mail.why)} for mail in share.mails],
            }
            for share in shares
        },
    }


def _day(mail: Told) -> date:
    return mail.at.astimezone(BRUSSELS).date()
