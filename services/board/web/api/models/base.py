"""The base of all answers, and what an address that cannot be answered gets."""

from pydantic import BaseModel, ConfigDict, Field


class Answered(BaseModel):
    """The base of all answers."""

    model_config = ConfigDict(frozen=True)


class Fault(Answered):
    """What is wrong with a part of an address."""

    where: str = Field(examples=["query.as-of"])
    fault: str = Field(examples=["The agenda was published on 4 July 2018; give a later day."])


class Faults(Answered):
    """Why an address cannot be answered."""

    detail: list[Fault]


class Missing(Answered):
    """There is no such thing."""

    detail: str = Field(examples=["not found"])
