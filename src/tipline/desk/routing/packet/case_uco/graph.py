"""Collect the objects of a CASE/UCO graph: each with an id that is the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import msgspec

if TYPE_CHECKING:
    from datetime import datetime

CONTEXT = {
    "kb": "urn:tipline:packet/",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-location": "https://ontology.unifiedcyberontology.org/uco/location/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# Ids are drawn from who holds a report, what a thing is and its field in that report, so that two
# packets with one report agree on what it names, whatever else they are about.
_OURS = UUID("6f1f5f1e-3f3b-5b6a-9d0c-7a3d3a0f5c11")


class Graph:
    """The objects of one document, in the order in which they were added."""

    def __init__(self, held_by: str) -> None:
        """Begin the document of one agency, whose numbers its reports have."""
        self._held_by = held_by
        self._objects: dict[str, dict[str, Any]] = {}

    def add(self, kind: str, key: str, **properties: Any) -> dict[str, str]:
        """Add an object of a class such as `uco-observable:File`; return the reference to it.

        `key` tells it from others of its class. Names of properties are written with `__` where
        the vocabulary has a colon: `uco_core__name`. What is None or empty is left out.
        """
        reference = {"@id": self._id(kind, key)}
        said = {
            name.replace("__", ":").replace("_", "-", 1): value
            for name, value in properties.items()
            if value not in (None, [], "")
        }
        self._objects.setdefault(reference["@id"], {**reference, "@type": kind, **said})
        return reference

    def facet(self, kind: str, key: str, **properties: Any) -> dict[str, Any]:
        """Return a facet, to be put into an object's `uco-core:hasFacet`."""
        said = {
            name.replace("__", ":").replace("_", "-", 1): value
            for name, value in properties.items()
            if value not in (None, [], "")
        }
        return {"@id": self._id(kind, key), "@type": kind, **said}

    def relate(
        self, kind: str, source: dict[str, str], target: dict[str, str], **properties: Any
    ) -> None:
        """Add a relationship from one object to another."""
        self.add(
            "uco-core:Relationship",
            f"{source['@id']} {kind} {target['@id']} {sorted(map(str, properties.values()))}",
            uco_core__source=source,
            uco_core__target=target,
            uco_core__kindOfRelationship=kind,
            uco_core__isDirectional=True,
            **properties,
        )

    def references(self) -> list[dict[str, str]]:
        """Return references to all objects so far."""
        return [{"@id": one} for one in self._objects]

    def write(self) -> bytes:
        """Return the document as JSON-LD: UTF-8, indented, the same bytes each time."""
        document = {"@context": CONTEXT, "@graph": list(self._objects.values())}
        return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"

    def _id(self, kind: str, key: str) -> str:
        name = kind.partition(":")[2]
        return f"kb:{name}-{uuid5(_OURS, f'{self._held_by} {kind} {key}')}"


def typed(value: str, kind: str) -> dict[str, str]:
    """Return a literal of an XML Schema type such as `hexBinary`."""
    return {"@type": f"xsd:{kind}", "@value": value}


def moment(at: datetime) -> dict[str, str]:
    """Return an aware time as a literal, in UTC."""
    return typed(at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "dateTime")
