"""All routes of `/api/v1`."""

from fastapi import APIRouter

from penstock.server.api.v1 import (
    artifacts,
    experiments,
    pipelines,
    run_graph,
    run_logs,
    run_metrics,
    run_tasks,
    runs,
    starting,
)

PREFIX = "/api/v1"

router = APIRouter(prefix=PREFIX)
for part in (
    artifacts,
    experiments,
    pipelines,
    starting,
    runs,
    run_graph,
    run_tasks,
    run_logs,
    run_metrics,
):
    router.include_router(part.router)
