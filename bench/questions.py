"""What people and programs ask a server with many runs, each with a check of its answer."""

import json
import operator
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bench.served import Asker

RUNS, KFP = "/api/v1/runs", "/apis/v2beta1/runs"
PAGE = 100
"""As many runs as the web interface asks for at once."""
COLUMNS = ["param:learning_rate", "param:family", "metric:accuracy", "metric:loss"]
ACCURACY = 0.999
DEEP = 20
"""Pages into a list."""

Ask = Callable[[Asker, int], None]
"""Asks the question of a number, and checks the answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """What is stored, as far as the questions need it."""

    count: int
    run_ids: Sequence[str]
    experiment_id: str
    pipeline_id: str
    artifact_ids: Sequence[str]

    @classmethod
    def seen(cls, asker: Asker) -> "World":
        """Look around over HTTP."""
        newest = asker.get(RUNS, page_size=200, state="SUCCEEDED", q="nightly")
        listed = [asker.get("/api/v1/artifacts", page_size=200, type=f"system.{name}") for name in ("Model", "Dataset")]
        return cls(
            count=asker.get(RUNS, page_size=1)["total_size"],
            run_ids=[run["id"] for run in newest["items"]],
            experiment_id=newest["items"][0]["experiment"]["id"],
            pipeline_id=newest["items"][0]["pipeline"]["id"],
            artifact_ids=[artifact["id"] for page in listed for artifact in page["items"]],
        )


def lists(world: World, asker: Asker) -> dict[str, Ask]:
    """Return the questions that lists of runs answer."""
    found: dict[str, Ask] = {
        "runs, first page": _listed(total=world.count),
        "runs, a page deep inside": _deep(asker, sort="-created_at"),
        "runs, oldest first": _listed(sort="created_at", key=lambda run: run["created_at"]),
    }
    for order in ("started_at", "ended_at", "name", "state", "seconds"):
        found[f"runs by {order}"] = _listed(sort=order, key=operator.itemgetter(order))
    for order in ("param:learning_rate", "param:seed", "metric:accuracy"):
        found[f"runs by {order}"] = _listed(sort=order, key=_column(order), column=order)
    found["runs by metric:accuracy, deep inside"] = _deep(asker, sort="-metric:accuracy")
    found["runs by name, deep inside"] = _deep(asker, sort="name")
    words = {"learning_rate": 0.01, "family": "forest"}
    found |= {
        "runs, 4 columns": _listed(lambda run: set(run["metrics"]) == {"accuracy", "loss"}, column=COLUMNS),
        "runs of a state": _listed(lambda run: run["state"] == "FAILED", state="FAILED"),
        "runs of a rare state": _listed(lambda run: run["state"] == "CANCELED", state="CANCELED"),
        "runs of no state": _listed(least=0, most=0, state="PAUSED"),
        "runs of a pipeline": _listed(
            lambda run: run["pipeline"]["id"] == world.pipeline_id, pipeline_id=world.pipeline_id
        ),
        "runs of an experiment": _listed(
            lambda run: run["experiment"]["id"] == world.experiment_id, experiment_id=world.experiment_id
        ),
        "failed runs of an experiment": _listed(
            lambda run: (run["state"], run["experiment"]["id"]) == ("FAILED", world.experiment_id),
            experiment_id=world.experiment_id,
            state="FAILED",
        ),
        "runs with a tag": _listed(lambda run: run["tags"]["team"] == "vision", tag="team:vision"),
        "runs with a rare tag": _listed(lambda run: run["tags"]["release"] == "yes", tag="release:yes"),
        "runs by name, many": _listed(lambda run: "nightly" in run["name"], q="nightly"),
        "runs by name, few": _named,
        "runs by name, none": _listed(least=0, most=0, q="not there"),
        "runs by an argument": _listed(
            lambda run: run["parameters"]["learning_rate"] == 0.01,
            param="learning_rate=0.01",
            column="param:learning_rate",
        ),
        "runs by two arguments": _listed(
            lambda run: all(run["parameters"][name] == value for name, value in words.items()),
            param=["learning_rate=0.01", "family=forest"],
            column=["param:learning_rate", "param:family"],
        ),
        "runs by an argument, one": _seed,
        "runs by a metric, few": _listed(metric=f"accuracy>{ACCURACY}"),
        "runs by a metric, many, best first": _listed(
            metric="accuracy>0.2", sort="metric:accuracy", column="metric:accuracy", key=_column("metric:accuracy")
        ),
        "runs by two metrics, many": _listed(metric=["accuracy>0.2", "loss>0"]),
        "run columns": _answered("/api/v1/runs/columns", lambda told: "accuracy" in told["metrics"]),
    }
    return found


def kfp_lists(world: World) -> dict[str, Ask]:
    """Return the questions that KFP's client asks."""
    failed = _filter("state", "FAILED")
    name = _filter("name", "nightly 77", "IS_SUBSTRING")
    about = _filter("description", "train two models", "IS_SUBSTRING")
    return {
        "KFP: runs": _kfp(total=world.count),
        "KFP: runs, newest first": _kfp(total=world.count, sort_by="created_at desc"),
        "KFP: failed runs, newest first": _kfp(state="FAILED", filter=failed, sort_by="created_at desc"),
        "KFP: failed runs by name": _kfp(state="FAILED", filter=failed, sort_by="name asc"),
        "KFP: runs by name": _kfp(filter=name, sort_by="created_at desc"),
        "KFP: runs by description": _kfp(filter=about, sort_by="created_at desc"),
        "KFP: runs of an experiment": _kfp(experiment_id=world.experiment_id, sort_by="created_at desc"),
        "KFP: runs by finish time": _kfp(sort_by="finished_at desc"),
        "KFP: runs by a metric": _kfp(sort_by="metric:accuracy desc"),
        "KFP: one run": lambda asker, n: _same(
            asker.get(f"{KFP}/{_pick(world.run_ids, n)}")["run_id"], _pick(world.run_ids, n)
        ),
        "KFP: pipelines": _answered("/apis/v2beta1/pipelines", lambda told: told["total_size"] >= 40),
        "KFP: experiments": _answered("/apis/v2beta1/experiments", lambda told: told["total_size"] >= 50),
    }


def pages(world: World) -> dict[str, Ask]:
    """Return the questions of the pages of runs, and of everything else."""

    def of_run(place: str, check: Callable[[Any], bool]) -> Ask:
        return lambda asker, n: _hold(check(asker.get(f"{RUNS}/{_pick(world.run_ids, n)}{place}")))

    def compare(asker: Asker, number: int) -> None:
        chosen = random.Random(number).sample(list(world.run_ids), 10)
        _hold(len(asker.get("/api/v1/compare", run=chosen)["runs"]) == 10)

    def lineage(direction: str) -> Ask:
        def ask(asker: Asker, number: int) -> None:
            subject = _pick(world.artifact_ids, number)
            told = asker.get(f"/api/v1/artifacts/{subject}/lineage", direction=direction)
            _hold(subject in json.dumps(told))

        return ask

    task = "/task?path=" + quote("root/evaluate")
    return {
        "a run": of_run("", lambda told: len(told["arguments"]) == 5),
        "a run's graph": of_run("/graph", lambda told: len(told["nodes"]) >= 10),
        "a run's tasks": of_run("/tasks", lambda told: len(told["tasks"]) == 11),
        "a run's task": of_run(task, lambda told: told["state"] == "SUCCEEDED"),
        "a run's metrics": of_run("/metrics", lambda told: "accuracy" in json.dumps(told)),
        "a run's artifacts": of_run("/artifacts", lambda told: len(told["items"]) >= 8),
        "10 runs side by side": compare,
        "lineage, back": lineage("up"),
        "lineage, forth": lineage("down"),
        "pipelines": _answered("/api/v1/pipelines?page_size=100", lambda told: len(told["items"]) >= 40),
        "a pipeline's last runs": _answered(
            f"/api/v1/pipelines/{world.pipeline_id}/grid", lambda told: "SUCCEEDED" in json.dumps(told)
        ),
        "experiments": _answered("/api/v1/experiments?page_size=100", lambda told: len(told["items"]) >= 50),
        "artifacts": _answered("/api/v1/artifacts?page_size=100", lambda told: len(told["items"]) == 100),
        "artifacts of a type": _answered(
            "/api/v1/artifacts?page_size=100&type=system.Model", lambda told: len(told["items"]) == 100
        ),
        "artifacts by name": _answered("/api/v1/artifacts?page_size=100&q=mod", lambda told: len(told["items"]) == 100),
        "types of artifacts": _answered("/api/v1/artifacts/types", lambda told: "system.Model" in json.dumps(told)),
        "search, many": _answered("/api/v1/search?q=nightly", lambda told: len(told["items"]) >= 8),
        "search, few": lambda asker, n: _hold(
            bool(asker.get("/api/v1/search", q=f"nightly {90000 + 7 * n}")["items"]) or world.count < 90000
        ),
        "search, none": _answered("/api/v1/search?q=xyzzy", lambda told: not told["items"]),
        "search, an id": lambda asker, n: _hold(
            asker.get("/api/v1/search", q=_pick(world.run_ids, n)[:13])["items"][0]["id"] == _pick(world.run_ids, n)
        ),
        "overview": _answered("/api/v1/overview", lambda told: told["totals"]["runs"] >= world.count),
    }


def _hold(is_right: bool) -> None:  # noqa: FBT001  # like assert
    assert is_right, "the answer is wrong"


def _same(told: object, wanted: object) -> None:
    assert told == wanted


def _pick(ids: Sequence[str], number: int) -> str:
    return ids[number * 7 % len(ids)]


def _answered(path: str, check: Callable[[Any], bool]) -> Ask:
    return lambda asker, _: _hold(check(asker.get(path)))


def _column(order: str) -> Callable[[Any], Any]:
    kind, _, name = order.partition(":")
    place = {"param": "parameters", "metric": "metrics"}[kind]
    return lambda run: run[place][name]


def _listed(
    check: Callable[[Any], bool] = bool,
    *,
    least: int = 1,
    most: int = PAGE,
    total: int = 0,
    key: Callable[[Any], Any] | None = None,
    **query: object,
) -> Ask:
    def ask(asker: Asker, _: int) -> None:
        told = asker.get(RUNS, page_size=PAGE, **query)
        items = told["items"]
        _hold(least <= len(items) <= most and told["total_size"] >= max(total, len(items)))
        _hold(all(check(run) for run in items))
        if key is not None:
            values = [key(run) for run in items]
            _same(values, sorted(values))

    return ask


def _deep(asker: Asker, **query: object) -> Ask:
    """Walk into a list, then ask for the page there."""
    token = ""
    for _ in range(DEEP):
        token = asker.get(RUNS, page_size=PAGE, page_token=token, **query)["next_page_token"]
    first = asker.get(RUNS, page_size=PAGE, page_token=token, **query)["items"][0]["id"]
    return lambda asker, _: _same(asker.get(RUNS, page_size=PAGE, page_token=token, **query)["items"][0]["id"], first)


def _named(asker: Asker, number: int) -> None:
    told = asker.get(RUNS, page_size=PAGE, q=f"nightly {777 + number}")
    _hold(all(f"nightly {777 + number}" in run["name"] for run in told["items"]) and bool(told["items"]))


def _seed(asker: Asker, number: int) -> None:
    told = asker.get(RUNS, page_size=PAGE, param=f"seed={1000 + number}", column="param:seed")
    _same([run["parameters"]["seed"] for run in told["items"]], [1000 + number])


def _filter(key: str, value: str, operation: str = "EQUALS") -> str:
    return json.dumps({"predicates": [{"operation": operation, "key": key, "string_value": value}]})


def _kfp(*, state: str = "", total: int = 1, **query: object) -> Ask:
    def ask(asker: Asker, _: int) -> None:
        told = asker.get(KFP, page_size=PAGE, **query)
        _hold(bool(told["runs"]) and told["total_size"] >= total)
        _hold(not state or all(run["state"] == state for run in told["runs"]))

    return ask
