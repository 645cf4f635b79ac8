"""Random components with the inputs of one call: every kind of annotation that KFP's executor knows."""

import random

_VALUES = {
    "int": [0, 3, -7, 2**40],
    "float": [0.5, 2.0, -1e300],
    "str": ["", "text", 'quo"te\\ \n', "Grüße 𝄞", "3"],
    "bool": [True, False],
    "list": [[], [1, "a", None, {"k": 1.5}]],
    "dict": [{}, {"a": [1], "b": {"c": None}}],
    "List[int]": [[], [1, 2]],
    "Dict[str, float]": [{"x": 0.25}],
    "typing.List[str]": [["a"]],
}
_TITLES = ["Artifact", "Dataset", "Model", "Metrics", "ClassificationMetrics", "HTML", "Markdown"]
_URIS = ["/data/x", "gs://bucket/x", "s3://bucket/x/y", "minio://b/x", "oci://host/a/b:1", ""]
_SHOW = """
def show(value):
    if isinstance(value, list):
        return [show(item) for item in value]
    if hasattr(value, "schema_title"):
        facts = [type(value).__name__, value.name, value.uri, value.path, value.metadata, value.custom_path]
        return facts + [value.schema_title, value.schema_version, getattr(value, "framework", None)]
    return [type(value).__name__, repr(value)]
"""


class Case:
    """One component, and what it is given."""

    def __init__(self, seed: int, folder: str) -> None:
        self._random = random.Random(seed)
        self._folder = folder
        self.parameters: dict = {}
        self._inputs: dict = {}
        self._outputs: dict = {}
        self._files: dict = {}
        self._required: list[str] = []
        self._defaulted: list[str] = []
        self._body: list[str] = []
        self._count = 0
        for _ in range(self._random.randrange(6)):
            self._random.choice([self._parameter, self._parameter, self._input, self._inputs_list, self._output])()
        self._sometimes(self._status, 0.15)
        self._sometimes(self._config, 0.15)
        self._returned = self._return()

    @property
    def source(self) -> str:
        """The module, as KFP embeds it."""
        head = "import kfp\nfrom kfp import dsl\nfrom kfp.dsl import *\nfrom typing import *\nimport typing, json\n"
        names = ", ".join(f"{name!r}: show({name})" for name in self._names())
        body = [f"    with open({self._folder + '/report'!r}, 'w') as file:", f"        json.dump({{{names}}}, file)"]
        body += [f"    {line}" for line in self._body]
        annotation, statement = self._returned
        signature = ", ".join([*self._required, *self._defaulted])
        return "\n".join([head, _SHOW, f"def component({signature}){annotation}:", *body, f"    {statement}", ""])

    @property
    def executor_input(self) -> dict:
        """What the component is given."""
        return {
            "inputs": {"parameterValues": self.parameters, "artifacts": self._inputs},
            "outputs": {
                "artifacts": self._outputs,
                "parameters": self._files,
                "outputFile": f"{self._folder}/out/executor_output.json",
            },
        }

    def _names(self) -> list[str]:
        return [declaration.partition(":")[0] for declaration in [*self._required, *self._defaulted]]

    def _name(self) -> str:
        self._count += 1
        return f"arg_{self._count}"

    def _sometimes(self, action, probability: float) -> None:
        if self._random.random() < probability:
            action()

    def _parameter(self) -> None:
        name, annotation = self._name(), self._random.choice(list(_VALUES))
        value, default = self._random.choice(_VALUES[annotation]), self._random.choice(_VALUES[annotation])
        form = self._random.randrange(4)
        if form == 0:
            self._required.append(f"{name}: {annotation}")
        elif form == 1:
            self._defaulted.append(f"{name}: {annotation} = {default!r}")
        else:
            self._defaulted.append(f"{name}: Optional[{annotation}] = {self._random.choice([default, None])!r}")
        if form == 0 or self._random.random() < 0.7:
            self.parameters[name] = value
        elif form == 3:
            self.parameters[name] = None

    def _artifact(self, title: str) -> dict:
        version = {"schemaTitle": f"system.{title}", "schemaVersion": "0.0.1"}
        metadata = self._random.choice([{}, {"a": 1, "framework": "x"}, {"_kfp_workspace": True}])
        uri = self._random.choice(_URIS)
        return {"name": self._random.choice(["", "some/name"]), "type": version, "uri": uri, "metadata": metadata}

    def _input(self) -> None:
        name, title = self._name(), self._random.choice(_TITLES)
        declared = self._random.choice(["Artifact", title])
        forms = ["Input[{}]", "dsl.Input[dsl.{}]", "{}", "InputPath({})", "InputPath('{}')", "Optional[Input[{}]]"]
        form = self._random.choice(forms)
        optional = form.startswith("Optional")
        declaration = f"{name}: {form.format(declared)}" + (" = None" if optional else "")
        (self._defaulted if optional else self._required).append(declaration)
        if not optional or self._random.random() < 0.5:
            self._inputs[name] = {"artifacts": [self._artifact(title)]}

    def _inputs_list(self) -> None:
        name, title = self._name(), self._random.choice(_TITLES)
        form = self._random.choice(["Input[List[{}]]", "List[{}]", "list[{}]", "Input[list[{}]]"])
        self._required.append(f"{name}: {form.format(title)}")
        count = self._random.randrange(1, 4)
        self._inputs[name] = {"artifacts": [self._artifact(title) for _ in range(count)]}

    def _output(self) -> None:
        name, title = self._name(), self._random.choice(_TITLES)
        if self._random.random() < 0.25:
            self._required.append(f"{name}: OutputPath({self._random.choice(['str', 'int', repr('List')])})")
            self._files[name] = {"outputFile": f"{self._folder}/out/deep/{name}"}
            self._body.append(f"open({name}, 'w').write('x')")
            return
        self._place(name, title)
        if self._random.random() < 0.25:
            self._required.append(f"{name}: OutputPath({title!r})")
            self._body.append(f"open({name}, 'w').write('x')")
            return
        self._required.append(f"{name}: Output[{self._random.choice(['Artifact', title])}]")
        lines = [f"{name}.metadata['k'] = [1, 'ü']", f"{name}.set_path('/own')", f"{name}.path = '/gcs/bucket/x'"]
        lines += [f"{name}.uri = 's3://b/c'", f"open({name}.path, 'w').write('x')"]
        self._body += self._random.sample(lines[:4], self._random.randrange(3)) or [lines[4]]
        if title == "Metrics":
            self._body.append(f"{name}.log_metric('accuracy', 0.5)")
        if title == "ClassificationMetrics":
            self._body.append(f"{name}.log_confusion_matrix(['a', 'b'], [[1, 2], [3, 4]])")
            self._body.append(f"{name}.log_roc_curve([0.0, 1.0], [0.5, 1.0], [0.9, 0.1])")

    def _place(self, name: str, title: str) -> None:
        type_ = {"schemaTitle": f"system.{title}", "schemaVersion": "0.0.1"}
        entry = {"name": name, "type": type_, "uri": f"{self._folder}/out/{name}", "metadata": {}}
        self._outputs[name] = {"artifacts": [entry]}

    def _status(self) -> None:
        name = self._name()
        self._required.append(f"{name}: {self._random.choice(['', 'dsl.'])}PipelineTaskFinalStatus")
        status = {"state": "FAILED", "pipelineJobResourceName": "job", "pipelineTaskName": "train"}
        self.parameters[name] = {**status, **self._random.choice([{}, {"error": {"code": 9, "message": "boom"}}])}

    def _config(self) -> None:
        name = self._name()
        self._required.append(f"{name}: dsl.TaskConfig")
        if self._random.random() < 0.7:
            self.parameters[name] = {"nodeSelector": {"a": "b"}, "env": [{"name": "A"}], "volumeMounts": []}

    def _return(self) -> tuple[str, str]:
        form = self._random.randrange(6)
        if form == 0:
            return "", self._random.choice(["return None", "pass", "return 1"])
        if form == 1:
            return " -> None", "return None"
        if form < 4:
            annotation, value = self._field("Output")
            return f" -> {annotation}", f"return {value}"
        fields = [(f"field_{index}", *self._field(f"field_{index}")) for index in range(self._random.randrange(1, 4))]
        declared = ", ".join(f"({name!r}, {annotation})" for name, annotation, _ in fields)
        values = "".join(f"{value}, " for _, _, value in fields)
        if self._random.random() < 0.1:
            values += "1, "
        return f" -> NamedTuple('Outputs', [{declared}])", f"return ({values})"

    def _field(self, name: str) -> tuple[str, str]:
        if self._random.random() < 0.3:
            title = self._random.choice(_TITLES)
            self._place(name, title)
            made = f"{title}(uri=dsl.get_uri('mine'), metadata={{'a': 1}})"
            return title, self._random.choice([made, "'payload'", "[1, 2]", f"{title}(name='n', uri='gs://b/x')"])
        annotation = self._random.choice(list(_VALUES))
        source = annotation if self._random.random() < 0.9 else self._random.choice(list(_VALUES))
        return annotation, repr(self._random.choice(_VALUES[source]))
