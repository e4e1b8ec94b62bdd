"""Read what is said of each file, keeping viral ones apart: they lower novelty and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.features import CLASSIFICATIONS
from tipline.desk.triage.rules.reading import Fact
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
_CAMERA = {
    "make", "model", "cameramake", "cameramodel", "cameramodelname", "uniquecameramodel",
    "serialnumber", "bodyserialnumber", "cameraserialnumber", "internalserialnumber",
    "lensmake", "lensmodel", "lensserialnumber", "cameraownername",
}  # fmt: skip
_TAKEN_AT = {"datetimeoriginal", "datetimedigitized", "createdate"}
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
        facts.add("only_viral", True, "report.batchedReport", word="sent as a batch of such files")
    elif read and all(file.viral for file in read):
        facts.found["only_viral"] = viral_fact([file.viral for file in read if file.viral])
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


def viral_fact(fields: Sequence[str], *, others: int = 0, listed: int = 0) -> Fact:
    """Return that every file is viral, with how many are by which mark.

    Of the files, the last `others + listed` are so by marks of other senders and by label lists.
    """
    own = fields[: len(fields) - others - listed]
    memes = sum(field.endswith("potentialMeme") for field in own)
    counts = (
        (len(own) - memes, "marked as viral"),
        (memes, "marked as a meme"),
        (others, "marked as viral by other senders"),
        (listed, "on a label list as viral"),
    )
    return Fact(True, tuple(fields), tuple(f"{count} {words}" for count, words in counts if count))


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
            origin = _origin_of(pair.name) if pair.value.strip() else None
            if origin:
                facts.add("camera_details", True, field, word=origin)


def _origin_of(name: str) -> str | None:
    """Name what an EXIF name tells of the origin of a picture, None where it tells nothing."""
    plain = "".join(mark for mark in name.casefold() if mark.isalnum())
    if plain in _CAMERA:
        return "its camera"
    if plain in _TAKEN_AT:
        return "the time it was taken"
    return "its place" if plain.startswith("gps") else None


def _read_viewed_file(facts: Facts, details: FileDetails, path: str) -> None:
    facts.add("viewed_file", True, f"{path}.fileViewedByEsp")
    found = details.industry_classification
    if found is None:
        return
    before = facts.value("viewed_classification")
    if before is False or CLASSIFICATIONS.index(found) > CLASSIFICATIONS.index(str(before)):
        facts.found.pop("viewed_classification", None)
        facts.add("viewed_classification", str(found), f"{path}.industryClassification")
