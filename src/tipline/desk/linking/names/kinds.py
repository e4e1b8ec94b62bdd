"""List the kinds of audit event that finding alike names leaves."""

KINDS: dict[str, str] = {
    "names:alike:find": "Reported accounts were compared by their names; possible links were kept.",
}
