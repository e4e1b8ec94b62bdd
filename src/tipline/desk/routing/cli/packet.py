"""`tipline packet`: write a hand-over packet, or tell whether one is still what it was."""

from __future__ import annotations

import hashlib
from pathlib import Path  # noqa: TC003  Typer reads the signature
from typing import Annotated

import msgspec
import typer

from tipline.desk.routing.cli.naming_first import ShowsByDefault
from tipline.desk.routing.cli.printing_routes import tables_to_show
from tipline.desk.routing.packet.actions import export_packet
from tipline.desk.routing.packet.manifest import compare_packet, read_manifest
from tipline.desk.routing.packet.storage import read_packet
from tipline.desk.triage.cli.printing import AsJson, print_json
from tipline.desk.triage.cli.whose_rows import Agency, current_time
from tipline.trust.people.queries import command_line_actor

packet_app = typer.Typer(
    cls=ShowsByDefault,
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_FINDINGS = 5


@packet_app.command("show", hidden=True)
def write(
    subject: Annotated[
        str, typer.Argument(metavar="REPORT|CLUSTER", help="The number, or the id of a cluster.")
    ],
    *,
    out: Annotated[Path, typer.Option("--out", help="A new folder, or a new file named *.zip.")],
    reason: Annotated[
        str, typer.Option("--reason", help="Why; kept with your name, so name nobody.")
    ],
    to: Annotated[
        str | None, typer.Option("--to", help="An agency's code; else that of the route.")
    ] = None,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """Write a packet with identifiers in clear: XML as received, JSON, CASE/UCO, PDF, manifest."""
    written = export_packet(
        command_line_actor(agency),
        subject,
        out,
        to=to,
        reason=reason,
        tables=tables_to_show(),
        now=current_time(),
    )
    if as_json:
        print_json(msgspec.to_builtins(written))
    else:
        typer.echo(f"{out}: {written.files} files about {written.subject}, to {written.to}")
        typer.echo(f"manifest SHA-256 {written.manifest_sha256} (it is in the audit log, too)")


@packet_app.command("verify")
def verify(
    place: Annotated[Path, typer.Argument(metavar="DIR|ZIP", help="A packet.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Compare a packet with its manifest: exit 5 where a file is missing, altered or not listed."""
    raw, found = read_packet(place)
    manifest = read_manifest(raw)
    faults = compare_packet(manifest, found)
    for fault in faults:
        if as_json:
            print_json(msgspec.to_builtins(fault))
        else:
            typer.echo(f"{fault.code} {fault.path}: {fault.text}")
    digest = hashlib.sha256(raw).hexdigest()
    typer.echo(
        f"{len(manifest.files)} files listed, {len(faults)} faults; {manifest.subject}, by"
        f" {manifest.from_agency} on {manifest.made_at:%Y-%m-%d %H:%M} UTC; manifest SHA-256"
        f" {digest}: compare it with what the sender told you another way",
        err=True,
    )
    if faults:
        raise typer.Exit(_FINDINGS)
