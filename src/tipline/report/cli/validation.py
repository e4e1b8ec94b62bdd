"""`tipline report validate`: schema errors and breaches of rules, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.report.cli.opened import Bundle, DocumentKind, Opened
from tipline.report.cli.words import count, safe, wrap
from tipline.report.rules import (
    Finding,
    Strictness,
    Unchecked,
    check_file_rules,
    check_rules,
    list_unchecked,
    place_findings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tipline.report.schema.shapes import Version


@dataclass(slots=True)
class Verdict:
    """What is wrong with one document."""

    document: Opened
    findings: list[Finding] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether neither schema nor rules object."""
        return not self.document.has_errors and not self.findings


def judge_bundle(bundle: Bundle, *, now: datetime, strictness: Strictness) -> list[Verdict]:
    """Judge a report with its files, or any other document by itself."""
    verdicts = {id(one): Verdict(one) for one in bundle.documents}
    main, parsed = bundle.main, bundle.main.parsed
    if parsed is None or parsed.model is None:
        for one in bundle.readable_files:
            _judge_file(verdicts[id(one)], now, strictness)
    elif main.kind is DocumentKind.FILE_DETAILS:
        _judge_file(verdicts[id(main)], now, strictness)
    elif main.kind is DocumentKind.REPORT:
        _judge_report(bundle, verdicts, now, strictness)
    return list(verdicts.values())


def _judge_report(
    bundle: Bundle, verdicts: dict[int, Verdict], now: datetime, strictness: Strictness
) -> None:
    parsed = bundle.main.parsed
    if parsed is None or parsed.model is None:
        return
    files = [one.parsed for one in bundle.readable_files if one.parsed]
    models = bundle.file_models
    found = check_rules(parsed.model, models, now=now, strictness=strictness)
    owners = [verdicts[id(one)] for one in bundle.readable_files]
    for finding in place_findings(found, parsed, files):
        owner = verdicts[id(bundle.main)]
        if finding.path.startswith("fileDetails["):
            number = int(finding.path[len("fileDetails[") : finding.path.index("]")])
            owner = owners[number - 1]
        owner.findings.append(finding)
    verdicts[id(bundle.main)].unchecked.extend(list_unchecked(parsed.model, models))


def _judge_file(verdict: Verdict, now: datetime, strictness: Strictness) -> None:
    parsed = verdict.document.parsed
    if parsed is not None and parsed.model is not None:
        for finding in check_file_rules(parsed.model, now=now, strictness=strictness):
            place = parsed.position(finding.path)
            verdict.findings.append(
                msgspec.structs.replace(finding, line=place.line, column=place.column)
            )


def verdict_as_json(verdict: Verdict, version: Version) -> dict[str, Any]:
    """Return one document's verdict as one JSON object."""
    document = verdict.document
    parsed, unreadable = document.parsed, document.unreadable
    return {
        "file": document.name,
        "document": document.kind,
        "schema": version,
        "valid": verdict.is_clean,
        "unreadable": unreadable
        and {
            "code": unreadable.code,
            "line": unreadable.line,
            "column": unreadable.column,
            "text": unreadable.reason,
            "remedy": unreadable.remedy,
        },
        "errors": [msgspec.to_builtins(error) for error in (parsed.errors if parsed else ())],
        "findings": [msgspec.to_builtins(finding) for finding in verdict.findings],
        "unchecked": [msgspec.to_builtins(rule) for rule in verdict.unchecked],
    }


def verdict_as_text(verdict: Verdict, version: Version) -> Iterator[str]:
    """Yield the lines that tell a person what is wrong with one document, and what to do."""
    document = verdict.document
    head = f"{safe(document.name)}: {document.kind}, schema {version}"
    if verdict.is_clean:
        yield f"{head}: valid"
    elif document.unreadable:
        yield f"{head}: cannot be read"
        error = document.unreadable
        yield wrap(f"{error.reason}. {error.remedy}", **_hang(error.line, error.column))
    else:
        yield f"{head}: {_tally(verdict)}"
        yield from _errors_as_text(document)
        for finding in verdict.findings:
            yield from _finding_as_text(finding)
    for rule in verdict.unchecked:
        yield wrap(f"not checked  {rule.code}: {rule.text}", first="  ", rest="    ")


def _tally(verdict: Verdict) -> str:
    parsed = verdict.document.parsed
    errors = len(parsed.errors) if parsed else 0
    counts = [count(errors, "schema error")] if errors else []
    if verdict.findings:
        counts.append(count(len(verdict.findings), "finding"))
    return " and ".join(counts)


def _hang(line: int | None, column: int | None) -> dict[str, str]:
    place = f"{line}:{column}"
    return {"first": f"  {place:>8}  ", "rest": " " * 12}


def _errors_as_text(document: Opened) -> Iterator[str]:
    for error in document.parsed.errors if document.parsed else ():
        yield wrap(f"schema  {error.message}", **_hang(error.line, error.column))


def _finding_as_text(finding: Finding) -> Iterator[str]:
    title = f"{finding.code} {finding.severity}  {finding.text}"
    yield wrap(title, **_hang(finding.line, finding.column))
    yield wrap(f"{finding.path}", first=" " * 14, rest=" " * 14)
    yield wrap(finding.remedy, first=" " * 14, rest=" " * 14)
