from penstock import dsl


@dsl.component(packages_to_install=["scikit-learn>=1.5"])
def train(trees: int, model: dsl.Output[dsl.Model], metrics: dsl.Output[dsl.Metrics]) -> float:
    """Train a forest on the wine data."""
    import joblib
    from sklearn.datasets import load_wine
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.model_selection import cross_val_score

    features, kinds = load_wine(return_X_y=True)
    forest = RandomForestClassifier(n_estimators=trees, random_state=0)
    accuracy = float(cross_val_score(forest, features, kinds).mean())
    metrics.log_metric("accuracy", accuracy)
    print(f"{trees} trees: accuracy {accuracy:.3f}")
    joblib.dump(forest.fit(features, kinds), model.path)
    return accuracy


@dsl.pipeline
def wine(sizes: list = [5, 20, 80]):
    """Train forests of several sizes in parallel."""
    with dsl.ParallelFor(sizes) as trees:
        train(trees=trees)
