"""All routes of `/api/v1`."""

from fastapi import APIRouter

from penstock.server.api.v1 import artifacts, experiments, pipelines, runs

PREFIX = "/api/v1"

router = APIRouter(prefix=PREFIX)
for part in (
    artifacts,
    experiments,
    pipelines,
    runs,
):
    router.include_router(part.router)
