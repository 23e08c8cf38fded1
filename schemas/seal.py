"""What is settled about the agenda: the content of every sealed edition, and the addresses that never change."""

from typing import Annotated

from pydantic import Field

from schemas.base import Described, Sha256, Slug


class SealedEdition(Described):
    """An edition that is out: its content never changes again."""

    edition: Annotated[int, Field(ge=1)]
    """Its number."""
    sha256: Sha256
    """SHA-256 over its content."""


class Seal(Described):
    """Written by `koers agenda seal`, never by hand."""

    editions: tuple[SealedEdition, ...]
    """Every sealed edition, newest first."""
    slugs: tuple[Slug, ...]
    """The addresses of the recommendations, in order of their numbers."""
