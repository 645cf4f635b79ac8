"""The straight chain: load, analyse, prepare, train, evaluate, validate, export.

    load-data -> analyse-data -> prepare -> train -> evaluate -> validate-model -> export-model

Data that do not look as they should, or a model that is not good enough, stop the chain where the fault is found.
"""

from typing import NamedTuple

from penstock import compiler, dsl
from penstock.dsl import Dataset, Input, Markdown, Metrics, Model, Output

PACKAGES = ["scikit-learn>=1.5", "pandas>=2.2"]


@dsl.component(packages_to_install=PACKAGES)
def load_data(data_location: str, target: str, data: Output[Dataset]) -> int:
    """Load a table from a store.

    Args:
        data_location: Absolute path, or address, of a CSV file; empty for the diabetes data that scikit-learn ships.
        target: The column to predict.
        data: The table as CSV.

    Returns:
        How many rows there are.
    """
    import pandas
    from sklearn.datasets import load_diabetes

    table = pandas.read_csv(data_location) if data_location else load_diabetes(as_frame=True, scaled=False).frame
    if target not in table.columns:
        raise ValueError(f"no column {target!r}; there are {', '.join(table.columns)}")
    table.to_csv(data.path, index=False)
    data.metadata.update(rows=len(table), target=target, source=data_location or "sklearn.datasets.load_diabetes")
    print(f"{len(table)} rows, {table.shape[1]} columns")
    return len(table)


@dsl.component(packages_to_install=PACKAGES)
def analyse_data(
    data: Input[Dataset], min_rows: int, max_missing: float, checked: Output[Dataset], report: Output[Markdown]
) -> None:
    """Describe each column, and refuse data that cannot be learned from.

    Args:
        data: The table.
        min_rows: Fewer rows are refused.
        max_missing: A column with a greater share of missing values is refused.
        checked: The table, once it has passed.
        report: A line of statistics per column.
    """
    import pandas

    table = pandas.read_csv(data.path)
    statistics = table.describe().T[["mean", "std", "min", "max"]]
    statistics["missing"] = table.isna().mean()
    lines = ["| column | mean | std | min | max | missing |", "|---|---|---|---|---|---|"]
    for name, row in statistics.iterrows():
        lines.append(f"| {name} | " + " | ".join(f"{value:.3g}" for value in row) + " |")
    with open(report.path, "w") as file:
        file.write("# What the data look like\n\n" + "\n".join(lines) + "\n")

    faults = [f"{len(table)} rows, fewer than {min_rows}"] if len(table) < min_rows else []
    faults += [f"column {name!r} holds text" for name in table.select_dtypes(exclude="number")]
    faults += [f"column {name!r} is constant" for name, row in statistics.iterrows() if row["std"] == 0]
    faults += [
        f"column {name!r} misses {row['missing']:.0%}, more than {max_missing:.0%}"
        for name, row in statistics.iterrows()
        if row["missing"] > max_missing
    ]
    if faults:
        raise ValueError("the data cannot be learned from: " + "; ".join(faults))
    table.to_csv(checked.path, index=False)
    checked.metadata.update(data.metadata)
    print(f"{table.shape[1]} columns, nothing wrong")


@dsl.component(packages_to_install=PACKAGES)
def prepare(
    data: Input[Dataset], test_fraction: float, seed: int, train: Output[Dataset], test: Output[Dataset]
) -> None:
    """Fill what is missing by the median of the training rows, and set rows aside for the evaluation."""
    import pandas
    from sklearn.model_selection import train_test_split

    table = pandas.read_csv(data.path)
    parts = train_test_split(table, test_size=test_fraction, random_state=seed)
    medians = parts[0].median()
    for part, output in zip(parts, (train, test)):
        part.fillna(medians).to_csv(output.path, index=False)
        output.metadata.update(rows=len(part), target=data.metadata["target"])
    print(f"{len(parts[0])} rows to train, {len(parts[1])} to test")


@dsl.component(packages_to_install=PACKAGES)
def train(
    data: Input[Dataset], rounds: int, learning_rate: float, seed: int, model: Output[Model], curve: Output[Metrics]
) -> None:
    """Fit boosted trees.

    Args:
        data: Rows to learn from.
        rounds: How many trees.
        learning_rate: How much each tree corrects.
        seed: Makes the training repeatable.
        model: The fitted model, by joblib.
        curve: Loss on the training rows after each round.
    """
    import joblib
    import pandas
    import sklearn
    from sklearn.ensemble import GradientBoostingRegressor

    table = pandas.read_csv(data.path)
    truth = table.pop(data.metadata["target"])
    fitted = GradientBoostingRegressor(
        n_estimators=rounds, learning_rate=learning_rate, max_depth=2, subsample=0.8, random_state=seed
    ).fit(table, truth)
    joblib.dump(fitted, model.path)
    model.framework = f"scikit-learn {sklearn.__version__}"
    model.metadata.update(features=list(table.columns), rounds=rounds, learning_rate=learning_rate)
    losses = [float(loss) for loss in fitted.train_score_]
    curve.metadata["metricSeries"] = {"loss": {"steps": list(range(1, len(losses) + 1)), "values": losses}}
    print(f"loss {losses[0]:.1f} -> {losses[-1]:.1f} in {rounds} rounds")


class Evaluation(NamedTuple):
    """How good a model is on rows that it has not seen."""

    r2: float
    rmse: float


@dsl.component(packages_to_install=PACKAGES)
def evaluate(model: Input[Model], data: Input[Dataset], metrics: Output[Metrics]) -> Evaluation:
    """Predict rows that the model has not seen.

    Returns:
        The share of variance explained, and the root of the mean squared error.
    """
    import joblib
    import pandas
    from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

    table = pandas.read_csv(data.path)
    truth = table.pop(data.metadata["target"])
    predicted = joblib.load(model.path).predict(table)
    r2, rmse = float(r2_score(truth, predicted)), float(mean_squared_error(truth, predicted) ** 0.5)
    metrics.log_metric("r2", r2)
    metrics.log_metric("rmse", rmse)
    metrics.log_metric("mae", float(mean_absolute_error(truth, predicted)))
    print(f"r2 {r2:.3f}, rmse {rmse:.1f}")
    return Evaluation(r2=r2, rmse=rmse)


@dsl.component
def validate_model(model: Input[Model], r2: float, min_r2: float, approved: Output[Model]) -> None:
    """Hand the model on only if it explains enough of the variance."""
    import shutil

    if r2 < min_r2:
        raise ValueError(f"the model explains {r2:.3f} of the variance, less than the {min_r2} asked for")
    shutil.copyfile(model.path, approved.path)
    approved.metadata.update(model.metadata)
    approved.metadata["r2"] = r2
    print(f"{r2:.3f} >= {min_r2}: approved")


@dsl.component
def export_model(model: Input[Model], export_location: str, exported: Output[Model]) -> None:
    """Put the model, and what is known of it, where others take it from.

    Args:
        model: The approved model.
        export_location: Absolute path of the folder to export to; empty for this run's own artifacts.
        exported: The folder with ``model.joblib`` and ``model.json``.
    """
    import json
    import os
    import shutil

    if export_location and not os.path.isabs(export_location):
        raise ValueError(
            f"export_location must be an absolute path, since a task has a folder of its own: {export_location}"
        )

    os.makedirs(exported.path)
    shutil.copyfile(model.path, os.path.join(exported.path, "model.joblib"))
    with open(os.path.join(exported.path, "model.json"), "w") as file:
        json.dump(model.metadata, file, indent=2)
    exported.metadata.update(model.metadata)
    if export_location:
        shutil.copytree(exported.path, export_location, dirs_exist_ok=True)
    print(f"exported to {export_location or exported.path}")


@dsl.pipeline(name="chain")
def chain(
    data_location: str = "",
    target: str = "target",
    export_location: str = "",
    min_rows: int = 100,
    max_missing: float = 0.2,
    test_fraction: float = 0.25,
    rounds: int = 120,
    learning_rate: float = 0.06,
    min_r2: float = 0.35,
    seed: int = 7,
) -> Evaluation:
    """Load, analyse, prepare, train, evaluate, validate and export, one after the other.

    Args:
        data_location: Absolute path of a CSV file; empty for scikit-learn's diabetes data.
        target: The column to predict.
        export_location: Absolute path of the folder to export the model to; empty for the run's own artifacts.
        min_rows: Fewer rows are refused.
        max_missing: A column with a greater share of missing values is refused.
        test_fraction: Share of rows set aside for the evaluation.
        rounds: How many trees are fitted.
        learning_rate: How much each tree corrects.
        min_r2: The model is exported only if it explains this share of the variance.
        seed: Makes the whole run repeatable.
    """
    loaded = load_data(data_location=data_location, target=target)
    analysed = analyse_data(data=loaded.outputs["data"], min_rows=min_rows, max_missing=max_missing)
    parts = prepare(data=analysed.outputs["checked"], test_fraction=test_fraction, seed=seed)
    trained = train(data=parts.outputs["train"], rounds=rounds, learning_rate=learning_rate, seed=seed)
    evaluated = evaluate(model=trained.outputs["model"], data=parts.outputs["test"])
    validated = validate_model(model=trained.outputs["model"], r2=evaluated.outputs["r2"], min_r2=min_r2)
    export_model(model=validated.outputs["approved"], export_location=export_location)
    return Evaluation(r2=evaluated.outputs["r2"], rmse=evaluated.outputs["rmse"])


if __name__ == "__main__":
    compiler.Compiler().compile(chain, __file__.replace(".py", ".yaml"))
