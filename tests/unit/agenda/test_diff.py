"""What changed between two editions, in words a policy person understands; nothing is left out."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from schemas.agenda import Agenda, Change, Indicator, Target
from schemas.base import Model, Text
from services.runtime.agenda.diff import describe
from services.runtime.agenda.diff.excerpts import excerpts
from services.runtime.agenda.records import records
from services.runtime.wording import LANGUAGES, Lang
from tests.unit.agenda.diff_cases import CASES, Edit, with_


def sentences(agenda: Agenda, kind: str, name: object, edit: Edit, lang: Lang) -> list[str]:
    """What is told when one record is edited."""
    changed = []
    for model in getattr(agenda, kind):
        known = getattr(model, "id", None) or model.number
        changed.append(edit(model) if known == name else model)
    new = agenda.model_copy(update={kind: tuple(changed)})
    return [told for chapter in describe(agenda, new, lang) for told in chapter.sentences]


@pytest.mark.parametrize(("record", "edit", "en", "nl"), CASES, ids=[case[2][:60] for case in CASES])
def test_a_change_in_a_sentence(agenda: Agenda, record: tuple[str, object], edit: Edit, en: str, nl: str) -> None:
    wanted: dict[Lang, str] = {"en": en, "nl": nl}
    for lang, sentence in wanted.items():
        (told,) = sentences(agenda, *record, edit, lang)
        assert told.startswith(sentence)


def test_the_same_agenda_has_no_differences(agenda: Agenda) -> None:
    moved = agenda.model_copy(update={"indicators": agenda.indicators[::-1]})
    assert describe(agenda, agenda, "en") == describe(agenda, moved, "nl") == []


def test_what_came_went_and_was_renamed(agenda: Agenda) -> None:
    gone, kept = agenda.indicators[0], agenda.indicators[1]
    new = kept.model_copy(update={"id": "another-name"})
    told = describe(agenda, agenda.model_copy(update={"indicators": (new, *agenda.indicators[2:])}), "en")
    assert told[0].sentences == ["indicator adult-learning-12m is now called another-name"]
    gone_sentence = "indicator adult-learning-4w removed: “Adult learning in the last 4 weeks”; recommendations: "
    assert told[1].sentences[0].startswith(gone_sentence)
    assert told[1].heading == "indicator adult-learning-4w: Adult learning in the last 4 weeks"
    back = describe(agenda.model_copy(update={"indicators": agenda.indicators[1:]}), agenda, "nl")
    assert back[0].sentences[0].startswith(f"indicator {gone.id} toegevoegd: “{gone.title.nl}”")


def test_a_new_target_is_told_whole(agenda: Agenda) -> None:
    target = Target(value=70, operator=">=", year=2030, mode="reach", scope="region", basis="policy",
                    reference=Text(en="a plan (made up)", nl="een plan (verzonnen)"))  # fmt: skip
    (told,) = sentences(agenda, "indicators", "egov-users", with_(target=target), "en")
    what = "at least 70% by 2030 (to be reached; policy; Flanders)"
    assert told == f"target of egov-users set: {what}; reference: “a plan (made up)”"


def test_a_new_edition_says_why(agenda: Agenda) -> None:
    now, later = agenda.edition, agenda.edition + 1
    change = Change(edition=later, date=date(2026, 12, 1), who="editor", why=Text(en="A plan.", nl="Een plan."))
    told = describe(agenda, agenda.model_copy(update={"edition": later, "changes": (change, *agenda.changes)}), "nl")
    assert [line for chapter in told for line in chapter.sentences] == [
        f"editie {now} is nu {later}",
        f"editie {later} toegevoegd: datum: 1 december 2026; beslisser: editor; reden: “Een plan.”",
    ]


def test_of_long_texts_the_part_that_differs_is_shown() -> None:
    words = " ".join(f"word{n}" for n in range(60))
    old, new = excerpts(words, words.replace("word30", "another"))
    assert "word30" in old
    assert "another" in new
    assert max(len(old), len(new)) < 120
    assert old.startswith("…word2")
    assert old.endswith("…")
    assert excerpts("a", "b") == ("a", "b")


class Mutant(Model):
    """A field of a later version of a model."""

    asked_by: str
    weight: float = 1


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, Text):
        return value.model_copy(update={"nl": f"{value.nl} (anders)"})
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, date):
        return value.replace(year=value.year + 1)
    return f"{value}x" if isinstance(value, str) else None


def mutants(model: Any) -> Iterator[tuple[str, Any]]:
    """The model once for every field below it that says something, with that field changed, left out or reordered."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        label = f"{type(model).__name__}.{name}"
        if isinstance(value, Model) and not isinstance(value, Text):
            for below, mutant in mutants(value):
                yield below, model.model_copy(update={name: mutant})
            yield f"{label} left out", model.model_copy(update={name: None})
        elif isinstance(value, tuple):
            if value and isinstance(value[0], Model) and not isinstance(value[0], Text):
                for below, mutant in mutants(value[0]):
                    yield below, model.model_copy(update={name: (mutant, *value[1:])})
            if value:
                yield f"{label} shortened", model.model_copy(update={name: value[1:]})
            if len(value) > 1:
                yield f"{label} reordered", model.model_copy(update={name: value[::-1]})
        elif value is not None:
            yield label, model.model_copy(update={name: other(value)})


def only(agenda: Agenda, kind: str, model: Any) -> Agenda:
    """An agenda of one record."""
    empty = {name: () for name in Agenda.model_fields if isinstance(getattr(agenda, name), tuple)}
    return agenda.model_copy(update={**empty, "priorities": None, kind: (model,)})


def test_no_change_of_any_field_is_left_out(agenda: Agenda) -> None:
    seen: set[str] = set()
    kinds = {kind: models for kind, models in records(agenda).items() if hasattr(agenda, kind)}
    for kind, models in kinds.items():
        for name, model in models.items():
            for label, mutant in mutants(model):
                if label in seen:
                    continue
                seen.add(label)
                for old, new in ((model, mutant), (mutant, model)):
                    for lang in LANGUAGES:
                        told = describe(only(agenda, kind, old), only(agenda, kind, new), lang)
                        assert any(chapter.sentences for chapter in told), f"{kind} {name}: {label} is left out"
    fields = {f"Indicator.{name}" for name in Indicator.model_fields}
    assert {label.split()[0] for label in seen} >= fields - {"Indicator.frequency_note"}


def test_a_field_nobody_named_is_told_by_its_own_name(agenda: Agenda) -> None:
    class Later(Indicator):
        mandate: str | None = None
        mutants: tuple[Mutant, ...] = ()

    old = Later(**dict(agenda.indicators[0]))
    new = old.model_copy(update={"mandate": "a plan", "mutants": (Mutant(asked_by="x"),)})
    told = describe(only(agenda, "indicators", old), only(agenda, "indicators", new), "en")[0].sentences
    assert told == [
        "field ‘mandate’ of adult-learning-4w set: a plan",
        "field ‘mutants’ (field ‘asked by’: x; weight: 1) added to adult-learning-4w",
    ]
