"""List the kinds of audit event that linking leaves."""

KINDS: dict[str, str] = {
    "linking:reports:link": "Arrived reports were placed in clusters; merges and splits are named.",
    "linking:report:set-aside": "A report could not be linked and waits for a person.",
    "linking:reports:relink": "Clusters were derived anew from their reports' identifiers.",
    "linking:reports:retry": "Reports that had been set aside were put back to wait.",
}
