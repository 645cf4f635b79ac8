"""A real server as a process of its own, and what asks it over HTTP."""

import http.client
import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PATIENCE_SECONDS = 120.0
JSON_TYPE = {"Content-Type": "application/json"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """A server that answers."""

    process: "subprocess.Popen[str]"
    port: int
    start_seconds: float
    """From the start of the process to the first answer."""
    start_cpu_seconds: float
    """What of the processor that took, which other work on the machine does not change."""

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def memory_mb(self) -> float:
        """What the process holds of the memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    @property
    def cpu_seconds(self) -> float:
        """What the process has taken of the processor."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def asker(self) -> "Asker":
        """Return a client with a connection of its own."""
        return Asker(self.port)


class Asker:
    """Asks over one connection that is kept open, as a browser's are. Used by one thread."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)

    def get(self, path: str, **query: Any) -> Any:
        """Return the answer, read as JSON."""
        return json.loads(self.ask("GET", f"{path}?{urlencode(query, doseq=True)}" if query else path))

    def post(self, path: str, body: object) -> Any:
        """Send JSON; return the answer."""
        return json.loads(self.ask("POST", path, json.dumps(body).encode()))

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """Return the body of the answer. Raises `AssertionError` for any answer but a good one."""
        try:
            self._connection.request(method, path, body, JSON_TYPE if body else {})
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError):  # the server closes a connection that rests
            self._connection.close()
            self._connection.request(method, path, body, JSON_TYPE if body else {})
            answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status in {200, 201, 202}, f"{method} {path}: {answer.status} {content[:500]!r}"
        return content

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def served(home: Path, *options: str, python: Path) -> Iterator[Served]:
    """Start a server on a home, and stop it at the end."""
    environ = {**os.environ, "PENSTOCK_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    command = [str(python), "-m", "penstock", "server", "--port", "0", *options]
    with (home / "server.log").open("ab") as log:
        begin = time.perf_counter()
        process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        found = re.search(r":(\d+)", said.rpartition("//")[2])
        assert found, f"the server did not start; see {home / 'server.log'}"
        port = int(found[1])
        asker = Asker(port)
        asker.ask("GET", "/healthz")
        seconds = time.perf_counter() - begin
        asker.close()
        server = Served(process=process, port=port, start_seconds=seconds, start_cpu_seconds=0.0)
        yield Served(process=process, port=port, start_seconds=seconds, start_cpu_seconds=server.cpu_seconds)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)
        process.stdout.close()


def timed(ask: "Any", times: int) -> list[float]:
    """Return the seconds of each of many calls, which are given their number."""
    taken = []
    for number in range(times):
        begin = time.perf_counter()
        ask(number)
        taken.append(time.perf_counter() - begin)
    return taken
