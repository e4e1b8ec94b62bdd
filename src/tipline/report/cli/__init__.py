"""`tipline report`: validate, show and complete CyberTip documents, without a database."""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003  Typer reads annotations at run time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
import typer

from tipline.report.cli.completion import (
    completeness_as_json,
    completeness_as_text,
    completeness_of,
)
from tipline.report.cli.display import document_as_json, document_as_text
from tipline.report.cli.opened import Bundle, DocumentKind, open_bundles
from tipline.report.cli.validation import (
    judge_bundle,
    verdict_as_json,
    verdict_as_text,
)
from tipline.report.cli.words import count
from tipline.report.rules import LENIENT, STRICT
from tipline.report.schema.shapes import Version

FAILED, USAGE, FINDINGS = 1, 2, 5

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Validate, show and complete CyberTip documents.",
)

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help="XML files, folders with report.xml and N.fileDetails.xml, or - for standard input. "
        "File details belong to the report named before them.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object per document and line.")]
Schema = Annotated[Version, typer.Option("--schema", help="Version of the schema.")]
As = Annotated[
    DocumentKind | None,
    typer.Option("--as", help="What the documents are; otherwise their root says it."),
]


@app.command()
def validate(
    files: Files,
    *,
    json: Json = False,
    schema: Schema = Version.V2026_08,
    kind: As = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict/--lenient",
            help="Whether R-04, R-05, R-08 and the syntax of URLs are errors or warnings.",
        ),
    ] = True,
    now: Annotated[
        str | None,
        typer.Option(help="Judge as of this time, such as 2026-03-02T18:41:07Z.", metavar="TIME"),
    ] = None,
) -> None:
    """Find schema errors and breaches of the rules. Exit code 5 when there are any."""
    at = _read_now(now)
    clean = total = 0
    for bundle in _open(files, kind, schema):
        for verdict in judge_bundle(bundle, now=at, strictness=STRICT if strict else LENIENT):
            total += 1
            clean += verdict.is_clean
            if json:
                _put_json(verdict_as_json(verdict, schema))
            else:
                _put_lines(verdict_as_text(verdict, schema))
    if not json:
        typer.echo(f"{clean} of {count(total, 'document')} without findings.", err=True)
    raise typer.Exit(0 if clean == total else FINDINGS)


@app.command()
def show(
    files: Files, *, json: Json = False, schema: Schema = Version.V2026_08, kind: As = None
) -> None:
    """Show every field that was sent, with its line, and what has no field."""
    is_sound = True
    for bundle in _open(files, kind, schema):
        for number, document in enumerate(bundle.documents):
            is_sound = is_sound and not document.has_errors
            if json:
                _put_json(document_as_json(document, max(number, 1)))
            else:
                _put_lines(document_as_text(document, max(number, 1)))
    _end(is_sound=is_sound)


@app.command()
def complete(files: Files, *, json: Json = False, schema: Schema = Version.V2026_08) -> None:
    """Say what an officer would lack, why it matters, and what to ask the sender.

    Gaps are no defects: exit code 5 only says that a document has schema errors.
    """
    is_sound = True
    for bundle in _open(files, None, schema):
        is_sound = is_sound and not any(one.has_errors for one in bundle.documents)
        _complete(bundle, as_json=json)
    _end(is_sound=is_sound)


def _complete(bundle: Bundle, *, as_json: bool) -> None:
    if bundle.main.kind is not DocumentKind.REPORT:
        text = f"{bundle.main.name} is no report; name the report before its file details."
        typer.echo(text, err=True)
        raise typer.Exit(USAGE)
    judged = completeness_of(bundle)
    if judged is None:
        return
    if as_json:
        _put_json(completeness_as_json(bundle, judged))
    else:
        _put_lines(completeness_as_text(bundle, judged))


def _open(files: list[str], kind: DocumentKind | None, version: Version) -> Iterator[Bundle]:
    with _files_that_open():
        yield from open_bundles(files, kind=kind, version=version)


@contextmanager
def _files_that_open() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        typer.echo(f"Cannot read {error.filename}: {error.strerror}.", err=True)
        raise typer.Exit(USAGE if isinstance(error, FileNotFoundError) else FAILED) from None


def _read_now(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        now = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time", param_hint="--now") from None
    if now.tzinfo is None:
        raise typer.BadParameter("a time needs its zone, such as Z", param_hint="--now")
    return now


def _put_json(found: dict[str, Any]) -> None:
    typer.echo(msgspec.json.encode(found).decode())


def _put_lines(lines: Iterator[str]) -> None:
    for line in lines:
        typer.echo(line)


def _end(*, is_sound: bool) -> None:
    if not is_sound:
        typer.echo("Some documents have errors; `tipline report validate` says which.", err=True)
        raise typer.Exit(FINDINGS)
