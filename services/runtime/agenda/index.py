"""What services ask the agenda: who owns, what serves what, and which series are wanted."""

from collections import defaultdict
from datetime import date

from schemas.agenda import Action, Agenda, Area, Body, BuildingBlock, Cell, Change, Indicator, Milestone, Recommendation
from schemas.assessment import Link
from schemas.verdicts import Validity

Use = tuple[str, str, str]


class AgendaIndex:
    """Read-only look-ups in one edition. Unknown names raise KeyError."""

    def __init__(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self._indicators = {indicator.id: indicator for indicator in agenda.indicators}
        self._keys = {indicator.key: indicator for indicator in agenda.indicators}
        self._recommendations = {found.number: found for found in agenda.recommendations}
        self._bodies = {body.id: body for body in agenda.bodies}
        self._areas = {area.id: area for area in agenda.areas}
        self._blocks = {block.number: block for block in agenda.building_blocks}
        self._actions = {action.id: action for action in agenda.actions}
        self._serving: dict[int, list[tuple[Indicator, Validity]]] = defaultdict(list)
        for indicator in agenda.indicators:
            for link in indicator.recommendations:
                self._serving[link.number].append((indicator, link.validity))
        self._steps = {milestone.id: milestone for milestone in agenda.milestones}
        self._milestones: dict[int, list[Milestone]] = defaultdict(list)
        for milestone in agenda.milestones:
            for number in milestone.recommendations:
                self._milestones[number].append(milestone)
        self._followed: dict[int, list[str]] = defaultdict(list)
        for key in self._keys:
            for number in self.numbers_of(key):
                self._followed[number].append(key)

    def change_of(self, edition: int) -> Change | None:
        """Who made this edition and why; None for one that this agenda does not know."""
        return next((change for change in self.agenda.changes if change.edition == edition), None)

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator of this id."""
        return self._indicators[indicator_id]

    def indicator_by_key(self, key: str) -> Indicator:
        """The indicator of an assessment's key, `indicator/geo`."""
        return self._keys[key]

    def recommendation(self, number: int) -> Recommendation:
        """The recommendation of this number."""
        return self._recommendations[number]

    def body(self, body_id: str) -> Body:
        """The body of this id, active or not."""
        return self._bodies[body_id]

    def area(self, area_id: str) -> Area:
        """The area of this id."""
        return self._areas[area_id]

    def cells(self) -> tuple[Cell, ...]:
        """The cells of the priority matrix, row by row; none where the edition has no matrix."""
        return self.agenda.priorities.cells if self.agenda.priorities else ()

    def block(self, number: int) -> BuildingBlock:
        """The building block of this number, named or not."""
        return self._blocks[number]

    def recommendations_of(self, block: BuildingBlock) -> tuple[int, ...]:
        """The recommendations that name a building block, ascending."""
        return tuple(n for n, found in sorted(self._recommendations.items()) if block.number in found.building_blocks)

    def action(self, action_id: str) -> Action:
        """The SERV's own action of this id."""
        return self._actions[action_id]

    def active_bodies(self, body_id: str, on: date | None = None) -> tuple[Body, ...]:
        """The body itself, or those that act for it on a day; several where its tasks were divided."""
        body = self._bodies[body_id]
        if body.acts(on):
            return (body,)
        found = [heir for successor in body.successors for heir in self.active_bodies(successor, on)]
        return tuple({heir.id: heir for heir in found}.values())

    def numbers_of(self, item: str) -> tuple[int, ...]:
        """The recommendations an indicator (by the key of its assessment) or milestone serves, context aside."""
        if item in self._keys:
            links = self._keys[item].recommendations
            return tuple(link.number for link in links if link.validity is not Validity.context)
        return self._steps[item].recommendations if item in self._steps else ()

    def milestones_of(self, number: int) -> tuple[Milestone, ...]:
        """The milestones that show recommendation `number` kept."""
        return tuple(self._milestones.get(number, ()))

    def serving(self, number: int) -> tuple[tuple[Indicator, Validity], ...]:
        """The indicators that serve recommendation `number`, and how each does."""
        return tuple(self._serving.get(number, ()))

    def links_of(self, indicator: Indicator) -> list[Link]:
        """The recommendations it serves; a Belgian figure for a Flemish recommendation is a stand-in."""
        return [self._link(indicator, ref.number, ref.validity) for ref in indicator.recommendations]

    def _link(self, indicator: Indicator, number: int, validity: Validity) -> Link:
        recommendation = self._recommendations[number]
        belgian = indicator.geography.primary == "BE" and recommendation.level == "flemish"
        return Link(
            number=number,
            slug=recommendation.slug,
            title=recommendation.title,
            validity=validity,
            lead=recommendation.lead_indicator == indicator.id,
            stand_in=indicator.stand_in or belgian,
        )

    def leads_of(self, indicator: Indicator) -> dict[str, tuple[int, ...]]:
        """The bodies the agenda proposes as leads of what it serves directly or as a proxy, direct ones first."""
        numbers: dict[str, list[int]] = {}
        for wanted in (Validity.direct, Validity.proxy):
            for link in indicator.recommendations:
                if link.validity == wanted:
                    numbers.setdefault(self._recommendations[link.number].lead, []).append(link.number)
        return {body: tuple(sorted(served)) for body, served in numbers.items()}

    def concerned_by(self, item: str) -> tuple[str, ...]:
        """The keys of the indicators that what is said of an item may be about: those that serve what it serves."""
        found = (key for number in self.numbers_of(item) for key in self._followed[number])
        return tuple(sorted(set(found)))

    def composites_of(self, indicator_id: str) -> tuple[str, ...]:
        """The composites this indicator is a member of."""
        return tuple(found.id for found in self.agenda.indicators if indicator_id in _members(found))

    def series_wanted(self) -> dict[str, list[Use]]:
        """Every series to ask for, with its uses as (indicator key, input, place).

        For a member of a composite there is a second use under the composite's key; its input is `member/input`. A
        composite scaled between EU members asks for all of them. Unconfirmed references are left out.
        """
        wanted: dict[str, list[Use]] = defaultdict(list)
        for indicator in self.agenda.indicators:
            for name, geo, series in indicator.wanted():
                wanted[str(series)].append((indicator.key, name, geo))
            scaled = indicator.composite is not None and indicator.composite.between_members
            for member in _members(indicator):
                for name, geo, series in self._indicators[member].wanted(every_member=scaled):
                    wanted[str(series)].append((indicator.key, f"{member}/{name}", geo))
        return dict(wanted)


def _members(indicator: Indicator) -> tuple[str, ...]:
    return tuple(member.indicator for member in indicator.composite.members) if indicator.composite else ()
