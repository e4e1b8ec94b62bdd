"""List the kinds of audit event that routing leaves."""

KINDS: dict[str, str] = {
    "routing:reports:route": "Reports were routed by the tables; each with its agency and rule.",
    "routing:report:override": "A person chose another agency for a report, for a stated reason.",
    "routing:partner:add": "Another unit was added, to exchange keyed hashes with.",
    "routing:epoch-key:add": "A key of an epoch, shared with another unit, was added.",
    "routing:exchange:ask": "A question was written for another unit: keyed, blinded, padded.",
    "routing:exchange:answer": "Another unit's question was answered; it learns what both hold.",
    "routing:exchange:compare": "Another unit's answer was compared; the matches are counted.",
    "routing:packet:export": "A hand-over packet with identifiers in clear was written.",
    "routing:report:revoke": "A person took a choice of agency back; the rules decide again.",
}
