"""What addresses of the API name, each with an example that the tests ask for."""

from typing import Annotated

from fastapi import Path, Query

Number = Annotated[int, Path(description="Number of a recommendation, 1 to 107.", examples=[15])]
IndicatorId = Annotated[str, Path(description="Id of an indicator.", examples=["digital-skills-basic"])]
AreaId = Annotated[str, Path(description="Id of an area.", examples=["future-oriented-skills"])]
CellId = Annotated[str, Path(description="Id of a cell.", examples=["stand-firm.education-training"])]
BlockNumber = Annotated[int, Path(description="Number of a building block, 1 to 50.", examples=[8])]
ActionId = Annotated[str, Path(description="Id of an action of the SERV.", examples=["A03.1-1"])]
MilestoneId = Annotated[str, Path(description="Id of a milestone.", examples=["m001-2"])]
BodyId = Annotated[str, Path(description="Id of a body.", examples=["education"])]
SourceName = Annotated[str, Path(description="Name of a source.", examples=["eurostat"])]
SeriesId = Annotated[
    str,
    Path(
        description="The id, percent-encoded: its ? as %3F.",
        max_length=300,
        examples=["eurostat:isoc_r_dskl_i?freq=A&geo=BE2&indic_is=I_DSK2_BAB&unit=PC_IND"],
    ),
]
Serving = Annotated[
    int | None, Query(ge=1, le=107, description="Only what serves this recommendation.", examples=[15])
]  # fmt: skip
