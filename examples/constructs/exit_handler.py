"""``ExitHandler``: a task that runs when all others have ended, however they ended, and is told how.

This run fails, as its task does, but the exit task has cleaned up by then.
"""

from penstock import dsl
from penstock.dsl import PipelineTaskFinalStatus


@dsl.component
def report(status: PipelineTaskFinalStatus) -> None:
    """Say how it went."""
    print(f"{status.pipeline_task_name} ended {status.state}: {status.error_message or 'no error'}")


@dsl.component
def divide(a: int, b: int) -> float:
    """Return a quotient."""
    return a / b


@dsl.pipeline
def exit_handler(divisor: int = 0) -> None:
    """Divide, and report."""
    with dsl.ExitHandler(report(), name="work"):
        divide(a=1, b=divisor)
