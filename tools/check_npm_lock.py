"""Fail if a lock file of npm names no version of a package that some platform needs, or names a host.

npm forgets packages of other platforms when one of them was not published; `npm ci` fails there, and only there.
"""

import json
import sys
from pathlib import Path


def missing(lock: Path) -> list[str]:
    """Return the optional packages that the lock does not hold."""
    packages = json.loads(lock.read_text("utf-8"))["packages"]
    known = {place.rpartition("node_modules/")[2] for place in packages}
    return sorted(
        {name for package in packages.values() for name in package.get("optionalDependencies", {}) if name not in known}
    )


def main(argv: list[str]) -> int:
    """Check the lock file named on the command line."""
    lock = Path(argv[1])
    absent = missing(lock)
    for name in absent:
        sys.stderr.write(f"{lock}: {name} is needed on some platform and is not locked\n")
    hosts = [line.strip() for line in lock.read_text("utf-8").splitlines() if '"resolved"' in line]
    for line in hosts:
        sys.stderr.write(f"{lock}: names a host: {line}; ui/.npmrc leaves it out\n")
    return 1 if absent or hosts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
