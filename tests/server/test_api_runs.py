"""Runs over `/api/v1`: started, looked into and read, on a real store with real tasks."""

import time
from pathlib import Path

import pytest

from penstock import compiler
from penstock.compiler import sources

SOURCE = Path(__file__).parent / "data" / "measured.py"
PATIENCE = 240


@pytest.fixture(scope="session")
def document(tmp_path_factory):
    """Give the text of a pipeline that measures, compiled once."""
    target = tmp_path_factory.mktemp("compiled") / "measured.yaml"
    compiler.Compiler().compile(sources.load_source(SOURCE).pipelines["measured"], str(target))
    return target.read_text()


@pytest.fixture
def start(client, document):
    """Give a function that starts a run and waits for its end."""

    def start(**arguments):
        body = {"name": "first", "document": document, "tags": {"team": "vision"}, "arguments": arguments}
        made = client.post("/api/v1/runs", json=body)
        assert made.status_code == 201, made.text
        return ended(client, made.json()["id"])

    return start


@pytest.fixture
def run(start):
    """Give a run that has ended well."""
    return start()


def ended(client, run_id):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        run = client.get(f"/api/v1/runs/{run_id}").json()
        if run["state"] in ("SUCCEEDED", "FAILED", "CANCELED"):
            return run
        client.get(f"/api/v1/runs/{run_id}/tasks")
    raise AssertionError(f"the run has not ended: {run}")


def get(client, run, place="", **query):
    answer = client.get(f"/api/v1/runs/{run['id']}{place}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_run_without_a_name_is_called_after_its_pipeline(client, document):
    made = client.post("/api/v1/runs", json={"document": document})
    assert made.json()["name"].startswith("measured 2")
    ended(client, made.json()["id"])


def test_a_run_tells_what_it_was_given_and_how_far_its_tasks_are(run):
    assert (run["name"], run["state"], run["tags"]) == ("first", "SUCCEEDED", {"team": "vision"})
    assert run["arguments"] == {"start": 1, "wanted": 0.1}
    assert run["tasks"] == {"total": 5, "by_state": {"SUCCEEDED": 5}, "cached": 0}
    assert [spec["name"] for spec in run["inputs_spec"]] == ["start", "wanted"]
    assert run["experiment_best"]["metric"] == "auc"


def test_the_graph_holds_groups_and_what_flows_between_tasks(client, run):
    graph = get(client, run, "/graph")
    kinds = {node["name"]: (node["kind"], node["parent"]) for node in graph["nodes"]}
    assert kinds["good"] == ("condition", None)
    assert kinds["report"][0] == "task"
    assert kinds["for each"][0] == "loop"
    groups = {node["id"]: node for node in graph["nodes"]}
    condition = next(node for node in graph["nodes"] if node["kind"] == "condition")
    assert condition["condition"] == "measure >= wanted"
    assert groups[next(node["parent"] for node in graph["nodes"] if node["name"] == "report")] is condition
    edge = next(edge for edge in graph["edges"] if edge["target"] == "root/measure")
    assert (edge["source"], edge["kind"]) == ("root/number", "data")
    assert edge["items"] == [{"output": "Output", "input": "value", "type": "NUMBER_INTEGER"}]


def test_the_graph_is_sent_again_only_when_it_changes(client, run):
    first = client.get(f"/api/v1/runs/{run['id']}/graph")
    again = client.get(f"/api/v1/runs/{run['id']}/graph", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_node_tells_what_the_file_says(client, run):
    node = get(client, run, "/graph/node", id="root/measure")
    assert "def measure" in node["source"]
    assert {item["name"]: item["source"]["kind"] for item in node["inputs"]} == {"value": "output"}
    assert {item["name"] for item in node["outputs"]} == {"Output", "scores", "evaluation"}


def test_tasks_are_told_by_what_changed_since(client, run):
    everything = get(client, run, "/tasks")
    paths = {task["path"]: task for task in everything["tasks"]}
    iteration = next(task for path, task in paths.items() if path.endswith("[1]/number-2"))
    assert (iteration["node"], iteration["iterations"]) == (iteration["path"].replace("[1]", ""), [1])
    assert paths["root/number"]["peak_memory_bytes"] > 1 << 20
    assert paths["root/number"]["cpu_seconds"] > 0
    assert get(client, run, "/tasks", since=everything["seq"])["tasks"] == []
    assert everything["structure_tag"] == get(client, run, "/graph")["structure_tag"]


def test_a_task_tells_its_inputs_with_their_producers(client, run):
    task = get(client, run, "/task", path="root/condition-1/report")
    origins = {value["name"]: value["producer"] for value in task["inputs"]}
    assert origins["best"] == {"path": "root/measure", "name": "measure", "output": "Output"}
    assert origins["evaluation"]["output"] == "evaluation"
    first = get(client, run, "/task", path="root/number")
    assert [(value["name"], value["is_run_parameter"]) for value in first["inputs"]] == [("start", "start")]
    (attempt,) = first["attempt_list"]
    assert attempt["exit_code"] == 0
    assert attempt["peak_memory_bytes"] > 1 << 20
    assert attempt["cpu_seconds"] > 0
    assert first["commands"]["cli"].startswith("penstock runs rerun-task ")


def test_attempts_tell_when_each_task_waited_and_ran(client, run):
    items = get(client, run, "/attempts")["items"]
    assert [(item["path"], item["number"]) for item in items if item["path"] == "root/number"] == [("root/number", 1)]
    assert all(item["created_at"] <= item["started_at"] <= item["ended_at"] for item in items)


def test_the_second_run_is_served_from_cache_and_says_from_where(client, run, start):
    second = start()
    assert second["tasks"]["cached"] == 5
    task = get(client, second, "/task", path="root/number")
    assert task["cache"]["decision"] == "hit"
    assert task["cache"]["served_from"] == {"run_id": run["id"], "run_name": "first", "path": "root/number"}


def test_a_changed_argument_is_named_where_the_cache_was_missed(client, run, start):
    other = start(start=2)
    task = get(client, other, "/task", path="root/number")
    assert task["cache"]["decision"] == "miss"
    assert task["cache"]["compared_with"]["run_id"] == run["id"]
    assert any("start" in difference["part"] for difference in task["cache"]["differences"])


def test_measurements_are_numbers_curves_and_evaluations(client, run):
    measured = get(client, run, "/metrics")
    assert [(scalar["metric"], scalar["value"]) for scalar in measured["scalars"]] == [("auc", 0.7)]
    assert measured["series"][0]["steps"] == [0, 1, 2, 3, 4]
    (evaluation,) = measured["classification"]
    assert evaluation["roc"]["auc"] == pytest.approx(0.75)
    assert evaluation["confusion"] == {"labels": ["no", "yes"], "matrix": [[3, 1], [0, 4]]}


def test_a_log_is_read_by_parts_searched_and_indexed(client, run):
    place = f"/api/v1/runs/{run['id']}/log"
    whole = client.get(place, params={"path": "root/number"})
    assert whole.text == "from 1\n"
    assert (whole.headers["content-range"], whole.headers["x-log-ended"]) == ("bytes 0-6/7", "true")
    assert client.get(place, params={"path": "root/number", "offset": -2}).text == "1\n"
    found = client.get(f"{place}/search", params={"path": "root/number", "q": "FROM"}).json()
    assert found == {"matches": [{"line": 1, "offset": 0, "text": "from 1"}], "is_cut": False}
    assert client.get(f"{place}/lines", params={"path": "root/number"}).json()["lines"] == 1
    assert (
        "attachment" in client.get(f"{place}/download", params={"path": "root/number"}).headers["content-disposition"]
    )
    tails = client.get(f"{place}/tail").json()["items"]
    assert "from 1" in {tail["text"] for tail in tails}


def test_a_failed_run_names_its_first_failure(start):
    failed = start(start=200)
    assert failed["state"] == "FAILED"
    assert failed["first_failure"]["path"] == "root/condition-1/report"
    assert "too good to be true" in failed["first_failure"]["failure"]["message"]


def test_lists_find_runs_by_parameter_metric_and_tag(client, run, start):
    other = start(start=3)

    def names(**query):
        answer = client.get("/api/v1/runs", params=query)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    assert names() == [other["id"], run["id"]]
    assert names(param="start=3") == [other["id"]]
    assert names(metric="auc>0.8") == [other["id"]]
    assert names(tag="team:vision", sort="metric:auc") == [run["id"], other["id"]]


def test_checking_a_run_tells_every_problem_and_keeps_nothing(client, document):
    body = {"document": document, "arguments": {"start": "one", "speed": 3}}
    found = client.post("/api/v1/runs/validate", json=body).json()["problems"]
    assert len(found) == 2
    refused = client.post("/api/v1/runs", json=body)
    assert refused.status_code == 400
    assert client.get("/api/v1/runs").json()["items"] == []


@pytest.mark.parametrize(
    ("place", "query"),
    [
        ("/task", {"path": "root/none"}),
        ("/task", {"path": "\ud800".encode("utf-8", "surrogatepass")}),
        ("/graph/node", {"id": "root/none"}),
        ("/log", {"path": "root/none"}),
        ("/log", {"path": "root/number", "attempt": 7}),
        ("/tasks", {"since": -1}),
        ("/log/search", {"path": "root/number", "q": ""}),
    ],
)
def test_refuses_what_is_not_there(place, query, client, run):
    answer = client.get(f"/api/v1/runs/{run['id']}{place}", params=query)
    assert answer.status_code in (400, 404)
    assert answer.json()["message"]


def test_a_run_that_is_not_there_is_not_found(client):
    for place in ("", "/graph", "/tasks", "/metrics", "/log/tail", "/document"):
        assert client.get(f"/api/v1/runs/none{place}").status_code == 404


def test_what_the_cache_would_serve_is_told_in_advance(client, start, document):
    def foreseen(**arguments):
        body = {"document": document, "arguments": arguments}
        found = client.post("/api/v1/runs/validate", params={"forecast": True}, json=body).json()
        assert found["problems"] == []
        return found["forecast"]

    before = foreseen()
    assert before["counts"] == {"runs": 3, "unknown": 1}
    run = start()
    after = foreseen()
    assert (after["counts"], after["is_whole"]) == ({"reused": 5}, True)
    assert {task["source_run_id"] for task in after["tasks"] if not task["is_group"]} == {run["id"]}
    assert {task["decision"] for task in foreseen(start=2)["tasks"] if task["name"] == "measure"} == {"unknown"}
    assert client.get("/api/v1/runs").json()["total_size"] == 1
    body = {"document": document, "arguments": {"start": "x"}}
    assert client.post("/api/v1/runs/validate", params={"forecast": True}, json=body).json()["forecast"] is None


def test_what_a_retry_would_do_is_told_without_doing_it(client, start):
    def asked(run, **body):
        return client.post(f"/api/v1/runs/{run['id']}/retry", params={"dry_run": True}, json=body)

    failed = start(start=200)
    assert failed["state"] == "FAILED"
    plan = asked(failed).json()
    assert (plan["again"], plan["kept"]) == (1, 4)
    assert [task["name"] for task in plan["tasks"] if task["again"] and not task["is_group"]] == ["report"]
    anew = asked(failed, **{"from": "measure"}).json()
    assert [task["name"] for task in anew["tasks"] if task["again"] and not task["is_group"]] == ["measure", "report"]
    assert client.get(f"/api/v1/runs/{failed['id']}").json() == failed
    assert asked(failed, **{"from": "nothing"}).status_code == 404
    assert asked(start()).status_code == 400


def test_a_log_is_followed_by_its_run_and_attempt(client, run):
    path = next(task["path"] for task in get(client, run, "/tasks")["tasks"] if task["attempts"])
    attempt = get(client, run, "/task", path=path)["attempt_list"][-1]["id"]

    def polled(run_id, **query):
        topic = f"log:{run_id}:{attempt}"
        return client.get("/api/v1/events", params={"topic": topic, **query}).json()

    first = polled(run["id"])
    assert first["messages"] == []
    assert polled(run["id"], after=first["cursor"])["messages"] == []
    (message,) = polled("another-run")["messages"]
    assert message["gone"] is True
