"""A compiled file with mistakes is refused as a whole, with the place of each, before anything is started."""

import pytest

COMPILED = """\
pipelineInfo: {name: two-steps}
schemaVersion: 2.1.0
sdkVersion: kfp-2.17.0
components:
  comp-make:
    executorLabel: exec-make
    inputDefinitions: {parameters: {x: {parameterType: NUMBER_INTEGER}}}
    outputDefinitions: {parameters: {rows: {parameterType: NUMBER_INTEGER}}}
  comp-use:
    executorLabel: exec-make
    inputDefinitions: {parameters: {rows: {parameterType: NUMBER_INTEGER}}}
deploymentSpec:
  executors:
    exec-make: {container: {image: alpine, command: [echo, hello]}}
root:
  inputDefinitions: {parameters: {x: {parameterType: NUMBER_INTEGER, defaultValue: 1}}}
  dag:
    tasks:
      make:
        componentRef: {name: comp-make}
        taskInfo: {name: make}
        inputs: {parameters: {x: {componentInputParameter: x}}}
      use:
        componentRef: {name: comp-use}
        taskInfo: {name: use}
        dependentTasks: [make]
        inputs: {parameters: {rows: {taskOutputParameter: {producerTask: make, outputParameterKey: rows}}}}
"""
USES = "inputDefinitions: {parameters: {rows: {parameterType: NUMBER_INTEGER}}}"

MISTAKES = {
    "unknown-component": (("{name: comp-use}", "{name: comp-ues}"), "root.dag.tasks.use", "did you mean 'comp-use'?"),
    "unknown-executor": (("use:\n    executorLabel: exec-make", "use:\n    executorLabel: exec-mak"), "'exec-make'"),
    "unknown-task": (("producerTask: make", "producerTask: maek"), "tasks.use.inputs.parameters.rows", "'make'"),
    "unknown-output": (("outputParameterKey: rows", "outputParameterKey: row"), "did you mean 'rows'?"),
    "unknown-input": (("{rows: {taskOutput", "{rosw: {taskOutput"), "did you mean 'rows'?"),
    "type-mismatch": ((USES, USES.replace("NUMBER_INTEGER", "STRUCT")), "tasks.use.inputs.parameters.rows"),
    "wrong-type": (("dependentTasks: [make]", "dependentTasks: make"), "dependentTasks", "list"),
    "unknown-value": (("parameterType: NUMBER_INTEGER, def", "parameterType: NUMBR_INTEGER, def"), "NUMBER_INTEGER"),
    "cycle": (("taskInfo: {name: make}", "taskInfo: {name: make}\n        dependentTasks: [use]"), "make", "use"),
    "unknown-version": (("schemaVersion: 2.1.0", "schemaVersion: 3.0.0"), "'3.0.0'", "2.1.0"),
    "invalid-condition": (
        ("dependentTasks: [make]", "dependentTasks: [make]\n        triggerPolicy: {condition: 'inputs.x =='}"),
        "root.dag.tasks.use.triggerPolicy.condition",
        "inputs.x ==",
    ),
    "missing-root": ((COMPILED[COMPILED.index("root:") :], ""), "root"),
    "duplicate-key": (("sdkVersion: kfp-2.17.0", "sdkVersion: a\nsdkVersion: b"), "line 4", "sdkVersion"),
}


@pytest.mark.parametrize("code", MISTAKES)
def test_refuses_a_document_with_a_mistake(penstock, code):
    (before, after), *words = MISTAKES[code]
    assert before in COMPILED
    ended = penstock.run(penstock.write("two.yaml", COMPILED.replace(before, after, 1)))
    ended.refused("two.yaml has", *words)
    assert code in [problem["code"] for problem in ended.json["error"]["problems"]]
    assert not penstock.home.exists()


def test_tells_all_mistakes_of_a_document_at_once(penstock):
    text = COMPILED.replace("{name: comp-use}", "{name: comp-ues}").replace(
        "componentInputParameter: x", "componentInputParameter: y"
    )
    ended = penstock.run(penstock.write("two.yaml", text))
    ended.refused("2 problems", "comp-ues", "tasks.make.inputs.parameters.x")
    assert len(ended.json["error"]["problems"]) == 2


def test_refuses_aliases_that_stand_for_a_billion_values(penstock):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    ended = penstock.run(penstock.write("bomb.yaml", "\n".join(lines)))
    ended.refused("bomb.yaml", "alias")
    assert ended.json["error"]["problems"][0]["code"] == "alias-bomb"


def test_refuses_lists_within_lists_without_end(penstock):
    penstock.run(penstock.write("deep.yaml", "a: " + "[" * 50_000)).refused("deep.yaml", "levels")


def test_refuses_a_tag_that_would_run_code(penstock):
    text = "root: !!python/object/apply:os.system ['touch harmed']\n"
    penstock.run(penstock.write("code.yaml", text)).refused("code.yaml", "line 1", "!!python/object/apply:os.system")
    assert not (penstock.folder / "harmed").exists()


def test_says_of_a_kfp_1_workflow_what_it_is(penstock):
    text = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {}\n"
    penstock.run(penstock.write("old.yaml", text)).refused("old.yaml", "KFP 1")
