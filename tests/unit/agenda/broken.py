"""One edit of the agenda for each kind of fault, and what must be told about it."""

from dataclasses import dataclass

SKILLS = "indicators/future-oriented-skills.yaml"
PLATFORMS = "indicators/infrastructure-data-platforms.yaml"
INNOVATION = "indicators/innovation-entrepreneurship.yaml"
POLICIES = "indicators/tailored-policies-legislation.yaml"
INCLUSION = "indicators/social-protection-inclusion.yaml"
STEPS = "milestones/future-oriented-skills.yaml"
TEXTS = "recommendations.yaml"


@dataclass(frozen=True)
class Edit:
    """In `file`, in the record that starts with `record`, `old` becomes `new`; then `says` is told at line `at`.

    `at` is a text on that line; without it the line of the new text, and for an empty `at` the record's own line.
    """

    file: str
    record: str
    old: str
    new: str
    says: str
    at: str | None = None

    def applied(self, text: str) -> str:
        """The text of the file with this edit."""
        found = text.index(self.old, self._start(text))
        return text[:found] + self.new + text[found + len(self.old) :]

    def line(self, text: str) -> int:
        """The line the fault must name in the edited text."""
        wanted = self.new.strip().splitlines()[0] if self.at is None else self.at
        position = text.index(wanted, self._start(text)) if wanted else self._start(text)
        return text.count("\n", 0, position) + 1

    def _start(self, text: str) -> int:
        return text.index(f"- {self.record}\n")


# fmt: off
EDITS = [
    # what the models refuse
    Edit(SKILLS, "id: adult-learning-4w", "unit: percent\n", "unit: procent\n", "unit: expected 'percent', "),
    Edit(SKILLS, "id: adult-learning-12m", "direction: up\n", "direction: up\n    richting: op\n",
         "richting: unknown field", at="richting"),
    Edit(SKILLS, "id: adult-learning-aes", "      nl: Deelname van volwassenen aan leren, laatste 12 maanden (AES)\n",
         "",
         "title.nl: expected this field", at="en: Adult learning in the last 12 months (Adult"),
    Edit(SKILLS, "id: digital-skills-basic", "id: eurostat:isoc_r_dskl_i?freq=A&indic_is=I_DSK2_BAB&unit=PC_IND",
         "id: eurostat:isoc_r_dskl_i?unit=PC_IND&freq=A", "series.0: series id "
         "'eurostat:isoc_r_dskl_i?unit=PC_IND&freq=A' is not canonical; "
         "expected 'eurostat:isoc_r_dskl_i?freq=A&unit=PC_IND'"),
    Edit(SKILLS, "id: genai-use", "id: figures:genai-use", "id: figures:genai-use?geo=BE",
         "series.1: series 'figures:genai-use?geo=BE': leave geo out of the id and list the places under geo"),
    Edit(SKILLS, "id: online-course", "period: '2022'\n      value", "period: soon\n      value",
         "baseline.period: period 'soon': expected forms such as 2023"),
    Edit(SKILLS, "id: stem-graduates", "number: ", "number: 9",
         "recommendations.0.number: expected less than or equal to 107"),
    # what YAML would swallow
    Edit(SKILLS, "id: school-no-computer", "    direction: down\n", "    direction: down\n    direction: up\n",
         "field direction stands here twice", at="direction: up"),
    Edit(SKILLS, "id: education-staff-training", "      nl: ", "      nl: ''\n      fr: ",
         "expected a text in nl", at="nl: ''"),
    # indicators
    Edit(SKILLS, "id: adult-learning-gap-to-leaders", "formula: mean(NL, DK, FI, SE) - BE2",
         "formula: mean(NL, DK, FI, SE) - BE3",
         "formula: expected a series for the input BE3"),
    Edit(SKILLS, "id: vov-users", "formula: value", "formula: __import__('os')",
         "formula: \"__import__('os')\": expected only the functions abs, max, mean, min, sum"),
    Edit(SKILLS, "id: cvt-participants", "formula: value", "formula: '[1, 2]'",
         "formula: '[1, 2]' holds more than arithmetic"),
    Edit(SKILLS, "id: pisa-low-achievers", "formula: max(reading, maths, science)", "formula: max(reading, maths)",
         "formula: expected the formula to use science"),
    Edit(SKILLS, "id: ict-graduates", "geo: [BE, EU27_2020]", "geo: [BE, EU28]", "series.0.geo.1: unknown place EU28"),
    Edit(SKILLS, "id: ict-hard-to-fill", "comparators: [EU27_2020]", "comparators: [BE]",
         "comparators.0: unknown place or the judged one: BE"),
    Edit(SKILLS, "id: dual-learners", "geo: [VG]", "geo: [BE]",
         "series: expected a series for VG", at="- id: figures:dual"),
    Edit(SKILLS, "id: icils-low-achievers", "operator: <", "operator: '>'",
         "target.operator: expected <= where down is better"),
    Edit(SKILLS, "id: ict-specialists", "period: '2021'\n      value", "period: '2019'\n      value",
         "baseline.period: lies before the break of 2021"),
    Edit(SKILLS, "id: digital-skills-distance", "indicator: digital-skills-basic", "indicator: digital-skills-basics",
         "composite.members.0.indicator: 'digital-skills-basics' is unknown; expected one of the indicators"),
    Edit(SKILLS, "id: ict-pipeline-ratio", "drift_policy: context_only", "drift_policy: alert",
         "drift_policy: a composite never alerts"),
    Edit(INCLUSION, "id: digital-exclusion-index", "transform: 100 - value", "transform: employed - unemployed",
         "composite.members.0.transform: expected arithmetic over `value`"),
    Edit(PLATFORMS, "id: vhcn-coverage", "value: 100\n", "value: 120\n", "target.value: expected 0.0 to 100.0"),
    Edit(PLATFORMS, "id: fttp-coverage", "geo: BE\n      mode", "geo: BE2\n      mode",
         "target.geo: expected the judged place, BE"),
    Edit(PLATFORMS, "id: edge-nodes", "value: 176", "value: 300",
         "target.value: expected a value better than the baseline 300",
         at="value: 260"),
    Edit(PLATFORMS, "id: 5g-midband-coverage", "year: 2030", "year: 2020",
         "baseline.period: expected a period before the target year", at="period: '2025'"),
    Edit(PLATFORMS, "id: open-data-maturity", "      value: 2\n      unit: score", "      value: 20\n      unit: score",
         "tolerance.value: expected less than the distance to the target"),
    Edit(PLATFORMS, "id: gigabit-takeup", "unit: percentage_point", "unit: count",
         "tolerance.unit: expected percentage_point or percent"),
    Edit(PLATFORMS, "id: eid-use", "path: none", "path: linear", "path: a path needs a target to reach, with a year"),
    Edit(PLATFORMS, "id: iot-use", "stand_in: true", "stand_in: true\n    steps: [{period: '2030', value: 5}]",
         "steps: expected steps exactly for the path `milestones`", at="steps:"),
    Edit(INNOVATION, "id: rd-intensity-flanders", "fallback: BE\n", "fallback: BE2\n",
         "geography.fallback: expected BE or nothing, and not the primary place"),
    Edit(INNOVATION, "id: venture-capital", "    benchmark: EU27_2020\n", "",
         "drift_policy: an alert needs a target or a benchmark",
         at="drift_policy"),
    Edit(INCLUSION, "id: early-leavers", "- number: 47", "- number: 15",
         "recommendations.0: recommendation 15 is linked twice"),
    Edit(POLICIES, "id: innovative-procurement-share", "missing: [base, year]", "missing: [base, base]",
         "target_to_define: missing: expected at least one of value, base and year, each once"),
    # recommendations
    Edit(TEXTS, "number: 2", "lead: wewis", "lead: wse", "lead: wse is no longer active; expected a successor: wewis"),
    Edit(TEXTS, "number: 3", "partners: [", "partners: [nobody, ",
         "partners.0: 'nobody' is unknown; expected one of the bodies"),
    Edit(TEXTS, "number: 15", "lead_indicator: digital-skills-basic", "lead_indicator: digital-skils",
         "lead_indicator: 'digital-skils' is unknown; expected one of the indicators"),
    Edit(TEXTS, "number: 25", "lead_indicator: unemployment-to-job", "lead_indicator: career-cheque-users",
         "lead_indicator: expected career-cheque-users to serve it, not as context"),
    Edit(TEXTS, "number: 5", "building_blocks: [1, 6]", "building_blocks: [1, 7]",
         "building_blocks: expected those of its challenge, [1, 6]"),
    Edit(TEXTS, "number: 6", "challenge: anticipating-skill-change", "challenge: foresight",
         "challenge: expected a challenge of future-oriented-skills"),
    Edit(TEXTS, "number: 7", "priority_cells: [stand-firm.education-training]", "priority_cells: []",
         "priority_cells: expected the cells that cite it, ['stand-firm.education-training']"),
    Edit(TEXTS, "number: 12", "slug: ", "slug: vesoc-incentives\n    summary_: ",
         "summary_: unknown field", at="summary_"),
    Edit(TEXTS, "number: 37", "    flemish_contact: ", "    note: {en: x, nl: x}\n    lead_in_2018: ",
         "flemish_contact: expected a body that follows it in Flanders", at=""),
    # recommendations that bundle several asks
    Edit(TEXTS, "number: 1", "compound: false", "compound: true",
         "compound: expected at least 2 asks, as it bundles several"),
    Edit(TEXTS, "number: 38", "id: adapted-rules", "id: clear-concepts", "'clear-concepts' stands here twice"),
    Edit(TEXTS, "number: 42", "answered_by: [m042-1]", "answered_by: [m042-9]",
         "asks.0.answered_by.0: 'm042-9' is unknown; expected an indicator or a milestone"),
    Edit(TEXTS, "number: 79", "answered_by: [m079-1]", "answered_by: [m079-1, m082-1]",
         "asks.4.answered_by.1: expected m082-1 to serve recommendation 79"),
    Edit(TEXTS, "number: 82", "whole_answered_by: [flemish-desi-public-services]", "whole_answered_by: []",
         "asks: expected a place for flemish-desi-public-services: under answered_by of an ask, or",
         at="- id: joined-forces"),
    Edit(TEXTS, "number: 96", "whole_answered_by: [", "whole_answered_by: [m096-1, ",
         "whole_answered_by.0: m096-1 belongs to an ask; expected it in one place"),
    Edit(TEXTS, "number: 103", "compound: true", "compound: false", "asks: expected only where compound is true",
         at="- id: open-to-newcomers"),
    Edit(TEXTS, "number: 105", "answered_by: [m105-1]", "answered_by: [m105-1, m105-1]",
         "asks.2.answered_by.1: m105-1 stands here twice"),
    # bodies, milestones, printed structure
    Edit("bodies.yaml", "id: vlaio", "active: true", "active: false",
         "successors: expected the successors of a body that is not active",
         at=""),
    Edit("bodies.yaml", "id: veka", "active: true", "active: false\n    successors: [energy-agency]",
         "successors: leads back to itself", at="successors"),
    Edit("bodies.yaml", "id: vdab", "active: true", "active: true\n    successors: [wewis]",
         "successors: expected the day from which they take over, as it is still active", at="successors"),
    Edit("bodies.yaml", "id: education", "active: true", "active: true\n    successor_since: '2027-02-30'",
         "successor_since: day is out of range for month", at="successor_since"),
    Edit("bodies.yaml", "id: dkbuza", "active: true", "active: true\n    successor_since: '2027-07-01'",
         "successor_since: expected successors that take over then", at="successor_since"),
    Edit(STEPS, "id: m001-1", "owner: flemish-government", "owner: somebody",
         "owner: 'somebody' is unknown; expected one of the bodies"),
    Edit(STEPS, "id: m001-2", "as_of: '2026-11-24'\n", "\n",
         "as_of: expected a date exactly when the status is known", at=""),
    Edit(STEPS, "id: m001-3", "recommendations: [1]", "recommendations: []",
         "recommendations: expected recommendations or an action, one of the two"),
    Edit(STEPS, "id: m002-2", "depends_on: [m002-1]", "depends_on: [m999-1]",
         "depends_on.0: 'm999-1' is unknown; expected one of the milestones"),
    Edit(STEPS, "id: m001-2", "recurrence: P1Y", "recurrence: P0Y",
         "recurrence: expected an ISO 8601 duration such as P1Y"),
    Edit(STEPS, "id: m002-2", "status: done", "status: done\n    recurrence: P5Y",
         "done_on: expected the day it was last done, from which the next round counts", at=""),
    Edit(STEPS, "id: m002-3", "due_basis: policy", "due_basis: accepted",
         "due_basis: expected legal, policy or proposal; a body accepts a date by its answer"),
    Edit(STEPS, "id: m003-1", "status: ", "done_on: '2031-01-01'\n    status: ",
         "done_on: expected a day not after as_of, the day it was looked at", at="done_on"),
    Edit("actions.yaml", "id: A03.1-2", "milestone: serv-03-1-2", "milestone: serv-03-1-3",
         "milestone: expected serv-03-1-3 to name this action"),
    Edit("building_blocks.yaml", "number: 1", "challenges: [anticipating-skill-change]",
         "challenges: [learning-culture]",
         "challenges.0: expected a challenge with this block, found learning-culture"),
    Edit("priorities.yaml", "id: stand-firm.education-training", "strategy: stand-firm", "strategy: exploit",
         "cells.0.id: expected strategy.policy_issue", at=""),
    Edit("edition.yaml", "edition: 1", "date: 2026-11-25", "date: yesterday", "date: expected a valid date"),
]
# fmt: on
