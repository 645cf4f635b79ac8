"""Questions of people, asked of a Penstock server over HTTP, and the bytes that runs left there."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TypeVar

from penstock.client.connection import Connection
from penstock.core.errors import ApiError
from penstock.core.ids import ExecutionPath, RunId
from penstock.core.version import VERSION
from penstock.services.compare import Comparison
from penstock.services.contents import FolderEntry
from penstock.services.desk import KeptArtifact, KeptPipeline, KeptRun, RunLines, RunsWanted, TaskFacts
from penstock.services.lines import ArtifactFilter, ArtifactPage, ExperimentLine, PipelineLine
from penstock.services.records import RunChanges
from penstock.services.transport import OtherShapeError, from_json

ROOT = "/api/v1"
RECORDS = f"{ROOT}/records"

Record = TypeVar("Record")


class RemoteDesk:
    """Answers by asking a server. Safe to share between threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_runs(self, wanted: RunsWanted, limit: int) -> RunLines:
        """Return runs, newest first."""
        query = {
            "limit": limit,
            "state": [state.value for state in wanted.states],
            "experiment": wanted.experiment,
            "pipeline": wanted.pipeline,
            "name": wanted.name,
            "archived": wanted.is_archived,
        }
        return self._ask(RunLines, "runs", query)

    def get_run(self, reference: str) -> KeptRun:
        """Return a run; ``latest`` is the newest."""
        return self._ask(KeptRun, "run", {"reference": reference})

    def get_changes(self, run_id: RunId, since: int, wait_seconds: float) -> RunChanges:
        """Return what changed in a run after a number, as soon as something does."""
        return self._ask(RunChanges, f"runs/{run_id}/changes", {"since": since, "wait": wait_seconds})

    def get_task_facts(self, run_id: RunId, path: ExecutionPath) -> TaskFacts:
        """Return what is around a task."""
        return self._ask(TaskFacts, f"runs/{run_id}/task", {"path": path})

    def compare_runs(self, references: Sequence[str]) -> Comparison:
        """Put runs side by side."""
        return self._ask(Comparison, "comparison", {"run": list(references)})

    def list_pipelines(self, name: str, limit: int) -> tuple[PipelineLine, ...]:
        """Return pipelines with a part of their name, newest first."""
        return self._ask(tuple[PipelineLine, ...], "pipelines", {"name": name, "limit": limit})

    def get_pipeline(self, reference: str) -> KeptPipeline:
        """Return a pipeline."""
        return self._ask(KeptPipeline, "pipeline", {"reference": reference})

    def list_experiments(self, limit: int, *, is_archived: bool) -> tuple[ExperimentLine, ...]:
        """Return experiments, newest first."""
        return self._ask(tuple[ExperimentLine, ...], "experiments", {"limit": limit, "archived": is_archived})

    def get_experiment(self, reference: str) -> ExperimentLine:
        """Return an experiment."""
        return self._ask(ExperimentLine, "experiment", {"reference": reference})

    def list_artifacts(self, wanted: ArtifactFilter, limit: int) -> ArtifactPage:
        """Return artifacts, newest first."""
        query = {
            "type": wanted.type_title,
            "name": wanted.name_contains,
            "run_id": wanted.run_id,
            "limit": limit,
        }
        return self._ask(ArtifactPage, "artifacts", query)

    def get_artifact(self, reference: str) -> KeptArtifact:
        """Return an artifact, also by its digest or URI."""
        return self._ask(KeptArtifact, "artifact", {"reference": reference})

    def list_files(self, reference: str, inside: str) -> tuple[FolderEntry, ...]:
        """Return what lies in an artifact that is a folder."""
        return self._ask(tuple[FolderEntry, ...], "files", {"reference": reference, "path": inside})

    def _ask(self, kind: type[Record], question: str, query: Mapping[str, object]) -> Record:
        address = self._connection.access.address
        try:
            told = self._connection.get_value(f"{RECORDS}/{question}", query)
        except ApiError as error:
            if error.status == HTTPStatus.NOT_FOUND and not _is_of_a_thing(error):
                raise _not_ours(address) from error
            raise
        try:
            return from_json(kind, told)
        except OtherShapeError as error:
            hint = "install the release of the server; `penstock --version` tells that of this command"
            message = f"{address} tells its records in the shape of another release than {VERSION}: {error}"
            raise ApiError(message, status=200, reason="other-release", hint=hint) from error


def _is_of_a_thing(error: ApiError) -> bool:
    """Tell whether a server of ours misses what was asked for, and not the question itself."""
    return '"domain":"penstock"' in error.body and not error.message.startswith("Not Found:")


def _not_ours(address: str) -> ApiError:
    hint = "commands with --server need a Penstock server of this release; penstock.Client works with KFP's, too"
    return ApiError(f"{address} has no {RECORDS}", status=HTTPStatus.NOT_FOUND, hint=hint)
