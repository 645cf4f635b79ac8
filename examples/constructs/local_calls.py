"""``local.init``: components and pipelines as plain calls, in a test, a notebook or a script.

    python examples/constructs/local_calls.py

After ``local.init`` a call runs at once, in a process of its own with the packages it asks for, and gives the values.
``python_func`` is the function itself, for unit tests and the debugger: nothing is started for it.
"""

from penstock import dsl, local


@dsl.component
def double(number: int) -> int:
    """Double a number."""
    return 2 * number


@dsl.pipeline
def local_calls(number: int = 3) -> int:
    """Double twice."""
    return double(number=double(number=number).output).output


if __name__ == "__main__":
    assert double.python_func(number=4) == 8
    local.init(runner=local.SubprocessRunner())
    print(double(number=4).output, local_calls(number=5).output)
