"""The server streams, ends cleanly, comes back when a worker dies, and says when it cannot keep."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import socket
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from integration.intake.documents import REPORT
from integration.intake.field_client import (
    BOUNDARY,
    FieldClient,
    file_part,
    form_end,
    form_part,
    over_http,
)
from integration.intake.test_wire_refusals import sealed_files
from tipline.desk.intake.queries import read_report
from tipline.desk.intake.types import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tipline.site.serve import RunningServer

MEGABYTE = 1 << 20
PATIENCE_SECONDS = 30


def eventually(claim: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while not claim() and time.monotonic() < end:
        time.sleep(0.05)
    return claim()


def descendants(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            child = int(stat.parent.name)
            found += [child, *descendants(child)]
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def peak_bytes(pid: int) -> int:
    text = Path(f"/proc/{pid}/status").read_text()
    if "VmHWM" not in text:
        return 0
    return int(text.split("VmHWM:")[1].split()[0]) * 1024


@pytest.fixture
def own_server(database: None) -> Iterator[RunningServer]:
    from tipline.site.serve import start_server

    with start_server(process=False, workers=2) as running:
        yield running


def test_a_large_upload_passes_through_without_staying_in_memory(wire_server, client, reader):
    block, blocks = os.urandom(MEGABYTE), 200
    report_id = client.submit(REPORT).report_id
    client.upload(report_id, block)
    before = max(map(peak_bytes, descendants(wire_server.process.pid)))

    def body() -> Iterator[bytes]:
        head, _, tail = file_part(b"@@").partition(b"@@")
        yield form_part("id", report_id.encode()) + head
        for _ in range(blocks):
            yield block
        yield tail + form_end()

    answer = client.form("/upload", body())

    assert answer.values["hash"] == hashlib.md5(block * blocks).hexdigest()  # noqa: S324  the wire's
    assert read_report(reader, int(report_id)).stored_files[1].size == blocks * MEGABYTE
    after = max(map(peak_bytes, descendants(wire_server.process.pid)))
    assert after - before < 40 * MEGABYTE


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """A disk that is full after so many bytes of one file, as the kernel tells it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_and_leaves_nothing_half(speaking, reader, home):
    client = speaking()
    report_id = client.submit(REPORT).report_id
    before = sealed_files(home)

    with files_of_at_most(MEGABYTE):
        refused = client.upload(report_id, os.urandom(3 * MEGABYTE))
    small = client.upload(report_id, b"fits")

    assert (refused.status, refused.code) == (507, 1110)
    assert "disk" in refused.text
    assert small.code == 0
    assert client.finish(report_id).file_ids == (small.file_id,)
    assert read_report(reader, int(report_id)).status is Status.RECEIVED
    assert len(sealed_files(home)) == len(before) + 1


def test_the_server_ends_at_once_and_leaves_nothing_running(own_server):
    everyone = descendants(own_server.process.pid)
    assert len(everyone) >= 2

    own_server.stop()

    assert own_server.process.returncode == 0
    assert not any(map(is_alive, everyone))


def test_workers_leave_ctrl_c_to_the_server(own_server):
    workers = descendants(own_server.process.pid)

    for pid in workers:  # a terminal tells everybody; a worker told twice ends by a kill only
        os.kill(pid, signal.SIGINT)

    assert all(map(blocks_ctrl_c, workers))
    assert descendants(own_server.process.pid) == workers


def blocks_ctrl_c(pid: int) -> bool:
    interrupt = 1 << (signal.SIGINT - 1)
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return bool(int(fields["SigBlk"], 16) & interrupt)


def test_the_server_ends_although_a_client_never_comes_to_its_end(own_server, account):
    client = FieldClient(over_http(own_server.url), account.sender.username, account.secret)
    everyone = descendants(own_server.process.pid)
    address = urlsplit(own_server.url)
    head = (
        f"POST /ispws/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nAuthorization:"
        f" Basic {client._token}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        "\r\n--"
    )
    with socket.create_connection((address.hostname, address.port)) as stuck:
        stuck.sendall(head.encode())
        assert client.status().code == 0

        own_server.process.send_signal(signal.SIGINT)
        own_server.process.wait(PATIENCE_SECONDS)

    assert not any(map(is_alive, everyone))


def test_workers_end_with_a_server_that_was_killed(own_server):
    everyone = descendants(own_server.process.pid)

    own_server.process.kill()

    assert eventually(lambda: not any(map(is_alive, everyone)))


def test_a_worker_that_dies_is_replaced(own_server, account):
    client = FieldClient(over_http(own_server.url), account.sender.username, account.secret)
    report_id = client.submit(REPORT).report_id
    workers = [p for p in descendants(own_server.process.pid) if peak_bytes(p) > 30 * MEGABYTE]

    for pid in workers:
        os.kill(pid, signal.SIGKILL)

    assert eventually(lambda: answers(client))
    assert client.finish(report_id).code == 0


def test_workers_that_die_again_and_again_are_replaced_again_and_again(own_server, account):
    client = FieldClient(over_http(own_server.url), account.sender.username, account.secret)

    for _ in range(3):
        for pid in descendants(own_server.process.pid):
            if peak_bytes(pid) > 30 * MEGABYTE:
                os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: answers(client))

    assert own_server.is_running()


def test_the_process_that_ranks_is_begun_again_when_it_dies(database):
    from tipline.site.serve import start_server

    with start_server(workers=1) as running:
        for _ in range(2):
            assert eventually(lambda: followers(running.process.pid) != [])
            (follower,) = followers(running.process.pid)
            os.kill(follower, signal.SIGKILL)
            assert eventually(lambda: follower not in followers(running.process.pid))  # noqa: B023  called at once
        assert eventually(lambda: followers(running.process.pid) != [])
        assert running.read_log().count("it begins again") == 2
        (follower,) = followers(running.process.pid)
    assert not is_alive(follower)


def followers(pid: int) -> list[int]:
    return [child for child in descendants(pid) if is_alive(child) and follows(child)]


def follows(pid: int) -> bool:
    try:
        return b"--follow" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def answers(client: FieldClient) -> bool:
    try:
        return client.status().code == 0
    except OSError:
        return False


def test_a_server_that_cannot_start_says_why():
    from tipline.site.serve import ServerDidNotStart, start_server

    with pytest.raises(ServerDidNotStart, match="TIPLINE_WIRE_RATE"):
        start_server(process=False, environment={"TIPLINE_WIRE_RATE": "none"})
