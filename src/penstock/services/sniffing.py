"""What kind of thing a file is: by the type of its artifact, then by its first bytes, then by its name."""

import codecs
import csv
import json
from dataclasses import dataclass

PARQUET = "application/vnd.apache.parquet"
DELIMITERS = (",", "\t", ";", "|")
SNIFFED_LINES = 20
SNIFFED_BYTES = 64 * 1024
"""What is looked at to tell what a file is."""

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BY_TYPE = {"system.HTML": ("html", "text/html"), "system.Markdown": ("markdown", "text/markdown")}
_BY_ENDING = {
    ".md": ("markdown", "text/markdown"),
    ".markdown": ("markdown", "text/markdown"),
    ".html": ("html", "text/html"),
    ".htm": ("html", "text/html"),
    ".csv": ("table", "text/csv"),
    ".tsv": ("table", "text/tab-separated-values"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FileKind:
    """How a file is shown."""

    kind: str
    """``image``, ``table``, ``markdown``, ``html``, ``json``, ``text`` or ``binary``."""
    media_type: str
    encoding: str = ""
    """Of a text."""
    delimiter: str = ""
    """Of a table of text."""


def kind_of(head: bytes, *, name: str = "", type_title: str = "") -> FileKind:
    """Tell what a file is that begins so; its name and the type of its artifact are hints, never trusted alone."""
    image = next((media for mark, media in _IMAGES if head.startswith(mark)), "")
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        image = "image/webp"
    if image:
        return FileKind(kind="image", media_type=image)
    if head.startswith(b"PAR1"):
        return FileKind(kind="table", media_type=PARQUET)
    encoding = encoding_of(head)
    if not encoding:
        return FileKind(kind="binary", media_type="application/octet-stream")
    return _text_kind(decoded(head, encoding), encoding, name=name.lower(), type_title=type_title)


def encoding_of(head: bytes) -> str:
    """Return how a text is encoded that begins so, or nothing if it is no text."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        return ""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
        return "" if control > len(head) // 100 else "cp1252"
    return "utf-8"


def decoded(data: bytes, encoding: str) -> str:
    """Return the text of a part of a file; what is no text becomes a replacement character."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(data)


def delimiter_of(text: str) -> str:
    """Return what separates the columns of a table, or nothing if the text is none."""
    best, most = "", 1
    for delimiter in DELIMITERS:
        columns = _columns(text, delimiter)
        if columns > most:
            best, most = delimiter, columns
    return best


def _text_kind(text: str, encoding: str, *, name: str, type_title: str) -> FileKind:
    known = _BY_TYPE.get(type_title)
    if known is None:
        start = text.lstrip("\ufeff \t\r\n")[:1000].lower()
        known = _by_content(start, text) or next(
            (kind for ending, kind in _BY_ENDING.items() if name.endswith(ending)), None
        )
    delimiter = delimiter_of(text) if known is None or known[0] == "table" else ""
    if known is None and delimiter:
        known = ("table", "text/tab-separated-values" if delimiter == "\t" else "text/csv")
    kind, media_type = known or ("text", "text/plain")
    if kind == "table":
        return FileKind(kind=kind, media_type=media_type, encoding=encoding, delimiter=delimiter or ",")
    return FileKind(kind=kind, media_type=media_type, encoding=encoding)


def _by_content(start: str, text: str) -> tuple[str, str] | None:
    if start.startswith("<svg") or (start.startswith("<?xml") and "<svg" in start):
        return "image", "image/svg+xml"
    if start.startswith(("<!doctype html", "<html")):
        return "html", "text/html"
    return ("json", "application/json") if start.startswith(("{", "[")) and _is_json(text) else None


def _is_json(text: str) -> bool:
    """Tell whether a text begins as JSON does: whole, line by line, or cut."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        first = text.strip().partition("\n")[0]
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return text.lstrip().startswith(('{"', "{\n", "[\n", "[{", "[["))
    return True


def _columns(text: str, delimiter: str) -> int:
    """Count the columns of the first rows; 0 if they do not have as many each."""
    lines = text.splitlines(keepends=True)[: SNIFFED_LINES * 5]
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row][:SNIFFED_LINES]
    except csv.Error:
        return 0
    complete = rows[:-1] if len(rows) > 2 else rows
    widths = {len(row) for row in complete}
    return widths.pop() if len(widths) == 1 and len(rows) > 1 else 0
