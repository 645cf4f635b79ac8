"""``EmbeddedInput``: files that travel inside a component, for small things such as vocabularies and templates."""

from pathlib import Path

from penstock import dsl
from penstock.dsl import Dataset


@dsl.component(embedded_artifact_path=str(Path(__file__).with_name("texts")))
def count_words(texts: dsl.EmbeddedInput[Dataset]) -> int:
    """Count the lines of an embedded file."""
    import os

    with open(os.path.join(texts.path, "words.txt")) as file:
        return len(file.read().splitlines())


@dsl.pipeline
def embedded_files() -> int:
    """Read what travelled along."""
    return count_words().output
