"""List the kinds of audit event that triage leaves."""

KINDS: dict[str, str] = {
    "triage:clusters:rank": "Clusters were ranked under a policy; the new generations are named.",
    "triage:report:set-aside": "A report could not be read for ranking and waits for a person.",
    "triage:report:reveal": "A person revealed identifiers of a report, for a stated reason.",
}
