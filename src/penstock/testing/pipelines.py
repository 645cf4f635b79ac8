"""Builds pipeline documents for tests, a few words per task."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from penstock.core.json import JsonObject
from penstock.spec.codec import decode
from penstock.spec.pipeline import PipelineDocument, PipelineSpec
from penstock.spec.platform import PlatformSpec

TYPES = {str: "STRING", int: "NUMBER_INTEGER", float: "NUMBER_DOUBLE", bool: "BOOLEAN", list: "LIST", dict: "STRUCT"}


class Graph:
    """A graph of tasks under construction, as the JSON of the IR."""

    def __init__(self, document: "Document") -> None:
        self._document = document
        self.tasks: dict[str, JsonObject] = {}
        self.inputs: JsonObject = {"parameters": {}, "artifacts": {}}
        self.outputs: JsonObject = {"parameters": {}, "artifacts": {}}
        self.selectors: JsonObject = {"parameters": {}, "artifacts": {}}

    def takes(self, name: str, kind: type = str, **options: Any) -> "Graph":
        """Declare an input parameter; `default_value`, `is_optional` as in the IR's JSON."""
        self.inputs["parameters"][name] = {"parameterType": TYPES[kind], **options}
        return self

    def takes_artifact(self, name: str, **options: Any) -> "Graph":
        """Declare an input artifact."""
        self.inputs["artifacts"][name] = {"artifactType": _DATASET, **options}
        return self

    def gives(self, name: str, *sources: tuple[str, str], kind: type = str) -> "Graph":
        """Declare an output parameter taken from ``(task, output)``; of several sources the first that has a value."""
        choices = [{"producerSubtask": task, "outputParameterKey": key} for task, key in sources]
        chosen = {"valueFromParameter": choices[0]} if len(choices) == 1 else _oneof(choices)
        self.selectors["parameters"][name] = chosen
        self.outputs["parameters"][name] = {"parameterType": TYPES[kind]}
        return self

    def gives_artifact(self, name: str, *sources: tuple[str, str], is_list: bool = False) -> "Graph":
        """Declare an output artifact taken from ``(task, output)``."""
        choices = [{"producerSubtask": task, "outputArtifactKey": key} for task, key in sources]
        self.selectors["artifacts"][name] = {"artifactSelectors": choices}
        self.outputs["artifacts"][name] = {"artifactType": _DATASET, "isArtifactList": is_list}
        return self

    def task(self, name: str, component: str = "work", **fields: Any) -> "Graph":
        """Use a component; see `a_task` for the fields."""
        self.tasks[name] = a_task(name, component, **fields)
        return self

    def to_json(self) -> JsonObject:
        """Return the component of this graph."""
        return {
            "dag": {"tasks": self.tasks, "outputs": self.selectors},
            "inputDefinitions": self.inputs,
            "outputDefinitions": self.outputs,
        }


class Document:
    """A pipeline document under construction."""

    def __init__(self, name: str = "pipeline") -> None:
        self.name = name
        self.root = Graph(self)
        self.graphs: dict[str, Graph] = {}
        self.components: dict[str, JsonObject] = {}
        self.executors: dict[str, JsonObject] = {}
        self.platforms: JsonObject = {}
        self.sdk_version = "penstock"

    def graph(self, name: str) -> Graph:
        """Start a component that is a graph."""
        self.graphs[name] = Graph(self)
        return self.graphs[name]

    def component(
        self,
        name: str = "work",
        *,
        takes: Mapping[str, type] | None = None,
        optional: Iterable[str] = (),
        gives: Mapping[str, type] | None = None,
        takes_artifacts: Iterable[str] = (),
        gives_artifacts: Iterable[str] = (),
        **container: Any,
    ) -> "Document":
        """Add a component that is a container."""
        label = f"exec-{name}"
        inputs = {key: {"parameterType": TYPES[kind]} for key, kind in (takes or {}).items()}
        for key in optional:
            inputs[key]["isOptional"] = True  # type: ignore[assignment]  # the other fields are texts
        self.components[name] = {
            "executorLabel": label,
            "inputDefinitions": {
                "parameters": inputs,
                "artifacts": {key: {"artifactType": _DATASET} for key in takes_artifacts},
            },
            "outputDefinitions": {
                "parameters": {key: {"parameterType": TYPES[kind]} for key, kind in (gives or {}).items()},
                "artifacts": {key: {"artifactType": _DATASET} for key in gives_artifacts},
            },
        }
        self.executors[label] = {"container": {"image": "python:3.11", "command": [name], **container}}
        return self

    def importer(self, name: str, **importer: Any) -> "Document":
        """Add a component that imports an artifact under the output ``artifact``; it takes a parameter ``uri``."""
        self.components[name] = {
            "executorLabel": f"exec-{name}",
            "inputDefinitions": {"parameters": {"uri": {"parameterType": "STRING"}}},
            "outputDefinitions": {"artifacts": {"artifact": {"artifactType": _DATASET}}},
        }
        body = {"artifactUri": {"runtimeParameter": "uri"}, "typeSchema": _DATASET, **importer}
        self.executors[f"exec-{name}"] = {"importer": body}
        return self

    def to_json(self) -> JsonObject:
        """Return the pipeline as the JSON of the IR."""
        graphs = {name: graph.to_json() for name, graph in self.graphs.items()}
        return {
            "pipelineInfo": {"name": self.name},
            "schemaVersion": "2.1.0",
            "sdkVersion": self.sdk_version,
            "components": {**self.components, **graphs},
            "root": self.root.to_json(),
            "deploymentSpec": {"executors": self.executors},
        }

    def build(self) -> PipelineDocument:
        """Return the document; fails on what the IR does not have."""
        pipeline, problems = decode(PipelineSpec, self.to_json())
        platform, more = decode(PlatformSpec, {"platforms": self.platforms})
        assert not problems, problems
        assert not more, more
        return PipelineDocument(pipeline=pipeline, platform=platform)


_DATASET = {"schemaTitle": "system.Dataset", "schemaVersion": "0.0.1"}


def a_task(  # noqa: PLR0913 - as above
    name: str,
    component: str,
    *,
    after: Iterable[str] = (),
    when: str = "",
    always: bool = False,
    cached: bool = False,
    inputs: Mapping[str, Any] | None = None,
    artifacts: Mapping[str, Any] | None = None,
    **fields: Any,
) -> JsonObject:
    """Return a task.

    An input is ``("task", "output")`` for an output, ``"@name"`` for an input of the graph, ``{...}`` for the IR's own
    JSON, anything else for a constant. `always` makes it run however its upstream tasks ended.
    """
    task: JsonObject = {
        "taskInfo": {"name": name},
        "componentRef": {"name": component},
        "dependentTasks": list(after),
        "cachingOptions": {"enableCache": cached},
        "inputs": {
            "parameters": {key: _parameter(value) for key, value in (inputs or {}).items()},
            "artifacts": {key: _artifact(value) for key, value in (artifacts or {}).items()},
        },
        **fields,
    }
    trigger: JsonObject = {"condition": when} if when else {}
    if always:
        trigger["strategy"] = "ALL_UPSTREAM_TASKS_COMPLETED"
    if trigger:
        task["triggerPolicy"] = trigger
    return task


def over(items: list[Any] | str, item: str = "item", *, limit: int = 0) -> JsonObject:
    """Return the fields of a task that is repeated over a list, or over ``"@input"``."""
    source = {"inputParameter": items[1:]} if isinstance(items, str) else {"raw": _json(items)}
    iterator: JsonObject = {"parameterIterator": {"itemInput": item, "items": source}}
    return {**iterator, "iteratorPolicy": {"parallelismLimit": limit}} if limit else iterator


def retried(count: int, delay: str = "0s", factor: float = 2.0, most: str = "3600s") -> JsonObject:
    """Return the fields of a task that is tried again."""
    policy = {"maxRetryCount": count, "backoffDuration": delay, "backoffFactor": factor, "backoffMaxDuration": most}
    return {"retryPolicy": policy}


def _parameter(value: Any) -> JsonObject:
    if isinstance(value, tuple):
        return {"taskOutputParameter": {"producerTask": value[0], "outputParameterKey": value[1]}}
    if isinstance(value, str) and value.startswith("@"):
        return {"componentInputParameter": value[1:]}
    return value if isinstance(value, dict) else {"runtimeValue": {"constant": value}}


def _artifact(value: Any) -> JsonObject:
    if isinstance(value, tuple):
        return {"taskOutputArtifact": {"producerTask": value[0], "outputArtifactKey": value[1]}}
    return {"componentInputArtifact": value[1:]}


def _oneof(choices: list[JsonObject]) -> JsonObject:
    return {"valueFromOneof": {"parameterSelectors": choices}}


def _json(items: list[Any]) -> str:
    return json.dumps(items)
