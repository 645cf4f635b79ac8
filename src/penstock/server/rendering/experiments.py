"""Experiments as lists and pages show them."""

from penstock.server.rendering.pipelines import run_marks
from penstock.server.schemas.experiments import ExperimentRow
from penstock.services.lines import ExperimentLine


def experiment_row(line: ExperimentLine) -> ExperimentRow:
    """Render one line of a list of experiments."""
    experiment, activity = line.experiment, line.activity
    return ExperimentRow(
        id=experiment.id,
        name=experiment.name,
        description=experiment.description,
        created_at=experiment.created_at,
        storage_state=experiment.storage_state.value,
        runs=activity.runs,
        last_run_at=activity.outcomes[0].created_at if activity.outcomes else None,
        last_runs=run_marks(activity.outcomes),
    )
