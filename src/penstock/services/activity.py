"""What lists of pipelines and experiments show: the things, and what became of them."""

from collections.abc import Sequence

from penstock.core.ids import ExperimentId
from penstock.services.lines import ExperimentLine, PipelineLine
from penstock.services.pages import Page, PageRequest
from penstock.services.ports import ExperimentStore, PipelineStore, RunActivity
from penstock.services.records import Experiment, Pipeline


def list_pipeline_lines(
    wanted: PageRequest, *, pipelines: PipelineStore, activity: RunActivity, namespace: str = "default"
) -> Page[PipelineLine]:
    """Return a page of pipelines with their versions and newest runs."""
    page = pipelines.page(namespace, wanted)
    return Page(items=_pipeline_lines(page.items, activity), total=page.total, end=page.end)


def show_pipeline(pipeline_id: str, *, pipelines: PipelineStore, activity: RunActivity) -> PipelineLine:
    """Return a pipeline with its versions and newest runs. Raises `NotFoundError`."""
    return _pipeline_lines([pipelines.get(pipeline_id)], activity)[0]


def list_experiment_lines(
    wanted: PageRequest, *, experiments: ExperimentStore, activity: RunActivity, namespace: str = "default"
) -> Page[ExperimentLine]:
    """Return a page of experiments with their newest runs."""
    page = experiments.page(namespace, wanted)
    return Page(items=_experiment_lines(page.items, activity), total=page.total, end=page.end)


def show_experiment(
    experiment_id: ExperimentId, *, experiments: ExperimentStore, activity: RunActivity
) -> ExperimentLine:
    """Return an experiment with its newest runs. Raises `NotFoundError`."""
    return _experiment_lines([experiments.get(experiment_id)], activity)[0]


def _pipeline_lines(found: Sequence[Pipeline], activity: RunActivity) -> tuple[PipelineLine, ...]:
    activities = activity.of_pipelines([pipeline.id for pipeline in found])
    return tuple(PipelineLine(pipeline=pipeline, activity=activities[pipeline.id]) for pipeline in found)


def _experiment_lines(found: Sequence[Experiment], activity: RunActivity) -> tuple[ExperimentLine, ...]:
    activities = activity.of_experiments([experiment.id for experiment in found])
    return tuple(ExperimentLine(experiment=item, activity=activities[item.id]) for item in found)
