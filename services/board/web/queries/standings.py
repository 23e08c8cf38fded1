"""How all recommendations stand: for the start page, a body's page, and the lists of the API."""

from dataclasses import dataclass
from datetime import date

from schemas.agenda import Area, Body, Recommendation
from schemas.policy import Answer, RecommendationState, RecommendationStatus
from schemas.verdicts import Verdict
from services.board.domain.brief import Brief
from services.board.domain.grounds import Part, grounds_of
from services.board.domain.standing import Standing, standing_of
from services.board.web.moment import Moment
from services.runtime.agenda import AgendaIndex
from services.runtime.agenda.ownership import Accepted, accepted_of, owner_of
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Owner:
    """A body that leads; `accepted` only when it has said so itself.

    `heirs` where it has ceased and its tasks went to several: which of them leads has still to be said.
    """

    body: Body
    accepted: bool
    heirs: tuple[Body, ...] = ()


@dataclass(frozen=True, slots=True)
class Standings:
    """A recommendation as it stands; `lead` is the indicator its headline rests on, `state` None before its roll-up."""

    recommendation: Recommendation
    area: Area
    lead: Brief | None
    owners: tuple[Owner, ...]
    state: RecommendationState | None

    @property
    def status(self) -> RecommendationStatus:
        """How it is known."""
        return self.state.status if self.state else RecommendationStatus.not_known_yet

    @property
    def verdict(self) -> Verdict | None:
        """Its headline; None where it is not measured."""
        return self.state.headline if self.state else None

    @property
    def standing(self) -> Standing:
        """How it stands, in one of five words."""
        return standing_of(self.status, self.verdict)

    @property
    def grounds(self) -> tuple[Part, ...]:
        """Why it stands so."""
        return grounds_of(self.state)


async def read_standings(connection: Connection, agenda: AgendaIndex, moment: Moment) -> list[Standings]:
    """All recommendations of the agenda in order, also those that were never rolled up; owners are those of the day."""
    cursor = await connection.execute(
        "SELECT r.number, r.state::text, a.brief::text FROM board.recommendations_at(%(at)s, %(reaction)s) r "
        "LEFT JOIN board.assessments_at(%(at)s, %(reaction)s) a ON a.key = r.state->>'headline_member'",
        moment.filled(),
    )
    known = {number: (state, brief) for number, state, brief in await cursor.fetchall()}
    accepted = await read_accepted(connection, agenda, moment)
    return [
        _standing(found, agenda, known.get(found.number), owners_of(agenda, found, accepted, moment.today))
        for found in agenda.agenda.recommendations
    ]


async def read_accepted(connection: Connection, agenda: AgendaIndex, moment: Moment) -> Accepted:
    """The (body, recommendation) whose ownership the body has accepted in an answer about one of its items."""
    cursor = await connection.execute(
        "SELECT answer::text FROM board.answers_at(%(at)s) WHERE answer ? 'accepts_ownership'", moment.filled()
    )
    return accepted_of([Answer.read(row[0].encode()) for row in await cursor.fetchall()], agenda.numbers_of)


def owners_of(
    agenda: AgendaIndex, recommendation: Recommendation, accepted: Accepted, today: date
) -> tuple[Owner, ...]:  # fmt: skip
    """The bodies that lead a recommendation on a day."""
    return owners_named(agenda, recommendation.lead, (recommendation.number,), accepted, today)


def owners_named(
    agenda: AgendaIndex, body: str, numbers: tuple[int, ...], accepted: Accepted, today: date
) -> tuple[Owner, ...]:  # fmt: skip
    """Who owns, on a day, what the agenda names this body for. Raises KeyError for an unknown body."""
    found = owner_of(agenda, body, numbers, today, accepted)
    return tuple(
        Owner(agenda.body(owner.body), owner.accepted, tuple(agenda.body(heir.body) for heir in owner.successors))
        for owner in found
    )


def _standing(
    recommendation: Recommendation, agenda: AgendaIndex, known: tuple[str, str | None] | None, owners: tuple[Owner, ...]
) -> Standings:
    state, brief = known or (None, None)
    return Standings(
        recommendation=recommendation,
        area=agenda.area(recommendation.area),
        lead=Brief.model_validate_json(brief) if brief else None,
        owners=owners,
        state=reckoned(state, agenda, recommendation.number),
    )


def reckoned(text: str | None, agenda: AgendaIndex, number: int) -> RecommendationState | None:
    """A stored roll-up; None for one that was made before any of the indicators that the agenda names had arrived."""
    if text is None:
        return None
    state = RecommendationState.read(text.encode())
    unfilled = not state.members and state.status is not RecommendationStatus.measured
    return None if unfilled and agenda.serving(number) else state
