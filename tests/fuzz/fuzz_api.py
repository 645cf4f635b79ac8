"""Asks a real server everything that its OpenAPI document allows, and what it does not allow, and judges the answers.

    python tests/fuzz/fuzz_api.py --examples 100 --seed 7
    python tests/fuzz/fuzz_api.py --seconds 3600 --seed 7

With a number of examples for each operation, a seed asks the same again on every machine, however fast it is; only
what follows links is told by the ids that a server gives. With a number of seconds it goes on until they are over, and
learns from the answers, which differ each time.

The server has a home with runs that succeeded and failed. Every answer of both families of the API must come, be no
5xx, and be what the document says: status, content type, headers, schema. Schemathesis makes the requests and judges
the answers; afterwards the server must still be well, and its metadata store whole.
"""

import argparse
import json
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
PIPELINE = HERE / "lived_in.py"
SPARES = 12
"""Things of each kind that are there to be deleted."""
V1 = "/api/v1"
REPEATABLE = """
[phases.coverage.extra-data-sources]
responses = false
[phases.fuzzing.extra-data-sources]
responses = false
[phases.fuzzing.error-feedback]
enabled = false
"""
"""Lets no answer tell what is asked next."""
QUERIES = {
    "sort": "-created_at",
    "sort_by": "created_at desc",
    "filter": '{"predicates": [{"key": "name", "operation": "IS_SUBSTRING", "string_value": "a"}]}',
    "tag": ["team:vision"],
    "param": ["rows=5"],
    "metric": ["accuracy>0.5"],
    "column": ["param:rows", "metric:accuracy"],
}
"""What no chance finds; `sort` is right for most lists."""


class Server:
    """A server on a home with runs, and a token."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.token = secrets.token_urlsafe()
        self.environ = {**os.environ, "PENSTOCK_HOME": str(home), "PENSTOCK_TOKEN": self.token}
        self.process: subprocess.Popen[str] | None = None
        self.address = ""
        self.broken: list[str] = []

    def penstock(self, *words: object, may_fail: bool = False) -> None:
        """Run a command to its end."""
        command = [sys.executable, "-m", "penstock", *map(str, words)]
        ended = subprocess.run(command, env=self.environ, capture_output=True, text=True, check=False, timeout=600)
        if ended.returncode and not may_fail:
            sys.exit(f"{' '.join(command)}: {ended.stderr}")

    def start(self) -> None:
        """Start to serve."""
        command = [sys.executable, "-m", "penstock", "server", "--port", "0", "--json"]
        self.process = subprocess.Popen(
            command, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.address = json.loads(self.process.stdout.readline())["address"]
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        """Keep what the log says of requests that broke."""
        assert self.process is not None
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if '"traceback"' in line:
                told = json.loads(line)
                self.broken.append(f"{told['message']} {told.get('path', '')}\n{told['traceback']}")

    def ask(self, path: str, body: object = None) -> dict:
        """Return the JSON of an answer."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}{path}", data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def stop(self) -> int:
        """Stop it; return how it ended."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)

    def is_whole(self) -> bool:
        """Tell whether the metadata store is intact."""
        with sqlite3.connect(self.home / "metadata.db") as connection:
            return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def live_in(server: Server, folder: Path) -> str:
    """Let a home have runs; return the document of their pipeline."""
    server.penstock("compile", PIPELINE, "-o", folder / "lived_in.json")
    server.penstock("run", PIPELINE, "--name", "first")
    server.penstock("run", PIPELINE, "--name", "cached", "-p", "note=again")
    server.penstock("run", PIPELINE, "--name", "failed", "-p", "least=2", may_fail=True)
    return (folder / "lived_in.json").read_text("utf-8")


def things(server: Server, document: str) -> dict:
    """Return what requests can name: bundles that belong together."""
    runs = [run["id"] for run in server.ask(f"{V1}/runs")["items"]]
    pipeline = server.ask(f"{V1}/pipelines", {"document": document, "name": "kept"})
    second = server.ask(f"{V1}/pipelines", {"document": document, "pipeline_id": pipeline["pipeline"]["id"]})
    versions = (pipeline["version"]["id"], second["version"]["id"])
    experiment = server.ask(f"{V1}/experiments", {"name": "kept"})["id"]
    kept = []
    for run_id in runs:
        tasks = server.ask(f"{V1}/runs/{run_id}/tasks")["tasks"]
        artifacts = server.ask(f"{V1}/runs/{run_id}/artifacts")["items"]
        for made in artifacts:
            task = next(task for task in tasks if task["path"] == made["task"]["path"])
            kept.append(
                {
                    "run_id": run_id,
                    "run": [run_id, runs[0]],
                    "path": task["path"],
                    "id": task["node"],
                    "node_id": task["path"],
                    "artifact_id": made["id"],
                    "artifact_name": made["task"]["output"],
                    "pipeline_id": pipeline["pipeline"]["id"],
                    "pipelineid": pipeline["pipeline"]["id"],
                    "name": "kept",
                    "version_id": versions[0],
                    "pipeline_version_id": versions[0],
                    "against": versions[1],
                    "experiment_id": experiment,
                    "topic": [f"run:{run_id}", "runs", f"metrics:{run_id}"],
                    "token": server.token,
                    **QUERIES,
                }
            )
    return {"kept": kept, "spare": list(spares(server, document, versions[0])), "document": document}


def spares(server: Server, document: str, version_id: str):
    """Make things that are there to be deleted."""
    for number in range(SPARES):
        made = server.ask(f"{V1}/pipelines", {"document": document, "name": f"spare {number}"})
        run = server.ask(f"{V1}/runs", {"pipeline_version_id": version_id, "name": f"spare {number}"})
        yield {
            "run_id": run["id"],
            "pipeline_id": made["pipeline"]["id"],
            "version_id": made["version"]["id"],
            "pipeline_version_id": made["version"]["id"],
            "experiment_id": server.ask(f"{V1}/experiments", {"name": f"spare {number}"})["id"],
        }


def fuzz(server: Server, known: Path, options: argparse.Namespace, more: list[str]) -> int:
    """Let Schemathesis ask; return its exit code."""
    settings = known.with_name("schemathesis.toml")
    settings.write_text(
        (HERE / "schemathesis.toml").read_text("utf-8") + ("" if options.seconds else REPEATABLE), "utf-8"
    )
    command = [
        str(Path(sys.executable).with_name("st")),
        f"--config-file={settings}",
        "run",
        f"{server.address}/openapi.json",
        f"--header=Authorization: Bearer {server.token}",
        f"--seed={options.seed}",
        f"--max-time={options.seconds}" if options.seconds else f"--max-examples={options.examples}",
        *more,
    ]
    # With hashes that stand still, a seed asks the same again.
    told = {"FUZZ_THINGS": str(known), "FUZZ_IS_REPEATABLE": "no" if options.seconds else "yes"}
    environ = {**server.environ, **told, "PYTHONPATH": str(HERE), "PYTHONHASHSEED": "0"}
    return subprocess.run(command, env=environ, cwd=known.parent, check=False).returncode


def main() -> None:
    """Fuzz as much as is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=100, help="for each operation (default 100)")
    parser.add_argument("--seconds", type=int, default=0, help="go on for so long instead")
    parser.add_argument("--seed", type=int, default=1)
    options, more = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as name:
        folder, began = Path(name), time.monotonic()
        server = Server(folder / "home")
        document = live_in(server, folder)
        server.start()
        try:
            (folder / "things.json").write_text(json.dumps(things(server, document)), "utf-8")
            code = fuzz(server, folder / "things.json", options, more)
            server.ask("/healthz")
        finally:
            ended = server.stop()
        print(*server.broken[:20], sep="\n")
        well = code == 0 and ended == 0 and not server.broken and server.is_whole()
        print(f"{'well' if well else 'NOT WELL'}: seed {options.seed}, {time.monotonic() - began:.0f} s")
        sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
