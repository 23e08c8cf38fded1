"""The deployment's address book: bodies and their functional mailboxes, from a YAML file outside the agenda."""

from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import Field, ValidationError

from schemas.base import Model
from services.alerts.domain.routing import Contact
from services.alerts.mail.content import Language
from services.runtime.errors import ConfigError


class OwnerContact(Model):
    """One entry: a body's functional mailbox, never a person's."""

    body: str
    address: str = Field(pattern=r"^[^\s@<>,]+@[^\s@<>,]+$")
    language: Language = "nl"


class OwnersFile(Model):
    """The whole file."""

    owners: tuple[OwnerContact, ...] = ()


def load_contacts(path: Path | None) -> dict[str, Contact]:
    """Body to contact; empty without a file. Raises ConfigError naming the fault, and a body named twice."""
    if path is None:
        return {}
    try:
        entries = OwnersFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {}).owners
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"KOERS_OWNERS_FILE {path.name}: {error}") from error
    if twice := _repeated([entry.body for entry in entries]):
        raise ConfigError(f"KOERS_OWNERS_FILE {path.name}: {', '.join(twice)} stand in it more than once")
    return {entry.body: Contact(entry.address, entry.language) for entry in entries}


def _repeated(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
