"""What the environment of this process says of servers: the one place of the client that reads it."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from penstock.core.json import JsonObject

SERVER_VARIABLE = "PENSTOCK_SERVER"
TOKEN_VARIABLE = "PENSTOCK_TOKEN"  # noqa: S105 - the name of a variable
KF_PIPELINES_ENDPOINT_ENV = "KF_PIPELINES_ENDPOINT"
KF_PIPELINES_UI_ENDPOINT_ENV = "KF_PIPELINES_UI_ENDPOINT"
KF_PIPELINES_DEFAULT_EXPERIMENT_NAME = "KF_PIPELINES_DEFAULT_EXPERIMENT_NAME"
KF_PIPELINES_OVERRIDE_EXPERIMENT_NAME = "KF_PIPELINES_OVERRIDE_EXPERIMENT_NAME"

DEFAULT_ADDRESS = "http://127.0.0.1:8888"
"""Where `penstock server` listens when it is told nothing."""
IN_CLUSTER_ADDRESS = "http://ml-pipeline.{}.svc.cluster.local:8888"
"""Where a pod finds KFP's API server."""
POD_NAMESPACE_FILE = Path("/var/run/secrets/kubernetes.io/serviceaccount/namespace")
"""Where a pod reads which namespace it is in."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def surroundings() -> Mapping[str, str]:
    """Return the environment."""
    return os.environ  # noqa: TID251 - the one place of the client that reads it


def address_of(host: str | None, namespace: str) -> str:
    """Return the address of the server: the one given, else the one of the environment, else the nearest."""
    environ = surroundings()
    named = host or environ.get(SERVER_VARIABLE) or environ.get(KF_PIPELINES_ENDPOINT_ENV) or ""
    if named:
        return with_scheme(named.strip()).rstrip("/")
    return IN_CLUSTER_ADDRESS.format(namespace) if POD_NAMESPACE_FILE.exists() else DEFAULT_ADDRESS


def with_scheme(address: str) -> str:
    """Complete an address without a scheme: this machine speaks HTTP, others HTTPS."""
    if address.startswith(("http://", "https://")):
        return address
    return f"{'http' if is_loopback(f'//{address}') else 'https'}://{address}"


def is_loopback(address: str) -> bool:
    """Tell whether an address means this machine."""
    try:
        return (urlsplit(address).hostname or "") in LOOPBACK
    except ValueError:
        return False


def is_in_cluster(token_file: str) -> bool:
    """Tell whether this is a pod to which Kubernetes gives a token for KFP."""
    return POD_NAMESPACE_FILE.exists() and Path(token_file).exists()


@dataclass(frozen=True, kw_only=True, slots=True)
class KfpContext:
    """What `kfp.Client` remembers between processes, in a file in the home of the user."""

    content: JsonObject

    @staticmethod
    def path() -> Path:
        """Where the file lies."""
        return Path("~/.config/kfp/context.json").expanduser()

    @classmethod
    def read(cls) -> "KfpContext":
        """Return what the file says; nothing if there is none that can be read."""
        try:
            content = json.loads(cls.path().read_text(encoding="utf-8"))
        except (OSError, ValueError):
            content = {}
        return cls(content=content if isinstance(content, dict) else {})

    def text(self, name: str) -> str:
        """Return one of its texts, or an empty one."""
        value = self.content.get(name)
        return value if isinstance(value, str) else ""

    def with_namespace(self, namespace: str) -> "KfpContext":
        """Return the context with another namespace."""
        return KfpContext(content={**self.content, "namespace": namespace})

    def write(self) -> None:
        """Keep it for the next process, and for `kfp.Client`."""
        path = self.path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.content), encoding="utf-8")
