"""The workspace: a folder that all tasks of one run share, for work that is not worth being an artifact."""

from penstock import dsl


@dsl.component
def write(folder: str) -> str:
    """Leave a file."""
    import os

    path = os.path.join(folder, "notes.txt")
    with open(path, "w") as file:
        file.write("hello from another task")
    return path


@dsl.component
def read(path: str) -> str:
    """Find it."""
    with open(path) as file:
        return file.read()


@dsl.pipeline(pipeline_config=dsl.PipelineConfig(workspace=dsl.WorkspaceConfig(size="1Gi")))
def workspace() -> str:
    """Hand a file over in the shared folder."""
    return read(path=write(folder=dsl.WORKSPACE_PATH_PLACEHOLDER).output).output
