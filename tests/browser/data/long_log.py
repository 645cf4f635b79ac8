"""A task that writes more than any page can hold at once."""

from penstock import compiler, dsl


@dsl.component
def chatter(lines: int):
    """Write a hundred bytes a line."""
    import sys

    for first in range(0, lines, 1000):
        sys.stdout.write("".join(f"{line:08} {'x' * 90}\n" for line in range(first, min(lines, first + 1000))))
    print("the very last line")


@dsl.pipeline(name="long-log")
def long_log(lines: int = 500_000):
    """Write a log of 50 MB."""
    chatter(lines=lines)


if __name__ == "__main__":
    compiler.Compiler().compile(long_log, __file__.replace(".py", ".yaml"))
