"""Write for statements what the driver writes slowly: many rows, and words of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.linking.types import JOINS_NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


# For `role NOT IN {NO_TIE}`: whose values tie nobody.
NO_TIE = f"({', '.join(repr(role.value) for role in sorted(JOINS_NOBODY))})"


def json_rows(rows: Sequence[msgspec.Struct]) -> str:
    """Write rows for `json_to_recordset(%s::json)`; bytes are to be given as hex text."""
    return msgspec.json.encode(rows).decode()


def number_array(numbers: Iterable[int]) -> str:
    """Write numbers for `%s::bigint[]`."""
    return f"{{{','.join(map(str, numbers))}}}"
