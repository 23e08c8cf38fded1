"""The address book of a deployment."""

from pathlib import Path

import pytest

from services.alerts.contacts import load_contacts
from services.alerts.domain.routing import Contact
from services.runtime.errors import ConfigError


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "owners.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_bodies_have_an_address_and_a_language(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "owners:\n"
        "  - {body: education, address: education@example.org}\n"
        "  - {body: vdab, address: vdab@example.org, language: en}\n",
    )
    assert load_contacts(path) == {
        "education": Contact("education@example.org", "nl"),
        "vdab": Contact("vdab@example.org", "en"),
    }


def test_without_a_file_nobody_is_known() -> None:
    assert load_contacts(None) == {}


@pytest.mark.parametrize(
    "text",
    [
        "owners: [{body: education}]",
        "owners: [{body: education, address: nobody}]",
        "owners: [{body: education, address: 'a@example.org, b@example.org'}]",
        "owners: [{body: education, address: a@example.org, language: fr}]",
        "owners: [{body: education, address: a@example.org}, {body: education, address: b@example.org}]",
        "owners: {",
    ],
)
def test_a_faulty_file_stops_the_process_and_names_itself(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"KOERS_OWNERS_FILE owners\.yaml"):
        load_contacts(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"owners\.yaml"):
        load_contacts(tmp_path / "owners.yaml")
