"""Read ranges from MaxMind-format files of any vendor, through a child that may come to grief."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.location.datasets.addresses import BadAddress, read_network
from tipline.desk.location.datasets.errors import BadDataset, refuse
from tipline.desk.location.datasets.ranges import Range, join_neighbours
from tipline.desk.location.datasets.said import COUNTRIES, check_statement
from tipline.desk.location.types import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tipline.desk.location.datasets.said import Said

_LONGEST_ANSWER = 1_000_000
# City databases have 5 to 8 million; those that say the same are joined afterwards.
MOST_NETWORKS = 20_000_000
_REMEDY = "Fetch the file again from its vendor, or check which kind of dataset it is."


def read_mmdb(path: Path, said: Said) -> Iterator[Range]:
    """List the networks of a file; a `line` counts its networks. Raises BadDataset.

    The file is unfolded by a child process whose memory and time are bounded.
    """
    with subprocess.Popen(  # noqa: S603  our own module, on a file that was copied to our folder
        _command("networks", path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        try:
            # Networks of such a file never overlap and come in order, so that this may come first.
            yield from join_neighbours(_read_answers(child, said))
        finally:
            child.kill()
    if child.returncode != 0:
        raise BadDataset(f"{path.name} cannot be unfolded as a MaxMind-format file. {_REMEDY}")


def _read_answers(child: subprocess.Popen[bytes], said: Said) -> Iterator[Range]:
    decoder = msgspec.json.Decoder(tuple[str, str, str, str, str])
    if child.stdout is None:
        return
    number = 0
    while line := child.stdout.readline(_LONGEST_ANSWER):
        number += 1
        if number > MOST_NETWORKS:
            raise BadDataset(
                f"Network {number:,}: there are more than {MOST_NETWORKS:,} networks in it."
                f" {_REMEDY}"
            )
        try:
            network, *says = decoder.decode(line)
            start, end = read_network(network)
        except (msgspec.MsgspecError, BadAddress) as error:
            raise refuse(number, f"a network that cannot be read ({error})", _REMEDY) from None
        statement = _state(number, *says)
        if statement != Statement():
            yield Range(start, end, said.number(statement, number), number)
    child.wait()


def _state(number: int, country: str, region: str, operator: str, kind: str) -> Statement:
    known = country.upper() in COUNTRIES
    return check_statement(
        number, country=country, region=region if known else "", operator=operator, kind=kind
    )


def edition_of(path: Path) -> date:
    """Return the day on which the file was built, in UTC. Raises BadDataset."""
    answer = subprocess.run(  # noqa: S603  our own module
        _command("edition", path), capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    if answer.returncode == 0:
        with suppress(msgspec.MsgspecError, OverflowError, ValueError, OSError):
            built = msgspec.json.decode(answer.stdout, type=int)
            return datetime.fromtimestamp(built, UTC).date()
    raise BadDataset(f"{path.name} is no MaxMind-format file. {_REMEDY}")


def _command(part: str, path: Path) -> list[str]:
    return [sys.executable, "-m", "tipline.desk.location.datasets.mmdb_child", part, str(path)]
