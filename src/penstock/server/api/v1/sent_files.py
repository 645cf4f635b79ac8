"""Pipeline files as requests carry them: a form with a file, JSON with its text, or the file itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeAlias

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from penstock.core.errors import ArgumentsError, Problem
from penstock.server.schemas.pipelines import NewPipeline

MOST_FIELDS = 20

_TEXT_FIELDS = ("name", "description", "pipeline_id", "version_name")

REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        **{name: {"type": "string", "default": ""} for name in _TEXT_FIELDS},
                    },
                }
            },
            "application/json": {"schema": NewPipeline.model_json_schema()},
            "application/yaml": {"schema": {}},
        },
    }
}
"""What OpenAPI says of such a body."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SentFile:
    """A file, and what was said about it."""

    data: bytes
    name: str
    """What to call it in messages."""
    fields: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return what was said of one thing; nothing if it was left out."""
        return self.fields.get(name, "")


async def _sent_file(request: Request) -> SentFile:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _from_form(request)
    body = await request.body()
    sent = _from_json(body) if kind == "application/json" else SentFile(data=body, name="the file")
    if not sent.data.strip():
        raise _no_file("body")
    return sent


Sent: TypeAlias = Annotated[SentFile, Depends(_sent_file)]
"""The argument of a handler that takes a pipeline file."""


async def _from_form(request: Request) -> SentFile:
    async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
        file = next((value for value in form.values() if isinstance(value, UploadFile)), None)
        if file is None:
            raise _no_file("file")
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        return SentFile(data=await file.read(), name=file.filename or "the file", fields=fields)


def _from_json(body: bytes) -> SentFile:
    """Read the text of a file out of JSON; a file that is JSON itself is taken as it is."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or "document" not in content:
        return SentFile(data=body, name="the body")
    try:
        new = NewPipeline.model_validate(content)
    except ValidationError as error:
        raise RequestValidationError([{**found, "loc": ("body", *found["loc"])} for found in error.errors()]) from error
    fields = {name: getattr(new, name) for name in _TEXT_FIELDS}
    return SentFile(data=new.document.encode("utf-8", "replace"), name="the document", fields=fields)


def _no_file(field: str) -> ArgumentsError:
    hint = "send the compiled pipeline: a YAML or JSON file, a zip or a tar.gz"
    return ArgumentsError([Problem("missing-pipeline", field, "the request holds no file", hint)])
