"""Placeholders: what only the run knows, such as its name, as a value of an input."""

from penstock import dsl


@dsl.component
def show(job: str, job_id: str, task: str) -> str:
    """Show who is asking."""
    print(f"job {job!r} ({job_id}), task {task!r}")
    return task


@dsl.pipeline
def placeholders() -> str:
    """Tell a task about its run."""
    return show(
        job=dsl.PIPELINE_JOB_NAME_PLACEHOLDER,
        job_id=dsl.PIPELINE_JOB_ID_PLACEHOLDER,
        task=dsl.PIPELINE_TASK_NAME_PLACEHOLDER,
    ).output
