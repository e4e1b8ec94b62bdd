"""Make features of the three kinds, and name the fields that several are read from."""

from __future__ import annotations

from typing import Any

from tipline.desk.triage.rules.features.types import Feature, FeatureKind, Scope

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

SUMMARY = "report.incidentSummary"
MARKS = f"{SUMMARY}.reportAnnotations"
VICTIM = "report.victim"
FILE = "fileDetails"
VIRAL = (
    "report.batchedReport",
    f"{FILE}.fileRelevance",
    f"{FILE}.potentialMeme",
    f"{FILE}.fileAnnotations.potentialMeme",
    f"{FILE}.fileAnnotations.viral",
)
HASHES = (f"{FILE}.originalFileHash", f"{FILE}.details.nameValuePair", f"{FILE}.fileId")
SHOWS_CONTACT = (f"{SUMMARY}.incidentType", f"{MARKS}.sextortion",
                  f"{MARKS}.minorToMinorInteraction")  # fmt: skip
TEXTS = ("additionalInfo", "content", "url", "fileNames", "profileBio", "vehicleDescription")


def _feature(kind: FeatureKind, name: str, meaning: str, scope: Scope, more: Any) -> Feature:
    return Feature(name=name, kind=kind, scope=scope, meaning=meaning, **more)


def flag(name: str, meaning: str, scope: Scope = Scope.REPORT, **more: Any) -> Feature:
    """Make a feature that holds or does not."""
    return _feature(FeatureKind.FLAG, name, meaning, scope, more)


def number(name: str, meaning: str, scope: Scope = Scope.REPORT, **more: Any) -> Feature:
    """Make a feature that counts."""
    return _feature(FeatureKind.NUMBER, name, meaning, scope, more)


def level(name: str, meaning: str, levels: tuple[str, ...], **more: Any) -> Feature:
    """Make a feature that takes one of some words."""
    return _feature(FeatureKind.LEVEL, name, meaning, Scope.REPORT, {"levels": levels, **more})


def annotated(name: str, wire: str, what: str) -> Feature:
    """Make the flag of one annotation of the report."""
    return flag(name, f"The sender annotated {what}.", reads=(f"{MARKS}.{wire}",))


def of_new_files(name: str, wire: str, meaning: str) -> Feature:
    """Make the flag of one annotation of files, viral ones left out."""
    reads = (f"{FILE}.fileAnnotations.{wire}", *VIRAL)
    return flag(name, meaning, reads=reads)
