"""Settings of a task: order, retries, time limit, resources, environment, cache, display name."""

from penstock import dsl


@dsl.component
def prepare() -> str:
    """Do something first."""
    return "ready"


@dsl.component
def train() -> str:
    """Return what the environment says."""
    import os

    return os.environ["MODE"]


@dsl.pipeline
def task_settings(mode: str = "fast") -> str:
    """Set everything that can be set on a task."""
    first = prepare().set_caching_options(enable_caching=False)
    return (
        train()
        .after(first)
        .set_display_name("Train the model")
        .set_env_variable("MODE", mode)
        .set_retry(num_retries=2, backoff_duration="1s", backoff_factor=2.0, backoff_max_duration="10s")
        .set_timeout("10m")
        .set_cpu_request("1")
        .set_cpu_limit("1")
        .set_memory_limit("512M")
        .output
    )
