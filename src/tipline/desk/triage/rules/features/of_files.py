"""List what files, label lists and analysts say."""

from __future__ import annotations

from tipline.desk.triage.rules.features.making import (
    CLASSIFICATIONS,
    FILE,
    HASHES,
    VIRAL,
    flag,
    level,
    of_new_files,
)
from tipline.desk.triage.rules.features.types import Scope
from tipline.desk.triage.rules.vocabulary import FINDINGS, LABELS

OF_FILES = (
    flag(
        "first_seen_classified_file",
        "A person at the sender viewed whole, and classified, a file that is first seen here.",
        Scope.STORE,
        reads=("store:holders", f"{FILE}.fileViewedByEsp", f"{FILE}.industryClassification",
               *VIRAL),
        compares=HASHES,
        fact="what a person saw who viewed the new file whole",
        ask="Has a person viewed the entire file? What is its industry classification?",
    ),
    flag(
        "first_seen_file",
        "No report of anybody else (another cluster) held a file before; none viral.",
        Scope.STORE,
        reads=("store:holders", *VIRAL),
        compares=HASHES,
        fact="the hashes of the files",
        ask="What are the MD5 and SHA-1 of the files as the user uploaded them?",
    ),
    flag(
        "viewed_file",
        "A person at the sender viewed a reported file whole.",
        reads=(f"{FILE}.fileViewedByEsp", f"{FILE}.fileRelevance"),
    ),
    level(
        "viewed_classification",
        "The industry classification of a file that was viewed whole; the gravest of them.",
        CLASSIFICATIONS,
        reads=(f"{FILE}.industryClassification", f"{FILE}.fileViewedByEsp",
               f"{FILE}.fileRelevance"),
    ),
    flag(
        "camera_details",
        "EXIF was sent that tells of a camera, place or time. Viral files do not count.",
        reads=(f"{FILE}.details.type", f"{FILE}.details.nameValuePair.name", *VIRAL),
        notices=(f"{FILE}.details.nameValuePair.value",),
        fact="what the EXIF of the file says of its origin",
        ask="Does the file carry EXIF? Please send it, and say whether a person viewed it.",
        names_what=True,
    ),
    of_new_files(
        "live_streaming",
        "liveStreaming",
        "A file was streamed live when uploaded. Viral files do not count.",
    ),
    of_new_files(
        "possible_self_production",
        "possibleSelfProduction",
        "A file is believed to be made by the child who is in it.",
    ),
    of_new_files(
        "infant", "infant", "A file is annotated as showing an infant. Viral files do not count."
    ),
    of_new_files(
        "physical_harm",
        "physicalHarm",
        "A file is annotated with physical harm. Viral files do not count.",
    ),
)  # fmt: skip

OF_LABELS = (
    *(
        flag(
            f"labelled_{code}",
            f"A label list says of a file: {says}.",
            Scope.LABEL,
            reads=(f"label:{code}",),
            compares=HASHES,
            ranks=code != "known_series",
        )
        for code, says in LABELS.items()
        if code not in {"viral", "not_an_offence"}
    ),
    flag(
        "only_cleared",
        "Label lists say of every file that it shows no offence.",
        Scope.LABEL,
        reads=("label:not_an_offence", f"{FILE}.fileRelevance"),
        compares=HASHES,
    ),
)

OF_ANALYSTS = tuple(
    flag(
        f"found_{code}",
        f"An analyst states: {says}.",
        Scope.ANALYST,
        reads=(f"analyst:{code}",),
    )
    for code, says in FINDINGS.items()
)
