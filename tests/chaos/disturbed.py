"""The pipeline that the chaos test disturbs: chains, loops, artifacts, an exit task; every task tells a ledger."""

from penstock import dsl

RETRIES = 200


@dsl.component
def make(rows: int, ledger: str, name: str, out: dsl.Output[dsl.Dataset]) -> int:
    """Write rows, slowly enough to be disturbed."""
    import fcntl
    import os
    import random
    import time

    with open(f"{ledger}/{name}.lock", "w") as lock, open(f"{ledger}/ledger.txt", "a") as told:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            told.write(f"overlap {name} {os.getpid()}\n")
        told.write(f"start {name} {os.getpid()}\n")
        told.flush()
        time.sleep(random.uniform(0.02, 0.3))
        with open(out.path, "w") as file:
            file.write(f"{name}\n" * rows)
    return rows


@dsl.component
def count(data: dsl.Input[dsl.Dataset], ledger: str, name: str) -> int:
    """Count rows, slowly enough to be disturbed."""
    import fcntl
    import os
    import random
    import time

    with open(f"{ledger}/{name}.lock", "w") as lock, open(f"{ledger}/ledger.txt", "a") as told:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            told.write(f"overlap {name} {os.getpid()}\n")
        told.write(f"start {name} {os.getpid()}\n")
        told.flush()
        time.sleep(random.uniform(0.02, 0.3))
    with open(data.path) as file:
        return len(file.readlines())


@dsl.component
def total(numbers: list) -> int:
    """Add numbers up."""
    return sum(numbers)


@dsl.component
def say_goodbye(status: dsl.PipelineTaskFinalStatus) -> str:
    """Say how the rest ended."""
    return status.state


def patient(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """Let a task fail often: that the disk is full while it writes is a failure of that try."""
    return task.set_retry(num_retries=RETRIES, backoff_duration="1s", backoff_factor=1.0)


@dsl.pipeline(name="disturbed")
def disturbed(ledger: str):
    """Make, count and add up, in chains and loops, inside an exit handler."""
    goodbye = patient(say_goodbye())
    with dsl.ExitHandler(goodbye):
        first = patient(make(rows=3, ledger=ledger, name="first"))
        counted = patient(count(data=first.outputs["out"], ledger=ledger, name="counted"))
        with dsl.ParallelFor(list(range(1, 17)), parallelism=4) as rows:
            made = patient(make(rows=rows, ledger=ledger, name=f"made-{rows}").after(counted))
            number = patient(count(data=made.outputs["out"], ledger=ledger, name=f"number-{rows}"))
        added = patient(total(numbers=dsl.Collected(number.output)))
        last = patient(make(rows=added.output, ledger=ledger, name="last"))
        patient(count(data=last.outputs["out"], ledger=ledger, name="end"))
