"""Give tests every engine there is: DuckDB here, Sail here, real Spark where one is named."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tipline.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tipline.engine import Engine

# `make test-spark` starts a real Spark Connect server and names it here.
REAL_SPARK = os.environ.get("TIPLINE_TEST_SPARK", "")


@pytest.fixture(scope="session")
def sail() -> Iterator[str]:
    """The address of a Spark Connect server without Java."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()


@pytest.fixture(params=["duckdb", "sail", *(["spark"] if REAL_SPARK else [])])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Each engine in turn."""
    address = {"duckdb": "", "spark": REAL_SPARK}.get(request.param)
    if address is None:
        address = request.getfixturevalue("sail")
    opened = open_engine(tmp_path, address=address)
    yield opened
    opened.close()
