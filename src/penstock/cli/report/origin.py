"""Where a run came from: file, commit, versions, machine."""

from collections.abc import Iterator

from rich.console import RenderableType

from penstock.cli import wording
from penstock.cli.report.sections import pairs, section
from penstock.core.json import JsonObject

SHOWN = ("kfp", "numpy", "pandas", "scikit-learn", "torch", "tensorflow")
"""Packages of the authoring environment that are named; the others are counted."""


def origin_section(provenance: JsonObject) -> Iterator[RenderableType]:
    """Render where a run came from."""
    rows = list(_rows(provenance))
    if rows:
        yield section("Origin", pairs(rows))


def _rows(provenance: JsonObject) -> Iterator[tuple[str, str]]:
    source = provenance.get("source") or {}
    if source.get("file"):
        yield "file", source["file"]
        yield "digest", source.get("digest", "")
    git = provenance.get("git")
    if git:
        dirty = ", with changes that are not committed" if git.get("dirty") else ""
        branch = f" on {git['branch']}" if git.get("branch") else ""
        yield "git", f"{git.get('commit', '')[:12]}{branch}{dirty}"
    if provenance.get("command"):
        yield "command", " ".join(provenance["command"])
    versions = [f"{name} {provenance[key]}" for name, key in _VERSIONS if provenance.get(key)]
    if versions:
        yield "versions", ", ".join(versions)
    packages = provenance.get("packages") or {}
    if packages:
        named = [f"{name} {packages[name]}" for name in SHOWN if name in packages]
        rest = len(packages) - len(named)
        yield "packages", ", ".join([*named, f"{wording.plural(rest, 'other')}" if named else f"{rest}"])
    server = provenance.get("server") or {}
    if server:
        yield "driven by", "  ".join(filter(None, [f"a server on {server.get('host', '')}", server.get("platform")]))
    where = "@".join(filter(None, [provenance.get("user"), provenance.get("host")]))
    if where or provenance.get("platform"):
        yield "machine", "  ".join(filter(None, [where, provenance.get("platform")]))


_VERSIONS = (("Penstock", "penstock"), ("Python", "python"))
