"""The application: routes, errors, and who may ask."""

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from penstock.core.version import VERSION
from penstock.server.access_log import AccessLogMiddleware
from penstock.server.api import health
from penstock.server.api.kfp import contents, experiments, pipelines, runs, unserved, uploads
from penstock.server.api.kfp import health as kfp_health
from penstock.server.api.v1.router import router as v1
from penstock.server.backend import Backend
from penstock.server.contract import install_contract
from penstock.server.heads import HeadMiddleware
from penstock.server.pages import PrefixMiddleware, install_pages
from penstock.server.problems import install_problems
from penstock.server.security import Guard, SecurityMiddleware
from penstock.server.settings import ServerSettings
from penstock.server.sound_bodies import hold_body

KFP_PREFIX = "/apis/v2beta1"
SMALL_BYTES = 8 * 1024
"""What is sent as it is: packing it takes longer than sending it."""
QUICK = 3
"""The level of packing: the answers of large runs get a tenth of their size, in a few milliseconds."""
AS_THEY_ARE = ("text/event-stream", "text/plain", "application/octet-stream", "image/*")
"""Streams are to come piece by piece; logs and artifacts are read in parts, by places in bytes."""


def create_app(backend: Backend, settings: ServerSettings) -> FastAPI:
    """Return the application over a backend; its pages load nothing from elsewhere."""
    app = FastAPI(
        title="Penstock",
        version=VERSION,
        summary="Machine-learning pipelines: the API of the web interface, and KFP's REST API v2beta1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(hold_body)],
    )
    guard = Guard.of(settings)
    app.state.backend = backend
    app.state.guard = guard
    app.include_router(health.router)
    app.include_router(_kfp(), prefix=KFP_PREFIX)
    app.include_router(contents.router)
    app.include_router(unserved.router)
    app.include_router(v1)
    install_contract(app)
    install_pages(app, prefix=settings.prefix)
    install_problems(app)
    app.add_middleware(SecurityMiddleware, guard=guard)
    app.add_middleware(GZipMiddleware, minimum_size=SMALL_BYTES, compresslevel=QUICK, exclude_content_types=AS_THEY_ARE)
    app.add_middleware(HeadMiddleware)
    app.add_middleware(AccessLogMiddleware, clock=backend.clock)
    app.add_middleware(PrefixMiddleware, prefix=settings.prefix)
    return app


def _kfp() -> APIRouter:
    router = APIRouter()
    for part in (kfp_health, experiments, uploads, pipelines, runs):
        router.include_router(part.router)
    return router
