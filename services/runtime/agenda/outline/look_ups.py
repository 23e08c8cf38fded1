"""What names what: look-ups an outline needs beside those of the index."""

from schemas.agenda import Agenda, Body, Indicator, Milestone, Recommendation
from schemas.printed import Challenge
from services.runtime.agenda.index import AgendaIndex
from services.runtime.wording import Lang


class LookUps:
    """Names and back links in one edition and language."""

    def __init__(self, agenda: Agenda, lang: Lang) -> None:
        self.agenda = agenda
        self.lang: Lang = lang
        self.index = AgendaIndex(agenda)
        self.challenges = {challenge.id: challenge for area in agenda.areas for challenge in area.challenges}

    def body(self, name: str | None) -> str:
        """`Departement … [wewis]`; empty without a name."""
        return f"{self.index.body(name).name[self.lang]} [{name}]" if name else ""

    def bodies(self, names: tuple[str, ...]) -> str:
        """Several bodies."""
        return "; ".join(self.body(name) for name in names)

    def recommendation(self, number: int) -> str:
        """`15 Guarantee …`."""
        return f"{number} {self.index.recommendation(number).title[self.lang]}"

    def area(self, name: str) -> str:
        """The name of an area."""
        return next(area.name[self.lang] for area in self.agenda.areas if area.id == name)

    def challenge(self, name: str) -> Challenge:
        """The challenge of this id."""
        return self.challenges[name]

    def block(self, number: int) -> str:
        """`21 (not named)`."""
        block = next(block for block in self.agenda.building_blocks if block.number == number)
        nameless = {"nl": "(niet genoemd)", "en": "(not named)"}[self.lang]
        return f"{number} {block.name[self.lang] if block.name else nameless}"

    def cell(self, name: str) -> str:
        """`Up-to-date education and training [stand-firm.education-training]`."""
        cells = self.agenda.priorities.cells if self.agenda.priorities else ()
        return next(f"{cell.name[self.lang]} [{name}]" for cell in cells if cell.id == name)

    def action(self, name: str) -> str:
        """`A03.1-1 Follow up …`."""
        return f"{name} {next(found.title[self.lang] for found in self.agenda.actions if found.id == name)}"

    def indicators_of(self, number: int) -> list[Indicator]:
        """Those that serve a recommendation: the lead indicator first, then direct ones, proxies and context."""
        lead = self.index.recommendation(number).lead_indicator
        order = ("direct", "proxy", "context")
        found = [(i, ref) for i in self.agenda.indicators for ref in i.recommendations if ref.number == number]
        return [i for i, _ in sorted(found, key=lambda pair: (pair[0].id != lead, order.index(pair[1].validity)))]

    def led_by(self, body: Body) -> list[Recommendation]:
        """What a body should answer for."""
        return [found for found in self.agenda.recommendations if found.lead == body.id]

    def owned_by(self, body: Body) -> list[Milestone]:
        """The milestones of a body."""
        return [found for found in self.agenda.milestones if found.owner == body.id]
