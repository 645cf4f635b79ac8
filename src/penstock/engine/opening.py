"""Opens what is ready: tasks of a graph, iterations of a loop, graphs inside graphs."""

from penstock.core.errors import ConditionError
from penstock.core.ids import ExecutionPath
from penstock.engine.attempts import prepare
from penstock.engine.executions import Execution, Loop, Scope
from penstock.engine.inputs import UnresolvedError, with_item
from penstock.engine.live import LiveRun, Work
from penstock.engine.plan import ComponentPlan, IteratorPlan, TaskPlan
from penstock.engine.records import Failure, Values
from penstock.engine.retries import reopen_children
from penstock.engine.states import REOPENABLE, ExecutionKind, ExecutionState
from penstock.engine.stopping import barred

S = ExecutionState

WINDOW = 1024
"""Iterations that a loop without a limit has open at once: enough for any machine, and memory stays bounded."""


def open_task(run: LiveRun, owner: Execution, index: int) -> None:
    """Decide on a task whose upstream tasks have all ended: start it, or skip it."""
    scope = owner.scope
    assert scope is not None
    if owner.state.is_final:
        return
    task = scope.graph.tasks[index]
    execution = scope.children[index]
    if execution is None:
        execution = _new_task(run, owner, task)
        scope.children[index] = execution
    elif execution.state is not S.PENDING:
        # A stop was faster.
        return
    verdict = barred(run, owner, task) or _blocked(scope, task)
    if verdict is None:
        run.agenda.append((Work.START, execution, 0))
        return
    state, execution.failure = verdict
    run.move(execution, state)


def start(run: LiveRun, execution: Execution) -> None:
    """Resolve what an execution needs, evaluate its condition, and set it going."""
    execution.failure = None
    try:
        if execution.iteration is not None:
            _start_iteration(run, execution)
        elif execution.task is None:
            arguments = run.driver.resolver.arguments(execution.component, run.record.arguments, run.given)
            _begin(run, execution, arguments)
        else:
            _start_task(run, execution, execution.task)
    except UnresolvedError as error:
        execution.failure = error.failure
        run.move(execution, S.FAILED)


def _start_task(run: LiveRun, execution: Execution, task: TaskPlan) -> None:
    owner = execution.parent
    assert owner is not None
    assert owner.scope is not None
    inputs = run.driver.inputs_of(execution, task, owner.scope)
    if task.condition is not None:
        try:
            wanted = run.driver.holds(task.condition, inputs)
        except ConditionError as error:
            raise UnresolvedError(Failure(reason="ConditionError", message=error.message, hint=error.hint)) from None
        if not wanted:
            execution.inputs = inputs
            execution.failure = Failure(reason="ConditionFalse", message=f"Not true: {task.condition_text}")
            run.move(execution, S.SKIPPED)
            return
    if task.iterator is not None:
        _open_loop(run, execution, task.iterator, inputs)
    else:
        _begin(run, execution, inputs)


def _start_iteration(run: LiveRun, execution: Execution) -> None:
    loop_execution, task = execution.parent, execution.task
    assert loop_execution is not None
    assert loop_execution.loop is not None
    assert task is not None
    assert task.iterator is not None
    assert execution.iteration is not None
    item = loop_execution.loop.items[execution.iteration]
    own = run.driver.resolver.iteration(execution.component, task.iterator, item)
    inputs = with_item(loop_execution.inputs, own)
    _begin(run, execution, inputs)
    if execution.scope is not None:
        # The inputs of the loop are kept once, with the loop: a long list is not written for every item again.
        execution.inputs = own


def _begin(run: LiveRun, execution: Execution, inputs: Values) -> None:
    execution.inputs = inputs
    if execution.component.kind is ExecutionKind.DAG:
        _open_scope(run, execution, inputs)
    else:
        prepare(run, execution)


def _open_scope(run: LiveRun, execution: Execution, inputs: Values) -> None:
    scope = execution.scope
    if scope is None:
        scope = execution.scope = Scope(run.plan.graph(execution.component.name), inputs)
    else:
        if scope.inputs != inputs:
            reopen_children(run, execution, REOPENABLE)
            scope.inputs = inputs
        scope.recount()
    execution.started_at = run.at
    run.move(execution, S.RUNNING)
    ready = (index for index, count in enumerate(scope.waiting) if not count and scope.is_open(index))
    run.agenda.extend((Work.OPEN, execution, index) for index in ready)
    if not scope.tally.unfinished:
        run.agenda.append((Work.CLOSE, execution, 0))


def _open_loop(run: LiveRun, execution: Execution, iterator: IteratorPlan, inputs: Values) -> None:
    items = run.driver.items_of(iterator, inputs)
    loop = execution.loop
    if loop is None:
        loop = execution.loop = Loop(items, min(iterator.limit or WINDOW, WINDOW))
    else:
        if execution.inputs != inputs:
            reopen_children(run, execution, REOPENABLE)
            loop.items = items
            _drop_iterations(run, loop)
        loop.recount()
    execution.inputs = inputs
    execution.started_at = run.at
    run.move(execution, S.RUNNING)
    run.agenda.append((Work.FILL if loop.tally.unfinished else Work.CLOSE, execution, 0))


def _drop_iterations(run: LiveRun, loop: Loop) -> None:
    """End iterations for which a loop that is tried again has no items any more."""
    for iteration in loop.children[len(loop.items) :]:
        iteration.failure = Failure(reason="NoItem", message="The loop has fewer items than before")
        run.move(iteration, S.SKIPPED)
    del loop.children[len(loop.items) :]


def fill_loop(run: LiveRun, execution: Execution) -> None:
    """Open iterations while the loop has slots, those that are tried again first."""
    loop = execution.loop
    assert loop is not None
    if execution.state.is_final:
        return
    while loop.again and loop.open < loop.limit:
        loop.open += 1
        run.agenda.append((Work.START, loop.again.popleft(), 0))
    while loop.unopened and loop.open < loop.limit:
        index = len(loop.items) - loop.unopened
        loop.unopened -= 1
        loop.open += 1
        iteration = _new_iteration(run, execution, index)
        loop.children.append(iteration)
        run.agenda.append((Work.START, iteration, 0))


def _new_task(run: LiveRun, owner: Execution, task: TaskPlan) -> Execution:
    component = run.plan.component(task.component)
    kind = ExecutionKind.LOOP if task.iterator else component.kind
    path = ExecutionPath(f"{owner.path}/{task.name}")
    execution = Execution(path, run.count, kind, component, task, owner)
    run.add(execution)
    return execution


def _new_iteration(run: LiveRun, loop: Execution, index: int) -> Execution:
    component: ComponentPlan = loop.component
    kind = ExecutionKind.ITERATION if component.kind is ExecutionKind.DAG else component.kind
    path = ExecutionPath(f"{loop.path}[{index}]")
    execution = Execution(path, run.count, kind, component, loop.task, loop)
    execution.iteration = index
    run.add(execution)
    return execution


def _blocked(scope: Scope, task: TaskPlan) -> tuple[ExecutionState, Failure] | None:
    """Say why a task cannot run after what became of its upstream tasks, in the order of the document."""
    if task.is_tolerant:
        return None
    skipped: Failure | None = None
    for index in task.upstream:
        upstream = scope.children[index]
        assert upstream is not None
        if upstream.state is S.SKIPPED:
            skipped = skipped or Failure(reason="UpstreamSkipped", message=f"Task {upstream.task_name!r} was skipped")
        elif upstream.state is not S.SUCCEEDED:
            word = "failed" if upstream.state is S.FAILED else "was cancelled"
            failure = Failure(reason="UpstreamFailed", message=f"Task {upstream.task_name!r} {word}")
            return S.SKIPPED, failure
    return (S.SKIPPED, skipped) if skipped else None
