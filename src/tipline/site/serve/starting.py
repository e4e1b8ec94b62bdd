"""Start `tipline serve` from another program: the demo, a test, a benchmark."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
from typing import IO, TYPE_CHECKING, Self

from tipline.desk.intake.processes import END_WITH_PARENT
from tipline.site.serve.command import READY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

RUN = "from tipline.cli.main import main; main()"
STOP_SECONDS = 20
SHOWN_LOG_BYTES = 4000


class ServerDidNotStart(Exception):
    """The server ended before it was ready; the message holds what it said last."""

    exit_code = 3


class RunningServer:
    """A server that was started here. It ends when it is told to, or when this program does."""

    def __init__(self, process: subprocess.Popen[str], url: str, log: IO[str]) -> None:
        self.process = process
        self.url = url
        self._log = log

    def is_running(self) -> bool:
        """Tell whether the server has not ended."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Let the server end, and wait for it."""
        if self.is_running():
            self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

    def read_log(self) -> str:
        """Return the end of what the server wrote to its log."""
        self._log.flush()
        end = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, end - SHOWN_LOG_BYTES))
        return self._log.read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_server(
    *,
    port: int | None = None,
    workers: int = 1,
    process: bool = True,
    environment: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
) -> RunningServer:
    """Start a server on a free port, or on the given one, and wait until it answers.

    `environment` adds to this program's; `options` are further options of `tipline serve`.
    Raises ServerDidNotStart.
    """
    chosen = port or free_port()
    command = [sys.executable, "-c", RUN, "serve", "--port", str(chosen)]
    command += ["--workers", str(workers), "--process" if process else "--no-process", *options]
    log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  closed by stop
    child = subprocess.Popen(  # noqa: S603  our own command
        command,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        env={**os.environ, END_WITH_PARENT: str(os.getpid()), **(environment or {})},
    )
    server = RunningServer(child, f"http://127.0.0.1:{chosen}", log)
    _wait_until_ready(server)
    return server


def free_port() -> int:
    """Return a port of this machine that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: RunningServer) -> None:
    output = server.process.stdout
    assert output is not None  # noqa: S101  it was asked for
    for line in output:
        if line.startswith(READY):
            threading.Thread(target=_read_on, args=(output,), daemon=True).start()
            return
    output.close()
    server.process.wait()
    said = server.read_log()
    server.stop()
    raise ServerDidNotStart(f"The server ended before it was ready. It said:\n{said}")


def _read_on(output: IO[str]) -> None:
    """Keep the pipe empty, so that the server never waits for a reader; close it at its end."""
    with output:
        for _ in output:
            pass
