"""List what no policy may rank on, by name and by the field that it would be read from.

Promise: a feature that ranks and declares a forbidden field stops the program from starting, so
that no build with it passes a single test.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tipline.desk.triage.rules.features.types import Feature

_PLACE = "a place routes a report and never ranks it"
_PERSON = "what a person is, is never a reason for a rank"
_SENDER = "which company reports, and how well, must not bury or lift a child"
_NAME = "a name says nothing about danger; whether a victim is named is `victim_named`"
_WORDS = "free text is for a person to read; that there is one may count, what it says may not"

# Asked for by name in a policy, these are refused with the reason (reference/domain.md 3.3).
FORBIDDEN: dict[str, str] = {
    **dict.fromkeys(
        ("country", "state", "city", "zip_code", "zip", "region", "neighbourhood", "location",
         "address", "ip_address"),
        _PLACE,
    ),
    **dict.fromkeys(
        ("nationality", "ethnicity", "race", "religion", "language", "gender", "sex",
         "sexual_orientation", "disability", "income", "immigration_status", "occupation"),
        _PERSON,
    ),
    **dict.fromkeys(("name", "first_name", "last_name", "display_name", "screen_name"), _NAME),
    **dict.fromkeys(
        ("provider", "sender", "sender_name", "esp", "esp_service", "platform", "completeness",
         "sender_quality"),
        _SENDER,
    ),
}  # fmt: skip

# Fields that nothing that ranks may read, notice or compare.
FORBIDDEN_FIELDS: dict[str, str] = {
    **dict.fromkeys(
        ("*.address", "*.address.*", "*.city", "*.zipCode", "*.state", "*.nonUsaState",
         "*.country", "*.countryCode", "*.region", "*.countryCallingCode", "*.estimatedLocation",
         "*.estimatedLocation.*", "*.ipCaptureEvent", "*.ipCaptureEvent.*", "*.ipAddress"),
        _PLACE,
    ),
    **dict.fromkeys(
        ("report.reporter", "report.reporter.*", "*.espService", "*.platform", "*.platform.*",
         "store:sender", "store:completeness"),
        _SENDER,
    ),
    **dict.fromkeys(
        ("report.personOrUserReported.personOrUserReportedPerson*",
         "report.intendedRecipient.intendedRecipientPerson*", "*.gender", "*.language",
         "*.nationality", "*.ethnicity", "*.religion", "*.occupation"),
        _PERSON,
    ),
}  # fmt: skip

# Fields of which it may matter that they say anything, never what.
PRESENCE_ONLY: dict[str, str] = {
    **dict.fromkeys(
        ("*.firstName", "*.middleName", "*.lastName", "*.displayName", "*.screenName",
         "*.schoolName", "*.profileUrl", "*.espIdentifier", "*.email", "*.phone"),
        _NAME,
    ),
    **dict.fromkeys(("*.age", "*.approximateAge", "*.dateOfBirth"), _PERSON),
    **dict.fromkeys(
        ("*additionalInfo", "*content", "*profileBio", "*fileNames", "*url",
         "*vehicleDescription", "*.escalateToHighPriority", "*.fileName", "*.originalFileName"),
        _WORDS,
    ),
}  # fmt: skip

# Names that only sound like one of these: that somebody did something is no trait of theirs.
_SOUNDS_ALIKE = frozenset({"escalated_by_sender"})

# Whether two of these are equal says neither where nor who: two accounts are one at the same
# service only, and people seen at one address were at one place, wherever that is.
_COMPARABLE = (".espService", ".ipCaptureEvent.ipAddress")

_ROOTS = ("report", "report.", "fileDetails", "fileDetails.", "label:", "analyst:", "store:")


class ForbiddenFeature(Exception):
    """A feature would be read from what no report may be ranked on."""


def allow(features: Iterable[Feature]) -> tuple[Feature, ...]:
    """Return features as they are; raises ForbiddenFeature with every one that may not be."""
    listed = tuple(features)
    faults = [fault for feature in listed for fault in faults_of(feature)]
    if faults:
        raise ForbiddenFeature("\n".join(faults))
    return listed


def faults_of(feature: Feature) -> Iterator[str]:
    """Say why a feature may not stand in the list: its name, its fields, or that it names none."""
    if feature.ranks:
        yield from _faults_of_ranking(feature)
    sources = (*feature.reads, *feature.notices, *feature.compares)
    if not sources:
        yield f"{feature.name} does not declare what it is read from"
    for field in sources:
        if not field.startswith(_ROOTS) or field.endswith(("*", ".")):
            yield f"{feature.name} is read from {field}, which names no field"


def _faults_of_ranking(feature: Feature) -> Iterator[str]:
    if why := forbidden_by_name(feature.name):
        yield f"{feature.name}: {why}"
    for field in (*feature.reads, *feature.notices):
        if why := _match(field, FORBIDDEN_FIELDS):
            yield f"{feature.name} is read from {field}: {why}"
    for field in feature.reads:
        if why := _match(field, PRESENCE_ONLY):
            yield f"{feature.name} reads the value of {field}: {why}"
    for field in feature.compares:
        why = _match(field, FORBIDDEN_FIELDS)
        if why and not field.endswith(_COMPARABLE):
            yield f"{feature.name} compares {field}: {why}"


def forbidden_by_name(name: str) -> str | None:
    """Return why the words of a name are refused, so that `victim_country` is like `country`."""
    folded = name.casefold()
    if folded in _SOUNDS_ALIKE:
        return None
    for forbidden, why in FORBIDDEN.items():
        if (
            folded == forbidden
            or folded.startswith(f"{forbidden}_")
            or folded.endswith(f"_{forbidden}")
        ):
            return why
    return None


def _match(field: str, patterns: dict[str, str]) -> str | None:
    """Return why a field is refused, None where no pattern speaks of it."""
    name = field.replace("@", "")
    return next((why for pattern, why in patterns.items() if fnmatchcase(name, pattern)), None)
