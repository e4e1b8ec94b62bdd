"""List the only things that a triage policy may ask about, and those that it never may.

Promise: what is not in this list cannot be ranked on; what only makes a report more complete is
shown and cannot raise a tier.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class FeatureKind(StrEnum):
    """What values a feature takes."""

    FLAG = "flag"
    NUMBER = "number"
    LEVEL = "level"


class Scope(StrEnum):
    """Where a feature is read: in the report, in the store beside it, in its whole cluster."""

    REPORT = "report"
    STORE = "store"
    CLUSTER = "cluster"


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a policy may ask about.

    `telling` is the value that would say most if it became known, for a feature that can be
    unknown; `fact` then says in words what would be known, and `ask` puts the question.
    `ranks` is false for what is only shown.
    """

    name: str
    kind: FeatureKind
    scope: Scope
    meaning: str
    levels: tuple[str, ...] = ()
    telling: bool | int | str | None = None
    fact: str = ""
    ask: str = ""
    ranks: bool = True


INCIDENTS = (
    "imagery",
    "trafficking",
    "travel",
    "molestation",
    "misleading_domain",
    "misleading_words",
    "enticement",
    "obscene_to_child",
)
CLASSIFICATIONS = ("B2", "B1", "A2", "A1")


def _flag(name: str, meaning: str, scope: Scope = Scope.REPORT, **more: str | bool) -> Feature:
    telling = True if "ask" in more else None
    return msgspec.convert(
        {"name": name, "kind": "flag", "scope": scope, "meaning": meaning, "telling": telling}
        | more,
        Feature,
    )


def _number(name: str, meaning: str, scope: Scope = Scope.REPORT, *, ranks: bool = True) -> Feature:
    return Feature(name=name, kind=FeatureKind.NUMBER, scope=scope, meaning=meaning, ranks=ranks)


# The order breaks ties between facts that would move a tier equally far: what a sender can
# answer most surely stands first.
FEATURES: tuple[Feature, ...] = (
    _flag(
        "escalated_by_sender",
        "The sender escalated the report. That it did is the fact; its words are not interpreted.",
    ),
    Feature(
        name="incident_type",
        kind=FeatureKind.LEVEL,
        scope=Scope.REPORT,
        meaning="The kind of incident that the sender chose.",
        levels=INCIDENTS,
    ),
    _flag("sextortion", "The sender annotated the report as sextortion."),
    _flag("csam_solicitation", "The sender annotated the report as solicitation of material."),
    _flag(
        "sadistic_online_exploitation",
        "The sender annotated the report as sadistic online exploitation.",
    ),
    _flag("aggravating_factors", "The sender annotated potential aggravating factors."),
    _flag("minor_to_minor", "The sender annotated the report as interaction between minors."),
    _flag("spam", "The sender annotated the report as spam."),
    _flag("informational", "The sender annotated the report as informational."),
    _flag(
        "victim_named",
        "A victim has a first or last name. Which name it is, is not read.",
        fact="which child this concerns",
        ask="Do you know which child this concerns: a name, a school, an account, an address?",
    ),
    _flag("victim_age_stated", "A victim has an age or a date of birth. Which, is not read."),
    _flag("school_stated", "A victim has a school. Which, is not read."),
    _flag("victim_account", "A victim has an account, a screen name, a display name or a profile."),
    _flag("victim_contact", "A victim has an email address or a phone number."),
    _number("victims", "How many victims the report names or describes."),
    _flag(
        "first_seen_classified_file",
        "A person at the sender viewed whole, and classified, a file that is first seen here.",
        Scope.STORE,
        fact="what a person saw who viewed the new file whole",
        ask="Has a person viewed the entire file? What is its industry classification?",
    ),
    _flag(
        "first_seen_file",
        "A file is in no report of anybody else (another account, person and device); none viral.",
        Scope.STORE,
        fact="the hashes of the files",
        ask="What are the MD5 and SHA-1 of the files as the user uploaded them?",
    ),
    _flag("viewed_file", "A person at the sender viewed a reported file whole."),
    Feature(
        name="viewed_classification",
        kind=FeatureKind.LEVEL,
        scope=Scope.REPORT,
        meaning="The industry classification of a file that was viewed whole; the gravest of them.",
        levels=CLASSIFICATIONS,
    ),
    _flag(
        "camera_details",
        "EXIF was sent that tells of a camera, place or time. Viral files do not count.",
        fact="what the EXIF of the file says of its origin",
        ask="Does the file carry EXIF? Please send it, and say whether a person viewed it.",
    ),
    _flag("live_streaming", "A file was streamed live when uploaded. Viral files do not count."),
    _flag("possible_self_production", "A file is believed to be made by the child who is in it."),
    _flag("infant", "A file is annotated as showing an infant. Viral files do not count."),
    _flag("physical_harm", "A file is annotated with physical harm. Viral files do not count."),
    _flag("group_identifier", "The account belongs to a group that the sender believes exploits."),
    _number("recipients", "How many intended recipients the report has."),
    _flag("peer_to_peer", "The incident is in a peer-to-peer network."),
    _flag("shared_publicly", "A file was publicly accessible."),
    _number("prior_reports", "How many earlier reports the sender refers to."),
    _number("files", "How many files are reported; supplemental ones do not count."),
    _flag("chat_present", "The report carries the text of a conversation. It is not read."),
    _flag(
        "something_to_examine",
        "There is a file, a web page, a conversation or a text that one can examine.",
        fact="what was seen: the file, the address or the conversation",
        ask="Please send the file, the web address or the conversation that the report is about.",
    ),
    _flag("only_viral", "Every file is viral or a meme, or the report is a batch of such."),
    _flag(
        "generative_ai",
        "A file is believed to be generated. This puts a question and never ranks.",
        ranks=False,
    ),
    _flag("locatable", "The report says something that can point to a place.", ranks=False),
    _number("cluster_reports", "How many different reports the cluster has.", Scope.CLUSTER),
    _number(
        "cluster_victims",
        "How many victims they surely tell apart: by one kind of value, or in one report.",
        Scope.CLUSTER,
    ),
    _number("cluster_first_seen_files", "How many of their files are first seen.", Scope.CLUSTER),
    _flag("cluster_escalated", "The sender of another of them escalated it.", Scope.CLUSTER),
)

BY_NAME: dict[str, Feature] = {feature.name: feature for feature in FEATURES}
POSITION: dict[str, int] = {feature.name: at for at, feature in enumerate(FEATURES)}

# Asked for by name in a policy, these are refused with the reason (reference/domain.md 3.3).
FORBIDDEN: dict[str, str] = {
    **dict.fromkeys(
        ("country", "state", "city", "zip_code", "zip", "region", "neighbourhood", "location",
         "address", "ip_address"),
        "a place routes a report and never ranks it",
    ),
    **dict.fromkeys(
        ("nationality", "ethnicity", "race", "religion", "language", "gender", "sex",
         "sexual_orientation", "disability", "income", "immigration_status", "occupation"),
        "what a person is, is never a reason for a rank",
    ),
    **dict.fromkeys(
        ("name", "first_name", "last_name", "display_name", "screen_name"),
        "a name says nothing about danger; whether a victim is named is `victim_named`",
    ),
    **dict.fromkeys(
        ("provider", "sender", "sender_name", "esp", "esp_service", "platform", "completeness",
         "sender_quality"),
        "which company reports, and how well, must not bury or lift a child",
    ),
}  # fmt: skip


def why_forbidden(name: str) -> str | None:
    """Return why a policy may not ask for this, or None if it is not on the list of the forbidden.

    The words of the name decide, so that `victim_country` is refused like `country`.
    """
    folded = name.casefold()
    if folded in BY_NAME:
        return None
    for forbidden, why in FORBIDDEN.items():
        if (
            folded == forbidden
            or folded.startswith(f"{forbidden}_")
            or folded.endswith(f"_{forbidden}")
        ):
            return why
    return None
