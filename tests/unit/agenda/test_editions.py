"""An edition that is out never changes: raise its number and say why, or be refused."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from schemas.agenda import Agenda
from schemas.seal import Seal
from services.runtime.agenda import SHIPPED, check_agenda, load_agenda
from services.runtime.agenda.sealing import content_sha256, seal_text, sealed
from services.runtime.errors import ConfigError
from tests.unit.agenda.edit import SKILLS
from tests.unit.agenda.test_faults import replace, told

NOW, MADE = load_agenda().edition, load_agenda().changes[0].date
NEXT = NOW + 1
RECORD = f"""\
changes:
  - edition: {NEXT}
    date: 2026-12-01
    who: agenda editor
    why:
      en: The target of basic digital skills follows the new plan (made up).
      nl: Het doel voor digitale basisvaardigheden volgt het nieuwe plan (verzonnen).
"""


def change_target(root: Path) -> None:
    replace(root / SKILLS, "      value: 80\n", "      value: 85\n")


def raise_edition(root: Path) -> None:
    replace(root / "edition.yaml", f"edition: {NOW}\n\n", f"edition: {NEXT}\n\n")
    replace(root / "edition.yaml", "changes:\n", RECORD)


def seal(root: Path) -> None:
    agenda = load_agenda(root)
    before = Seal.model_validate(yaml.safe_load((root / "seal.yaml").read_text("utf-8")))
    (root / "seal.yaml").write_text(seal_text(sealed(agenda, before)), "utf-8")


def test_the_edition_that_ships_is_sealed() -> None:
    assert check_agenda(SHIPPED).sealed


def test_a_change_under_the_same_number_is_refused(root: Path) -> None:
    change_target(root)
    wanted = (
        f"{root}/edition.yaml:5: edition: the content differs from edition {NOW} as it was sealed; "
        f"expected edition {NEXT}, with a record under changes that says why"
    )
    assert told(root) == [wanted]
    with pytest.raises(ConfigError, match=f"content differs from edition {NOW}"):
        load_agenda(root)


def test_a_draft_may_be_looked_at_before_its_number_is_raised(root: Path) -> None:
    change_target(root)
    assert check_agenda(root, draft=True).faults.lines == []


def test_a_raised_edition_with_its_reason_is_accepted_and_can_be_worked_on_until_it_is_sealed(root: Path) -> None:
    raise_edition(root)
    change_target(root)
    checked = check_agenda(root)
    assert checked.faults.lines == []
    assert not checked.sealed
    seal(root)
    assert check_agenda(root).sealed
    replace(root / SKILLS, "      value: 85\n", "      value: 90\n")
    assert len(told(root)) == 1
    assert f"differs from edition {NEXT} as it was sealed; expected edition {NEXT + 1}" in told(root)[0]


def test_going_back_to_an_older_number_is_refused(root: Path) -> None:
    raise_edition(root)
    change_target(root)
    seal(root)
    replace(root / "edition.yaml", RECORD, "changes:\n")
    replace(root / "edition.yaml", f"edition: {NEXT}\n\n", f"edition: {NOW}\n\n")
    assert [fault.partition(": ")[2] for fault in told(root)] == [
        f"edition: {NOW}; expected {NEXT} or more: edition {NEXT} is sealed"
    ]


def test_a_raised_number_without_its_reason_is_refused(root: Path) -> None:
    replace(root / "edition.yaml", f"edition: {NOW}\n\n", f"edition: {NEXT}\n\n")
    wanted = f"edition: edition {NEXT} has no record; expected one under changes that says why it was made"
    assert [fault.partition(": ")[2] for fault in told(root)] == [wanted]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (f"edition: {NEXT}\n\n", f"edition: {NOW}\n\n",
         f"5: edition: {NOW}; expected the newest edition under changes, {NEXT}"),
        (f"edition: {NEXT}\n\n", "edition: true\n\n", "5: edition: true; expected a whole number from 1"),
        (f"edition: {NEXT}\n\n", "edition: 0\n\n", "5: edition: 0; expected a whole number from 1"),
        (f"  - edition: {NEXT}\n", "  - edition: 99\n",
         f"8: 99.edition: 99; expected {NEXT}: newest first, each edition once"),
        (f"  - edition: {NOW}\n", f"  - edition: {NEXT}\n",
         f"14: {NEXT}.edition: {NEXT}; expected {NOW}: newest first, each edition once"),
        ("date: 2026-12-01", "date: 2026-11-01",
         f"15: {NOW}.date: '{MADE}'; expected no later day than 2026-11-01, when edition {NEXT} was made"),
        ("who: agenda editor\n    why:\n      en: The target", "who: ' '\n    why:\n      en: The target",
         f"10: {NEXT}.who: ' '; expected a role such as agenda editor, never a person"),
        ("who: agenda editor\n    why:\n      en: The target", "who: Jan Peeters\n    why:\n      en: The target",
         f"10: {NEXT}.who: 'Jan Peeters'; expected a role such as agenda editor, never a person"),
        ("      nl: Het doel voor digitale", "      fr: Het doel voor digitale",
         f"11: {NEXT}.why.nl: missing; expected this field"),
        ("    date: 2026-12-01\n", "", f"8: {NEXT}.date: missing; expected this field"),
    ],
)  # fmt: skip
def test_change_records_stand_newest_first_and_complete(root: Path, old: str, new: str, fault: str) -> None:
    raise_edition(root)
    replace(root / "edition.yaml", old, new)
    assert f"{root}/edition.yaml:{fault}" in told(root)


@pytest.mark.parametrize("who", ["Flemish Government", "Departement Onderwijs en Vorming", "Agenda editor"])
def test_a_body_or_a_role_may_decide(root: Path, who: str) -> None:
    replace(root / "edition.yaml", "who: agenda editor", f"who: {who}")
    assert told(root) == []


def test_a_status_is_no_newer_than_the_edition(root: Path) -> None:
    later = MADE + timedelta(days=1)
    replace(root / "milestones/labour-market.yaml", "as_of: '2026-11-24'", f"as_of: '{later}'")
    assert f"m026-1.as_of: '{later}'; expected no later day than {MADE}, the date of this edition" in told(root)[1]


def test_an_address_stays_even_in_a_new_edition(root: Path) -> None:
    raise_edition(root)
    replace(root / "recommendations.yaml", "slug: skill-guarantee", "slug: guarantee")
    assert [fault.partition(": ")[2] for fault in told(root)] == [
        "15.slug: 'guarantee'; expected skill-guarantee: an address never changes"
    ]


def test_the_seal_may_not_be_lost_or_broken(root: Path) -> None:
    replace(root / "seal.yaml", "sha256: ", "sha256: x")
    (fault,) = told(root)
    assert fault.startswith(f"{root}/seal.yaml:6: editions.0.sha256: 'x")
    assert fault.endswith("; expected a text that matches ^[0-9a-f]{64}$")
    (root / "seal.yaml").unlink()
    assert told(root) == [f"{root}/seal.yaml:1: missing; expected this file, as `koers agenda seal` writes it"]


def test_the_hash_is_of_content_alone(root: Path, agenda: Agenda) -> None:
    """Comments, quotes, the order of records and fields that say what goes without saying are no content."""
    raise_edition(root)
    replace(root / "areas.yaml", "# The seven", "# All seven")
    replace(root / "bodies.yaml", "name:\n      en: Flemish Government", "name:\n      en: 'Flemish Government'")
    text = (root / SKILLS).read_text("utf-8")
    first, second = text.index("  - id: adult-learning-4w"), text.index("  - id: adult-learning-12m")
    third = text.index("  - id: adult-learning-aes")
    moved = text[:first] + text[second:third] + text[first:second] + text[third:]
    (root / SKILLS).write_text(moved.replace("    formula: value\n", "", 1), "utf-8")
    assert load_agenda(root).sha256 == agenda.sha256
    assert content_sha256(agenda) == agenda.sha256


def test_the_seal_keeps_every_edition(agenda: Agenda) -> None:
    first = sealed(agenda, None)
    second = sealed(agenda.model_copy(update={"edition": NEXT, "sha256": "f" * 64}), first)
    assert [(one.edition, one.sha256) for one in second.editions] == [(NEXT, "f" * 64), (NOW, agenda.sha256)]
    assert second.slugs == first.slugs
    assert len(first.slugs) == 107
    assert Seal.model_validate(yaml.safe_load(seal_text(second))) == second
