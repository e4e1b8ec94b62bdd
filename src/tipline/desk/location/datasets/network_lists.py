"""Read a plain list of networks of one kind, such as the ranges of hosting companies or VPNs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.location.datasets.addresses import BadAddress, read_network
from tipline.desk.location.datasets.errors import refuse
from tipline.desk.location.datasets.lines import numbered_lines
from tipline.desk.location.datasets.ranges import Range
from tipline.desk.location.types import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tipline.desk.location.datasets.said import Said
    from tipline.desk.location.types import NetworkKind


def read_list(path: Path, said: Said, network: NetworkKind) -> Iterator[Range]:
    """List the networks of a file, one on a line; what follows `#` or `;` is a comment.

    Raises BadDataset with the line and the remedy.
    """
    for number, text in numbered_lines(path):
        written = text.partition("#")[0].partition(";")[0].strip()
        if not written:
            continue
        try:
            start, end = read_network(written)
        except BadAddress as error:
            raise refuse(
                number, str(error), "Write one network on a line, such as 192.0.2.0/24."
            ) from None
        yield Range(start, end, said.number(Statement(network=network), number), number)
