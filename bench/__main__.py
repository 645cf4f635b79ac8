"""`python -m bench [NAME ...] [--rounds N] [--json FILE]`: measure us and the peer in one session."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import accepting, browser, compiling, containers, engine_core, imports, running, serving
from bench.lab import Lab, Row, report

BENCHMARKS = {
    "imports": imports.measure,
    "compiling": compiling.measure,
    "running": running.measure,
    "core": engine_core.measure,
    "containers": containers.measure,
    "serving": serving.measure,
    "accepting": accepting.measure,
    "browser": browser.measure,
}


def main() -> None:
    """Measure what is named, or everything."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="what to measure; everything if left out")
    parser.add_argument("--rounds", type=int, default=5, help="how often each measure is taken")
    parser.add_argument("--json", type=Path, help="write the rows to this file, too")
    options = parser.parse_args()
    lab = Lab(rounds=options.rounds)
    print(f"{platform.platform(terse=True)}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if not lab.has_kfp:
        print("the peer is not installed: `make kfp`", file=sys.stderr)
    rows: list[Row] = []
    for name in options.names or BENCHMARKS:
        print(f"\n{name}")
        for line in report(_kept(BENCHMARKS[name](lab), rows)):
            print(line, flush=True)
    if options.json:
        options.json.write_text(json.dumps([{**vars(row), "ratio": row.ratio} for row in rows], indent=1))


def _kept(measured: Iterator[Row], rows: list[Row]) -> Iterator[Row]:
    for row in measured:
        rows.append(row)
        yield row


if __name__ == "__main__":
    main()
