"""The server itself, and who is logged in."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import Response

from penstock.core.version import VERSION
from penstock.server.backend import Here
from penstock.server.problems import UNAUTHENTICATED, error_response
from penstock.server.rendering.answering import answered
from penstock.server.schemas.server import NewSession, ServerFacts
from penstock.server.security import SESSION_COOKIE, Guard

router = APIRouter(tags=["server"])


@router.get("/server", operation_id="get_server", response_model=ServerFacts)
def get_server(request: Request, here: Here) -> Response:
    """Tell what a page has to know of the server; to who is not logged in, only that a token is needed."""
    guard: Guard = request.app.state.guard
    if not guard.admits(request.headers):
        return answered(ServerFacts(needs_token=True, is_guarded=True))
    options = here.office.options
    facts = ServerFacts(
        version=VERSION,
        home=here.home,
        namespace="default",
        launcher=options.launcher,
        host_commands=options.host_commands,
        needs_token=False,
        is_guarded=bool(guard.token),
        started_at=here.started_at,
    )
    return answered(facts)


@router.post("/session", operation_id="log_in", status_code=HTTPStatus.NO_CONTENT)
def log_in(body: NewSession, request: Request) -> Response:
    """Let a browser in that knows the token, until it logs out or the token changes."""
    guard: Guard = request.app.state.guard
    if not guard.is_token(body.token):
        return error_response(UNAUTHENTICATED, "That is not the token of this server", reason="unauthenticated")
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    is_secure = request.url.scheme == "https"
    response.set_cookie(SESSION_COOKIE, guard.session, httponly=True, samesite="strict", secure=is_secure)
    return response


@router.delete("/session", operation_id="log_out", status_code=HTTPStatus.NO_CONTENT)
def log_out() -> Response:
    """Forget a browser."""
    response = Response(status_code=HTTPStatus.NO_CONTENT)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
    return response
