"""The base every contract shares: frozen, closed when we write, tolerant when we read."""

from dataclasses import dataclass
from typing import Annotated, Any, Self, TypeVar, dataclass_transform

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

T = TypeVar("T")


class Model(BaseModel):
    """A value object of the contracts; closed, so a misspelt field never travels."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """A closed value object made by the million: checked where it is read, not where our own typed code makes it."""
    made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    made.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
    return made


class Described(Model):
    """A part of the files people edit; the sentence below a field is what their editor tells about it."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Event(Model):
    """The value of one Kafka record; its identity and time travel in CloudEvents headers."""

    @classmethod
    def read(cls, value: bytes) -> Self:
        """Parse a record as a consumer: unknown fields of a newer producer are ignored.

        Raises pydantic.ValidationError when the value is no such event.
        """
        return cls.model_validate_json(value, extra="ignore")

    def write(self) -> bytes:
        """The canonical JSON bytes of this event; equal events give equal bytes."""
        return self.model_dump_json(exclude_none=True).encode()


class Text(Model):
    """A text for readers; both languages are required (N42)."""

    en: str
    nl: str

    def __getitem__(self, lang: str) -> str:
        return self.nl if lang == "nl" else self.en


Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Number = Annotated[int, Field(ge=1, le=107)]
JsonObject = dict[str, Any]
