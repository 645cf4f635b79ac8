"""Starts runs on this machine, from a document and its arguments."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from penstock.core.errors import ArgumentsError
from penstock.core.ids import ExperimentId, RunId
from penstock.core.json import JsonObject, JsonValue
from penstock.engine.engine import Engine
from penstock.engine.records import RunOptions, RunRecord
from penstock.local.provenance import gather_provenance
from penstock.local.wiring import Records
from penstock.services.experiments import get_or_create_experiment
from penstock.services.provenance import provenance_json
from penstock.services.records import NewRun
from penstock.services.runs import prepare_run
from penstock.spec.arguments import check_arguments
from penstock.spec.codec import encode
from penstock.spec.pipeline import PipelineDocument


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRequest:
    """A pipeline that is to be run, and how."""

    document: PipelineDocument
    pipeline_name: str
    arguments: Mapping[str, JsonValue]
    """All that the pipeline takes, defaults included: see `checked_arguments`."""
    options: RunOptions
    display_name: str = ""
    experiment: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    description: str = ""


def checked_arguments(document: PipelineDocument, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the arguments of a run with the defaults. Raises `ArgumentsError` with every problem."""
    values, problems = check_arguments(document.pipeline, given)
    if problems:
        raise ArgumentsError(problems)
    return values


def provenance_of(source: Path | None, command: Sequence[str]) -> JsonObject:
    """Return where a run that is started now comes from."""
    return provenance_json(gather_provenance(source, command=command))


def start_run(request: RunRequest, *, records: Records, engine: Engine, provenance: JsonObject) -> RunId:
    """Check, record and start a run; it is driven by the engine.

    Raises `SpecError` or `ArgumentsError` before anything is recorded.
    """
    return engine.start(new_record(request, records=records, provenance=provenance), request.document)


def new_record(request: RunRequest, *, records: Records, provenance: JsonObject) -> RunRecord:
    """Return the record of a run that is to be started."""
    experiment = get_or_create_experiment(
        request.experiment, new_id=ExperimentId(str(uuid.uuid4())), store=records.experiments, clock=records.clock
    )
    document = request.document
    new = NewRun(
        document={"pipeline": encode(document.pipeline), "platform": encode(document.platform)},
        pipeline_name=request.pipeline_name,
        arguments=request.arguments,
        experiment_id=experiment.id,
        display_name=request.display_name,
        provenance=provenance,
        description=request.description,
        tags=request.tags,
    )
    return prepare_run(new, request.options, run_id=RunId(str(uuid.uuid4())), clock=records.clock)
