"""List what a report itself, its victims and its cluster say."""

from __future__ import annotations

from tipline.desk.triage.rules.features.making import (
    FILE,
    HASHES,
    INCIDENTS,
    SHOWS_CONTACT,
    SUMMARY,
    TEXTS,
    VICTIM,
    VIRAL,
    annotated,
    flag,
    level,
    number,
)
from tipline.desk.triage.rules.features.types import Scope

OF_THE_REPORT = (
    flag(
        "escalated_by_sender",
        "The sender escalated the report. That it did is the fact; its words are not interpreted.",
        notices=(f"{SUMMARY}.escalateToHighPriority",),
    ),
    level(
        "incident_type",
        "The kind of incident that the sender chose.",
        INCIDENTS,
        reads=(f"{SUMMARY}.incidentType",),
    ),
    annotated("sextortion", "sextortion", "the report as sextortion"),
    annotated("csam_solicitation", "csamSolicitation", "the report as solicitation of material"),
    annotated(
        "sadistic_online_exploitation",
        "sadisticOnlineExploitation",
        "the report as sadistic online exploitation",
    ),
    annotated(
        "aggravating_factors", "potentialAggravatingFactors", "potential aggravating factors"
    ),
    annotated(
        "minor_to_minor", "minorToMinorInteraction", "the report as interaction between minors"
    ),
    annotated("spam", "spam", "the report as spam"),
    annotated("informational", "informational", "the report as informational"),
)

OF_VICTIMS = (
    flag(
        "victim_named",
        "A victim has a first or last name. Which name it is, is not read.",
        notices=(f"{VICTIM}.victimPerson.firstName", f"{VICTIM}.victimPerson.lastName",
                 f"{VICTIM}.schoolName", f"{VICTIM}.espIdentifier", f"{VICTIM}.screenName",
                 f"{VICTIM}.displayName", f"{VICTIM}.profileUrl",
                 f"{VICTIM}.victimPerson.email", f"{VICTIM}.victimPerson.phone", VICTIM),
        reads=SHOWS_CONTACT,
        fact="which child this concerns",
        ask="Do you know which child this concerns: a name, a school, an account, an address?",
    ),
    flag(
        "victim_age_stated",
        "A victim has an age or a date of birth. Which, is not read.",
        notices=(f"{VICTIM}.victimPerson.age", f"{VICTIM}.victimPerson.dateOfBirth"),
    ),
    flag(
        "school_stated",
        "A victim has a school. Which, is not read.",
        notices=(f"{VICTIM}.schoolName",),
    ),
    flag(
        "victim_account",
        "A victim has an account, a screen name, a display name or a profile.",
        notices=(f"{VICTIM}.espIdentifier", f"{VICTIM}.screenName",
                 f"{VICTIM}.displayName", f"{VICTIM}.profileUrl"),
        names_what=True,
    ),
    flag(
        "victim_contact",
        "A victim has an email address or a phone number.",
        notices=(f"{VICTIM}.victimPerson.email", f"{VICTIM}.victimPerson.phone"),
        names_what=True,
    ),
    number("victims", "How many victims the report names or describes.", notices=(VICTIM,)),
)  # fmt: skip

OF_CONDUCT = (
    flag(
        "group_identifier",
        "The account belongs to a group that the sender believes exploits.",
        notices=("report.personOrUserReported.groupIdentifier",
                 "report.intendedRecipient.groupIdentifier"),
    ),
    number(
        "recipients",
        "How many intended recipients the report has.",
        notices=("report.intendedRecipient",),
    ),
    flag(
        "peer_to_peer",
        "The incident is in a peer-to-peer network.",
        notices=("report.internetDetails.peer2peerIncident",),
    ),
    flag(
        "shared_publicly",
        "A file was publicly accessible.",
        reads=(f"{FILE}.publiclyAvailable", f"{FILE}.fileRelevance"),
    ),
    number(
        "prior_reports",
        "How many earlier reports the sender refers to.",
        notices=("report.personOrUserReported.priorCTReports",
                 "report.intendedRecipient.priorCTReports", f"{VICTIM}.priorCTReports"),
    ),
    number(
        "files",
        "How many files are reported; supplemental ones do not count.",
        reads=(f"{FILE}.fileRelevance",),
        notices=(FILE,),
    ),
    flag(
        "chat_present",
        "The report carries the text of a conversation. It is not read.",
        notices=tuple(f"report.internetDetails.{one}Incident.content"
                      for one in ("chatIm", "onlineGaming", "email", "newsgroup")),
    ),
    flag(
        "something_to_examine",
        "There is a file, a web page, a conversation or a text that one can examine.",
        notices=(FILE, *(f"report.*{name}" for name in TEXTS)),
        reads=(f"{FILE}.fileRelevance",),
        fact="what was seen: the file, the address or the conversation",
        ask="Please send the file, the web address or the conversation that the report is about.",
        names_what=True,
    ),
    flag(
        "only_viral",
        "Every file is viral or a meme, or the report is a batch of such.",
        reads=("store:holders", "label:viral", *VIRAL),
        compares=HASHES,
        names_what=True,
    ),
    flag(
        "generative_ai",
        "A file is believed to be generated. This puts a question and never ranks.",
        reads=(f"{FILE}.fileAnnotations.generativeAi", f"{FILE}.fileRelevance"),
        ranks=False,
    ),
    flag(
        "locatable",
        "The report says something that can point to a place.",
        notices=("report.personOrUserReported.ipCaptureEvent",
                 "report.personOrUserReported.estimatedLocation"),
        ranks=False,
    ),
)  # fmt: skip

_IDENTITIES = (
    *(f"{VICTIM}.{name}" for name in ("espIdentifier", "espService", "screenName")),
    *(f"{VICTIM}.victimPerson.{name}" for name in ("email", "phone", "firstName", "lastName")),
)

OF_THE_CLUSTER = (
    number(
        "cluster_reports",
        "How many different reports the cluster has.",
        Scope.CLUSTER,
        reads=("store:copies",),
    ),
    number(
        "cluster_victims",
        "How many victims they surely tell apart: by one kind of value, or in one report.",
        Scope.CLUSTER,
        notices=(VICTIM,),
        compares=_IDENTITIES,
    ),
    number(
        "cluster_first_seen_files",
        "How many of their files are first seen.",
        Scope.CLUSTER,
        reads=("store:holders",),
        compares=HASHES,
    ),
    flag(
        "cluster_shared_network",
        "A victim and a reported person were seen at one household's network (a /64 of IPv6).",
        Scope.CLUSTER,
        compares=(
            f"{VICTIM}.ipCaptureEvent.ipAddress",
            "report.personOrUserReported.ipCaptureEvent.ipAddress",
        ),
    ),
    flag(
        "cluster_escalated",
        "The sender of another of them escalated it.",
        Scope.CLUSTER,
        notices=(f"{SUMMARY}.escalateToHighPriority",),
    ),
)
