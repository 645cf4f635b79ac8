"""`Client`: a server of Penstock or KFP from Python."""

import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from penstock.client.api import Api
from penstock.client.connection import Access, Connection
from penstock.client.credentials import (
    KF_PIPELINES_SA_TOKEN_PATH,
    ServiceAccountTokenVolumeCredentials,
    TokenCredentials,
    TokenCredentialsBase,
)
from penstock.client.messages import Health
from penstock.client.naming import Namespace
from penstock.client.pipelines import PipelineMethods
from penstock.client.runs import RunMethods
from penstock.client.surroundings import (
    KF_PIPELINES_UI_ENDPOINT_ENV,
    TOKEN_VARIABLE,
    KfpContext,
    address_of,
    is_in_cluster,
    surroundings,
    with_scheme,
)
from penstock.core.errors import ApiError

KUBEFLOW = "kubeflow"
"""The namespace that means none in particular."""
HEALTH_ATTEMPTS = 5


class Client(PipelineMethods, RunMethods):
    """Works with a server of Penstock or of Kubeflow Pipelines; names and arguments are those of `kfp.Client`.

    Nothing is asked of the server before the first call. Safe to share between threads.

    Args:
        host: The address of the server. If not given, what `PENSTOCK_SERVER` or `KF_PIPELINES_ENDPOINT` says; in a pod
            the `ml-pipeline` service of the namespace; else `http://127.0.0.1:8888`, where `penstock server` listens.
        client_id: Refused: logging in at Google's Identity-Aware Proxy is for its own tools; pass their token.
        namespace: Whose objects, on a server with many users.
        other_client_id: Refused, as `client_id`.
        other_client_secret: Refused, as `client_id`.
        existing_token: The token to show; what `PENSTOCK_TOKEN` says, if not given.
        cookies: Cookies to send, as a header has them.
        proxy: The HTTP proxy to go through; what the environment says, if not given.
        ssl_ca_cert: A file with the authority that signed the certificate of the server.
        kube_context: Refused: `kubectl port-forward` gives an address for `host`.
        credentials: What gives the token of each moment, in place of `existing_token`.
        ui_host: The address of the web interface for links; `host`, if not given.
        verify_ssl: Whether the certificate of the server is checked; it is, if not given.

    Example:
        ```python
        client = Client("http://127.0.0.1:8888")
        result = client.create_run_from_pipeline_func(my_pipeline, arguments={"rate": 0.1})
        print(result.wait_for_run_completion(timeout=600).state)
        ```
    """

    def __init__(  # noqa: PLR0913, PLR0917 - KFP's signature
        self,
        host: str | None = None,
        client_id: str | None = None,
        namespace: str = KUBEFLOW,
        other_client_id: str | None = None,
        other_client_secret: str | None = None,
        existing_token: str | None = None,
        cookies: str | None = None,
        proxy: str | None = None,
        ssl_ca_cert: str | None = None,
        kube_context: str | None = None,
        credentials: TokenCredentialsBase | None = None,
        ui_host: str | None = None,
        verify_ssl: bool | None = None,  # noqa: FBT001
    ) -> None:
        _refuse(
            {
                "client_id": client_id,
                "other_client_id": other_client_id,
                "other_client_secret": other_client_secret,
                "kube_context": kube_context,
            }
        )
        context = KfpContext.read()
        address = address_of(host, namespace)
        access = Access(
            address=_checked(address),
            credentials=_credentials(existing_token, credentials, host),
            headers=_headers(context, cookies),
            proxy=proxy or "",
            ca_file=ssl_ca_cert or "",
            verifies=verify_ssl is not False,
        )
        pages = surroundings().get(KF_PIPELINES_UI_ENDPOINT_ENV) or ui_host
        self._api = Api(Connection(access), with_scheme(pages).rstrip("/") if pages else address)
        self._namespace = Namespace(self._api, context, "" if namespace == KUBEFLOW else namespace)

    @property
    def api(self) -> Api:
        """The operations of the REST API one by one: they print nothing."""
        return self._api

    def get_kfp_healthz(self, sleep_duration: float = 5) -> Health:
        """Ask whether the server is well, up to five times.

        Args:
            sleep_duration: How many seconds to wait after a failure.

        Raises `ApiError` when it did not answer.
        """
        for attempt in range(1, HEALTH_ATTEMPTS + 1):
            try:
                return self._api.health()
            except ApiError as error:
                if attempt == HEALTH_ATTEMPTS or 0 < error.status < 500:
                    raise
                time.sleep(sleep_duration)
        raise AssertionError  # the last attempt returns or raises

    def get_user_namespace(self) -> str:
        """Return the namespace that this client speaks for; empty where there is only one."""
        return self._namespace.get()

    def set_user_namespace(self, namespace: str) -> None:
        """Speak for this namespace, also in later processes: it is kept where `kfp.Client` keeps it.

        Args:
            namespace: The namespace.
        """
        self._namespace.remember(namespace)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(host={self._api.connection.access.address!r})"


_REFUSED = {
    "kube_context": "run `kubectl port-forward -n kubeflow svc/ml-pipeline-ui 8080:80`, and give "
    "http://localhost:8080 as host",
    "client_id": "get a token with `gcloud auth print-identity-token --audiences=CLIENT_ID`, and give it as "
    "existing_token",
}


def _refuse(given: Mapping[str, str | None]) -> None:
    for name, value in given.items():
        if value is not None:
            hint = _REFUSED.get(name, _REFUSED["client_id"])
            raise ValueError(f"Penstock's client takes no {name}: {hint}.")


def _checked(address: str) -> str:
    try:
        parts = urlsplit(address)
        is_whole = (
            bool(parts.hostname) and not (parts.query or parts.fragment) and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        is_whole = False
    if not is_whole or any(letter.isspace() for letter in address):
        raise ValueError(f"{address!r} is no address of a server; write it like http://127.0.0.1:8888")
    return address


def _credentials(token: str | None, credentials: TokenCredentialsBase | None, host: str | None) -> TokenCredentialsBase:
    named = token or ("" if credentials else surroundings().get(TOKEN_VARIABLE, ""))
    if named:
        return TokenCredentials(named)
    if credentials is not None:
        return credentials
    if not host and is_in_cluster(KF_PIPELINES_SA_TOKEN_PATH):
        return ServiceAccountTokenVolumeCredentials()
    return TokenCredentials("")


def _headers(context: KfpContext, cookies: str | None) -> dict[str, str]:
    headers = {context.text("client_authentication_header_name"): context.text("client_authentication_header_value")}
    headers["Cookie"] = cookies if cookies is not None else context.text("client_authentication_cookie")
    return {name: value for name, value in headers.items() if name and value}
