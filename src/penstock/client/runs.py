"""`Client` on runs."""

import codecs
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from penstock.client.api import Api, PageQuery
from penstock.client.experiments import ExperimentMethods
from penstock.client.messages import ListRunsResponse, Run
from penstock.client.naming import Namespace
from penstock.client.packages import document_of_package, package_of, spec_of, with_caching
from penstock.client.pages import card, show_link
from penstock.client.surroundings import (
    KF_PIPELINES_DEFAULT_EXPERIMENT_NAME,
    KF_PIPELINES_OVERRIDE_EXPERIMENT_NAME,
    surroundings,
)
from penstock.client.waiting import wait_for_end
from penstock.core.json import JsonObject

DEFAULT_EXPERIMENT = "Default"


class RunPipelineResult:
    """A run that was just created."""

    def __init__(self, client: "RunMethods", run_info: Run) -> None:
        self._client = client
        self.run_info = run_info
        self.run_id = run_info.run_id or ""

    def wait_for_run_completion(self, timeout: float | timedelta | None = None) -> Run:
        """Return the run when it has ended; it is waited for without an end if no `timeout` is given, in seconds."""
        return self._client.wait_for_run_completion(self.run_id, timedelta.max if timeout is None else timeout)

    def __repr__(self) -> str:
        return f"RunPipelineResult(run_id={self.run_id})"

    def _repr_html_(self) -> str:
        return card("Run", {"display_name": self.run_info.display_name, "run_id": self.run_id}, self.run_info.link)


class RunMethods(ExperimentMethods):
    """Creates, follows, lists and ends runs."""

    _api: Api
    _namespace: Namespace

    def run_pipeline(  # noqa: PLR0913, PLR0917 - KFP's signature
        self,
        experiment_id: str,
        job_name: str,
        pipeline_package_path: str | None = None,
        params: dict[str, Any] | None = None,
        pipeline_id: str | None = None,
        version_id: str | None = None,
        pipeline_root: str | None = None,
        enable_caching: bool | None = None,  # noqa: FBT001
        cache_key: str | None = None,
        service_account: str | None = None,
    ) -> Run:
        """Create a run of a compiled file, of an uploaded version, or of the newest version of a pipeline.

        Args:
            experiment_id: The experiment that it belongs to.
            job_name: What to call it.
            pipeline_package_path: A `.yaml` file, or a `.zip` or `.tar.gz` that holds one.
            params: The arguments of the run by their names.
            pipeline_id: The pipeline, in place of a file.
            version_id: The version of the pipeline; its newest one, if not given.
            pipeline_root: Where the artifacts of the run go.
            enable_caching: Whether results of earlier runs may be reused, for all tasks of a file, however deep they
                lie; what the file says, if not given.
            cache_key: What identifies equal executions, in place of their inputs; only together with `enable_caching`.
            service_account: As whom the tasks of the run act on Kubernetes.

        Raises `ValueError` if not one of file and pipeline is given, and `ApiError` with the arguments at fault.
        """
        _check_source(pipeline_package_path, pipeline_id, version_id)
        message: JsonObject = {
            "experiment_id": experiment_id,
            "display_name": job_name,
            "runtime_config": _given({"parameters": params or {}, "pipeline_root": pipeline_root}),
            "service_account": service_account,
        }
        if pipeline_package_path is not None:
            document = document_of_package(pipeline_package_path)
            if enable_caching is not None:
                document = with_caching(document, enabled=enable_caching, key=cache_key or "")
            message["pipeline_spec"] = spec_of(document)
        else:
            _warn_of_caching(enable_caching)
            reference = {"pipeline_id": pipeline_id, "pipeline_version_id": version_id}
            message["pipeline_version_reference"] = _given(reference)
        run = self._api.create_run(message)
        show_link("Run", run.link)
        return run

    def create_run_from_pipeline_func(  # noqa: PLR0913, PLR0917 - KFP's signature
        self,
        pipeline_func: Any,
        arguments: dict[str, Any] | None = None,
        run_name: str | None = None,
        experiment_name: str | None = None,
        namespace: str | None = None,
        pipeline_root: str | None = None,
        enable_caching: bool | None = None,  # noqa: FBT001
        cache_key: str | None = None,
        service_account: str | None = None,
        experiment_id: str | None = None,
    ) -> RunPipelineResult:
        """Compile a function and create a run of it.

        Args:
            pipeline_func: What `@dsl.pipeline` or `@dsl.component` made, Penstock's or KFP's.
            arguments: The arguments of the run by their names.
            run_name: What to call it; the name of the pipeline and the time, if not given.
            experiment_name: The experiment that it belongs to, created if there is none of that name; `Default`, or
                what `KF_PIPELINES_DEFAULT_EXPERIMENT_NAME` says, if not given.
            namespace: Whose it is, on a server with many users.
            pipeline_root: Where the artifacts of the run go.
            enable_caching: Whether results of earlier runs may be reused, for all tasks.
            cache_key: What identifies equal executions, in place of their inputs; only together with `enable_caching`.
            service_account: As whom the tasks of the run act on Kubernetes.
            experiment_id: The experiment by its id, in place of its name.
        """
        with package_of(pipeline_func) as path:
            return self.create_run_from_pipeline_package(
                str(path),
                arguments,
                run_name or _with_time(pipeline_func.name),
                experiment_name,
                namespace,
                pipeline_root,
                enable_caching,
                cache_key,
                service_account,
                experiment_id,
            )

    def create_run_from_pipeline_package(  # noqa: PLR0913, PLR0917 - KFP's signature
        self,
        pipeline_file: str,
        arguments: dict[str, Any] | None = None,
        run_name: str | None = None,
        experiment_name: str | None = None,
        namespace: str | None = None,
        pipeline_root: str | None = None,
        enable_caching: bool | None = None,  # noqa: FBT001
        cache_key: str | None = None,
        service_account: str | None = None,
        experiment_id: str | None = None,
    ) -> RunPipelineResult:
        """Create a run of a compiled file; the arguments are those of `create_run_from_pipeline_func`."""
        if experiment_name is not None and experiment_id is not None:
            raise ValueError("You cannot specify both experiment_name and experiment_id.")
        if not experiment_id:
            name = _experiment_name(experiment_name)
            experiment_id = self.create_experiment(name, namespace=namespace).experiment_id or ""
        run = self.run_pipeline(
            experiment_id,
            run_name or _with_time(Path(pipeline_file).name),
            pipeline_file,
            arguments,
            pipeline_root=pipeline_root,
            enable_caching=enable_caching,
            cache_key=cache_key,
            service_account=service_account,
        )
        return RunPipelineResult(self, run)

    def list_runs(
        self,
        page_token: str = "",
        page_size: int = 10,
        sort_by: str = "",
        experiment_id: str | None = None,
        namespace: str | None = None,
        filter: str | None = None,  # noqa: A002 - KFP's name
    ) -> ListRunsResponse:
        """Return a page of runs, without their tasks.

        Args:
            page_token: The `next_page_token` of the page before.
            page_size: How many at most.
            sort_by: A field and a direction, such as `created_at desc`.
            experiment_id: Only runs of this experiment.
            namespace: Whose, on a server with many users.
            filter: A filter of KFP in JSON, such as
                `{"predicates": [{"operation": "EQUALS", "key": "state", "stringValue": "FAILED"}]}`.
        """
        page = PageQuery(page_token=page_token, page_size=page_size, sort_by=sort_by, filter=filter or "")
        if experiment_id is not None:
            return self._api.list_runs(page, experiment_id=experiment_id)
        return self._api.list_runs(page, namespace=namespace or self._namespace.get())

    def get_run(self, run_id: str) -> Run:
        """Return a run with its tasks."""
        return self._api.get_run(run_id)

    def wait_for_run_completion(self, run_id: str, timeout: float | timedelta, sleep_duration: float = 5) -> Run:
        """Return a run when it has ended, however it did.

        Args:
            run_id: The run.
            timeout: How many seconds to wait at most.
            sleep_duration: How many seconds to wait between two questions at most; the first ones follow sooner.

        Raises `TimeoutError`.
        """
        seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else float(timeout)
        return wait_for_end(self._api, run_id, timeout_seconds=seconds, pause_seconds=sleep_duration)

    def read_log(self, run_id: str, task: str) -> str:
        """Return what the last attempt of a task has written so far.

        Args:
            run_id: The run.
            task: The task by its name, path or id; on a KFP server its pod.
        """
        return b"".join(self._api.read_log(run_id, task)).decode("utf-8", "replace")

    def follow_log(self, run_id: str, task: str) -> Iterator[str]:
        """Yield what the last attempt of a task writes, as it does, until it has ended.

        Args:
            run_id: The run.
            task: The task by its name, path or id; on a KFP server its pod.
        """
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        for piece in self._api.read_log(run_id, task, follows=True):
            yield decoder.decode(piece)

    def archive_run(self, run_id: str) -> JsonObject:
        """Archive a run; return an empty dictionary."""
        return self._api.act_on_run(run_id, "archive")

    def unarchive_run(self, run_id: str) -> JsonObject:
        """Take a run out of the archive; return an empty dictionary."""
        return self._api.act_on_run(run_id, "unarchive")

    def terminate_run(self, run_id: str) -> JsonObject:
        """Ask a run to end; return an empty dictionary."""
        return self._api.act_on_run(run_id, "terminate")

    def retry_run(self, run_id: str) -> JsonObject:
        """Continue a run that failed or was terminated, from what succeeded; return an empty dictionary."""
        return self._api.act_on_run(run_id, "retry")

    def delete_run(self, run_id: str) -> JsonObject:
        """Delete a run; return an empty dictionary."""
        return self._api.delete_run(run_id)


def _check_source(package_path: str | None, pipeline_id: str | None, version_id: str | None) -> None:
    if (package_path is not None) == (pipeline_id is not None or version_id is not None):
        raise ValueError("Must specify either `pipeline_package_path` or `pipeline_id`, which `version_id` may follow.")
    if version_id is not None and pipeline_id is None:
        raise ValueError("`version_id` names a version of `pipeline_id`: give both.")


def _warn_of_caching(enable_caching: object) -> None:
    if enable_caching is not None:
        message = (
            "enable_caching does nothing for an uploaded version, since KFP's API has no word for it: "
            "give pipeline_package_path, or compile the pipeline with the caching that is wanted"
        )
        warnings.warn(message, stacklevel=3)


def _experiment_name(given: str | None) -> str:
    name = given or surroundings().get(KF_PIPELINES_DEFAULT_EXPERIMENT_NAME)
    chosen = surroundings().get(KF_PIPELINES_OVERRIDE_EXPERIMENT_NAME, name)
    if chosen != name:
        warnings.warn(f'Changing experiment name from "{name}" to "{chosen}".', stacklevel=3)
    return chosen or DEFAULT_EXPERIMENT


def _with_time(name: str) -> str:
    return f"{name} {datetime.now().astimezone():%Y-%m-%d %H-%M-%S}"


def _given(values: JsonObject) -> JsonObject:
    return {name: value for name, value in values.items() if value is not None}
