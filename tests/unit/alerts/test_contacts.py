"""The address book of a deployment."""

from dataclasses import replace
from pathlib import Path

import pytest

import services
from schemas.agenda import Body
from schemas.base import Text
from services.alerts.contacts import load_contacts
from services.alerts.domain.matters import Severity
from services.alerts.domain.routing import Condition, Contact, Step
from services.runtime.agenda import load_agenda
from services.runtime.errors import ConfigError


def body(name: str, *successors: str) -> Body:
    """A made-up body; one with successors is no longer active."""
    return Body(
        id=name, name=Text(en=name, nl=name), level="flemish", active=not successors, existed_in_2018=True,
        successors=successors,
    )  # fmt: skip


BODIES = (body("education"), body("vdab"), body("wse", "wewis"))
FULL = """
owners:
  - body: education
    contacts: [digital@education.example, desk@education.example]
    language: nl
    digest: monthly
    escalation:
      - {after_days: 30, contact: secretary-general@education.example}
      - {after_days: 60, contact: cabinet@education.example}
  - {body: vdab, contacts: [vdab@example.org], language: en}
"""


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "owners.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path, text: str) -> list[str]:
    """The faults of a file with this text."""
    with pytest.raises(ConfigError, match=r"^KOERS_OWNERS_FILE owners\.yaml cannot be used") as error:
        load_contacts(written(folder, text), BODIES)
    return error.value.message.splitlines()[1:]


def test_mailboxes_language_digest_and_escalation(tmp_path: Path) -> None:
    assert load_contacts(written(tmp_path, FULL), BODIES) == {
        "education": Contact(
            "digital@education.example",
            "nl",
            ("desk@education.example",),
            "monthly",
            (Step(30, "secretary-general@education.example"), Step(60, "cabinet@education.example")),
        ),
        "vdab": Contact("vdab@example.org", "en"),
    }


ROUTED = """
owners:
  - body: education
    contacts: [digital@education.example]
    language: nl
    digest: monthly
    timezone: Europe/Lisbon
    escalation: [{after_days: 30, contact: chief@education.example}]
    routes:
      - name: skills
        when: {areas: [skills], severity: serious}
        contacts: [skills@education.example]
        language: en
        routes:
          - name: reading
            when: {recommendations: [15], kinds: [target_missed]}
            digest: each
            escalation: []
      - {name: rest, when: {areas: [inclusion]}}
"""


def test_a_route_takes_over_what_it_does_not_say(tmp_path: Path) -> None:
    contact = load_contacts(written(tmp_path, ROUTED), BODIES, {"skills", "inclusion"})["education"]
    skills, rest = contact.routes
    [reading] = skills.contact.routes
    chief = (Step(30, "chief@education.example"),)
    assert skills.condition == Condition(areas=frozenset({"skills"}), severity=Severity.serious)
    assert replace(skills.contact, routes=()) == Contact(
        "skills@education.example", "en", (), "monthly", chief, "Europe/Lisbon"
    )
    assert reading.contact == Contact("skills@education.example", "en", (), "each", (), "Europe/Lisbon")
    assert rest.contact == replace(contact, routes=())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[inclusion]", "[exclusion]", "routes.1.when.areas.0: 'exclusion' is unknown; expected inclusion, skills"),
        ("name: rest", "name: reading", "routes.1.name: reading stands in it twice"),
        ("name: rest", "name: The Rest", "routes.1.name"),
        ("when: {areas: [inclusion]}", "when: {}", "routes.1.when: empty; expected areas, recommendations, kinds"),
        ("[15]", "[150]", "routes.0.routes.0.when.recommendations.0"),
        ("[target_missed]", "[target_lost]", "routes.0.routes.0.when.kinds.0"),
        ("severity: serious", "severity: mild", "routes.0.when.severity"),
        ("Europe/Lisbon", "Europe/Lisboa", "timezone: 'Europe/Lisboa'; expected the name of a time zone"),
        ("[skills@education.example]", "[a@b.example, A@b.example]", "routes.0.contacts.1: A@b.example stands here"),
        ("digest: each", "contacts: []", "routes.0.routes.0.contacts"),
    ],
)
def test_a_fault_of_a_route_is_named_with_its_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_contacts(written(tmp_path, ROUTED.replace(old, new)), BODIES, {"skills", "inclusion"})
    assert fault in error.value.message, error.value.message


def test_without_a_file_nobody_is_known() -> None:
    assert load_contacts(None, BODIES) == {}


def test_a_file_may_name_nobody_yet(tmp_path: Path) -> None:
    assert load_contacts(written(tmp_path, "owners: []"), BODIES) == {}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("language: en", "language: fr", "owners.yaml:10: 1.language: 'fr'; expected 'nl' or 'en'"),
        (", language: en", "", "owners.yaml:10: 1.language: missing; expected this field"),
        ("contacts: [vdab@example.org]", "contacts: []", "contacts"),
        ("contacts: [vdab@example.org]", "contacts: [nobody]", "contacts.0"),
        ("[vdab@example.org]", "['a@example.org, b@example.org']", "contacts.0"),
        ("contacts: [vdab@example.org]", "address: vdab@example.org", "address: unknown field"),
        ("body: vdab", "body: vdba", "body: 'vdba' is unknown; expected the id of a body of the agenda"),
        ("body: vdab", "body: wse", "body: wse is no longer active; expected a successor: wewis"),
        ("body: vdab", "body: education", "body: education stands in it twice"),
        ("digest: monthly", "digest: hourly", "digest: 'hourly'; expected 'each', 'weekly', 'monthly' or 'quarterly'"),
        ("desk@education", "Digital@education", "contacts.1: Digital@education.example stands here twice"),
        (
            "after_days: 60",
            "after_days: 30",
            "escalation.1.after_days: 30; expected more than 30, the days of the step",
        ),
        ("after_days: 30", "after_days: 0", "escalation.0.after_days"),
        ("contact: cabinet@", "contact: desk@", "; expected somebody else than the contacts"),
        ("contact: cabinet@education.example", "contact: cabinet", "escalation.1.contact"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    text = FULL.replace(old, new)
    found = told(tmp_path, text)
    assert any(fault in line for line in found), found
    assert all(line.startswith("owners.yaml:") for line in found)


def test_all_faults_are_told_at_once_each_at_its_line(tmp_path: Path) -> None:
    text = FULL.replace("body: vdab", "body: vdba").replace("after_days: 60", "after_days: 10")
    assert [line.partition(": ")[0] for line in told(tmp_path, text)] == [
        "owners.yaml:9", "owners.yaml:10"
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["owners: {", "owners: education", "- body: education", "people: []", ""])
def test_a_file_of_another_form_is_named(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"owners\.yaml:1: missing; expected this file"):
        load_contacts(tmp_path / "owners.yaml", BODIES)


def test_the_example_that_ships_with_koers_can_be_used() -> None:
    shipped = Path(services.__file__).parents[1] / "deploy" / "owners.example.yaml"
    found = load_contacts(shipped, load_agenda().bodies)
    assert {name: contact.language for name, contact in found.items()} == {"education": "nl", "vdab": "en"}
    assert found["education"].escalation == (Step(30, "secretary-general@education.example"),)
