"""Which of the recommendations a reader asks to see; the same on the start page, in its table and in the API."""

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Query

from services.board.web.queries.standings import Standings

LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """Empty shows all."""

    area: str = ""
    state: str = ""
    body: str = ""
    cell: str = ""
    block: str = ""
    search: str = ""

    def takes(self, row: Standings) -> bool:
        """Whether a recommendation fits. Search ignores case and accents, and looks in both languages."""
        recommendation = row.recommendation
        text = " ".join((str(recommendation.number), *recommendation.title.model_dump().values()))
        return (
            self.area in ("", recommendation.area)
            and self.state in ("", row.standing)
            and (not self.body or self.body in {owner.body.id for owner in row.owners})
            and (not self.cell or self.cell in recommendation.priority_cells)
            and (not self.block or self.block in map(str, recommendation.building_blocks))
            and (not self.search or folded(self.search) in folded(text))
        )

    @property
    def asked(self) -> dict[str, str]:
        """The filters that are set, as they stand in an address."""
        named = {"area": self.area, "state": self.state, "body": self.body, "cell": self.cell, "block": self.block}
        return {name: value for name, value in {**named, "q": self.search}.items() if value}


def choice_of(
    area: Annotated[
        str, Query(max_length=LONGEST, description="Only those of this area.", examples=["future-oriented-skills"])
    ] = "",
    state: Annotated[
        str, Query(max_length=LONGEST, description="Only those that stand so.", examples=["off_track"])
    ] = "",
    body: Annotated[
        str, Query(max_length=LONGEST, description="Only those this body leads.", examples=["education"])
    ] = "",
    cell: Annotated[
        str,
        Query(
            max_length=LONGEST, description="Only those of this priority.", examples=["stand-firm.education-training"]
        ),
    ] = "",
    block: Annotated[
        str, Query(max_length=LONGEST, description="Only those of this building block.", examples=["8"])
    ] = "",
    q: Annotated[
        str,
        Query(max_length=LONGEST, description="Only those whose title holds this, accents aside.", examples=["skills"]),
    ] = "",
) -> Choice:
    """The filters of an address."""
    return Choice(area, state, body, cell, block, q.strip())


def folded(text: str) -> str:
    """Without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


ChoiceDep = Annotated[Choice, Depends(choice_of)]
