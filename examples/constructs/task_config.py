"""``TaskConfig``: a component learns the settings of its task, to start further work with the same.

A component that only submits a training job hands the resources of its task on to that job, instead of taking them for
itself: the passthrough says which settings go where.
"""

from penstock import dsl


@dsl.component(
    task_config_passthroughs=[
        dsl.TaskConfigField.RESOURCES,
        dsl.TaskConfigPassthrough(field=dsl.TaskConfigField.ENV, apply_to_task=True),
    ]
)
def submit(job: str, config: dsl.TaskConfig) -> str:
    """Describe the job that would be submitted."""
    limits = (config.resources or {}).get("limits", {})
    variables = [entry["name"] for entry in config.env or []]
    return f"{job}: {limits.get('cpu')} cores, {limits.get('memory')}, {', '.join(variables)}"


@dsl.pipeline
def task_config() -> str:
    """Ask for what the job needs, not the task that submits it."""
    job = submit(job="train").set_cpu_limit("4").set_memory_limit("16G").set_env_variable("EPOCHS", "3")
    return job.output
