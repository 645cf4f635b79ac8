"""``importer``: an artifact that was there before the run, with a type and metadata, so that lineage knows it."""

from penstock import dsl
from penstock.dsl import Dataset, Input


@dsl.component
def describe(data: Input[Dataset]) -> str:
    """Say what was imported."""
    return f"{data.uri} ({data.metadata['licence']})"


@dsl.pipeline
def import_data(uri: str = "https://archive.ics.uci.edu/static/public/53/iris.zip") -> str:
    """Import a data set by its address."""
    data = dsl.importer(artifact_uri=uri, artifact_class=Dataset, reimport=False, metadata={"licence": "CC BY 4.0"})
    return describe(data=data.output).output
