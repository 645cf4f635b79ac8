"""KFP's HealthzService."""

from fastapi import APIRouter
from starlette.responses import Response

from penstock.server.api.kfp import messages
from penstock.server.api.kfp.rendering import rendered

router = APIRouter(tags=["HealthzService"])


@router.get("/healthz", operation_id="healthz_service_get_healthz", response_model=messages.Health)
def healthz() -> Response:
    """Say that the server is there, and that it has no users yet."""
    return rendered(messages.Health(multi_user=False, pipeline_store="database"))
