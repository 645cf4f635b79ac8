"""All routes of `/api/v1`."""

from fastapi import APIRouter

from penstock.server.api.v1 import (
    artifact_contents,
    artifacts,
    compare,
    events,
    experiments,
    lineage,
    overview,
    pipeline_grid,
    pipelines,
    records,
    run_graph,
    run_logs,
    run_metrics,
    run_tasks,
    runs,
    search,
    server,
    starting,
    version_graph,
)

PREFIX = "/api/v1"

router = APIRouter(prefix=PREFIX)
for part in (
    artifacts,
    artifact_contents,
    lineage,
    experiments,
    pipelines,
    pipeline_grid,
    version_graph,
    starting,
    runs,
    run_graph,
    run_tasks,
    run_logs,
    run_metrics,
    search,
    overview,
    compare,
    events,
    records,
    server,
):
    router.include_router(part.router)
