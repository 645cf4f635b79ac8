import copy

import pytest

from penstock.spec.codec import decode
from penstock.spec.pipeline import PipelineDocument, PipelineSpec
from penstock.spec.platform import PlatformSpec
from penstock.spec.validation import validate

PIPELINE = {
    "pipelineInfo": {"name": "train-and-test"},
    "schemaVersion": "2.1.0",
    "sdkVersion": "kfp-2.17.0",
    "components": {
        "comp-train": {
            "executorLabel": "exec-train",
            "inputDefinitions": {
                "parameters": {"lr": {"parameterType": "NUMBER_DOUBLE"}},
                "artifacts": {"data": {"artifactType": {"schemaTitle": "system.Dataset", "schemaVersion": "0.0.1"}}},
            },
            "outputDefinitions": {
                "parameters": {"loss": {"parameterType": "NUMBER_DOUBLE"}},
                "artifacts": {"model": {"artifactType": {"schemaTitle": "system.Model", "schemaVersion": "0.0.1"}}},
            },
        },
        "comp-load": {
            "executorLabel": "exec-load",
            "outputDefinitions": {
                "artifacts": {"rows": {"artifactType": {"schemaTitle": "system.Dataset", "schemaVersion": "0.0.1"}}}
            },
        },
    },
    "deploymentSpec": {
        "executors": {
            "exec-train": {
                "container": {
                    "image": "python:3.12",
                    "command": ["train"],
                    "args": ["--lr", "{{$.inputs.parameters['lr']}}"],
                }
            },
            "exec-load": {"container": {"image": "python:3.12", "command": ["load"]}},
        }
    },
    "root": {
        "inputDefinitions": {"parameters": {"rate": {"parameterType": "NUMBER_DOUBLE", "defaultValue": 0.1}}},
        "outputDefinitions": {
            "parameters": {"loss": {"parameterType": "NUMBER_DOUBLE"}},
            "artifacts": {"model": {"artifactType": {"schemaTitle": "system.Model", "schemaVersion": "0.0.1"}}},
        },
        "dag": {
            "tasks": {
                "load": {"componentRef": {"name": "comp-load"}},
                "train": {
                    "componentRef": {"name": "comp-train"},
                    "dependentTasks": ["load"],
                    "inputs": {
                        "parameters": {"lr": {"componentInputParameter": "rate"}},
                        "artifacts": {
                            "data": {"taskOutputArtifact": {"producerTask": "load", "outputArtifactKey": "rows"}}
                        },
                    },
                },
            },
            "outputs": {
                "parameters": {
                    "loss": {"valueFromParameter": {"producerSubtask": "train", "outputParameterKey": "loss"}}
                },
                "artifacts": {
                    "model": {"artifactSelectors": [{"producerSubtask": "train", "outputArtifactKey": "model"}]}
                },
            },
        },
    },
}


class Draft:
    """A document under construction; `at` walks to a place by a dotted path."""

    def __init__(self):
        self.data = copy.deepcopy(PIPELINE)
        self.platform = {}

    def at(self, path):
        node = self.data
        for key in path.split("."):
            node = node.setdefault(key, {})
        return node

    def set(self, path, value):
        parent, _, key = path.rpartition(".")
        (self.at(parent) if parent else self.data)[key] = value
        return self

    def drop(self, path):
        parent, _, key = path.rpartition(".")
        del (self.at(parent) if parent else self.data)[key]
        return self

    def task(self, name, component, **more):
        return self.set(f"root.dag.tasks.{name}", {"componentRef": {"name": component}, **more})

    def component(self, name, **more):
        self.set(f"deploymentSpec.executors.exec-{name}", {"container": {"image": "busybox", "command": ["true"]}})
        return self.set(f"components.comp-{name}", {"executorLabel": f"exec-{name}", **more})

    def problems(self):
        pipeline, wrong = decode(PipelineSpec, self.data)
        platform, wrong_platform = decode(PlatformSpec, self.platform)
        assert (wrong, wrong_platform) == ((), ())
        return validate(PipelineDocument(pipeline=pipeline, platform=platform))

    def problem(self):
        problems = self.problems()
        assert len(problems) == 1, [str(problem) for problem in problems]
        return problems[0]


@pytest.fixture
def draft():
    """A valid pipeline (load -> train), to be broken in one place."""
    return Draft()
