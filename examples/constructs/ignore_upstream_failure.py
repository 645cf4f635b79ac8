"""``ignore_upstream_failure``: a task that goes on with a default when the task before it failed.

The run goes on to its end as well, and ends FAILED, as a task of it did; ``-p broken=false`` shows the other way.
"""

from penstock import dsl


@dsl.component
def measure(broken: bool) -> int:
    """Return a measurement, if the instrument works."""
    if broken:
        raise RuntimeError("the instrument is broken")
    return 42


@dsl.component
def use(value: int = -1) -> int:
    """Use a measurement, or the default in its place."""
    print(f"going on with {value}")
    return value


@dsl.pipeline
def ignore_upstream_failure(broken: bool = True) -> int:
    """Go on whatever happens."""
    measured = measure(broken=broken)
    return use(value=measured.output).ignore_upstream_failure().output
