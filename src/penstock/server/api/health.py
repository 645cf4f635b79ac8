"""Whether the server can work, for whoever watches over it."""

from fastapi import APIRouter
from pydantic import BaseModel

from penstock.core.version import VERSION
from penstock.server.backend import Here

router = APIRouter(tags=["Health"])


class ServerHealth(BaseModel):
    """That the server is well."""

    status: str
    version: str


@router.get("/healthz", operation_id="healthz")
def healthz(here: Here) -> ServerHealth:
    """Answer once the metadata store answers; 503 if it does not."""
    here.journal.list_unfinished()
    return ServerHealth(status="ok", version=VERSION)
