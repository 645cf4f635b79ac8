import pytest

LR = "root.dag.tasks.train.inputs.parameters.lr"
DATA = "root.dag.tasks.train.inputs.artifacts.data"


def output(task, key):
    return {"taskOutputParameter": {"producerTask": task, "outputParameterKey": key}}


def typed(kind, **more):
    return {"parameterType": kind, **more}


def test_a_task_uses_a_component(draft):
    assert draft.drop("root.dag.tasks.load.componentRef").problem().code == "missing-component"


def test_a_task_waits_for_tasks_that_exist(draft):
    problem = draft.set("root.dag.tasks.train.dependentTasks", ["load", "loda"]).problem()
    assert (problem.code, problem.path) == ("unknown-task", "root.dag.tasks.train.dependentTasks")
    assert "did you mean 'load'?" in problem.message


def test_names_a_circle(draft):
    draft.task("a", "comp-load", dependentTasks=["c"]).task("b", "comp-load", dependentTasks=["a"])
    draft.task("c", "comp-load", dependentTasks=["b"])
    problem = draft.problem()
    assert problem.code == "cycle"
    assert problem.message == "tasks wait for each other in a circle: 'a' -> 'b' -> 'c' -> 'a'"


def test_data_makes_circles_too(draft):
    draft.set("root.dag.tasks.load.inputs", {"parameters": {"x": output("train", "loss")}})
    assert {problem.code for problem in draft.problems()} == {"cycle", "unknown-input"}


def test_a_task_may_not_wait_for_itself(draft):
    assert draft.set("root.dag.tasks.load.dependentTasks", ["load"]).problem().code == "cycle"


def test_long_chains_are_no_problem(draft):
    for number in range(3000):
        draft.task(f"t{number}", "comp-load", dependentTasks=[f"t{number - 1}"] if number else [])
    assert draft.problems() == ()


@pytest.mark.parametrize("source", [{}, {"componentInputParameter": "rate", "runtimeValue": {"constant": 1.0}}])
def test_an_input_has_one_source(draft, source):
    problem = draft.set(LR, source).problem()
    assert (problem.code, problem.path) == ("invalid-source", LR)


def test_an_artifact_has_one_source(draft):
    assert draft.set(DATA, {}).problem().code == "invalid-source"


def test_inputs_must_be_given(draft):
    draft.set("root.dag.tasks.train.inputs", {})
    assert [problem.code for problem in draft.problems()] == ["missing-input", "missing-input"]
    draft.set("components.comp-train.inputDefinitions.parameters.lr.isOptional", True)
    draft.set("components.comp-train.inputDefinitions.artifacts.data.isOptional", True)
    assert draft.problems() == ()


def test_inputs_must_exist(draft):
    draft.set("root.dag.tasks.train.inputs.parameters.lrr", {"runtimeValue": {"constant": 1.0}})
    problem = draft.problem()
    assert problem.message == "component 'comp-train' has no input parameter 'lrr'; did you mean 'lr'?"
    draft.drop("root.dag.tasks.train.inputs.parameters.lrr")
    draft.set("root.dag.tasks.train.inputs.artifacts.dat", draft.at(DATA))
    assert "has no input artifact 'dat'; did you mean 'data'?" in draft.problem().message


def test_a_parameter_is_no_artifact(draft):
    draft.set("components.comp-train.inputDefinitions.artifacts.data.isOptional", True)
    draft.set("root.dag.tasks.train.inputs.artifacts", {})
    draft.set("root.dag.tasks.train.inputs.parameters.data", {"runtimeValue": {"constant": "gs://b"}})
    assert "it is an artifact" in draft.problem().message


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        (output("loda", "x"), "unknown-task", "there is no task 'loda' in this graph; did you mean 'load'?"),
        (output("load", "x"), "unknown-output", "task 'load' has no output parameter 'x'"),
        ({"componentInputParameter": "rat"}, "unknown-input", "no input parameter 'rat'; did you mean 'rate'?"),
        ({"runtimeValue": {}}, "invalid-source", "empty runtimeValue"),
        ({"runtimeValue": {"constant": "fast"}}, "type-mismatch", 'expects a number, got text "fast"'),
        ({"runtimeValue": {"constant": None}}, "type-mismatch", "expects a number, got null"),
        ({"runtimeValue": {"constant": "{{$.inputs.parameters['x']}}"}}, "unknown-placeholder", "names 'x'"),
    ],
)
def test_sources_of_parameters_exist_and_fit(draft, source, code, words):
    problem = draft.set(LR, source).problem()
    assert (problem.code, problem.path) == (code, LR)
    assert words in problem.message


def test_constants_may_refer_to_channels_of_the_task(draft):
    draft.set(LR, {"runtimeValue": {"constant": "{{$.inputs.parameters['pipelinechannel--rate']}}"}})
    draft.set("root.dag.tasks.train.inputs.parameters.pipelinechannel--rate", {"componentInputParameter": "rate"})
    draft.set("root.dag.tasks.train.inputs.parameters.cpu", draft.at(LR))
    draft.set(
        "deploymentSpec.executors.exec-train.container.resources",
        {"resourceCpuLimit": "{{$.inputs.parameters['pipelinechannel--rate']}}"},
    )
    assert draft.problems() == ()


@pytest.mark.parametrize(
    ("kind", "value", "fits"),
    [
        ("NUMBER_INTEGER", 3.0, True),
        ("NUMBER_INTEGER", 3.5, False),
        ("NUMBER_INTEGER", True, False),
        ("STRING", 3, False),
        ("BOOLEAN", 1, False),
        ("LIST", [1], True),
        ("LIST", "[1]", True),
        ("LIST", '{"a": 1}', False),
        ("STRUCT", "not json", False),
        ("STRUCT", {"a": {}}, True),
        ("STRUCT", ["a"], False),
        ("TASK_CONFIG", {}, True),
        ("PARAMETER_TYPE_ENUM_UNSPECIFIED", None, True),
    ],
)
def test_constants_are_of_the_type_of_their_input(draft, kind, value, fits):
    draft.component("c", inputDefinitions={"parameters": {"p": typed(kind)}})
    draft.task("t", "comp-c", inputs={"parameters": {"p": {"runtimeValue": {"constant": value}}}})
    assert [problem.code for problem in draft.problems()] == ([] if fits else ["type-mismatch"])


@pytest.mark.parametrize(
    ("given", "expected", "fits"),
    [
        ("STRING", "STRING", True),
        ("NUMBER_INTEGER", "NUMBER_DOUBLE", True),
        ("NUMBER_DOUBLE", "NUMBER_INTEGER", False),
        ("STRING", "NUMBER_INTEGER", False),
        ("LIST", "STRUCT", False),
        ("PARAMETER_TYPE_ENUM_UNSPECIFIED", "LIST", True),
    ],
)
def test_parameters_pass_between_compatible_types(draft, given, expected, fits):
    draft.component("p", outputDefinitions={"parameters": {"o": typed(given)}})
    draft.component("c", inputDefinitions={"parameters": {"i": typed(expected)}})
    draft.task("p", "comp-p").task("c", "comp-c", inputs={"parameters": {"i": output("p", "o")}})
    assert [problem.code for problem in draft.problems()] == ([] if fits else ["type-mismatch"])
    if not fits:
        assert draft.problem().message == f"expects {expected}, got {given} from output 'o' of task 'p'"


def test_inputs_of_the_pipeline_fit_too(draft):
    draft.set("root.inputDefinitions.parameters.rate", typed("STRING"))
    assert draft.problem().message == "expects NUMBER_DOUBLE, got STRING from input 'rate' of the pipeline around it"


def test_items_of_loops_are_not_typed_by_kfp(draft):
    draft.set("root.inputDefinitions.parameters", {"pipelinechannel--x-loop-item": typed("STRING")})
    assert draft.set(LR, {"componentInputParameter": "pipelinechannel--x-loop-item"}).problems() == ()


def test_a_selector_changes_the_type(draft):
    draft.set("root.inputDefinitions.parameters.rate", typed("STRUCT", defaultValue={"k": 1.0}))
    selector = {"componentInputParameter": "rate", "parameterExpressionSelector": 'parseJson(string_value)["k"]'}
    assert draft.set(LR, selector).problems() == ()
    problem = draft.set(LR, {**selector, "parameterExpressionSelector": "parseJson(string_value)["}).problem()
    assert (problem.code, problem.path) == ("invalid-selector", f"{LR}.parameterExpressionSelector")


def schema(title="system.Dataset", version="0.0.1", *, is_list=False):
    return {"artifactType": {"schemaTitle": title, "schemaVersion": version}, "isArtifactList": is_list}


@pytest.mark.parametrize(
    ("given", "expected", "fits"),
    [
        (schema(), schema(), True),
        (schema("system.Artifact"), schema(), True),
        (schema(), schema("system.Artifact"), True),
        (schema(), schema("system.Model"), False),
        (schema(), schema(version="0.2.0"), True),
        (schema(), schema(version="1.0.0"), False),
        (schema(), schema(version=""), True),
        (schema(is_list=True), schema(is_list=True), True),
        (schema(is_list=True), schema(), False),
        ({}, schema(), True),
        ({"artifactType": {"instanceSchema": "x"}}, schema(), True),
    ],
)
def test_artifacts_pass_between_compatible_types(draft, given, expected, fits):
    draft.component("p", outputDefinitions={"artifacts": {"o": given}})
    draft.component("c", inputDefinitions={"artifacts": {"i": expected}})
    source = {"taskOutputArtifact": {"producerTask": "p", "outputArtifactKey": "o"}}
    draft.task("p", "comp-p").task("c", "comp-c", inputs={"artifacts": {"i": source}})
    assert [problem.code for problem in draft.problems()] == ([] if fits else ["type-mismatch"])


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ({"taskOutputArtifact": {"producerTask": "x", "outputArtifactKey": "rows"}}, "unknown-task", "no task 'x'"),
        ({"taskOutputArtifact": {"producerTask": "load", "outputArtifactKey": "row"}}, "unknown-output", "'rows'"),
        ({"componentInputArtifact": "x"}, "unknown-input", "no input artifact 'x'"),
    ],
)
def test_sources_of_artifacts_exist(draft, source, code, words):
    problem = draft.set(DATA, source).problem()
    assert problem.code == code
    assert words in problem.message


def test_artifacts_of_the_pipeline_fit(draft):
    draft.set("root.inputDefinitions.artifacts", {"given": schema()})
    assert draft.set(DATA, {"componentInputArtifact": "given"}).problems() == ()
    draft.set("root.inputDefinitions.artifacts", {"given": schema("system.Model", is_list=True)})
    expected = "expects system.Dataset, got List[system.Model] from input 'given' of the pipeline around it"
    assert draft.problem().message == expected


def test_outputs_of_a_task_without_a_component_are_reported_once(draft):
    draft.set("root.dag.tasks.load.componentRef.name", "gone")
    draft.set("root.dag.tasks.train.inputs.parameters.lr", output("load", "x"))
    draft.set("root.dag.outputs.parameters.loss.valueFromParameter.producerSubtask", "load")
    draft.set("root.dag.outputs.artifacts.model.artifactSelectors", [{"producerSubtask": "load"}])
    assert draft.problem().code == "unknown-component"
