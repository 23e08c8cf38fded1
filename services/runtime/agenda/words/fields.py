"""What the fields of the agenda are called in a sentence; a field nobody named yet stands under its own name."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.runtime.wording import Lang


@dataclass(frozen=True)
class Noun:
    """A noun in both languages, with the article it takes in Dutch."""

    nl: str
    article: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.nl if lang == "nl" else self.en

    def definite(self, lang: Lang) -> str:
        """With its article: the target, het doel."""
        return f"{self.article} {self.nl}" if lang == "nl" else f"the {self.en}"


def _nouns(text: str) -> Mapping[str, Noun]:
    """One a line: field | article and noun in Dutch | noun in English."""
    found: dict[str, Noun] = {}
    for line in text.strip().splitlines():
        field, nl, en = (part.strip() for part in line.split("|"))
        article, _, noun = nl.partition(" ")
        found[field] = Noun(noun, article, en)
    return found


_FIELDS = _nouns("""
edition | de editie | edition
date | de datum | date
who | de beslisser | decision maker
why | de reden | reason
title | de titel | title
summary | de samenvatting | summary
name | de naam | name
definition | de definitie | definition
note | de opmerking | note
reference | de vindplaats | reference
slug | het adres | address
area | het domein | area
challenge | de uitdaging | challenge
challenges | de uitdagingen | challenges
lead | de trekker | lead
lead_in_2018 | de trekker van 2018 | lead of 2018
flemish_contact | de Vlaamse contactinstantie | Flemish contact
partners | de partners | partners
level | het bevoegdheidsniveau | level of government
named_in_text | de lijst van genoemde instanties | list of bodies the text names
ask | de soort vraag | kind of ask
asks | de deelvragen | asks
compound | de bundeling van vragen | bundling of asks
monitoring_mode | de manier van opvolgen | way of following
lead_indicator | de leidende indicator | lead indicator
monitoring | de werknota | working note
caveat | het voorbehoud | caveat
open_question | de open vraag | open question
overlaps | de overlappingen | overlaps
building_blocks | de bouwstenen | building blocks
priority_cells | de cellen van de matrix | cells of the matrix
serv_actions | de acties van de SERV | SERV actions
stated_quantities | de genoemde cijfers | stated figures
is_target | het karakter van doel | being a target
stated_in | de plaats in de tekst | place in the text
label | de omschrijving | wording
irregularities | de drukfouten | irregularities
theme | het thema | theme
recommendations | de aanbevelingen | recommendations
active | het bestaan | being active
existed_in_2018 | het bestaan in 2018 | existence in 2018
successors | de opvolgers | successors
successor_since | het jaar van opvolging | year of succession
verified | de zekerheid | certainty
action | de actie | action
done_when | het criterium | criterion
status | de status | status
status_note | de toelichting bij de status | note on the status
as_of | de datum van de status | date of the status
due | de vervaldatum | due date
due_basis | de grond van de vervaldatum | basis of the due date
due_note | de toelichting bij de vervaldatum | note on the due date
recurrence | de herhaling | recurrence
depends_on | de voorwaarden | conditions
owner | de eigenaar | owner
unit | de eenheid | unit
direction | de gewenste richting | wanted direction
type | het type | type
other_types | de andere types | other types
geography | het gebied | geography
primary | de beoordeelde plaats | judged place
fallback | de vervangende plaats | fallback place
geo | de plaats | place
stand_in | de rol van vervanger | being a stand-in
comparators | de vergelijkingsplaatsen | comparators
first_year | het eerste jaar | first year
frequency | de frequentie | frequency
frequency_note | de nota over de frequentie | note on the frequency
last_known_end | de laatst bekende periode | last known period
series | de reeksen | series
input | de term | term
id | de identiteit | identity
formula | de formule | formula
composite | de samenstelling | composition
members | de onderdelen | members
indicator | de indicator | indicator
weight | het gewicht | weight
weights | de gewichten | weights
transform | de omrekening | transformation
normalisation | de normalisering | normalisation
minimum_members | het minimum aan onderdelen | minimum of members
splice | de aaneenschakeling van publicaties | splice
comparable | de vergelijkbaarheid | comparability
rounding | de afronding | rounding
parts | de delen | parts
periods | de periodes | periods
source | de bron | source
target | het doel | target
value | de waarde | value
operator | de richting | comparison
year | het jaar | year
relative_to | de verhouding tot het vertrekpunt | relation to the baseline
mode | de aard | kind
scope | de reikwijdte | scope
basis | de grond | basis
benchmark | de vergelijkingsmaat | benchmark
benchmark_note | de toelichting bij de vergelijkingsmaat | note on the benchmark
path | het pad | path
steps | de stappen | steps
period | de periode | period
baseline | het vertrekpunt | baseline
tolerance | de marge | tolerance
limits | de grenzen | limits
min | de ondergrens | lower limit
max | de bovengrens | upper limit
saturation | het verzadigingsniveau | level of saturation
drift_policy | de regel voor waarschuwingen | alert rule
breaks | de breuken | breaks
reason | de reden | reason
caveats | de voorbehouden | caveats
validity | de geldigheid | validity
section | de gedrukte nummering | printed number
printed_name_in_introduction | de naam in de inleiding | name in the introduction
goal | het streefdoel | goal
what | de vraag | what it asks
heading_printed_in_body | de gedrukte kop | printed heading
question | de vraag | question
strategy | de strategie | strategy
strategies | de strategieën | strategies
policy_issue | het beleidsthema | policy issue
policy_issues | de beleidsthema's | policy issues
points | de punten | points
cells | de cellen | cells
printed_matrix_heading | de kop in de matrix | heading in the matrix
printed_reference | de gedrukte verwijzing | printed reference
likely_intended_recommendations | de wellicht bedoelde aanbevelingen | likely intended recommendations
named | de vermelding bij naam | being named
number | het nummer | number
periodicity | de periodiciteit | periodicity
printed_deadline | de gedrukte termijn | printed deadline
related_recommendations | de verwante aanbevelingen | related recommendations
related_basis | de grond van het verband | basis of the link
milestone | de mijlpaal | milestone
target_to_define | het nog te bepalen doel | target to be defined
missing | de lijst van wat ontbreekt | list of what is missing
done_on | de dag van uitvoering | day it was done
answered_by | de lijst van wat antwoord geeft | list of what answers it
whole_answered_by | de lijst van wat op het geheel antwoordt | list of what answers the whole
""")
_ENTRIES = _nouns("""
series | de reeks | series
steps | de stap | step
breaks | de breuk | break
caveats | het voorbehoud | caveat
recommendations | de aanbeveling | recommendation
related_recommendations | de aanbeveling | recommendation
likely_intended_recommendations | de wellicht bedoelde aanbeveling | likely intended recommendation
overlaps | de overlapping met | overlap with
members | het onderdeel | member
parts | het deel | part
periods | de periode | period
partners | de partner | partner
named_in_text | de genoemde instantie | named body
comparators | de vergelijkingsplaats | comparator
geo | de plaats | place
successors | de opvolger | successor
depends_on | de voorwaarde | condition
building_blocks | de bouwsteen | building block
priority_cells | de cel | cell
serv_actions | de actie | action
stated_quantities | de cijfervermelding | stated figure
irregularities | de drukfout | irregularity
challenges | de uitdaging | challenge
other_types | het type | type
asks | de vraag | ask
points | het punt | point
changes | de editie | edition
answered_by | het antwoord | answer
whole_answered_by | het antwoord | answer
""")


def field_noun(name: str) -> Noun:
    """What a field is called; an unknown one by its own name."""
    plain = name.replace("_", " ")
    return _FIELDS.get(name) or Noun(f"veld ‘{plain}’", "het", f"field ‘{plain}’")


def entry_noun(name: str) -> Noun:
    """What one entry of a list is called."""
    return _ENTRIES.get(name) or field_noun(name)
