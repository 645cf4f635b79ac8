"""A pipeline of the tests."""

from penstock import dsl

@dsl.component
def make(x: int, data: dsl.Output[dsl.Dataset], folder: dsl.Output[dsl.Model], metrics: dsl.Output[dsl.Metrics]) -> int:
    import os

    print("making", x)
    metrics.log_metric("accuracy", x / 10)
    with open(data.path, "w") as file:
        file.write("a,b\n1,2\n")
    os.makedirs(os.path.join(folder.path, "deep"))
    for name in ("one", "deep/two"):
        with open(os.path.join(folder.path, name), "w") as file:
            file.write(name)
    return x

@dsl.pipeline(name="making", description="Makes things")
def pipe(x: int = 1) -> int:
    return make(x=x).outputs["Output"]
