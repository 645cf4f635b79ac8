"""The fork servers of this process: one for each environment, started when it is first needed."""

import os
import threading
from collections.abc import Mapping

from penstock.launchers.process.environments import Environment
from penstock.launchers.process.server_link import Listener, ServerLink, ServerStart


class ForkServers:
    """Starts fork servers and finds them again. Safe to share between threads."""

    def __init__(self, bundle: str, environ: Mapping[str, str], listener: Listener) -> None:
        self._bundle = bundle
        self._environ = environ
        self._listener = listener
        self._links: dict[str, ServerLink] = {}
        self._mutex = threading.Lock()

    def find(self, environment: Environment) -> ServerLink | None:
        """Return the server of an environment, if one runs."""
        return self._links.get(environment.name)

    def get(self, environment: Environment, held: int) -> ServerLink:
        """Return the server of an environment, which inherits what keeps the environment from being removed.

        Raises `LaunchError` when it cannot be started.
        """
        try:
            with self._mutex:
                link = self._links.get(environment.name)
                if link is None:
                    start = ServerStart(bundle=self._bundle, environ=self._environ_of(environment), held=held)
                    link = ServerLink(environment, start, self._listener)
                    self._links[environment.name] = link
                return link
        finally:
            os.close(held)

    def forget(self, link: ServerLink) -> None:
        """Start another server when the environment is needed again."""
        with self._mutex:
            if self._links.get(link.environment.name) is link:
                del self._links[link.environment.name]

    def close(self) -> None:
        """Let all servers go; their attempts go on."""
        with self._mutex:
            links, self._links = list(self._links.values()), {}
        for link in links:
            link.close()

    def _environ_of(self, environment: Environment) -> dict[str, str]:
        folder = str(environment.python.parent)
        path = os.pathsep.join([folder, *filter(None, [self._environ.get("PATH", "")])])
        return {**self._environ, "PATH": path, "VIRTUAL_ENV": str(environment.folder)}
