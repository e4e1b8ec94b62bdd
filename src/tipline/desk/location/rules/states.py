"""List the codes by which the United States tell their states, territories and forces apart."""

from __future__ import annotations

from tipline.report.schema.codes import STATE_CODES

TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "UM", "VI"})
# The postal service's codes of military addresses; ISO 3166-2 has none for them.
MILITARY = frozenset({"AA", "AE", "AP"})
STATES = frozenset(STATE_CODES) - TERRITORIES - MILITARY - {""}
US_CODES = STATES | TERRITORIES | MILITARY
