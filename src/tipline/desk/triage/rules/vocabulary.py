"""List what a label list may say of a file, and what an analyst may state of a report.

Promise: each says something of the evidence and nothing of who a person is; each is a feature of
its own, so that a policy decides what it moves, and a code that is not here cannot be stored.
"""

from __future__ import annotations

# Code -> what the list says. A list knows more of a file than any one report of it.
LABELS: dict[str, str] = {
    "child_at_risk_now": "a child in the file is believed to be at risk now",
    "sought_child": "the child in the file is sought by those who identify victims",
    "current_production": "the file is of a series of which new parts keep appearing",
    "known_series": "the file is of a known series",
    "viral": "the file is widely shared by people who mean no child",
    "not_an_offence": "the file was looked at and shows no offence",
}

# Code -> what the analyst states to have found in the report, by reading what no rule reads.
FINDINGS: dict[str, str] = {
    "happening_live": "what is reported goes on while it is reported",
    "threat_to_life": "somebody's life is threatened",
    "self_harm_risk": "a child may be about to harm themselves",
    "meeting_planned": "a meeting with a child is planned",
    "child_present": "a child is with the reported person",
    "escalated_by_clearinghouse": "the clearinghouse escalated the report",
    "child_identifiable": "the child can be identified from the report",
    "household_access": "the reported person lives with a child, by the evidence",
    "position_of_trust": "a position of trust over children is stated in the evidence",
    "victim_self_report": "the child reported it",
    "coercion": "a child is pressed or blackmailed",
    "trade_or_sale": "material or access to a child is offered for something",
    "several_victims": "more than one child is concerned",
    "new_material": "material that was made recently is concerned",
}
