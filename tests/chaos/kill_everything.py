"""Kills what runs a real pipeline, hundreds of times, and fills its disk; then looks whether anything is lost.

    python tests/chaos/kill_everything.py --kills 50

Drivers, fork servers and tasks get ``kill -9`` at random moments. A driver that is gone is followed by
`penstock runs resume`, until the run has ended; then comes the next run, until there were enough kills. Of every run:
it ends as an undisturbed one, no success is repeated, no task is alive twice at a time, the metadata store is whole.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

PIPELINE = Path(__file__).with_name("disturbed.py")
EXPECTED = {"root/exit-handler-1/count-3": {"Output": 136}, "root/say-goodbye": {"Output": "SUCCEEDED"}}
ENDS_WITHIN_SECONDS = 300.0
DISK_BYTES = 48 << 20
VICTIMS = {"driver": 4, "fork server": 2, "task": 3, "driver and fork server": 2, "disk": 1}
"""What is hit, and how often in proportion."""


class Chaos:
    """One home, one disk, one ledger, and the dice."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.folder = folder
        self.disk = folder / "disk"
        self.ledger = folder / "ledger"
        self.disk.mkdir()
        self.ledger.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(self.disk)]
        self.has_small_disk = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        self.environ = {**os.environ, "PENSTOCK_HOME": str(self.disk / "home"), "XDG_CACHE_HOME": str(folder / "cache")}
        self.hits: Counter[str] = Counter()
        self.driver: subprocess.Popen[bytes] | None = None

    def close(self) -> None:
        """Give the disk back."""
        if self.has_small_disk:
            subprocess.run(["umount", "--lazy", str(self.disk)], check=False)

    def penstock(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        command = [sys.executable, "-m", "penstock", *words]
        return subprocess.run(command, env=self.environ, capture_output=True, text=True, check=False, timeout=600)

    def drive(self, *words: str) -> None:
        """Start a process that drives a run."""
        with (self.folder / "driver.log").open("ab") as log:
            command = [sys.executable, "-m", "penstock", *words, "--json"]
            self.driver = subprocess.Popen(command, env=self.environ, stdout=log, stderr=log, start_new_session=True)

    def runs(self) -> list[tuple[str, str]]:
        """Return the runs that are kept, newest first, and their states."""
        listed = json.loads(self.penstock("runs", "list", "--json").stdout)
        return [(run["run_id"], run["state"]) for run in listed]

    def one_run(self, kills: int) -> int:
        """Disturb one run to its end; return how many kills it took."""
        before, done = len(self.runs()), 0
        (self.ledger / "ledger.txt").write_text("")
        self.drive("run", str(PIPELINE), "-p", f"ledger={self.ledger}", "--no-cache")
        deadline = time.monotonic() + ENDS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            assert self.driver is not None
            try:
                self.driver.wait(self.dice.uniform(0.1, 1.2))
            except subprocess.TimeoutExpired:
                if done < kills and self.hit():
                    done += 1
                    deadline = time.monotonic() + ENDS_WITHIN_SECONDS
                continue
            runs = self.runs()
            if len(runs) == before:  # it was killed before the run was there
                self.drive("run", str(PIPELINE), "-p", f"ledger={self.ledger}", "--no-cache")
            elif runs[0][1] in ("PENDING", "RUNNING"):
                self.drive("runs", "resume", runs[0][0])
            else:
                self.check(runs[0][0])
                return done
        raise AssertionError(f"the run did not end within {ENDS_WITHIN_SECONDS:g} s after the last of {done} kills")

    def hit(self) -> int:
        """Do harm once; return 1 if there was something to harm."""
        kinds = [kind for kind in VICTIMS if kind != "disk" or self.has_small_disk]
        kind = self.dice.choices(kinds, [VICTIMS[kind] for kind in kinds])[0]
        if kind == "disk":
            self.fill_disk()
            self.hits[kind] += 1
            return 1
        assert self.driver is not None
        pids = {
            "driver": [self.driver.pid],
            "task": self.dice.sample(tasks := self.tasks(), min(1, len(tasks))),
            "fork server": self.fork_servers(),
            "driver and fork server": [self.driver.pid, *self.fork_servers()],
        }[kind]
        killed = sum(map(kill, pids))
        self.hits[kind] += bool(killed)
        return min(1, killed)

    def fill_disk(self) -> None:
        """Leave nothing of the disk for a while."""
        ballast = self.disk / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * (1 << 16))
        time.sleep(self.dice.uniform(0.1, 0.8))
        ballast.unlink()

    def tasks(self) -> list[int]:
        """Return the processes that wrote into the ledger and live."""
        lines = (self.ledger / "ledger.txt").read_text().splitlines()
        pids = {int(line.split()[2]) for line in lines if line.startswith("start")}
        return sorted(pid for pid in pids if self.is_ours(pid))

    def fork_servers(self) -> list[int]:
        """Return the processes that fork tasks."""
        pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        found = [pid for pid in pids if b"fork_server" in read(pid, "cmdline") and self.is_ours(pid)]
        tasks = set(self.tasks())
        return [pid for pid in found if pid not in tasks]

    def is_ours(self, pid: int) -> bool:
        """Whether a process was started by this test."""
        return f"XDG_CACHE_HOME={self.folder / 'cache'}".encode() in read(pid, "environ").split(b"\0")

    def check(self, run_id: str) -> None:
        """Hold a run that has ended against the promises."""
        shown = json.loads(self.penstock("runs", "show", run_id, "--json").stdout)
        assert shown["state"] == "SUCCEEDED", shown["error"]
        for task in shown["tasks"]:
            states = [attempt["state"] for attempt in task["tries"]]
            assert states.count("SUCCEEDED") <= 1, (task["path"], states)
            assert "SUCCEEDED" not in states[:-1], (task["path"], states)
            assert task["state"] == "SUCCEEDED", (task["path"], task["state"])
        outputs = {task["path"]: task["outputs"] for task in shown["tasks"]}
        assert {path: outputs[path] for path in EXPECTED} == EXPECTED, outputs
        told = (self.ledger / "ledger.txt").read_text().splitlines()
        assert not [line for line in told if line.startswith("overlap")], told
        with contextlib.closing(sqlite3.connect(self.disk / "home" / "metadata.db")) as store:
            found = [store.execute(f"PRAGMA {check}_check").fetchall() for check in ("integrity", "foreign_key")]
        assert found == [[("ok",)], []], found
        self.penstock("runs", "delete", run_id, "--yes")
        self.penstock("gc")


def kill(pid: int) -> bool:
    """Kill a process; tell whether it was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def read(pid: int, name: str) -> bytes:
    """Return what the system says of a process; nothing of one that is gone."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def main() -> int:
    """Disturb runs until there were enough kills; print what was done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50, help="how many kills (default 50)")
    parser.add_argument("--seed", type=int, default=None, help="the dice")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    began, runs, kills = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory(prefix="penstock-chaos-", ignore_cleanup_errors=True) as name:
        chaos = Chaos(Path(name), seed)
        try:
            while kills < options.kills:
                kills += chaos.one_run(options.kills - kills)
                runs += 1
                print(f"{kills} kills, {runs} runs whole, {time.monotonic() - began:.0f} s", flush=True)
        except BaseException:
            print((Path(name) / "driver.log").read_text(errors="replace")[-4000:], file=sys.stderr)
            print(f"failed after {kills} kills and {runs} whole runs; seed {seed}", file=sys.stderr)
            raise
        finally:
            if chaos.driver is not None and chaos.driver.poll() is None:
                chaos.driver.kill()
            chaos.close()
    hits = ", ".join(f"{count} {kind}" for kind, count in chaos.hits.most_common())
    disk = "" if chaos.has_small_disk else "; no right to mount a small disk: it was never full"
    print(f"{kills} hits ({hits}) on {runs} runs: nothing lost, nothing repeated{disk}; seed {seed}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
