"""Where tasks and groups stand in a graph: who is inside whom, and what two of them have in common."""

from penstock.dsl.graph import Graph, GroupNode, TaskNode

ROOT = ""


class Placement:
    """An index of a graph. Exit tasks stand beside their handler."""

    def __init__(self, graph: Graph) -> None:
        self.groups: dict[str, GroupNode] = {}
        self.tasks: dict[str, TaskNode] = {}
        self.parent: dict[str, str] = {}
        self.depth: dict[str, int] = {ROOT: 0}
        self.clashes: list[TaskNode] = []
        """Tasks that have the name of a group."""
        self.exit_tasks: dict[str, str] = {}
        """The handler of each exit task."""
        for group in graph.root.walk():
            self._add(group)
        self.clashes = [task for name, task in self.tasks.items() if name in self.groups]

    def _add(self, group: GroupNode) -> None:
        self.groups[group.name] = group
        inner = self.depth[group.name] + 1
        for child in group.groups:
            self.parent[child.name] = group.name
            self.depth[child.name] = inner
        for task in group.tasks:
            self._place(task, group.name)
        if group.exit_task is not None:
            self._place(group.exit_task, self.parent[group.name])
            self.exit_tasks[group.exit_task.name] = group.name

    def _place(self, task: TaskNode, group: str) -> None:
        self.tasks[task.name] = task
        self.parent[task.name] = group
        self.depth[task.name] = self.depth[group] + 1

    def __contains__(self, name: str) -> bool:
        return name in self.parent

    def path(self, name: str, *, below: str = ROOT) -> list[str]:
        """Return the groups from just inside one group down to a task or group, that included; outermost first."""
        steps: list[str] = []
        while name != below:
            steps.append(name)
            name = self.parent[name]
        steps.reverse()
        return steps

    def common(self, first: str, second: str) -> str:
        """Return the innermost group that holds both; a group holds itself."""
        while first != second:
            if self.depth[first] >= self.depth[second]:
                first = self.parent[first]
            else:
                second = self.parent[second]
        return first

    def split(self, upstream: str, downstream: str) -> tuple[list[str], list[str]]:
        """Return the ways from what both have in common to each of them; outermost first."""
        common = self.common(upstream, downstream)
        return self.path(upstream, below=common), self.path(downstream, below=common)

    def is_within(self, name: str, group: str) -> bool:
        """Tell whether a task or group stands inside a group, or is it."""
        while self.depth[name] > self.depth[group]:
            name = self.parent[name]
        return name == group
