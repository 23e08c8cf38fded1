"""One change of the agenda for each kind, and the sentence that tells it."""

from collections.abc import Callable
from datetime import date
from typing import Any

Edit = Callable[[Any], Any]


def with_(**fields: Any) -> Edit:
    """The same record with other fields; a function is applied to what stands there."""

    def edit(model: Any) -> Any:
        now = {name: to(getattr(model, name)) if callable(to) else to for name, to in fields.items()}
        return model.model_copy(update=now)

    return edit


def first(edit: Edit) -> Edit:
    """The first entry of a list edited."""
    return lambda entries: (edit(entries[0]), *entries[1:])


SKILLS = ("indicators", "digital-skills-basic")
CASES: list[tuple[tuple[str, object], Edit, str, str]] = [
    (SKILLS, with_(target=with_(value=85.0)),
     "target of digital-skills-basic raised from 80 to 85 by 2030",
     "doel van digital-skills-basic verhoogd van 80 naar 85 tegen 2030"),
    (SKILLS, with_(target=with_(value=79.5)),
     "target of digital-skills-basic lowered from 80 to 79.5 by 2030",
     "doel van digital-skills-basic verlaagd van 80 naar 79,5 tegen 2030"),
    (SKILLS, with_(target=with_(year=2035)),
     "target year of digital-skills-basic postponed from 2030 to 2035",
     "doeljaar van digital-skills-basic uitgesteld van 2030 naar 2035"),
    (SKILLS, with_(target=with_(year=2028)),
     "target year of digital-skills-basic brought forward from 2030 to 2028",
     "doeljaar van digital-skills-basic vervroegd van 2030 naar 2028"),
    (SKILLS, with_(target=with_(year=None)),
     "target of digital-skills-basic no longer has a year; it was 2030",
     "doel van digital-skills-basic heeft geen jaar meer; was 2030"),
    (("indicators", "unmet-care"), with_(target=with_(year=2030)),
     "target of unmet-care is now due by 2030; it had no year",
     "doel van unmet-care geldt nu tegen 2030; eerder zonder jaar"),
    (("indicators", "internet-income-gap"), with_(target=with_(value=0.25)),
     "target of internet-income-gap lowered from 0.5 to 0.25 times the baseline by 2030",
     "doel van internet-income-gap verlaagd van 0,5 naar 0,25 keer het vertrekpunt tegen 2030"),
    (SKILLS, with_(target=with_(scope="region")),
     "scope of the target of digital-skills-basic changed from “the Union as a whole, no norm here” to Flanders",
     "reikwijdte van het doel van digital-skills-basic gewijzigd van “de Unie als geheel, geen norm hier” naar "
     "Vlaanderen"),
    (SKILLS, with_(target=with_(basis="policy")),
     "basis of the target of digital-skills-basic changed from legal to policy",
     "grond van het doel van digital-skills-basic gewijzigd van wettelijk naar beleidsdoel"),
    (SKILLS, with_(target=with_(mode="hold")),
     "kind of the target of digital-skills-basic changed from “to be reached” to “to be held”",
     "aard van het doel van digital-skills-basic gewijzigd van “te bereiken” naar “te houden”"),
    (SKILLS, with_(path="none"),
     "path of digital-skills-basic changed from straight to none",
     "pad van digital-skills-basic gewijzigd van recht naar geen"),
    (SKILLS, with_(baseline=with_(value=55.0)),
     "value of the baseline of digital-skills-basic raised from 54.5 to 55",
     "waarde van het vertrekpunt van digital-skills-basic verhoogd van 54,5 naar 55"),
    (SKILLS, with_(baseline=None),
     "baseline of digital-skills-basic left out; it was ",
     "vertrekpunt van digital-skills-basic weggelaten; was "),
    (SKILLS, with_(tolerance=with_(value=1.0)),
     "tolerance of digital-skills-basic narrowed from 1.5 to 1 percentage points",
     "marge van digital-skills-basic versmald van 1,5 naar 1 procentpunt"),
    (("indicators", "einvoicing"), with_(steps=first(with_(value=30.0))),
     "value of step 2025 of einvoicing raised from 25 to 30",
     "waarde van stap 2025 van einvoicing verhoogd van 25 naar 30"),
    (("indicators", "einvoicing"), with_(steps=lambda steps: steps[1:]),
     "step 2025 (value: 25; note: “",
     "stap 2025 (waarde: 25; opmerking: “"),
    (SKILLS, with_(drift_policy="regression_only"),
     "alert rule of digital-skills-basic changed from “any drift” to “a fall only”",
     "regel voor waarschuwingen van digital-skills-basic gewijzigd van “elke afwijking” naar “alleen een "
     "achteruitgang”"),
    (SKILLS, with_(series=lambda refs: refs[:1] + refs[2:]),
     "digital-skills-basic is no longer measured by "
     "eurostat:isoc_sk_dskl_i21?freq=A&ind_type=IND_TOTAL&indic_is=I_DSK2_BAB&unit=PC_IND ",
     "digital-skills-basic wordt niet meer gemeten met eurostat:isoc_sk_dskl_i21?"),
    (SKILLS, with_(series=lambda refs: refs[::-1]),
     "order of the series of digital-skills-basic changed to figures:digital-skills-basic, ",
     "volgorde van de reeksen van digital-skills-basic gewijzigd in "),
    (SKILLS, with_(series=first(with_(geo=lambda geo: geo[1:]))),
     "place BE2 removed from series ",
     "plaats BE2 verwijderd uit reeks "),
    (SKILLS, with_(recommendations=first(with_(validity="proxy"))),
     "how digital-skills-basic serves recommendation 15 changed from direct to proxy",
     "hoe digital-skills-basic aanbeveling 15 dient, gewijzigd van rechtstreeks naar benadering"),
    (SKILLS, with_(recommendations=lambda refs: refs[1:]),
     "digital-skills-basic no longer serves recommendation 15 (direct): “",
     "digital-skills-basic dient niet langer aanbeveling 15 (rechtstreeks): “"),
    (("recommendations", 15), with_(lead="vdab"),
     "lead of recommendation 15 changed from “Department of Education and Training [education]” to “VDAB (",
     "trekker van aanbeveling 15 gewijzigd van “Departement Onderwijs en Vorming [education]” naar “VDAB ("),
    (("recommendations", 15), with_(lead_indicator=None),
     "lead indicator of recommendation 15 left out; it was digital-skills-basic",
     "leidende indicator van aanbeveling 15 weggelaten; was digital-skills-basic"),
    (("recommendations", 15), with_(partners=lambda partners: (*partners, "vlaio")),
     "partner VLAIO (Flanders Innovation and Entrepreneurship) [vlaio] added to recommendation 15",
     "partner VLAIO (Agentschap Innoveren en Ondernemen) [vlaio] toegevoegd aan aanbeveling 15"),
    (("recommendations", 15), with_(title=with_(nl="Vaardigheden (verzonnen)")),
     "title (Dutch) of recommendation 15 changed from “Waarborg basis- en digitale vaardigheden voor kinderen, "
     "volwassenen en werkzoekenden” to “Vaardigheden (verzonnen)”",
     "titel (Nederlands) van aanbeveling 15 gewijzigd van “Waarborg"),
    (("milestones", "m026-2"), with_(due=date(2028, 1, 1)),
     "due date of milestone m026-2 postponed from 1 January 2027 to 1 January 2028",
     "vervaldatum van mijlpaal m026-2 uitgesteld van 1 januari 2027 naar 1 januari 2028"),
    (("milestones", "m026-2"), with_(status="done"),
     "status of milestone m026-2 changed from announced to done",
     "status van mijlpaal m026-2 gewijzigd van aangekondigd naar klaar"),
    (("milestones", "m026-2"), with_(owner="vdab"),
     "owner of milestone m026-2 changed from “Flemish Government [flemish-government]” to “VDAB (",
     "eigenaar van mijlpaal m026-2 gewijzigd van “Vlaamse Regering [flemish-government]” naar “VDAB ("),
    (("bodies", "vdab"), with_(active=False),
     "body vdab is no longer active",
     "instantie vdab bestaat niet meer"),
    (("building_blocks", 21), with_(named=True),
     "being named of building block 21 changed from no to yes",
     "vermelding bij naam van bouwsteen 21 gewijzigd van nee naar ja"),
]  # fmt: skip
