"""A test reaches this machine and nothing else."""

from __future__ import annotations

import socket

import pytest


def test_no_test_connects_past_loopback() -> None:
    with (
        socket.socket() as tried,
        pytest.warns(UserWarning, match=r"192\.0\.2\.1"),
        pytest.raises(RuntimeError, match=r"192\.0\.2\.1"),
    ):
        tried.connect(("192.0.2.1", 80))


def test_a_test_connects_to_loopback() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as tried:
        tried.connect(listening.getsockname())

        assert tried.getpeername() == listening.getsockname()
