"""Every code of a problem that reading and validation can report stands in the reference."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "reference" / "problems.md").read_text()
CALL = re.compile(r'(?:\.error|\.warning|\.unknown|Problem|_refuse|_report)\(\s*"([a-z]+(?:-[a-z]+)+|cycle|recursion)"')


def codes():
    for room in ("spec", "documents", "components"):
        for path in (ROOT / "src" / "penstock" / room).rglob("*.py"):
            yield from CALL.findall(path.read_text())


def test_every_code_is_documented():
    found = set(codes())
    assert len(found) > 50
    assert sorted(code for code in found if f"`{code}`" not in REFERENCE) == []


def test_the_reference_names_no_other_codes():
    listed = set(
        re.findall(
            r"`([a-z]+(?:-[a-z]+)+)`", "\n".join(line for line in REFERENCE.splitlines() if line.startswith("| `"))
        )
    )
    assert sorted(listed - set(codes())) == []
