"""Parse and validate typical reports with their file details, beside xmlschema and pydantic-xml.

    python benchmarks/report_parse.py [--quick] [--json]

Rates are by processor time, so that a busy neighbour disturbs them less.

All three get the same bytes, and check the same: structure, order, kinds of text. Ours also
judges every business rule, which the others cannot. `checked`: all agree on which documents are
valid, and on every value read from those that are.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).parent))

import xmlschema

from peers.report_models import Invalid, read_with_pydantic
from peers.report_texts import make_reports
from tipline.report import (
    LENIENT,
    check_rules,
    parse_file_details,
    parse_report,
    schema_xsd,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 22, tzinfo=UTC)
Bundle = tuple[bytes, list[bytes]]
Leaves = Counter[tuple[str, str]]


def read_ours(bundle: Bundle) -> bool:
    """Parse, validate and judge by the rules."""
    report = parse_report(bundle[0])
    files = [parse_file_details(raw) for raw in bundle[1]]
    if report.errors or any(one.errors for one in files) or report.model is None:
        return False
    check_rules(report.model, [one.model for one in files], now=NOW, strictness=LENIENT)
    return True


def read_ours_without_rules(bundle: Bundle) -> bool:
    """Parse and validate only, as the peers do."""
    report = parse_report(bundle[0])
    return not report.errors and not any(parse_file_details(raw).errors for raw in bundle[1])


def leaves_of_ours(bundle: Bundle) -> Leaves:
    """Return every value that we read, by the names above it."""
    models = [("report", parse_report(bundle[0]).model)]
    models += [("fileDetails[1]", parse_file_details(raw).model) for raw in bundle[1]]
    found: Leaves = Counter()
    for root, model in models:
        for path, value in walk(model, root):
            names = ".".join(part.partition("[")[0] for part in path.split("."))
            found[names, _plain(getattr(value, "raw", value))] += 1
    return found


class XmlschemaPeer:
    """xmlschema with the schema that we generate: validates and decodes to dictionaries."""

    def __init__(self) -> None:
        self.schema = xmlschema.XMLSchema(schema_xsd().decode())

    def decode(self, raw: bytes) -> Any:
        """Return the values, or raise XMLSchemaValidationError."""
        return self.schema.decode(ET.fromstring(raw))  # noqa: S314  our own documents

    def read(self, bundle: Bundle) -> bool:
        """Parse and validate."""
        try:
            for raw in (bundle[0], *bundle[1]):
                self.decode(raw)
        except xmlschema.XMLSchemaValidationError:
            return False
        return True

    def leaves(self, bundle: Bundle) -> Leaves:
        """Return every value that it read."""
        found: Leaves = Counter()
        for root, raw in [("report", bundle[0]), *(("fileDetails", one) for one in bundle[1])]:
            _collect_decoded(self.decode(raw), root, found)
        return found


def _collect_decoded(value: Any, path: str, found: Leaves) -> None:
    if isinstance(value, list):
        for one in value:
            _collect_decoded(one, path, found)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "$":
                found[path, _plain(one)] += 1
            elif not name.startswith(("@xmlns", "@xsi:", "@{")):  # hints, no values
                _collect_decoded(one, f"{path}.{name}", found)
    elif value is not None or path.split(".")[-2].endswith("Annotations"):
        found[path, _plain(True if value is None else value)] += 1


def read_pydantic(bundle: Bundle) -> bool:
    """Parse and validate with pydantic-xml."""
    try:
        for raw in (bundle[0], *bundle[1]):
            read_with_pydantic(raw)
    except Invalid:
        return False
    return True


def leaves_of_pydantic(bundle: Bundle) -> Leaves:
    """Return every value that pydantic-xml read."""
    found: Leaves = Counter()
    for root, raw in [("report", bundle[0]), *(("fileDetails", one) for one in bundle[1])]:
        for path, value in read_with_pydantic(raw).list_leaves(root):
            found[path, _plain(value)] += 1
    return found


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def rate(read: Callable[[Bundle], bool], bundles: list[Bundle], rounds: int) -> float:
    """Return reports a second of processor time: the median of the rounds."""
    rates = []
    for _ in range(rounds):
        start = time.process_time()
        for bundle in bundles:
            read(bundle)
        rates.append(len(bundles) / (time.process_time() - start))
    return statistics.median(rates)


def agree(valid: list[Bundle], broken: list[Bundle], peer: XmlschemaPeer) -> bool:
    """Whether all three agree on validity, and on every value of the valid documents."""
    for bundle in valid:
        if not (read_ours(bundle) and peer.read(bundle) and read_pydantic(bundle)):
            return False
        ours = leaves_of_ours(bundle)
        if ours != peer.leaves(bundle) or ours != leaves_of_pydantic(bundle):
            return False
    return not any(read_ours(one) or peer.read(one) or read_pydantic(one) for one in broken)


def measure(*, quick: bool) -> dict[str, Any]:
    """Measure all of them on the same documents, in turn."""
    rng = random.Random(20261122)  # noqa: S311  the same documents on every run
    valid, broken = make_reports(rng, 60 if quick else 200)
    peer = XmlschemaPeer()
    checked = agree(valid, broken, peer)
    ours = rate(read_ours, valid * 5, 5 if quick else 15)
    bare = rate(read_ours_without_rules, valid * 5, 5 if quick else 15)
    by_xmlschema = rate(peer.read, valid[:40], 3 if quick else 7)
    by_pydantic = rate(read_pydantic, valid[:40], 3 if quick else 7)
    best = max(by_xmlschema, by_pydantic)
    sizes = [len(report) + sum(map(len, files)) for report, files in valid]
    elements = [
        report.count(b"</") + report.count(b"/>") + sum(f.count(b"</") + f.count(b"/>") for f in fs)
        for report, fs in valid
    ]
    return {
        "name": "report_parse",
        "unit": "reports per second of one core",
        "ours": round(ours),
        "peer": round(best),
        "ratio": round(ours / best, 1),
        "checked": checked,
        "ours_without_rules": round(bare),
        "peers": {"xmlschema": round(by_xmlschema), "pydantic-xml": round(by_pydantic)},
        "reports": len(valid),
        "files_per_report": round(sum(len(files) for _, files in valid) / len(valid), 2),
        "median_bytes": round(statistics.median(sizes)),
        "median_elements": round(statistics.median(elements)),
        "target": 5000,
    }


def main() -> None:
    """Measure and show the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer documents, under 40 seconds")
    options.add_argument("--json", action="store_true", help="only the JSON object")
    chosen = options.parse_args()
    found = measure(quick=chosen.quick)
    if not chosen.json:
        print(f"ours            {found['ours']:>7} reports/s, with every business rule")
        print(f"ours, no rules  {found['ours_without_rules']:>7} reports/s")
        for name, figure in found["peers"].items():
            print(f"{name:<15} {figure:>7} reports/s")
        print(
            f"a typical report: {found['median_elements']} elements, "
            f"{found['median_bytes']} bytes; all agree: {found['checked']}"
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
