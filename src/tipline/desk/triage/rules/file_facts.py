"""Read what is said of each file, keeping viral ones apart: they lower novelty and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.features import CLASSIFICATIONS
from tipline.report.types import DetailsType, FileAnnotation, FileRelevance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.triage.rules.reading import Facts
    from tipline.report.types import FileDetails

_OF_NEW_FILES = {
    FileAnnotation.LIVE_STREAMING: "live_streaming",
    FileAnnotation.POSSIBLE_SELF_PRODUCTION: "possible_self_production",
    FileAnnotation.INFANT: "infant",
    FileAnnotation.PHYSICAL_HARM: "physical_harm",
}
# Names of EXIF that tell where a picture comes from, whatever their case and spacing; its size
# and its software do not.
_OF_ORIGIN = {
    "make", "model", "cameramake", "cameramodel", "cameramodelname", "uniquecameramodel",
    "serialnumber", "bodyserialnumber", "cameraserialnumber", "internalserialnumber",
    "lensmake", "lensmodel", "lensserialnumber", "cameraownername",
    "datetimeoriginal", "datetimedigitized", "createdate",
}  # fmt: skip
_VIRAL = (FileAnnotation.VIRAL, FileAnnotation.POTENTIAL_MEME)


class FileFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the store needs to know of a reported file to say whether it is new.

    `classified` is the field of its classification, where a person viewed it whole; `viral` the
    field that marks it so, if one does.
    """

    position: int
    classified: str | None = None
    viral: str | None = None


def read_files(
    facts: Facts, files: Sequence[FileDetails], *, batched: bool
) -> tuple[FileFacts, ...]:
    """Add the facts about files; return those of each reported file. `position` counts from 1."""
    read = [
        _read_file(facts, details, position, batched=batched)
        for position, details in enumerate(files, 1)
        if details.file_relevance is not FileRelevance.SUPPLEMENTAL
    ]
    if batched:
        facts.add("only_viral", True, "report.batchedReport")
    elif read and all(file.viral for file in read):
        facts.add("only_viral", True, *(file.viral for file in read if file.viral))
    if any(not file.viral for file in read) and not facts.value("camera_details"):
        facts.add("camera_details", None)
    return tuple(read)


def _read_file(facts: Facts, details: FileDetails, position: int, *, batched: bool) -> FileFacts:
    path = f"fileDetails[{position}]"
    facts.count("files", path)
    viral = "report.batchedReport" if batched else _viral_field(details, path)
    if viral is None:
        _read_new_file(facts, details, path)
    if details.file_viewed_by_esp:
        _read_viewed_file(facts, details, path)
    if details.publicly_available:
        facts.add("shared_publicly", True, f"{path}.publiclyAvailable")
    if FileAnnotation.GENERATIVE_AI in (details.file_annotations or ()):
        facts.add("generative_ai", True, f"{path}.fileAnnotations.generativeAi")
    graded = details.file_viewed_by_esp and details.industry_classification is not None
    classified = f"{path}.industryClassification" if graded else None
    return FileFacts(position=position, classified=classified, viral=viral)


def _viral_field(details: FileDetails, path: str) -> str | None:
    if details.potential_meme:
        return f"{path}.potentialMeme"
    for annotation in _VIRAL:
        if annotation in (details.file_annotations or ()):
            return f"{path}.fileAnnotations.{annotation}"
    return None


def _read_new_file(facts: Facts, details: FileDetails, path: str) -> None:
    for annotation, name in _OF_NEW_FILES.items():
        if annotation in (details.file_annotations or ()):
            facts.add(name, True, f"{path}.fileAnnotations.{annotation}")
    for position, group in enumerate(details.details, 1):
        if group.type is not DetailsType.EXIF:
            continue
        for number, pair in enumerate(group.name_value_pair, 1):
            field = f"{path}.details[{position}].nameValuePair[{number}]"
            if pair.value.strip() and _says_origin(pair.name):
                facts.add("camera_details", True, field)


def _says_origin(name: str) -> bool:
    """Say whether an EXIF name is one of a camera, of its place, or of the time of the picture."""
    plain = "".join(mark for mark in name.casefold() if mark.isalnum())
    return plain in _OF_ORIGIN or plain.startswith("gps")


def _read_viewed_file(facts: Facts, details: FileDetails, path: str) -> None:
    facts.add("viewed_file", True, f"{path}.fileViewedByEsp")
    found = details.industry_classification
    if found is None:
        return
    before = facts.value("viewed_classification")
    if before is False or CLASSIFICATIONS.index(found) > CLASSIFICATIONS.index(str(before)):
        facts.found.pop("viewed_classification", None)
        facts.add("viewed_classification", str(found), f"{path}.industryClassification")
