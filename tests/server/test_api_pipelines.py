"""Pipelines over `/api/v1`."""

import io
import zipfile
from pathlib import Path

import pytest

from penstock.core.ids import ExecutionPath
from penstock.engine.records import Changes
from penstock.engine.states import ExecutionState
from penstock.testing.records import a_run, an_execution


@pytest.fixture
def add(client):
    """Give a function that uploads a pipeline and returns the answer."""

    def add(data, filename="hello.yaml", **fields):
        data = data.encode() if isinstance(data, str) else data
        return client.post("/api/v1/pipelines", data=fields, files={"file": (filename, data)})

    return add


def test_uploads_a_file_under_the_name_that_it_says(add, text):
    answer = add(text)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["created"], body["pipeline"]["name"], body["version"]["name"]) == ("pipeline", "hello", "v1")
    assert body["pipeline"]["latest_version"]["id"] == body["version"]["id"]
    assert body["pipeline"]["versions"] == 1


def test_uploads_further_versions_with_the_next_number(add, text, client):
    first = add(text, name="greeting").json()["pipeline"]["id"]
    second = add(text.replace("Ada", "Grace"), pipeline_id=first)
    assert (second.status_code, second.json()["created"], second.json()["version"]["name"]) == (201, "version", "v2")
    shown = client.get(f"/api/v1/pipelines/{first}").json()
    assert [version["name"] for version in shown["version_list"]] == ["v2", "v1"]


def test_takes_json_with_the_text_of_a_file(client, text):
    answer = client.post("/api/v1/pipelines", json={"document": text, "name": "sent"})
    assert (answer.status_code, answer.json()["pipeline"]["name"]) == (201, "sent")


def test_refuses_json_with_unknown_fields(client, text):
    answer = client.post("/api/v1/pipelines", json={"document": text, "colour": "red"})
    assert answer.status_code == 400
    assert answer.json()["details"][1]["field_violations"][0]["field"] == "colour"


def test_takes_an_archive(add, text):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("pipeline.yaml", text)
    assert add(packed.getvalue(), "hello.zip").status_code == 201


def test_says_that_a_name_is_taken(add, text):
    add(text)
    answer = add(text)
    assert answer.status_code == 409
    assert "version" in answer.json()["message"]


def test_keeps_nothing_of_a_wrong_file(add, text, client):
    assert add(text.replace("comp-hello}", "comp-gone}")).status_code == 400
    assert client.get("/api/v1/pipelines").json() == {"items": [], "next_page_token": None, "total_size": 0}


@pytest.mark.parametrize("body", [b"", b"   "])
def test_refuses_a_request_without_a_file(client, body):
    answer = client.post("/api/v1/pipelines", content=body, headers={"content-type": "application/yaml"})
    assert answer.status_code == 400
    assert client.post("/api/v1/pipelines", data={"name": "x"}).status_code == 400


def test_checks_a_file_and_keeps_nothing(client, text):
    answer = client.post("/api/v1/pipelines/check", content=text)
    assert answer.status_code == 200
    assert answer.json()["problems"] == []
    assert answer.json()["name"] == "hello"
    assert answer.json()["inputs"] == [
        {
            "name": "name",
            "type": "STRING",
            "optional": True,
            "has_default": True,
            "default": "Ada",
            "nullable": False,
            "description": "",
            "literals": None,
            "artifact_type": None,
        }
    ]
    assert client.get("/api/v1/pipelines").json()["items"] == []


def test_names_the_line_of_what_is_no_yaml(client):
    (problem,) = client.post("/api/v1/pipelines/check", content="a: 1\nb: [\n").json()["problems"]
    assert (problem["code"], problem["line"], problem["path"]) == ("invalid-yaml", 3, "")


def test_lists_pipelines_by_name_tag_and_order(add, client, text):
    ids = [add(text, name=name).json()["pipeline"]["id"] for name in ("alpha", "beta", "alphabet")]
    client.patch(f"/api/v1/pipelines/{ids[1]}", json={"tags": {"team": "vision"}, "description": "Second"})

    def names(**query):
        return [item["name"] for item in client.get("/api/v1/pipelines", params=query).json()["items"]]

    assert names() == ["alphabet", "beta", "alpha"]
    assert names(sort="name") == ["alpha", "alphabet", "beta"]
    assert names(q="ALPHA") == ["alphabet", "alpha"]
    assert names(tag="team:vision") == ["beta"]
    assert client.get(f"/api/v1/pipelines/{ids[1]}").json()["description"] == "Second"


def test_pages_through_a_list(add, client, text):
    for name in ("a", "b", "c"):
        add(text, name=name)
    first = client.get("/api/v1/pipelines", params={"page_size": 2}).json()
    second = client.get("/api/v1/pipelines", params={"page_size": 2, "page_token": first["next_page_token"]}).json()
    assert [item["name"] for page in (first, second) for item in page["items"]] == ["c", "b", "a"]
    assert second["next_page_token"] is None


@pytest.mark.parametrize(
    "query",
    [
        {"page_size": 0},
        {"page_size": 201},
        {"page_token": "rubbish"},
        {"sort": "colour"},
        {"tag": "team"},
        {"q": "x" * 201},
    ],
)
def test_refuses_wrong_questions(client, query):
    answer = client.get("/api/v1/pipelines", params=query)
    assert answer.status_code == 400
    assert answer.json()["details"][1]["field_violations"][0]["field"] == next(iter(query))


def test_gives_a_version_back_as_a_file(add, client, text):
    added = add(text).json()
    place = f"/api/v1/pipelines/{added['pipeline']['id']}/versions/{added['version']['id']}"
    assert client.get(place).json()["inputs"][0]["name"] == "name"
    document = client.get(f"{place}/document")
    assert document.headers["content-type"] == "application/yaml"
    assert client.post("/api/v1/pipelines/check", content=document.content).json()["problems"] == []


def test_deletes_versions_and_pipelines(add, client, text):
    added = add(text).json()
    place = f"/api/v1/pipelines/{added['pipeline']['id']}"
    version = f"{place}/versions/{added['version']['id']}"
    assert client.delete(version).status_code == 204
    assert client.get(version).status_code == 404
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == client.delete(place).status_code == 404


@pytest.fixture
def version(add, text):
    """Give the place of a version in the API."""
    added = add(text).json()
    return f"/api/v1/pipelines/{added['pipeline']['id']}/versions/{added['version']['id']}"


def test_draws_a_version_before_anything_of_it_runs(client, version):
    answer = client.get(f"{version}/graph")
    assert answer.json()["name"] == "hello"
    assert [(node["id"], node["kind"], node["image"]) for node in answer.json()["nodes"]] == [
        ("root/hello", "task", "alpine")
    ]
    again = client.get(f"{version}/graph", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    node = client.get(f"{version}/graph/node", params={"id": "root/hello"}).json()
    assert (node["image"], node["inputs"][0]["source"]["kind"]) == ("alpine", "input")


def test_refuses_to_draw_what_is_not_there(add, client, text, version):
    other = add(text, name="other").json()["pipeline"]["id"]
    elsewhere = f"/api/v1/pipelines/{other}/versions/{version.rpartition('/')[2]}"
    assert client.get(f"{elsewhere}/graph").status_code == 404
    assert client.get(f"{version}x/graph").status_code == 404
    for node in ("root", "root/gone", "", "root/hello/hello", "../../etc/passwd", "\0"):
        assert client.get(f"{version}/graph/node", params={"id": node}).status_code == 404
    unnamed = client.get(f"{version}/graph/node")
    assert (unnamed.status_code, unnamed.json()["details"][1]["field_violations"][0]["field"]) == (400, "id")
    client.delete(version)
    assert client.get(f"{version}/graph").status_code == 404


def test_draws_a_file_that_it_checks_unless_the_file_has_errors(client, text):
    sound = client.post("/api/v1/pipelines/check", content=text).json()
    assert [node["id"] for node in sound["graph"]["nodes"]] == ["root/hello"]
    broken = client.post("/api/v1/pipelines/check", content=text.replace("comp-hello}", "comp-gone}")).json()
    assert (broken["graph"], bool(broken["problems"])) == (None, True)


def test_draws_no_graph_that_unfolds_into_billions(add, client):
    levels = 9
    tasks = {level: [f"t{n}: {{componentRef: {{name: c{level + 1}}}}}" for n in range(10)] for level in range(levels)}
    components = [f"  c{level}: {{dag: {{tasks: {{{', '.join(tasks[level])}}}}}}}" for level in range(1, levels)]
    bomb = "\n".join(
        [
            "components:",
            *components,
            f"  c{levels}: {{executorLabel: exec}}",
            "deploymentSpec: {executors: {exec: {container: {image: alpine, command: [echo]}}}}",
            "pipelineInfo: {name: bomb}",
            f"root: {{dag: {{tasks: {{{', '.join(tasks[0])}}}}}}}",
            "schemaVersion: 2.1.0",
            "sdkVersion: penstock-0.1.0",
        ]
    )
    assert client.post("/api/v1/pipelines/check", content=bomb).json()["graph"] is None
    added = add(bomb).json()
    place = f"/api/v1/pipelines/{added['pipeline']['id']}/versions/{added['version']['id']}"
    refusal = client.get(f"{place}/graph")
    assert (refusal.status_code, "more than 50,000 nodes" in refusal.json()["message"]) == (400, True)


def test_sets_a_version_against_another(add, client, text):
    first = add(text).json()
    extra = "      later:\n        componentRef: {name: comp-hello}\n        taskInfo: {name: later}\n"
    extra += "        inputs: {parameters: {name: {runtimeValue: {constant: Bob}}}}\n"
    changed = text.replace("image: alpine", "image: debian").replace(
        "  inputDefinitions: {parameters: {name: {parameterType: STRING, d",
        extra + "  inputDefinitions: {parameters: {name: {parameterType: STRING, d",
    )
    second = add(changed, pipeline_id=first["pipeline"]["id"]).json()["version"]["id"]
    place = f"/api/v1/pipelines/{first['pipeline']['id']}/versions"
    told = client.get(f"{place}/{second}/diff", params={"against": first["version"]["id"]}).json()
    assert [(task["node"], task["change"], task["what"]) for task in told["tasks"]] == [
        ("root/hello", "changed", ["image"]),
        ("root/later", "added", []),
    ]
    assert told["text_diff"].startswith("--- v1\n+++ v2\n")
    assert not told["is_cut"]
    back = client.get(f"{place}/{first['version']['id']}/diff", params={"against": second}).json()
    assert [task["change"] for task in back["tasks"]] == ["changed", "removed"]
    same = client.get(f"{place}/{second}/diff", params={"against": second}).json()
    assert same == {"text_diff": "", "is_cut": False, "tasks": []}


def test_sets_no_version_against_what_is_not_of_its_pipeline(add, client, text, version):
    other = add(text, name="other").json()["version"]["id"]
    assert client.get(f"{version}/diff", params={"against": other}).status_code == 404
    assert client.get(f"{version}/diff", params={"against": "gone"}).status_code == 404
    unnamed = client.get(f"{version}/diff")
    assert (unnamed.status_code, unnamed.json()["details"][1]["field_violations"][0]["field"]) == (400, "against")


def test_files_that_differ_in_too_many_lines_are_not_set_against_each_other(add, client, text):
    described = [
        text.replace("image: alpine", f"image: alpine, args: [{', '.join(f'{part}{n}' for n in range(6000))}]")
        for part in ("a", "b")
    ]
    first = add(described[0]).json()
    second = add(described[1], pipeline_id=first["pipeline"]["id"]).json()["version"]["id"]
    place = f"/api/v1/pipelines/{first['pipeline']['id']}/versions/{second}/diff"
    told = client.get(place, params={"against": first["version"]["id"]}).json()
    assert (told["text_diff"], told["is_cut"], told["tasks"][0]["what"]) == ("", True, ["args"])


def test_shows_tasks_by_runs(add, client, backend, text):
    pipeline = add(text).json()["pipeline"]["id"]
    runs = [a_run(number, pipeline_id=pipeline) for number in (1, 2, 3)]
    for run in runs:
        backend.journal.create_run(run)
        lease = backend.journal.acquire(run.id)
        inner = {"path": ExecutionPath("root/each[0]/train"), "display_name": "train"}
        tasks = (
            an_execution(run, 1, state=ExecutionState.FAILED if run is runs[1] else ExecutionState.SUCCEEDED),
            an_execution(run, 2, state=ExecutionState.RUNNING, **inner),
        )
        backend.journal.commit(run.id, Changes(executions=tasks, seq=1), lease)
        lease.release()
    grid = client.get(f"/api/v1/pipelines/{pipeline}/grid", params={"runs": 2}).json()
    assert [run["name"] for run in grid["runs"]] == ["run 3", "run 2"]
    assert grid["tasks"] == [
        {"node": "root/task-1", "name": "task 1", "parent": None},
        {"node": "root/each/train", "name": "train", "parent": "root/each"},
    ]
    assert grid["cells"][runs[1].id]["root/task-1"] == {"state": "FAILED", "seconds": None, "cached": False}
    assert grid["cells"][runs[2].id]["root/each/train"]["state"] == "RUNNING"
    assert client.get("/api/v1/pipelines/gone/grid").status_code == 404
    for wrong in (0, 201, "many"):
        refusal = client.get(f"/api/v1/pipelines/{pipeline}/grid", params={"runs": wrong})
        assert (refusal.status_code, refusal.json()["details"][1]["field_violations"][0]["field"]) == (400, "runs")


def test_branches_that_nobody_named_are_called_by_what_they_do(add, client):
    document = (Path(__file__).parents[2] / "examples" / "constructs" / "if_elif_else.yaml").read_text("utf-8")
    added = add(document).json()
    place = f"/api/v1/pipelines/{added['pipeline']['id']}/versions/{added['version']['id']}"
    graph = client.get(f"{place}/graph").json()
    groups = {node["id"]: node["name"] for node in graph["nodes"] if "condition" in node["id"].rpartition("/")[2]}
    assert groups == {
        "root/condition-branches-1": "one of",
        "root/condition-branches-1/condition-2": "if",
        "root/condition-branches-1/condition-3": "else if",
        "root/condition-branches-1/condition-4": "else",
    }
