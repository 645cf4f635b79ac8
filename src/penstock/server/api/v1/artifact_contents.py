"""What lies in artifacts: previews, bytes, and pages. Whatever it is, nothing of it runs in our origin."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header, Query
from starlette.responses import Response, StreamingResponse

from penstock.core.errors import ArgumentsError, NotFoundError, Problem
from penstock.core.ids import ArtifactId
from penstock.server.api.v1.ranges import parse_range, pieces
from penstock.server.backend import Backend, Here
from penstock.server.rendering.answering import answered
from penstock.server.rendering.previews import artifact_preview
from penstock.server.schemas.artifacts import ArtifactPreview
from penstock.services.contents import Found, FoundKind
from penstock.services.lineage import measured_by
from penstock.services.previews import MOST_ROWS, Wanted, preview
from penstock.services.sniffing import SNIFFED_BYTES, decoded, kind_of

router = APIRouter(prefix="/artifacts", tags=["Artifacts"])

LARGEST_PAGE = 32 * 1024 * 1024
"""Bytes of an HTML page that is shown; larger ones are there to be downloaded."""

INERT = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Of bytes as they lie there: no script, no form, an origin of their own."""

SANDBOX = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; media-src data: blob:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""Of pages: scripts run in an origin of their own, without cookies, and reach no network."""

SHOWN_INLINE = frozenset({"image", "text", "json", "markdown", "table", "html"})
_PLAIN = "text/plain; charset=utf-8"
_SHOWN_TYPES = ("application/octet-stream", "text/plain", "image/*")
_BYTES = {"schema": {"type": "string", "format": "binary"}}

Inside = Annotated[str, Query(max_length=4096, description="A path inside the folder that the artifact is")]


@router.get("/{artifact_id}/preview", operation_id="get_artifact_preview", response_model=ArtifactPreview)
def get_preview(
    artifact_id: str,
    here: Here,
    path: Inside = "",
    rows: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 100,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """Return the beginning of an artifact as a page shows it: rows, text, a value, what lies in a folder."""
    artifact = here.catalogue.get(ArtifactId(artifact_id))
    wanted = Wanted(inside=path, offset=offset, rows=rows)
    shown = preview(artifact, wanted, contents=here.contents, tables=here.tables)
    return answered(artifact_preview(shown, measured_by(artifact, catalogue=here.catalogue)))


@router.get(
    "/{artifact_id}/content",
    operation_id="get_artifact_content",
    response_class=Response,
    responses={
        200: {"content": dict.fromkeys(_SHOWN_TYPES, _BYTES)},
        206: {"description": "The range that was asked for", "content": dict.fromkeys(_SHOWN_TYPES, _BYTES)},
        416: {"description": "The file ends before the range"},
    },
)
def get_content(
    artifact_id: str,
    here: Here,
    path: Inside = "",
    *,
    download: bool = False,
    range_: Annotated[str, Header(alias="range", max_length=200)] = "",
) -> Response:
    """Return the bytes of an artifact, or of a file in it, or a range of them."""
    uri, found = _file(artifact_id, path, here)
    size = found.size_bytes or 0
    headers = _headers(uri, path, found, here, download=download)
    part = parse_range(range_, size)
    if part is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = part
    headers["Content-Length"] = str(end - start)
    if range_ and (start, end) != (0, size):
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    feed = pieces(lambda place, length: here.contents.read(uri, place, length, path), start, end)
    status = 206 if "Content-Range" in headers else 200
    return StreamingResponse(feed, status_code=status, headers=headers)


@router.get(
    "/{artifact_id}/page",
    operation_id="get_artifact_page",
    response_class=Response,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
def get_page(artifact_id: str, here: Here, path: Inside = "") -> Response:
    """Return an HTML artifact as a page, in a sandbox: its scripts see nothing of ours, and no network."""
    uri, found = _file(artifact_id, path, here)
    if (found.size_bytes or 0) > LARGEST_PAGE:
        message = f"the page is larger than {LARGEST_PAGE // 2**20} MiB"
        raise ArgumentsError([Problem("too-large", "artifact_id", message, "download it")])
    data = here.contents.read(uri, 0, LARGEST_PAGE, path)
    kind = kind_of(data[:SNIFFED_BYTES])
    text = decoded(data, kind.encoding or "utf-8")
    headers = {**_SAFE, "Content-Security-Policy": SANDBOX}
    return Response(text.encode("utf-8", "replace"), media_type="text/html; charset=utf-8", headers=headers)


_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache, private",
}


def _file(artifact_id: str, path: str, here: Backend) -> tuple[str, Found]:
    artifact = here.catalogue.get(ArtifactId(artifact_id))
    found = here.contents.find(artifact.uri, path)
    if found.kind is FoundKind.FILE:
        return artifact.uri, found
    if found.kind is FoundKind.FOLDER:
        raise ArgumentsError([Problem("is-folder", "path", "this is a folder", "name a file in it")])
    if found.kind is FoundKind.ELSEWHERE:
        hint = f"it is at {artifact.uri!r}; read it there"
        raise NotFoundError(f"Artifact {artifact_id!r} does not lie in the artifact store of this server", hint=hint)
    raise NotFoundError(f"Artifact {artifact_id!r} has no such file")


def _headers(uri: str, path: str, found: Found, here: Backend, *, download: bool) -> dict[str, str]:
    name = (path or uri).rpartition("/")[2] or "artifact"
    kind = kind_of(here.contents.read(uri, 0, SNIFFED_BYTES, path), name=name)
    is_image = kind.kind == "image"
    media_type = kind.media_type if is_image else _PLAIN if kind.encoding else "application/octet-stream"
    disposition = "attachment" if download or kind.kind not in SHOWN_INLINE else "inline"
    return {
        **_SAFE,
        "Content-Type": media_type,
        "Content-Security-Policy": INERT,
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}",
        "Accept-Ranges": "bytes",
        "ETag": f'"{found.size_bytes:x}-{found.changed_ns:x}"',
    }
