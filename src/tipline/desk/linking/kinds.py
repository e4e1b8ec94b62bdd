"""List the kinds of audit event that linking leaves."""

KINDS: dict[str, str] = {
    "linking:reports:link": "Arrived reports were placed in clusters; merges and splits are named.",
    "linking:report:set-aside": "A report could not be linked and waits for a person.",
    "linking:reports:relink": "Clusters were derived anew from their reports' identifiers.",
    "linking:reports:judge": "A person said of two reports whether they belong together.",
    "linking:judgements:import": "Judgements that were made elsewhere were taken over.",
    "linking:reports:retry": "Reports that had been set aside were put back to wait.",
}
