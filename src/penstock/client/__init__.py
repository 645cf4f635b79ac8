"""A server of Penstock or Kubeflow Pipelines from Python. Names and arguments of `Client` are those of `kfp.Client`."""

from penstock.client.client import Client
from penstock.client.credentials import (
    KF_PIPELINES_SA_TOKEN_ENV,
    KF_PIPELINES_SA_TOKEN_PATH,
    ServiceAccountTokenVolumeCredentials,
    TokenCredentialsBase,
)
from penstock.client.runs import RunPipelineResult
from penstock.core.errors import ApiError, UnreachableError

__all__ = [
    "Client",
    "RunPipelineResult",
    "ApiError",
    "UnreachableError",
    "TokenCredentialsBase",
    "ServiceAccountTokenVolumeCredentials",
    "KF_PIPELINES_SA_TOKEN_ENV",
    "KF_PIPELINES_SA_TOKEN_PATH",
]
