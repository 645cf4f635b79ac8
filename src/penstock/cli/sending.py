"""`penstock run --server`: a pipeline from its file to a server, and its progress back."""

import click

from penstock.cli.backends.server import ServerBackend
from penstock.cli.exits import ExitCode, print_json
from penstock.cli.opening import server_at
from penstock.cli.sending_errors import NotStartedError
from penstock.cli.sending_to_kfp import KfpSender
from penstock.cli.telling import tell_of
from penstock.cli.wording import SHORT_ID
from penstock.core.errors import PenstockError
from penstock.core.json import JsonObject
from penstock.documents import dump_document
from penstock.engine.records import StoredRun
from penstock.local.runner import RunRequest
from penstock.services.runs import run_json


def sender_to(request: RunRequest, provenance: JsonObject, server: str) -> "Sender | KfpSender":
    """Return what starts a run on a server, of Penstock or of KFP. Raises `ApiError` and `click.UsageError`."""
    backend: ServerBackend = server_at(server)
    if backend.is_penstock():
        return Sender(request, provenance, backend)
    return KfpSender(request, backend.api)


class Sender:
    """Starts one run on a Penstock server."""

    def __init__(self, request: RunRequest, provenance: JsonObject, backend: ServerBackend) -> None:
        self._request = request
        self._provenance = provenance
        self._backend = backend

    def see_to_its_end(self, *, as_json: bool) -> int:
        """Start it, and show it until it has ended; return the exit code. Raises `NotStartedError`."""
        outcome = self._backend.see_to_its_end(self._start)
        return tell_of(outcome, self._backend, as_json=as_json)

    def leave(self, *, as_json: bool) -> int:
        """Start it, and say where it is; return the exit code. Raises `NotStartedError`."""
        stored = self._start()
        run = stored.run
        if as_json:
            print_json(run_json(stored))
        else:
            click.echo(f"Started {run.display_name}: {self._backend.api.page_of(f'runs/details/{run.id}')}")
            click.echo(f"penstock runs watch {run.id[:SHORT_ID]}{self._backend.option}")
        return ExitCode.OK

    def _start(self) -> StoredRun:
        try:
            run_id = self._backend.start(self._order())
        except PenstockError as error:
            raise NotStartedError(error) from error
        return self._backend.desk.get_run(run_id).stored

    def _order(self) -> JsonObject:
        request = self._request
        return {
            "name": request.display_name,
            "description": request.description,
            "document": dump_document(request.document),
            "arguments": dict(request.arguments),
            "experiment_id": self._backend.experiment_id(request.experiment),
            "cache": request.options.cache,
            "cache_seconds": request.options.cache_seconds,
            "fail_fast": request.options.fail_fast,
            "isolated": request.options.isolated,
            "provenance": self._provenance,
        }
