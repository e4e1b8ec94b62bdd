"""List the kinds of audit event that triage leaves."""

KINDS: dict[str, str] = {
    "triage:clusters:rank": "Clusters were ranked under a policy; the new generations are named.",
    "triage:report:set-aside": "A report could not be read for ranking and waits for a person.",
    "triage:labels:load": "Labels of a list were loaded or withdrawn, and their clusters marked.",
    "triage:finding:state": "An analyst stated what a report shows, by a code, with the reason.",
    "triage:finding:withdraw": "A stated finding was taken back; it stays with who, when and why.",
    "triage:report:reveal": "A person revealed identifiers of a report, for a stated reason.",
}
