"""Measure reports received over HTTP, durably, beside what plain commits of the same machine give.

A report is one /submit and one /finish without files, over kept-open connections. The peer is
the floor under any such server: for each report two transactions that insert the same bytes, sent
straight from the client through psycopg, with the same number of connections.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import sys
import threading
import time
from base64 import b64encode
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import psycopg

from frame import command, measure_at_home, read_options
from tipline.site.database import connection as reach
from tipline.site.serve import start_server

CONNECTIONS = 16
REPORT = Path(__file__).with_name("intake_report.xml").read_bytes()


class Conversation:
    """One connection that sends reports, one after another: submit, finish, submit, finish."""

    def __init__(self, port: int, token: str, deadline: float) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._token = token
        self._deadline = deadline
        self._received = b""
        self._open: str | None = None
        self.finished: list[str] = []
        self.ended = False

    def begin(self) -> None:
        """Send the next /submit, or end when the time is over."""
        if time.monotonic() >= self._deadline:
            self.ended = True
            self.socket.close()
            return
        self._send("submit", "text/xml; charset=utf-8", REPORT)

    def go_on(self) -> None:
        """Read what came; at the end of an answer send the next call."""
        self._received += self.socket.recv(65536)
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._received = b""
        assert b"<responseCode>0</responseCode>" in body, body.decode()
        if self._open is None:
            self._open = _between(body, b"<reportId>", b"</reportId>")
            form = f"id={self._open}".encode()
            self._send("finish", "application/x-www-form-urlencoded", form)
        else:
            self.finished.append(self._open)
            self._open = None
            self.begin()

    def _send(self, call: str, kind: str, body: bytes) -> None:
        head = (
            f"POST /ispws/{call} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {self._token}"
            f"\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + body)


def _length(head: bytes) -> int:
    return int(_between(head.lower() + b"\r\n", b"content-length: ", b"\r\n"))


def _between(text: bytes, before: bytes, after: bytes) -> str:
    return text.split(before, 1)[1].split(after, 1)[0].decode()


def send_reports(port: int, token: str, seconds: float) -> tuple[list[str], float]:
    """Send reports for so long; return their ids and the seconds that it took."""
    began = time.monotonic()
    waiting = selectors.DefaultSelector()
    talks = [Conversation(port, token, began + seconds) for _ in range(CONNECTIONS)]
    for talk in talks:
        waiting.register(talk.socket, selectors.EVENT_READ, talk)
        talk.begin()
    while waiting.get_map():
        for key, _ in waiting.select(timeout=30):
            key.data.go_on()
            if key.data.ended:
                waiting.unregister(key.fileobj)
    return [one for talk in talks for one in talk.finished], time.monotonic() - began


def processor_seconds(root: int) -> float:
    """Return the processor time of a process and of all that it has started and that still run."""
    parents, times = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(stat.parent.name)] = int(fields[1])
        times[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf(
            "SC_CLK_TCK"
        )
    tree, added = {root}, True
    while added:
        found = {pid for pid, parent in parents.items() if parent in tree} - tree
        tree, added = tree | found, bool(found)
    return sum(times.get(pid, 0.0) for pid in tree)


def commit_plainly(seconds: float) -> float:
    """Return how many pairs of plain durable commits of the same bytes are done in a second."""
    owner = reach.conninfo(reach.as_owner())
    with psycopg.connect(owner, autocommit=True) as setting_up:
        setting_up.execute("CREATE TABLE peer (id bigint GENERATED ALWAYS AS IDENTITY, raw bytea)")
    deadline = time.monotonic() + seconds
    counts = [0] * CONNECTIONS

    def work(place: int) -> None:
        with psycopg.connect(owner, autocommit=True) as connection:
            while time.monotonic() < deadline:
                for _ in range(2):
                    connection.execute("INSERT INTO peer (raw) VALUES (%s)", [REPORT], prepare=True)
                counts[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def are_held(ids: list[str]) -> bool:
    """Tell whether exactly these reports are held as received, each once."""
    rows = [json.loads(line) for line in command("intake", "list", "--json").splitlines()]
    held = [row["report_id"] for row in rows if row["status"] == "received"]
    return sorted(held) == sorted(ids)


def measure(seconds: float, workers: int, home: str) -> dict[str, object]:
    """Run both sides one after the other; compare what was answered with what is held."""
    unlimited = {"TIPLINE_WIRE_BURST": "1000000"}
    with start_server(workers=workers, process=False, environment=unlimited) as server:
        account = json.loads(command("intake", "sender", "add", "Bench", "--json"))
        token = b64encode(f"{account['username']}:{account['password']}".encode()).decode()
        port = int(server.url.rpartition(":")[2])
        warm, _ = send_reports(port, token, seconds / 5)
        postmaster = int((Path(home) / "database/data/postmaster.pid").read_text().split()[0])
        used = {"server": server.process.pid, "database": postmaster}
        before = {name: processor_seconds(pid) for name, pid in used.items()}
        client = time.process_time()
        ids, took = send_reports(port, token, seconds)
        spent = {name: processor_seconds(pid) - before[name] for name, pid in used.items()}
        spent["client"] = time.process_time() - client
        checked = are_held([*warm, *ids])
        peer = commit_plainly(min(seconds, 5.0))
    ours = len(ids) / took
    return {
        "name": "intake over HTTP: submit and finish, durable",
        "unit": "reports a second",
        "ours": round(ours, 1),
        "peer": round(peer, 1),
        "peer_name": "two plain durable commits a report: psycopg, no HTTP, no judgement",
        "ratio": round(ours / peer, 3),
        "target": 400,
        "checked": checked,
        "reports": len(ids),
        "connections": CONNECTIONS,
        "workers": workers,
        "report_bytes": len(REPORT),
        "processor_ms_a_report": {
            name: round(each / len(ids) * 1000, 2) for name, each in spent.items()
        },
        "limit": "processor time: judging and writing in the server, then the database",
    }


def main() -> None:
    """Measure, and show the figures."""
    chosen = read_options(__doc__)
    seconds = 5.0 if chosen.quick else 20.0
    measure_at_home(lambda home: measure(seconds, chosen.workers, home), as_json=chosen.json)


if __name__ == "__main__":
    main()
