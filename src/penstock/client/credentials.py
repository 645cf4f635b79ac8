"""What tells a server who asks. Names are KFP's, so that a class written for its client works here."""

import abc
from pathlib import Path
from typing import Any

from penstock.client.surroundings import surroundings
from penstock.core.errors import OperatorError

KF_PIPELINES_SA_TOKEN_ENV = "KF_PIPELINES_SA_TOKEN_PATH"  # noqa: S105 - the name of a variable
"""The variable that names the file of a service account's token."""
KF_PIPELINES_SA_TOKEN_PATH = "/var/run/secrets/kubeflow/pipelines/token"  # noqa: S105 - the path of a file
"""Where a pod of Kubeflow finds the token of its service account."""


class Configuration:
    """What credentials write their token into: `api_key` and `api_key_prefix`, as in the client that KFP generates."""

    def __init__(self) -> None:
        self.api_key: dict[str, str] = {}
        self.api_key_prefix = {"authorization": "Bearer"}

    @property
    def authorization(self) -> str:
        """The header that follows; empty without a token."""
        token = self.api_key.get("authorization", "")
        return f"{self.api_key_prefix.get('authorization', '')} {token}".strip() if token else ""


class TokenCredentialsBase(abc.ABC):
    """Credentials whose token changes: they are asked before each request.

    Args:
        config: Where the token belongs: `config.api_key["authorization"]`.
    """

    @abc.abstractmethod
    def refresh_api_key_hook(self, config: Any) -> None:
        """Write the token of this moment into `config.api_key["authorization"]`."""


class TokenCredentials(TokenCredentialsBase):
    """A token that stays as it is; without one, nothing is sent."""

    def __init__(self, token: str) -> None:
        self._token = token

    def refresh_api_key_hook(self, config: Any) -> None:
        """Write the token."""
        if self._token:
            config.api_key["authorization"] = self._token


class ServiceAccountTokenVolumeCredentials(TokenCredentialsBase):
    """The token of a pod's service account, which Kubernetes renews in a file.

    Args:
        path: The file; if not given, what `KF_PIPELINES_SA_TOKEN_PATH` names, else where Kubeflow mounts it.
    """

    def __init__(self, path: str | None = None) -> None:
        named = surroundings().get(KF_PIPELINES_SA_TOKEN_ENV, "")
        self._path = Path(path or named or KF_PIPELINES_SA_TOKEN_PATH)

    def refresh_api_key_hook(self, config: Any) -> None:
        """Write the token that the file holds now. Raises `OperatorError` if it cannot be read."""
        try:
            config.api_key["authorization"] = self._path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise OperatorError(
                f"The token of the service account cannot be read from {str(self._path)!r}: {error.strerror}",
                hint=f"mount it there, or name its file in {KF_PIPELINES_SA_TOKEN_ENV}",
            ) from error
