"""List the kinds of audit event that triage leaves."""

KINDS: dict[str, str] = {
    "triage:clusters:rank": "Clusters were ranked under a policy; the new generations are named.",
    "triage:report:set-aside": "A report could not be read for ranking and waits for a person.",
    "triage:labels:load": "Labels of a list were loaded or withdrawn, and their clusters marked.",
    "triage:finding:state": "An analyst stated what a report shows, by a code, with the reason.",
    "triage:finding:withdraw": "A stated finding was taken back; it stays with who, when and why.",
    "triage:cluster:override": "A person put a cluster in another tier than the policy's, and why.",
    "triage:cluster:override-revoke": "An override was taken back; it stays on the books.",
    "triage:cluster:override-lapse": "Danger came that a lowering word does not cover, or went.",
    "triage:queue:age": "Clusters whose clocks end soon were lifted in their tier, or let down.",
    "triage:page:open": "A ranking found imminent danger, for which people are to be paged.",
    "triage:page:name": "A ranking found more danger, which pages that are open name now.",
    "triage:page:step": "The next on the rota were to be paged.",
    "triage:page:send": "Messages of pages were taken to be sent.",
    "triage:page:note": "A message of a page was sent, or was not and why.",
    "triage:page:acknowledge": "A person has seen a page, which ends its escalation.",
    "triage:sample:draw": "A random sample of the low tiers was drawn, with its seed.",
    "triage:sample:record": "A person worked a sampled cluster and said where it belongs.",
    "triage:report:reveal": "A person revealed identifiers of a report, for a stated reason.",
}
