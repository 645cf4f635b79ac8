"""Train several models on the same data in parallel, compare them, and deploy the best one if it is good enough.

    load-data -> split -> engineer-features -> train x candidates -> select-best -> deploy -> verify-deployment

Everything that a data scientist would turn is a parameter of the run: where the data lie, which candidates with which
hyperparameters are trained, by which metric they are compared, and how good the winner must be to be deployed.
"""

from typing import Any, Dict, List, NamedTuple

from penstock import compiler, dsl
from penstock.dsl import ClassificationMetrics, Dataset, Input, Markdown, Metrics, Model, Output

PACKAGES = ["scikit-learn>=1.5", "pandas>=2.2"]


class Size(NamedTuple):
    """How large a table is."""

    rows: int
    features: int


@dsl.component(packages_to_install=PACKAGES)
def load_data(data_location: str, data: Output[Dataset]) -> Size:
    """Load a table whose column ``target`` is 0 or 1.

    Args:
        data_location: Absolute path, or address, of a CSV file; empty for the Wisconsin breast cancer data that
            scikit-learn ships.
        data: The table as CSV.

    Returns:
        How many rows and features the table has.
    """
    import pandas
    from sklearn.datasets import load_breast_cancer

    table = pandas.read_csv(data_location) if data_location else load_breast_cancer(as_frame=True).frame
    if "target" not in table.columns:
        raise ValueError(f"{data_location} has no column 'target'; it has {', '.join(table.columns)}")
    if set(table["target"].unique()) != {0, 1}:
        raise ValueError("column 'target' must hold 0 and 1")

    table.to_csv(data.path, index=False)
    data.metadata.update(rows=len(table), source=data_location or "sklearn.datasets.load_breast_cancer")
    print(f"{len(table)} rows, {table.shape[1] - 1} features, {table['target'].mean():.0%} positive")
    return Size(rows=len(table), features=table.shape[1] - 1)


@dsl.component(packages_to_install=PACKAGES)
def split(data: Input[Dataset], test_fraction: float, seed: int, train: Output[Dataset], test: Output[Dataset]) -> None:
    """Set rows aside that no model sees before it is evaluated; both parts keep the share of positives."""
    import pandas
    from sklearn.model_selection import train_test_split

    table = pandas.read_csv(data.path)
    parts = train_test_split(table, test_size=test_fraction, stratify=table["target"], random_state=seed)
    for part, output in zip(parts, (train, test)):
        part.to_csv(output.path, index=False)
        output.metadata["rows"] = len(part)
    print(f"{len(parts[0])} rows to train, {len(parts[1])} to test")


@dsl.component(packages_to_install=PACKAGES)
def engineer_features(
    train: Input[Dataset],
    test: Input[Dataset],
    max_correlation: float,
    train_features: Output[Dataset],
    test_features: Output[Dataset],
) -> None:
    """Flatten long tails, and drop features that say what another one says already.

    What is dropped and flattened is learned from the training rows alone.
    """
    import numpy
    import pandas

    rows = {"train": pandas.read_csv(train.path), "test": pandas.read_csv(test.path)}
    features = rows["train"].drop(columns="target")

    skewed = [name for name in features if features[name].min() >= 0 and features[name].skew() > 1]
    correlation = features.corr().abs()
    dropped = [
        name for index, name in enumerate(features.columns) if (correlation.iloc[:index][name] > max_correlation).any()
    ]

    for part, output in (("train", train_features), ("test", test_features)):
        table = rows[part].copy()
        table[skewed] = numpy.log1p(table[skewed])
        table = table.drop(columns=dropped)
        table.to_csv(output.path, index=False)
        output.metadata.update(rows=len(table), features=table.shape[1] - 1, flattened=skewed, dropped=dropped)
    print(f"flattened {len(skewed)} features, dropped {len(dropped)} of {features.shape[1]}")


@dsl.component(packages_to_install=PACKAGES)
def train(
    candidate: Dict[str, Any],
    train_features: Input[Dataset],
    test_features: Input[Dataset],
    seed: int,
    model: Output[Model],
    metrics: Output[Metrics],
    evaluation: Output[ClassificationMetrics],
    training_curve: Output[Metrics],
) -> None:
    """Train one candidate and evaluate it on the rows set aside.

    Args:
        candidate: ``{"family": ..., "settings": {...}}``; the settings are hyperparameters of the family.
        train_features: Rows to learn from.
        test_features: Rows to evaluate on.
        seed: Makes the training repeatable.
        model: The fitted model with its scaling, by joblib.
        metrics: Accuracy, AUC, F1 and log loss.
        evaluation: ROC curve and confusion matrix.
        training_curve: Log loss on both parts after each step of the training.
    """
    import joblib
    import pandas
    import sklearn
    from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
    from sklearn.linear_model import SGDClassifier
    from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss, roc_auc_score, roc_curve
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = {"train": pandas.read_csv(train_features.path), "test": pandas.read_csv(test_features.path)}
    truth = {part: table.pop("target") for part, table in rows.items()}
    scaler = StandardScaler().fit(rows["train"])
    scaled = {part: scaler.transform(table) for part, table in rows.items()}

    losses: Dict[str, List[float]] = {"train": [], "test": []}

    def note(probabilities_of):
        """Add a point to the training curve."""
        for part, points in losses.items():
            points.append(log_loss(truth[part], probabilities_of(scaled[part])))

    def by_epochs(classifier, epochs):
        for _ in range(epochs):
            classifier.partial_fit(scaled["train"], truth["train"], classes=[0, 1])
            note(lambda part: classifier.predict_proba(part)[:, 1])
        return classifier

    def logistic_regression(epochs=40, alpha=0.001):
        return by_epochs(SGDClassifier(loss="log_loss", alpha=alpha, random_state=seed), epochs)

    def neural_network(epochs=60, hidden=32, learning_rate=0.003):
        network = MLPClassifier(hidden_layer_sizes=(hidden,), learning_rate_init=learning_rate, random_state=seed)
        return by_epochs(network, epochs)

    def random_forest(trees=200, depth=8, step=20):
        forest = RandomForestClassifier(n_estimators=0, max_depth=depth, warm_start=True, random_state=seed)
        for grown in [*range(step, trees, step), trees]:
            forest.set_params(n_estimators=grown).fit(scaled["train"], truth["train"])
            note(lambda part: forest.predict_proba(part)[:, 1])
        return forest

    def gradient_boosting(rounds=120, learning_rate=0.1, depth=3):
        boosting = GradientBoostingClassifier(
            n_estimators=rounds, learning_rate=learning_rate, max_depth=depth, random_state=seed
        ).fit(scaled["train"], truth["train"])
        staged = {part: boosting.staged_predict_proba(scaled[part]) for part in losses}
        for part, stages in staged.items():
            losses[part].extend(log_loss(truth[part], probabilities[:, 1]) for probabilities in stages)
        return boosting

    families = {
        "logistic-regression": logistic_regression,
        "neural-network": neural_network,
        "random-forest": random_forest,
        "gradient-boosting": gradient_boosting,
    }
    family = candidate["family"]
    # KFP hands every number of a struct over as a float; 200 trees must not be 200.0.
    settings = {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in candidate.get("settings", {}).items()
    }
    if family not in families:
        raise ValueError(f"unknown family {family!r}; known: {', '.join(families)}")
    classifier = families[family](**settings)

    scores = classifier.predict_proba(scaled["test"])[:, 1]
    predicted = (scores >= 0.5).astype(int)
    results = {
        "accuracy": accuracy_score(truth["test"], predicted),
        "auc": roc_auc_score(truth["test"], scores),
        "f1": f1_score(truth["test"], predicted),
        "log_loss": log_loss(truth["test"], scores),
    }
    for name, value in results.items():
        metrics.log_metric(name, round(float(value), 6))
    metrics.metadata["family"] = family

    fpr, tpr, thresholds = roc_curve(truth["test"], scores)
    # The first threshold is infinite; one above the highest score says the same and is a number.
    evaluation.log_roc_curve(fpr.tolist(), tpr.tolist(), [min(value, 1 + max(scores)) for value in thresholds.tolist()])
    evaluation.log_confusion_matrix(["negative", "positive"], confusion_matrix(truth["test"], predicted).tolist())

    training_curve.metadata["metricSeries"] = {
        f"{part}/log_loss": {"steps": list(range(1, len(points) + 1)), "values": [round(float(p), 6) for p in points]}
        for part, points in losses.items()
    }

    joblib.dump(make_pipeline(scaler, classifier), model.path)
    model.framework = f"scikit-learn {sklearn.__version__}"
    model.metadata.update(family=family, settings=settings, features=list(rows["train"].columns))
    print(f"{family}: " + ", ".join(f"{name} {value:.4f}" for name, value in results.items()))


class Best(NamedTuple):
    """Which candidate won, and its value of the metric."""

    winner: str
    score: float


@dsl.component
def select_best(
    metric: str,
    models: Input[List[Model]],
    metrics: Input[List[Metrics]],
    best_model: Output[Model],
    leaderboard: Output[Markdown],
) -> Best:
    """Look at all evaluations, rank the candidates by a metric, and hand on the model of the first.

    Args:
        metric: ``accuracy``, ``auc`` or ``f1``: of each, more is better.
        models: One model per candidate.
        metrics: One evaluation per candidate, in the same order.
        best_model: The winner.
        leaderboard: All candidates with all their metrics, the best first.

    Returns:
        The family of the winner, and its value of the metric.
    """
    import shutil

    known = ["accuracy", "auc", "f1", "log_loss"]
    if metric not in known[:3]:
        raise ValueError(f"models cannot be compared by {metric!r}; choose one of {', '.join(known[:3])}")
    ranked = sorted(zip(models, metrics), key=lambda pair: pair[1].metadata[metric], reverse=True)

    lines = ["| | model | " + " | ".join(known) + " |", "|---" * (len(known) + 2) + "|"]
    for place, (model, result) in enumerate(ranked, start=1):
        values = " | ".join(f"{result.metadata[name]:.4f}" for name in known)
        lines.append(f"| {place} | {model.metadata['family']} | {values} |")
    text = f"# Models by {metric}\n\n" + "\n".join(lines) + "\n"
    with open(leaderboard.path, "w") as file:
        file.write(text)
    print(text)

    winner, result = ranked[0]
    shutil.copyfile(winner.path, best_model.path)
    best_model.metadata.update(winner.metadata)
    best_model.metadata.update({name: result.metadata[name] for name in known})
    return Best(winner=winner.metadata["family"], score=float(result.metadata[metric]))


@dsl.component
def deploy(model: Input[Model], output_location: str, deployment: Output[Model]) -> None:
    """Put the model where predictions are served from, with a program that predicts with it.

    Args:
        model: What to deploy.
        output_location: Absolute path of the folder to serve from; empty to serve from this run's own artifacts.
        deployment: The folder with ``model.joblib`` and ``predict.py``.
    """
    import json
    import os
    import shutil

    if output_location and not os.path.isabs(output_location):
        raise ValueError(
            f"output_location must be an absolute path, since a task has a folder of its own: {output_location}"
        )

    program = (
        '"""Reads rows as CSV from standard input, writes one prediction per line."""\n'
        "import pathlib, sys\n"
        "import joblib, pandas\n"
        'model = joblib.load(pathlib.Path(__file__).with_name("model.joblib"))\n'
        "rows = pandas.read_csv(sys.stdin)\n"
        'print(*model.predict(rows[list(model.feature_names_in_)]), sep="\\n")\n'
    )
    os.makedirs(deployment.path)
    shutil.copyfile(model.path, os.path.join(deployment.path, "model.joblib"))
    with open(os.path.join(deployment.path, "predict.py"), "w") as file:
        file.write(program)
    with open(os.path.join(deployment.path, "model.json"), "w") as file:
        json.dump(model.metadata, file, indent=2)
    deployment.metadata.update(model.metadata)

    if output_location:
        staged = output_location.rstrip("/") + ".new"
        shutil.rmtree(staged, ignore_errors=True)
        shutil.copytree(deployment.path, staged)
        shutil.rmtree(output_location, ignore_errors=True)
        os.replace(staged, output_location)
    deployment.metadata["serving_from"] = output_location or deployment.path
    print(f"{model.metadata['family']} is served from {deployment.metadata['serving_from']}")


@dsl.component(packages_to_install=PACKAGES)
def verify_deployment(deployment: Input[Model], rows: Input[Dataset]) -> float:
    """Predict with what was deployed, in a fresh process that knows nothing of this pipeline.

    Returns:
        The accuracy of the predictions; a deployment that is worse than the evaluated model fails.
    """
    import subprocess
    import sys

    import pandas

    table = pandas.read_csv(rows.path)
    truth = table.pop("target")
    program = deployment.metadata["serving_from"] + "/predict.py"
    answer = subprocess.run(
        [sys.executable, program], input=table.to_csv(index=False), capture_output=True, text=True, check=True
    )
    predicted = [int(line) for line in answer.stdout.split()]
    accuracy = float(sum(p == t for p, t in zip(predicted, truth)) / len(truth))
    expected = deployment.metadata["accuracy"]
    if accuracy < expected - 1e-6:
        raise RuntimeError(f"the deployment reaches {accuracy:.4f}, the evaluated model reached {expected:.4f}")
    print(f"{len(predicted)} predictions in a fresh process, accuracy {accuracy:.4f}")
    return accuracy


@dsl.pipeline(name="compare-models")
def compare_models(
    data_location: str = "",
    output_location: str = "",
    candidates: List[Dict[str, Any]] = [
        {"family": "logistic-regression", "settings": {"epochs": 40, "alpha": 0.001}},
        {"family": "neural-network", "settings": {"epochs": 60, "hidden": 32}},
        {"family": "random-forest", "settings": {"trees": 200, "depth": 8}},
        {"family": "gradient-boosting", "settings": {"rounds": 120, "learning_rate": 0.1}},
    ],
    metric: str = "auc",
    threshold: float = 0.95,
    test_fraction: float = 0.25,
    max_correlation: float = 0.98,
    seed: int = 7,
) -> Best:
    """Train several models on the same data in parallel, compare them, deploy the best if it is good enough.

    Args:
        data_location: Absolute path of a CSV file with a column ``target`` of 0 and 1; empty for scikit-learn's data.
        output_location: Absolute path of the folder to serve the winner from; empty for the run's own artifacts.
        candidates: The models to train: a family and its hyperparameters each.
        metric: What the models are compared by: accuracy, auc or f1.
        threshold: The winner is deployed only if its metric reaches this.
        test_fraction: Share of rows set aside for the evaluation.
        max_correlation: Of two features that correlate more than this, one is dropped.
        seed: Makes the whole run repeatable.
    """
    loaded = load_data(data_location=data_location)
    parts = split(data=loaded.outputs["data"], test_fraction=test_fraction, seed=seed)
    features = engineer_features(
        train=parts.outputs["train"], test=parts.outputs["test"], max_correlation=max_correlation
    )

    with dsl.ParallelFor(candidates, name="candidates") as candidate:
        trained = train(
            candidate=candidate,
            train_features=features.outputs["train_features"],
            test_features=features.outputs["test_features"],
            seed=seed,
        )

    best = select_best(
        metric=metric,
        models=dsl.Collected(trained.outputs["model"]),
        metrics=dsl.Collected(trained.outputs["metrics"]),
    )

    with dsl.If(best.outputs["score"] >= threshold, name="good-enough"):
        deployed = deploy(model=best.outputs["best_model"], output_location=output_location)
        verify_deployment(deployment=deployed.outputs["deployment"], rows=features.outputs["test_features"])

    return Best(winner=best.outputs["winner"], score=best.outputs["score"])


if __name__ == "__main__":
    compiler.Compiler().compile(compare_models, __file__.replace(".py", ".yaml"))
