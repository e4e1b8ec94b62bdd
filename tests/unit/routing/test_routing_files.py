"""A routing file is read whole, or each of its faults is named with its line and the remedy."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipline.desk.routing.current_tables import FOLDER, current_tables, read_sources, tables_with
from tipline.desk.routing.rules.agencies import FederalCase
from tipline.desk.routing.rules.routing_file import BadRoutingFile

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "kind,where,value,note\n"


def faults(text: str | bytes) -> list[tuple[int, str]]:
    raw = text if isinstance(text, bytes) else (HEADER + text).encode()
    with pytest.raises(BadRoutingFile) as caught:
        tables_with(raw)
    return [(fault.line, fault.code) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("zip,94110,us-icac-ca-silicon-vally,", "UNKNOWN_AGENCY"),
        ("zip,94x,us-fbi,", "BAD_ZIP"),
        ("zip,95000-94000,us-fbi,", "BAD_ZIP"),
        ("zip_county,93710,Fresno,", "BAD_COUNTY"),
        ("county,XX/Fresno,us-fbi,", "BAD_COUNTY"),
        ("lead,Texas,us-fbi,", "UNKNOWN_STATE"),
        ("country,UK,gb-nca,", "UNKNOWN_COUNTRY"),
        ("country,US,us-fbi,", "UNKNOWN_COUNTRY"),
        ("federal,maritime,us-fbi,", "UNKNOWN_CASE"),
        ("agency,Not A Code,Name,", "BAD_CODE"),
        ("agency,good-code,,", "NO_NAME"),
        ("zipp,94110,us-fbi,", "UNKNOWN_KIND"),
        ("zip,94110", "CELLS"),
        ('zip,"94110,us-fbi,', "NO_CSV"),
    ],
)
def test_a_fault_is_named_by_line(line, code):
    assert faults(f"# a comment\n\n{line}\n") == [(4, code)]


def test_every_fault_is_named_not_only_the_first():
    assert faults("zip,1,us-fbi,\nlead,ZZ,none,\ncountry,QQ,us-fbi,\n") == [
        (2, "BAD_ZIP"),
        (3, "UNKNOWN_STATE"),
        (4, "UNKNOWN_COUNTRY"),
    ]


def test_rows_that_overlap_name_both_lines():
    with pytest.raises(BadRoutingFile, match=r"line 3: .*94110.*line 2.*share ZIP codes; end one"):
        tables_with(f"{HEADER}zip,940-949,us-fbi,\nzip,94110,us-hsi,\n".encode())


def test_a_long_range_overlaps_every_range_inside_it():
    text = "zip,90000-99999,us-fbi,\nzip,91000,us-hsi,\nzip,98000,us-hsi,\n"

    assert faults(text) == [(3, "OVERLAP"), (4, "OVERLAP")]


def test_the_same_row_twice_is_a_fault():
    assert faults("lead,CA,us-fbi,\nlead,CA,us-hsi,\n") == [(3, "SAID_TWICE")]


def test_a_file_without_header_or_text_is_refused():
    assert faults(b"zip,94110,us-fbi,\n") == [(1, "NO_HEADER")]
    assert faults(HEADER.encode() + b"zip,94110,\xff,\n") == [(2, "NO_TEXT")]


def test_a_byte_order_mark_and_windows_line_ends_are_read():
    raw = b"\xef\xbb\xbf" + (HEADER + "zip,94110,us-fbi,\n").replace("\n", "\r\n").encode()

    assert tables_with(raw).agency_of_zip("94110") == "us-fbi"


def test_an_agency_may_be_named_before_it_is_added():
    tables = tables_with(f"{HEADER}country,FR,fr-unit,\nagency,fr-unit,Example unit,\n".encode())

    assert tables.countries["FR"] == "fr-unit"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_faults(raw):
    try:
        found: object = tables_with(raw).version
    except BadRoutingFile as error:
        found = error.faults
    assert found


def test_another_file_is_another_version():
    assert tables_with(None).version != tables_with(f"{HEADER}lead,CA,us-fbi,\n".encode()).version


def test_the_file_in_force_is_the_one_that_is_named(tmp_path: Path, monkeypatch):
    file = tmp_path / "ours.csv"
    file.write_text(f"{HEADER}zip,94110,us-hsi,\n")
    monkeypatch.setenv("TIPLINE_ROUTING", str(file))

    assert current_tables().agency_of_zip("94110") == "us-hsi"


def test_the_tables_that_come_with_tipline_hang_together():
    tables = tables_with(None)
    rows = list(csv.DictReader((FOLDER / "task_forces.csv").read_text().splitlines()))

    assert len(rows) == 61
    assert len(tables.task_forces) == 51  # the states and DC
    assert set(tables.federal) == set(FederalCase)
    assert set(tables.federal.values()) | set(tables.countries.values()) <= set(tables.agencies)
    for serving in tables.task_forces.values():
        assert sum(force.serves_the_rest for force in serving) <= 1


def test_every_table_says_where_it_comes_from():
    sources = read_sources()

    for table in ("task_forces", "federal", "liaison", "international"):
        assert {"source", "read_on", "licence", "limits"} <= set(sources[table])
