"""Faults of promises: asks that are bundled, targets to define, bodies that cease, milestones that come again."""

from tests.unit.agenda.edit import BODIES, STEPS, TEXTS, Edit

POLICIES = "indicators/tailored-policies-legislation.yaml"

# fmt: off
PROMISED = [
    Edit(POLICIES, "id: innovative-procurement-share", "missing: [base, year]", "missing: [year, value]",
         "; expected a value exactly where `value` is not missing", at="target_to_define:"),
    Edit(TEXTS, "number: 1", "compound: false", "compound: true",
         "compound: true; expected at least 2 asks, as it bundles several"),
    Edit(TEXTS, "number: 38", "id: adapted-rules", "id: clear-concepts # twice", "'clear-concepts' stands here twice"),
    Edit(TEXTS, "number: 42", "answered_by: [m042-1]", "answered_by: [m042-9]",
         "asks.0.answered_by.0: 'm042-9' is unknown; expected an indicator or a milestone"),
    Edit(TEXTS, "number: 79", "answered_by: [m079-1]", "answered_by: [m079-1, m082-1]",
         "asks.4.answered_by.1: 'm082-1'; expected m082-1 to serve recommendation 79"),
    Edit(TEXTS, "number: 82", "whole_answered_by: [flemish-desi-public-services]", "whole_answered_by: []",
         "asks: a list of 3; expected a place for flemish-desi-public-services: under answered_by of an ask, or",
         at="asks:"),
    Edit(TEXTS, "number: 96", "whole_answered_by: [", "whole_answered_by: [m096-1, ",
         "whole_answered_by.0: m096-1 belongs to an ask; expected it in one place"),
    Edit(TEXTS, "number: 103", "compound: true", "compound: false", "expected only where compound is true", at="asks:"),
    Edit(TEXTS, "number: 105", "answered_by: [m105-1]", "answered_by: [m105-1, m105-1]",
         "'m105-1' stands in this list twice; expected it once"),
    Edit(BODIES, "id: vdab", "active: true", "active: true\n    successors: [wewis]",
         "successors: [wewis]; expected the day from which they take over, as it is still active", at="successors"),
    Edit(BODIES, "id: dkbuza", "active: true", "active: true\n    successor_since: '2027-07-01'",
         "expected successors that take over then", at="successor_since"),
    Edit(STEPS, "id: m001-2", "recurrence: P1Y", "recurrence: P0Y",
         "recurrence: 'P0Y'; expected an ISO 8601 duration such as P1Y"),
    Edit(STEPS, "id: m002-2", "status: done", "status: done\n    recurrence: P5Y",
         "done_on: missing; expected the day it was last done, from which the next round counts", at=""),
    Edit(STEPS, "id: m002-3", "due_basis: policy", "due_basis: accepted",
         "due_basis: 'accepted'; expected legal, policy or proposal; a body accepts a date by its answer"),
    Edit(STEPS, "id: m003-1", "status: ", "done_on: '2031-01-01'\n    status: ",
         "done_on: '2031-01-01'; expected a day not after as_of, the day it was looked at", at="done_on"),
]
# fmt: on
