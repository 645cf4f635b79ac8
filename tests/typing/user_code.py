"""What users write every day; a strict type checker has nothing to say about it."""

from typing import Any, Dict, List, NamedTuple, Optional, assert_type

from penstock import compiler, components, dsl, kubernetes, local
from penstock.dsl import Artifact, Dataset, Input, Metrics, Model, Output


class Trained(NamedTuple):
    accuracy: float
    notes: List[str]


@dsl.component
def load(rows: int, data: Output[Dataset]) -> int:
    """Write rows."""
    assert_type(data, Dataset)
    assert_type(data.path, str)
    data.metadata["rows"] = rows
    return rows


@dsl.component(base_image="python:3.11", packages_to_install=["scikit-learn"])
def train(
    data: Input[Dataset], model: Output[Model], metrics: Output[Metrics], rate: float = 0.1, note: Optional[str] = None
) -> Trained:
    """Train a model."""
    model.framework = "scikit-learn"
    metrics.log_metric("accuracy", 0.9)
    return Trained(0.9, [note or data.uri])


@dsl.component
def best(models: Input[List[Model]], options: Dict[str, Any], base: Optional[Input[Artifact]] = None) -> str:
    """Choose a model."""
    assert_type(models, List[Model])
    return models[0].path if base is None else base.name


@dsl.container_component
def shell(text: str) -> dsl.ContainerSpec:
    """Print a text."""
    return dsl.ContainerSpec(image="alpine", command=["echo", text], args=[dsl.ConcatPlaceholder(["-", text])])


@dsl.pipeline(name="typed", description="All that is usual.")
def typed(rows: int = 10, rate: float = 0.1, careful: bool = True) -> str:
    """Use components in every way."""
    loaded = load(rows=rows).set_display_name("Load").set_caching_options(False).set_cpu_limit("1").set_retry(2)
    assert_type(loaded, dsl.PipelineTask)
    with dsl.If((loaded.outputs["Output"] > 5) & dsl.is_in(rate, [0.1, 0.2]), name="many"):
        first = train(data=loaded.outputs["data"], rate=rate)
    with dsl.Elif(careful):
        second = train(data=loaded.outputs["data"])
    with dsl.Else():
        third = train(data=loaded.outputs["data"]).after(loaded)
    chosen = dsl.OneOf(first.outputs["model"], second.outputs["model"], third.outputs["model"])
    with dsl.ParallelFor([{"rate": 0.1}, {"rate": 0.2}], parallelism=2) as option:
        each = train(data=loaded.outputs["data"], rate=option.rate)
        kubernetes.use_secret_as_env(each, secret_name="token", secret_key_to_env={"key": "TOKEN"})
    imported = dsl.importer(artifact_uri="gs://bucket/model", artifact_class=Model, reimport=True)
    with dsl.ExitHandler(shell(text="bye"), name="always"):
        shell(text=f"{loaded.outputs['Output']} rows").set_env_variable("MODE", "quiet")
    winner = best(models=dsl.Collected(each.outputs["model"]), options={"rate": rate}, base=imported.output)
    best(models=dsl.Collected(each.outputs["model"]), options={}, base=chosen)
    return winner.output


@dsl.pipeline
def gathered(rows: List[str]) -> List[str]:
    """Return what the iterations of a loop made."""
    with dsl.ParallelFor(rows) as row:
        made = shell(text=row)
    return dsl.Collected(made.outputs["Output"])


def use() -> None:
    """Do with components what one does outside of pipelines."""
    compiler.Compiler().compile(typed, "typed.yaml")
    again = components.load_component_from_file("typed.yaml")
    assert_type(again(rows=3), dsl.PipelineTask)
    local.init(runner=local.SubprocessRunner(use_venv=False))
    assert_type(load.python_func(3, Dataset()), Any)
    print(load(rows=1).output, typed.name, typed.description)
