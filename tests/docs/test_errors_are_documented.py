"""Every code of an error, and every reason why a task waits, is skipped or fails, stands in the reference."""

import importlib
import re
from pathlib import Path

from penstock.cli.exits import USAGE, exit_code_of
from penstock.core.errors import ArgumentsError, MissingExtraError, PenstockError, SpecError

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "reference" / "errors.md").read_text()
ROOMS = ("engine", "launchers", "runtime", "services")
REASON = re.compile(
    r"""(?:reason=|reason:\ str\ =\ |"reason":\ |OutputError\(\s*|_failure\(\s*|_wait\(tracked,\ |else\ )
    "([A-Z][a-z]+(?:[A-Z][a-z]+)*)\"""",
    re.VERBOSE,
)
#: Of states and types, not of reasons, where the pattern meets them.
OTHER_WORDS = {"Output"}


def reasons():
    for room in ROOMS:
        for path in (ROOT / "src" / "penstock" / room).rglob("*.py"):
            yield from REASON.findall(path.read_text())


def errors():
    for path in (ROOT / "src" / "penstock").rglob("*.py"):
        if re.search(r"^class \w+\(.*Error", path.read_text(), re.MULTILINE):
            importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
    waiting = [PenstockError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__.startswith("penstock.") and not error.__subclasses__():
            yield error


def an_error(kind):
    if issubclass(kind, SpecError | ArgumentsError):
        return kind([])
    return kind("postgres") if issubclass(kind, MissingExtraError) else kind("text")


def test_every_reason_is_documented():
    found = set(reasons()) - OTHER_WORDS
    assert len(found) > 25
    assert sorted(reason for reason in found if f"`{reason}`" not in REFERENCE) == []


def test_the_reference_names_no_other_reasons():
    listed = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)*)`", _tables()))
    assert sorted(listed - set(reasons())) == []


def test_every_error_is_documented_with_its_exit_code():
    rows = dict(re.findall(r"^\| `([a-z-]+)` \|.*\| (\d)[^|]*\|$", REFERENCE, re.MULTILINE))
    known = {kind.code: int(exit_code_of(an_error(kind))) for kind in errors()} | {USAGE: 2}
    assert {code: int(rows.get(code, -1)) for code in known} == known


def _tables():
    return "\n".join(line.split("|")[1] for line in REFERENCE.splitlines() if line.startswith("| "))
