"""List the kinds of audit event that routing leaves."""

KINDS: dict[str, str] = {
    "routing:reports:route": "Reports were routed by the tables; each with its agency and rule.",
    "routing:report:override": "A person chose another agency for a report, for a stated reason.",
    "routing:packet:export": "A hand-over packet with identifiers in clear was written.",
    "routing:report:revoke": "A person took a choice of agency back; the rules decide again.",
}
