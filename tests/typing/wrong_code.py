"""Mistakes that a type checker tells; each line says which."""

from penstock import compiler, dsl, kubernetes


@dsl.component
def say(line: str) -> str:
    return line


@dsl.pipeline
def outer() -> None:
    task = say(line="a")
    task.set_cpu_limits("1")  # attr-defined
    task.set_retry("many")  # arg-type
    task.set_caching_options(enable=True)  # call-arg
    kubernetes.add_pod_label(task, "key", 5)  # arg-type
    say("a").outputs.clear()  # attr-defined


compiler.Compiler().compile(outer)  # call-arg
dsl.component(base_images="x")  # call-overload
