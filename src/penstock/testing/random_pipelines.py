"""Pipelines that nobody would write, made from a seed: every kind of task, in every combination."""

import random
from typing import Any

from penstock.spec.pipeline import PipelineDocument
from penstock.testing.pipelines import Document, Graph, over, retried

_DEEPEST = 3
_KINDS = ("work", "work", "work", "work", "list", "graph", "condition", "loop", "dynamic loop", "exit handler")


class PipelineMaker:
    """Makes one document. Used once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._document = Document("random")
        self._graphs = 0

    def make(self) -> PipelineDocument:
        """Return a document whose tasks all take and give texts."""
        self._document.component("work", takes={"x": str, "z": str}, optional=["x", "z"], gives={"y": str})
        self._document.component("cached", takes={"x": str, "z": str}, optional=["x", "z"], gives={"y": str})
        self._document.component("list", takes={"x": str}, optional=["x"], gives={"items": list, "y": str})
        self._fill(self._document.root.takes("v", defaultValue="start", isOptional=True), _DEEPEST)
        return self._document.build()

    def _fill(self, graph: Graph, depth: int) -> list[str]:
        """Add tasks to a graph; return those that give ``y``."""
        giving: list[tuple[str, str]] = []
        for index in range(self._rng.randint(1, 6)):
            kind = self._rng.choice(_KINDS if depth else _KINDS[:5])
            name = f"{kind.replace(' ', '-')}-{index}"
            if kind == "exit handler":
                self._exit_handler(graph, name, depth)
                continue
            output = self._task(graph, name, kind, giving, depth)
            giving.append((name, output))
        return [name for name, _ in giving]

    def _task(self, graph: Graph, name: str, kind: str, giving: list[tuple[str, str]], depth: int) -> str:
        fields = self._order(giving)
        if kind in ("work", "list"):
            inputs = {"x": self._value(giving, fields)}
            if kind == "work" and self._rng.random() < 0.3:
                inputs["z"] = "before {{$.inputs.parameters['x']}} after"
            retry = retried(self._rng.randint(1, 2), "1s") if self._rng.random() < 0.3 else {}
            if kind == "work" and self._rng.random() < 0.3:
                graph.task(name, "cached", inputs=inputs, cached=True, **fields)
            else:
                graph.task(name, kind, inputs=inputs, **fields, **retry)
            return "y"
        inner, many = self._inner(depth - 1, name, is_loop="loop" in kind)
        inputs = {"v": self._value(giving, fields)}
        if kind == "condition":
            fields["when"] = self._rng.choice(
                ["inputs.parameter_values['v'] == 'start'", "inputs.parameter_values['v'] != 'start'", "1 < 2"]
            )
        elif kind == "loop":
            items = [str(number) for number in range(self._rng.randint(0, 4))]
            fields |= over(items, limit=self._rng.choice([0, 0, 1, 2]))
        elif kind == "dynamic loop":
            inputs["items"] = self._items(graph, name)
            fields |= over("@items", limit=self._rng.choice([0, 1, 3]))
        elif self._rng.random() < 0.3:
            fields |= retried(1, "2s")
        graph.task(name, inner, inputs=inputs, **fields)
        return many

    def _items(self, graph: Graph, name: str) -> tuple[str, str]:
        graph.task(f"items-of-{name}", "list", inputs={"x": "@v"})
        return (f"items-of-{name}", "items")

    def _inner(self, depth: int, name: str, *, is_loop: bool) -> tuple[str, str]:
        self._graphs += 1
        label = f"graph-{self._graphs}-{name}"
        graph = self._document.graph(label).takes("v", isOptional=True)
        if is_loop:
            graph.takes("item", isOptional=True).takes("items", list, isOptional=True)
        giving = self._fill(graph, max(depth, 0))
        plain = [task for task in giving if task.startswith(("work", "list"))]
        if plain:
            graph.gives("y", (self._rng.choice(plain), "y"), kind=list if is_loop else str)
        return label, "y"

    def _exit_handler(self, graph: Graph, name: str, depth: int) -> None:
        inner, _ = self._inner(depth - 1, name, is_loop=False)
        graph.task(name, inner, inputs={"v": "@v"})
        graph.task(f"after-{name}", after=[name], always=True, inputs={"x": "@v"})

    def _order(self, giving: list[tuple[str, str]]) -> dict[str, Any]:
        names = [name for name, _ in giving]
        after = self._rng.sample(names, min(len(names), self._rng.randint(0, 2)))
        return {"after": after, "always": bool(after) and self._rng.random() < 0.15}

    def _value(self, giving: list[tuple[str, str]], fields: dict[str, Any]) -> Any:
        choice = self._rng.random()
        if giving and choice < 0.5:
            name, output = self._rng.choice(giving)
            return (name, output)
        return "@v" if choice < 0.8 or fields.get("always") else f"constant {self._rng.randint(0, 2)}"


def a_random_pipeline(seed: int) -> PipelineDocument:
    """Return the pipeline of a seed."""
    return PipelineMaker(random.Random(seed)).make()  # noqa: S311 - the same pipeline for the same seed is the point
