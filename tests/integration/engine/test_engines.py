"""Every engine answers the five questions of the port alike, and says clearly when it cannot."""

from __future__ import annotations

import socket

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tipline.engine import EngineError, EngineFull, EngineUnreachable, open_engine
from tipline.engine.choosing import DISK_SETTING, MEMORY_SETTING, SETTING

NAMED = pa.table(
    {
        "report": pa.array([1, 2, 3, 4, 5, 6], pa.int64()),
        "value": pa.array([10, 10, 10, 20, 20, 30], pa.int64()),
        "lot": pa.array([7, -9, 7, 0, -1, 5], pa.int64()),
        "kind": ["email", "email", "email", "file", "file", "phone"],
        "joins": [True, True, True, False, False, True],
    }
)
SAMPLE = """
SELECT value, report FROM (
    SELECT value, report, row_number() OVER (PARTITION BY value ORDER BY lot, report) AS place
    FROM named WHERE joins
) AS placed WHERE place <= 2
"""


def rows(reader: pa.RecordBatchReader) -> list[tuple]:
    return sorted(tuple(row.values()) for row in reader.read_all().to_pylist())


def test_columns_are_asked_in_sql(engine):
    engine.register("named", NAMED)
    engine.materialise("sample", SAMPLE)
    assert rows(engine.arrow("SELECT value, report FROM sample")) == [(10, 1), (10, 2), (30, 6)]
    assert engine.scalar("SELECT count(*) FROM sample") == 3
    assert engine.scalar("SELECT max(kind) FROM named") == "phone"
    assert engine.scalar("SELECT sum(report) FROM named WHERE value > 99") is None


def test_a_table_is_replaced_also_from_its_own_rows(engine):
    engine.register("named", NAMED)
    engine.materialise("grown", "SELECT report FROM named")
    engine.materialise("grown", "SELECT report + 1 AS report FROM grown")
    assert engine.scalar("SELECT min(report) FROM grown") == 2
    engine.register("grown", pa.table({"report": [99]}))
    assert engine.scalar("SELECT sum(report) FROM grown") == 99


def test_a_stream_is_read_to_its_end(engine):
    batches = NAMED.to_batches(max_chunksize=2)
    engine.register("named", pa.RecordBatchReader.from_batches(NAMED.schema, batches))
    assert engine.scalar("SELECT count(*) FROM named") == 6


def test_a_folder_of_parquet_is_read_in_place(engine, tmp_path):
    folder = tmp_path / "named"
    folder.mkdir()
    pq.write_table(NAMED.slice(0, 4), folder / "one.parquet")
    pq.write_table(NAMED.slice(4), folder / "two.parquet")
    engine.register("named", folder)
    assert engine.scalar("SELECT sum(report) FROM named") == 21


def test_no_rows_keep_their_columns(engine):
    engine.register("named", NAMED.slice(0, 0))
    assert engine.arrow("SELECT report, kind FROM named").schema.names == ["report", "kind"]


def test_a_refused_statement_is_one_clear_line(engine):
    with pytest.raises(EngineError, match="refused a statement") as caught:
        engine.scalar("SELECT count(*) FROM nothing_of_this_name")
    assert "\n" not in str(caught.value)


def test_no_engine_at_the_address_is_said_with_the_remedy(tmp_path, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv(SETTING, f"sc://127.0.0.1:{port}")
    with pytest.raises(EngineUnreachable, match=f"answers at sc://127.0.0.1:{port}.*unset it"):
        open_engine(tmp_path)


def test_an_address_of_no_engine_is_refused(tmp_path):
    with pytest.raises(EngineUnreachable, match="names no engine"):
        open_engine(tmp_path, address="mysql://127.0.0.1")


def test_what_does_not_fit_into_memory_and_folder_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv(MEMORY_SETTING, "40MB")
    monkeypatch.setenv(DISK_SETTING, "1MB")
    engine = open_engine(tmp_path, address="")
    with pytest.raises(EngineFull, match=r"no room left.*raise TIPLINE_ENGINE_MEMORY"):
        engine.materialise("many", "SELECT i, hash(i) AS h FROM range(20000000) AS r(i) ORDER BY h")
    engine.close()
    assert not any(tmp_path.iterdir())


def test_what_is_larger_than_memory_spills_and_is_gone_after_close(tmp_path, monkeypatch):
    monkeypatch.setenv(MEMORY_SETTING, "60MB")
    engine = open_engine(tmp_path, address="")
    engine.materialise("many", "SELECT i FROM range(10000000) AS r(i)")
    assert engine.scalar("SELECT sum(i) FROM many") == 10_000_000 * 9_999_999 // 2
    assert any(tmp_path.rglob("*.tmp"))
    engine.close()
    assert not any(tmp_path.iterdir())


def test_a_limit_that_is_no_size_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv(MEMORY_SETTING, "plenty")
    with pytest.raises(EngineError, match="take a size such as 4GB"):
        open_engine(tmp_path, address="")
    assert not any(tmp_path.iterdir())
