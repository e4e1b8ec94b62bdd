"""Every kind of fact that a report can carry for an officer."""

from __future__ import annotations

from tipline.report.completeness.types import FactKind, Question

FACTS: dict[str, FactKind] = {
    fact.code: fact
    for fact in (
        FactKind("account-id", Question.WHO, "The account id of {place} is given"),
        FactKind(
            "third-party-user",
            Question.WHO,
            "{place} uses another company's service; the sender knows no more",
        ),
        FactKind("contact", Question.WHO, "{place} is given"),
        FactKind("contact-verified", Question.WHO, "{place} was verified"),
        FactKind("contact-not-verified", Question.WHO, "{place} was not verified"),
        FactKind("emails-all", Question.WHO, "All email addresses of {place} are given"),
        FactKind("emails-more", Question.WHO, "{place} has further email addresses"),
        FactKind("name", Question.WHO, "{place} has a name"),
        FactKind("handle", Question.WHO, "{place} has a screen name"),
        FactKind("device", Question.WHO, "{place} is given"),
        FactKind("victim-age", Question.WHO, "The age of {place} is given"),
        FactKind("victim-school", Question.WHO, "The school of {place} is given"),
        FactKind("context", Question.WHAT, "{place} says where online this happened"),
        FactKind("content", Question.WHAT, "{place} has content"),
        FactKind("platform", Question.WHAT, "The platform is named"),
        FactKind("file", Question.WHAT, "{place} is described"),
        FactKind("file-described", Question.WHAT, "{place} is annotated or classified"),
        FactKind("file-hash", Question.WHAT, "{place} has a hash of what the user uploaded"),
        FactKind("address", Question.WHERE, "{place} is given"),
        FactKind("address-time", Question.WHERE, "{place} has a time with its zone"),
        FactKind("address-port", Question.WHERE, "{place} has a port"),
        FactKind("address-event", Question.WHERE, "It is said what was done from {place}"),
        FactKind("proxy-likely", Question.WHERE, "{place} may be a proxy"),
        FactKind("proxy-unlikely", Question.WHERE, "{place} is not believed to be a proxy"),
        FactKind("place", Question.WHERE, "It is said where {place} is"),
        FactKind("place-time", Question.WHERE, "The estimated location of {place} has a time"),
        FactKind(
            "incident-time", Question.WHEN, "The time of the incident is given, with its zone"
        ),
        FactKind("incident-time-explained", Question.WHEN, "The incident time is explained"),
        FactKind("upload-time", Question.WHEN, "The upload time of {place} is given"),
        FactKind("viewed", Question.VIEWED, "A person at the company viewed all of {place}"),
        FactKind("not-viewed", Question.VIEWED, "Nobody at the company viewed all of {place}"),
        FactKind("exif-viewed", Question.VIEWED, "A person at the company viewed EXIF of {place}"),
        FactKind("exif-not-viewed", Question.VIEWED, "Nobody viewed the EXIF of {place}"),
        FactKind("public", Question.VIEWED, "{place} was public"),
        FactKind("not-public", Question.VIEWED, "{place} was not public in its entirety"),
    )
}
