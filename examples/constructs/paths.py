"""``InputPath`` and ``OutputPath``: a path instead of a value, for programs that read and write files.

An ``OutputPath`` of a parameter type turns the content of the file into the value.
"""

from penstock import dsl
from penstock.dsl import InputPath, OutputPath


@dsl.component
def write_words(text: str, words: OutputPath("Dataset"), count: OutputPath(int)) -> None:
    """Split a text; leave the words as an artifact and their number as a parameter."""
    parts = text.split()
    with open(words, "w") as file:
        file.write("\n".join(parts))
    with open(count, "w") as file:
        file.write(str(len(parts)))


@dsl.component
def longest(words: InputPath("Dataset"), count: int) -> str:
    """Return the longest of the words."""
    with open(words) as file:
        lines = file.read().splitlines()
    assert len(lines) == count
    return max(lines, key=len)


@dsl.pipeline
def paths(text: str = "water flows through a penstock") -> str:
    """Hand files over."""
    written = write_words(text=text)
    return longest(words=written.outputs["words"], count=written.outputs["count"]).output
