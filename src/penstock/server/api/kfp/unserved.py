"""What clients of KFP ask for and this server does not have: an answer that says so, instead of a page not found."""

from http import HTTPStatus

from fastapi import APIRouter
from starlette.exceptions import HTTPException

router = APIRouter(include_in_schema=False)

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
NO_RECURRING_RUNS = (
    "This server has no recurring runs: let a scheduler of your machines, such as cron, call `penstock run --server` "
    "or `kfp run create`"
)
NO_V1BETA1 = "This server speaks KFP's API v2beta1, not v1beta1: use kfp 2"


@router.api_route("/apis/v2beta1/recurringruns{rest:path}", methods=METHODS)
def recurring_runs(rest: str) -> None:
    """Refuse what concerns recurring runs."""
    del rest
    raise HTTPException(HTTPStatus.NOT_IMPLEMENTED, NO_RECURRING_RUNS)


@router.api_route("/apis/v1beta1/{rest:path}", methods=METHODS)
def v1beta1(rest: str) -> None:
    """Refuse the API of KFP 1."""
    del rest
    raise HTTPException(HTTPStatus.NOT_IMPLEMENTED, NO_V1BETA1)
