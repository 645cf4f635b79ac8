"""A pipeline to start on a server."""

from penstock import dsl


@dsl.component
def train(rate: float, metrics: dsl.Output[dsl.Metrics]) -> float:
    """Pretend to train; fail for a rate that makes no sense."""
    if rate <= 0:
        raise ValueError(f"the rate {rate} is not positive")
    accuracy = 1 - rate / 2
    metrics.log_metric("accuracy", accuracy)
    print(f"rate {rate}: accuracy {accuracy}")
    return accuracy


@dsl.pipeline(name="training")
def training(rate: float = 0.1) -> float:
    """Train once."""
    return train(rate=rate).outputs["Output"]
