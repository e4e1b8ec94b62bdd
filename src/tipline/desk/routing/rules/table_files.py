"""Read the tables that come with tipline, and an agency's routing file over them, fault by fault.

Promise: a file that was read has no two lines that answer one question differently, and names
only agencies that exist; each fault says its line and the remedy.
"""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.routing.rules.agencies import (
    Agency,
    AgencyKind,
    FederalCase,
    Tables,
    TaskForce,
    ZipRange,
)
from tipline.desk.routing.rules.routing_file import Lines, read_routing_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class ShippedTables(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of the tables that come with tipline, and the day of their edition."""

    edition: str
    task_forces: str
    federal: str
    federal_cases: str
    liaison: str
    international: str


def read_tables(shipped: ShippedTables, routing_file: bytes | None = None) -> Tables:
    """Return the tables with an agency's routing file over them.

    Raises BadRoutingFile with every fault of that file.
    """
    forces = list(_rows(shipped.task_forces))
    agencies = {agency.code: agency for agency in _shipped_agencies(shipped, forces)}
    own = read_routing_file(routing_file or b"", agencies)
    agencies |= {code: _own_agency(code, name) for code, name in own.agencies.items()}
    return Tables(
        version=_version(shipped, routing_file),
        agencies=agencies,
        task_forces=_by_state(forces),
        counties=own.counties,
        zips=_ranges(own.zips),
        zip_counties=_ranges(own.zip_counties),
        leads=own.leads,
        federal=_federal(shipped) | {FederalCase(case): code for case, code in own.federal.items()},
        countries={row["country"]: row["code"] for row in _rows(shipped.liaison)} | own.countries,
    )


def _rows(text: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(io.StringIO(text))


def _shipped_agencies(
    shipped: ShippedTables, forces: Iterable[Mapping[str, str]]
) -> Iterable[Agency]:
    for row in forces:
        yield Agency(
            code=row["code"],
            name=row["name"],
            kind=AgencyKind.TASK_FORCE,
            host=row["host"],
            part=row["part"],
        )
    for row in _rows(shipped.federal):
        yield Agency(code=row["code"], name=row["name"], kind=AgencyKind.FEDERAL)
    for row in (*_rows(shipped.liaison), *_rows(shipped.international)):
        yield Agency(code=row["code"], name=row["name"], kind=AgencyKind.ABROAD)


def _own_agency(code: str, name: str) -> Agency:
    return Agency(code=code, name=name, kind=AgencyKind.OWN)


def _by_state(forces: Iterable[Mapping[str, str]]) -> dict[str, tuple[TaskForce, ...]]:
    found: dict[str, list[TaskForce]] = {}
    for row in forces:
        force = TaskForce(
            code=row["code"],
            states=tuple(row["states"].split(";")),
            counties=tuple(one for one in row["counties"].split(";") if one),
            serves_the_rest=row["serves_the_rest"] == "yes",
        )
        for state in force.states:
            found.setdefault(state, []).append(force)
    return {state: tuple(several) for state, several in found.items()}


def _federal(shipped: ShippedTables) -> dict[FederalCase, str]:
    return {FederalCase(row["case"]): row["agency"] for row in _rows(shipped.federal_cases)}


def _ranges(lines: Lines) -> tuple[ZipRange, ...]:
    return tuple(sorted(ZipRange(first, last, value) for (first, last), value in lines.items()))


def _version(shipped: ShippedTables, routing_file: bytes | None) -> str:
    texts = (
        shipped.task_forces,
        shipped.federal,
        shipped.federal_cases,
        shipped.liaison,
        shipped.international,
    )
    content = "\0".join(texts).encode() + b"\0" + (routing_file or b"")
    return f"{shipped.edition} {hashlib.sha256(content).hexdigest()[:12]}"
