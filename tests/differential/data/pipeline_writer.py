"""Writes the source of a random pipeline file: every line follows from the seed."""

import random
from pathlib import Path

COMPONENTS = (Path(__file__).parent / "random_components.txt").read_text()
DATASET = "Dataset"
CONSTANTS = {
    "str": ["'a'", "'it {{$.pipeline_job_name}}'", "''", "'ünï\\nx'"],
    "int": ["0", "-3", "12345678901"],
    "float": ["0.5", "-1e-07", "3.0"],
    "bool": ["True", "False"],
    "List[str]": ["['p', 'q']", "['p', '', 'r']"],
    "List[int]": ["[1, 2]", "[5]"],
    "dict": ["{'a': 1}", "{'a': {'b': [1, 'x', True]}}"],
    "list": ["[1, 'a']", "[{'k': 'v'}]"],
}
TASKS = [
    ("text", {"wtxt": "str"}, {"more": "str", "count": "int"}, {"Output": "str"}),
    ("whole", {"wnum": "int"}, {"add": "int"}, {"Output": "int"}),
    ("real", {"wreal": "float"}, {"scale": "float"}, {"Output": "float"}),
    ("flag", {"wbool": "bool"}, {}, {"Output": "bool"}),
    ("rows", {"wrows": "List[str]"}, {}, {"Output": "List[str]"}),
    ("numbers", {"wnums": "List[int]"}, {}, {"Output": "List[int]"}),
    ("record", {"wrec": "dict"}, {"hint": "str"}, {"Output": "dict"}),
    ("anything", {"wany": "list"}, {}, {"Output": "list"}),
    ("save", {"wsave": "str"}, {}, {"stored": DATASET}),
    ("load", {"wload": DATASET}, {"also": DATASET}, {"size": "int", "head": "str"}),
    ("shell", {"wshell": "str"}, {}, {"made": "str"}),
    ("options", {}, {"wfirst": "str", "wsecond": "int", "wthird": "List[str]", "wdata": DATASET}, {"Output": "str"}),
    ("report", {"wrep": "str"}, {"wlimit": "float"}, {"score": "float", "note": "str", "parts": "List[int]", "table": DATASET}),
    ("renew", {"wold": DATASET}, {"wtags": "dict"}, {"Output": DATASET}),
    ("measure", {"wmea": DATASET}, {"wdepth": "int"}, {"Output": "float"}),
    ("joined", {"wjoin": "str"}, {"wmaybe": "str", "wcount": "int", "wmore": DATASET}, {"made": "str"}),
]
SETTINGS = [
    ".set_caching_options(False)",
    ".set_caching_options(True, cache_key='key')",
    ".set_display_name('shown {n}')",
    ".set_retry(2, backoff_duration='2 minutes', backoff_factor=1.5)",
    ".set_cpu_limit('500m').set_memory_limit('2Gi')",
    ".set_cpu_request('1').set_memory_request('512Mi').set_memory_limit('3G')",
    ".set_accelerator_type('gpu').set_accelerator_limit(2)",
    ".set_env_variable('NAME', 'value')",
    ".set_container_image('other:2')",
    ".set_retry(1, backoff_max_duration='1 hour')",
    ".set_env_variable('A', '').set_env_variable('NAME', 'it\\'s {x}')",
    ".set_debug_pause(before=True)",
    ".set_accelerator_type('tpu')",
]
DECORATORS = [
    "@dsl.pipeline",
    "@dsl.pipeline(name='{name}-p', description='Does it.')",
    "@dsl.pipeline(display_name='Shown {name}', pipeline_root='gs://root/x')",
    "@dsl.pipeline(pipeline_config=dsl.PipelineConfig(ttl_seconds_after_finished=60, active_deadline_seconds=90))",
]
COMPARABLE = ("str", "int", "float", "bool")


class Scope:
    """What can be used at one level: expressions with their types."""

    def __init__(self, kinds, parent=None, *, embed=True):
        self.kinds = kinds
        self.values = list(parent.values) if parent else []
        self.own = []
        self.deep = []
        self.embed = embed

    def add(self, expression, kind, *, embed=True):
        self.values.append((expression, kind, embed))
        self.own.append((expression, kind))

    def of(self, kind):
        return [expression for expression, known, _ in self.values if known == kind]


class Writer:
    """Writes one file."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.lines = []
        self.count = 0
        self.tasks = list(TASKS)

    def write(self):
        if self.chance.random() < 0.3:
            self.pipeline("inner", inner=True)
        self.pipeline("outer", inner=False)
        return COMPONENTS + "\n".join(self.lines) + "\n"

    def pipeline(self, name, *, inner):
        self.writes_inner = inner
        scope = Scope(())
        parameters = [self.parameter(index, scope) for index in range(self.chance.randint(1, 4))]
        parameters.sort(key=lambda text: "=" in text)
        body = len(self.lines)
        self.lines.append("")
        if not inner and self.chance.random() < 0.25:
            self.exit_handler(scope)
        self.block(scope, 1, depth=0 if inner else 3)
        returned, annotation = self.returned(scope)
        decorator = self.chance.choice(DECORATORS).replace("{name}", name)
        self.lines[body] = f"{decorator}\ndef {name}({', '.join(parameters)}){annotation}:"
        self.lines.append(f"    {returned}\n\n")
        if inner:
            self.tasks.append((name, {}, {}, {"Output": "str"}) if annotation == " -> str" else (name, {}, {}, {}))
            self.inner_required = [text for text in parameters if "=" not in text]

    def parameter(self, index, scope):
        kind = self.chance.choice([kind for kind in CONSTANTS if kind != "list"])
        name = f"par{index:02}"
        scope.add(name, kind)
        default = f" = {self.chance.choice(CONSTANTS[kind])}" if self.chance.random() < 0.6 else ""
        return f"{name}: {kind}{default}"

    def exit_handler(self, scope):
        notes = scope.of("str")
        note = f"wnote={self.chance.choice(notes)}" if notes and self.chance.random() < 0.5 else ""
        task = self.name()
        self.line(1, f"{task} = notify({note})")
        self.line(1, f"with dsl.ExitHandler({task}{self.chance.choice(['', ', name=' + repr('group')])}):")
        self.block(Scope(("exit",), scope), 2, depth=2)

    def block(self, scope, indent, *, depth):
        self.task(scope, indent)
        for _ in range(self.chance.randint(1, 4)):
            kinds = [self.task, self.task, self.condition, self.chain, self.loop, self.dict_loop, self.channel_loop]
            write = self.chance.choice(kinds if depth else kinds[:2])
            if write == self.task:
                self.chance.choice([self.task, self.task, self.task, self.imported, self.watched])(scope, indent)
            else:
                write(scope, indent, depth - 1)

    def task(self, scope, indent, *, using=None):
        component, required, optional, outputs = self.chance.choice(self.tasks)
        if using is not None:
            component, required, optional, outputs = self.consumer(using[1])
        if component == "inner":
            required = {text.split(":")[0]: text.split(": ")[1] for text in self.inner_required}
        arguments = {}
        for name, kind in required.items():
            value = self.value(scope, kind, indent)
            arguments[name] = using[0] if using and kind == using[1] else value
        for name, kind in optional.items():
            if self.chance.random() < 0.4 and (kind != DATASET or scope.of(DATASET)):
                arguments[name] = self.value(scope, kind, indent)
        task = self.name()
        call = ", ".join(f"{name}={value}" for name, value in arguments.items())
        settings = "" if component == "inner" else self.settings(scope)
        self.line(indent, f"{task} = {component}({call}){settings}{self.order(scope)}")
        if component not in ("inner", "shell", "joined") and not self.writes_inner and self.chance.random() < 0.12:
            self.line(indent, self.placed(scope, task))
        for output, kind in outputs.items():
            single = len(outputs) == 1 and self.chance.random() < 0.5
            scope.add(f"{task}.output" if single else f"{task}.outputs['{output}']", kind)

    def imported(self, scope, indent):
        task = self.name()
        uri = self.chance.choice(["'gs://a/b'", *scope.of("str")])
        count = self.chance.choice(["7", *(it for it, kind, embed in scope.values if kind == "int" and embed)])
        metadata = self.chance.choice(["", f", metadata={{'k': [{count}], 'l': 'm'}}"])
        again = self.chance.choice(["", ", reimport=True"])
        self.line(indent, f"{task} = dsl.importer(artifact_uri={uri}, artifact_class=Dataset{again}{metadata})")
        scope.add(f"{task}.output", DATASET)

    def watched(self, scope, indent):
        """Write a task that runs, and learns how the one before it ended."""
        tasks = [it.partition(".")[0] for it, _ in scope.own if ".output" in it]
        if not tasks:
            return
        task = self.name()
        self.line(indent, f"{task} = notify(wnote='n').after({tasks[-1]}).ignore_upstream_failure()")

    def order(self, scope):
        tasks = sorted({it.partition(".")[0] for it, _, _ in scope.values if it.startswith("v") and ".output" in it})
        if not tasks or self.chance.random() < 0.85:
            return ""
        return f".after({', '.join(self.chance.sample(tasks, k=min(len(tasks), self.chance.randint(1, 2))))})"

    def placed(self, scope, task):
        names = [it for it, kind, embed in scope.values if kind == "str" and embed]
        secret = self.chance.choice([*names, "'secret'"])
        return self.chance.choice(
            [
                f"kubernetes.use_secret_as_env({task}, {secret}, {{'k': 'V'}})",
                f"kubernetes.use_config_map_as_volume({task}, {secret}, '/m', optional=True)",
                f"kubernetes.mount_pvc({task}, {secret}, mount_path='/data')",
                f"kubernetes.set_image_pull_secrets({task}, [{secret}])",
                f"kubernetes.add_toleration({task}, key='k', operator='Exists', toleration_seconds=5)",
                f"kubernetes.add_node_selector({task}, 'k', 'v')",
                f"kubernetes.empty_dir_mount({task}, 'v', '/tmp/v', size_limit='1Gi')",
                f"kubernetes.set_timeout({task}, 30)",
                f"kubernetes.add_pod_annotation({task}, 'k', 'v')",
                f"kubernetes.add_pod_label({task}, 'l', 'v')",
                f"kubernetes.use_config_map_as_env({task}, {secret}, {{'k': 'V', 'j': 'W'}})",
                f"kubernetes.use_secret_as_volume({task}, {secret}, mount_path='/s', optional=True)",
                f"kubernetes.use_field_path_as_env({task}, 'NODE', 'spec.nodeName')",
                f"kubernetes.set_image_pull_policy({task}, 'Always')",
                f"kubernetes.set_security_context({task}, run_as_user=7, run_as_non_root=True)",
                f"kubernetes.add_node_affinity({task}, [{{'key': 'k', 'operator': 'In', 'values': ['a']}}], weight=3)",
                f"kubernetes.add_ephemeral_volume({task}, 'v', '/v', ['ReadWriteOnce'], '1Gi')",
            ]
        )

    def consumer(self, kind):
        return next(task for task in TASKS if kind in task[1].values())

    def value(self, scope, kind, indent):
        known = scope.of(kind)
        if kind == DATASET:
            if not known:
                task = self.name()
                self.line(indent, f"{task} = save(wsave={self.value(scope, 'str', indent)})")
                scope.add(f"{task}.outputs['stored']", DATASET)
                known = scope.of(kind)
            return self.chance.choice(known)
        if kind == "str" and self.chance.random() < 0.25:
            return self.embedded(scope)
        if known and self.chance.random() < 0.7:
            return self.chance.choice(known)
        return self.chance.choice(CONSTANTS[kind])

    def embedded(self, scope):
        usable = [it for it, kind, embed in scope.values if kind in (*COMPARABLE, "dict") and embed]
        parts = [f"{{{self.chance.choice(usable)}}}" for _ in range(self.chance.randint(1, 2))] if usable else ["none"]
        return 'f"' + " and ".join(parts) + '"'

    def settings(self, scope):
        chosen = [it.replace("{n}", str(self.count)) for it in SETTINGS if self.chance.random() < 0.06]
        names = [it for it, kind, embed in scope.values if kind == "str" and embed]
        if names and self.chance.random() < 0.05:
            chosen.append(f".set_container_image({self.chance.choice(names)})")
        if names and not scope.kinds and self.chance.random() < 0.1:
            chosen.append(f".set_memory_request({self.chance.choice(names)})")
        return "".join(chosen)

    def test_of(self, scope):
        usable = [(it, kind) for it, kind, _ in scope.values if kind in COMPARABLE]
        if not usable:
            return "par99"
        left, kind = self.chance.choice(usable)
        constants = [text for text in CONSTANTS[kind] if "'it" not in text and "\\n" not in text]
        operators = ["==", "!="] if kind in ("bool", "str") else ["==", "!=", "<", "<=", ">", ">="]
        others = [it for it in scope.of(kind) if it != left]
        right = self.chance.choice(others if others and self.chance.random() < 0.3 else constants)
        if kind in ("int", "float") and self.chance.random() < 0.2:
            right = self.chance.choice(["2.5", "4"])
        return f"{left} {self.chance.choice(operators)} {right}"

    def condition(self, scope, indent, depth):
        test = self.test_of(scope)
        if test == "par99":
            return
        named = self.chance.choice(["", ", name='named'"])
        self.line(indent, f"with dsl.If({test}{named}):")
        self.block(Scope((*scope.kinds, "if"), scope), indent + 1, depth=depth)

    def chain(self, scope, indent, depth):
        tests = [self.test_of(scope) for _ in range(self.chance.randint(1, 2))]
        if "par99" in tests:
            return
        branches = []
        keywords = [f"If({tests[0]})", *(f"Elif({test})" for test in tests[1:]), "Else()"]
        for keyword in keywords:
            self.line(indent, f"with dsl.{keyword}:")
            inside = Scope((*scope.kinds, "if"), scope)
            self.block(inside, indent + 1, depth=min(depth, 1))
            branches.append(inside)
        for kind in (*COMPARABLE, DATASET):
            owned = [[it for it, known in branch.own if known == kind and "output" in it] for branch in branches]
            if all(owned) and self.chance.random() < 0.8:
                name = self.name()
                self.line(indent, f"{name} = dsl.OneOf({', '.join(self.chance.choice(own) for own in owned)})")
                scope.add(name, kind, embed=False)
                self.task(scope, indent, using=(name, kind))
                return

    def loop(self, scope, indent, depth):
        kind, items = self.chance.choice([("str", "['a', 'b']"), ("int", "[1, 2]"), ("float", "[0.5, 1.5]")])
        self.iterate(scope, indent, depth, items, kind)

    def dict_loop(self, scope, indent, depth):
        if any(kind != "loop" for kind in scope.kinds):
            return
        item = self.name()
        parallelism = self.chance.choice(["", ", parallelism=2"])
        self.line(
            indent, f"with dsl.ParallelFor([{{'k': 'x', 'w': 'y'}}, {{'k': 'z', 'w': ''}}]{parallelism}) as {item}:"
        )
        inside = Scope((*scope.kinds, "loop"), scope)
        for entry in "kw":
            inside.add(f"{item}.{entry}", "str", embed=False)
        self.task(inside, indent + 1, using=(f"{item}.k", "str"))
        if self.chance.random() < 0.5:
            self.line(indent + 1, f"with dsl.If({item}.w != 'q'):")
            self.task(Scope((*inside.kinds, "if"), scope), indent + 2)
        self.collect(scope, inside, indent)

    def channel_loop(self, scope, indent, depth):
        sources = [
            (it, kind) for it, kind, _ in scope.values if kind in ("List[str]", "List[int]") and ".loop" not in it
        ]
        free = [(it, kind) for it, kind in sources if it not in self.looped]
        if not free:
            return
        items, kind = self.chance.choice(free)
        self.looped.add(items)
        self.iterate(scope, indent, depth, items, kind[5:-1])
        self.looped.discard(items)

    looped: set = set()

    def iterate(self, scope, indent, depth, items, item_kind):
        item = self.name()
        self.line(
            indent, f"with dsl.ParallelFor({items}, name={self.chance.choice(['None', repr('each')])}) as {item}:"
        )
        inside = Scope((*scope.kinds, "loop"), scope)
        inside.values = [entry for entry in inside.values if entry[0] != items]
        inside.add(item, item_kind, embed=False)
        self.task(inside, indent + 1, using=(item, item_kind))
        self.block(inside, indent + 1, depth=depth)
        self.collect(scope, inside, indent)

    def collect(self, scope, inside, indent):
        for expression, kind in inside.deep:
            if self.chance.random() < 0.3:
                consumer = "merge(wmerge" if kind == DATASET else "anything(wany"
                self.line(indent, f"{self.name()} = {consumer}=dsl.Collected({expression}))")
        scope.deep += [(it, kind) for it, kind in inside.own if ".output" in it] + inside.deep
        for expression, kind in inside.own[1:]:
            if "output" not in expression or self.chance.random() < 0.5:
                continue
            target = {"str": "List[str]", "int": "List[int]", DATASET: "datasets"}.get(kind)
            consumer = {"List[str]": "rows(wrows", "List[int]": "numbers(wnums", "datasets": "merge(wmerge"}.get(target)
            if consumer:
                task = self.name()
                self.line(indent, f"{task} = {consumer}=dsl.Collected({expression}))")
                scope.add(f"{task}.output", target if target != "datasets" else "int")

    def returned(self, scope):
        outputs = [(it, kind) for it, kind in scope.own if "output" in it]
        if not outputs or self.chance.random() < 0.5:
            return "return None", ""
        expression, kind = self.chance.choice(outputs)
        return f"return {expression}", f" -> {kind}"

    def name(self):
        self.count += 1
        return f"v{self.count:03}"

    def line(self, indent, text):
        self.lines.append("    " * indent + text)


def random_source(seed):
    """Return the text of a file that defines the pipeline ``outer``."""
    writer = Writer(seed)
    writer.looped = set()
    return writer.write()
