"""Requests that are broken, wrong or meant to harm, at a real server: each is refused in the form that clients read."""

import json
import re
from urllib.parse import quote

import pytest

KFP, V1 = "/apis/v2beta1", "/api/v1"
JSON = {"Content-Type": "application/json"}

SPEC = {
    "components": {"comp-a": {"executorLabel": "exec-a"}},
    "deploymentSpec": {"executors": {"exec-a": {"container": {"image": "alpine", "command": ["true"]}}}},
    "pipelineInfo": {"name": "a"},
    "root": {
        "dag": {"tasks": {"a": {"componentRef": {"name": "comp-a"}, "taskInfo": {"name": "a"}}}},
        "inputDefinitions": {"parameters": {"x": {"parameterType": "NUMBER_DOUBLE", "defaultValue": 1.0}}},
    },
    "schemaVersion": "2.1.0",
    "sdkVersion": "penstock-0.1.0",
}


@pytest.fixture(scope="module")
def operations(ask):
    """Give all operations of the API: method, path, and what OpenAPI says of each."""
    status, document = ask("GET", "/openapi.json")
    assert status == 200
    found = [(method.upper(), path, said) for path, item in document["paths"].items() for method, said in item.items()]
    assert len(found) > 80
    return found


@pytest.fixture(scope="module")
def taking_bodies(operations):
    """Give the operations that take a body: method and path. Those that look at bodies tell problems with 200."""
    return [
        (method, path.replace("{", "").replace("}", ""))
        for method, path, said in operations
        if "requestBody" in said and not path.endswith(("/check", "/validate"))
    ]


BAD_IDS = {
    "unknown": "nope",
    "long": "a" * 9000,
    "NUL": "a%00b",
    "a half of a surrogate pair": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "SQL": quote("' OR 1=1 --", safe=""),
    "a wildcard": quote("%", safe=""),
    "a way out": quote("..", safe=""),
    "an address": quote("../../../etc/passwd", safe=""),
    "an emoji": quote("\U0001f600", safe=""),
    "new lines": "a%0D%0AX-Injected:%201",
}


@pytest.mark.parametrize("kind", BAD_IDS)
def test_every_operation_refuses_an_id(kind, ask, operations):
    for method, path, said in operations:
        names = [each["name"] for each in said.get("parameters", ()) if each["in"] == "path"]
        if not names:
            continue
        place = re.sub(r"\{[^}]*\}", lambda _: BAD_IDS[kind], path)
        required = [each["name"] for each in said["parameters"] if each["in"] == "query" and each.get("required")]
        query = "&".join(f"{name}={BAD_IDS[kind]}" for name in required)
        body = b"{}" if "requestBody" in said else None
        found = ask.refused(method, f"{place}?{query}", body)
        assert found["status"] in {400, 404, 405}, (method, path, found)


BAD_BODIES = {
    "nothing": b"",
    "half": b'{"display_name": "a',
    "a list": b"[1]",
    "null": b"null",
    "a text": b'"a"',
    "no UTF-8": b'{"display_name": "\xff"}',
    "NaN": b'{"display_name": NaN}',
    "deep": b'{"display_name":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "an unknown field": b'{"no such field": 1}',
    "a long number": b'{"display_name": ' + b"1" * 5000 + b"}",
    "two values": b"{} {}",
}


@pytest.mark.parametrize("kind", BAD_BODIES)
def test_every_operation_refuses_a_body(kind, ask, taking_bodies):
    for method, path in taking_bodies:
        found = ask.refused(method, path, BAD_BODIES[kind])
        assert found["status"] in {400, 404}, (method, path, found)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data", "x", "application/json; charset=utf-16", ""]
)
def test_every_operation_refuses_a_content_type(kind, ask, taking_bodies):
    for method, path in taking_bodies:
        ask.refused(method, path, "{}".encode("utf-16"), {"Content-Type": kind})


def test_every_operation_refuses_a_method(ask, operations):
    for path in dict.fromkeys(path for _, path, _ in operations):
        for method in ("PUT", "TRACE", "PROPFIND", "QUERY"):
            found = ask.refused(method, path.replace("{", "").replace("}", ""))
            assert (found["status"], found["code"]) == (405, 12)


@pytest.mark.parametrize(
    "path", ["/api", "/apis", "/api/", "/api/v2/runs", "/apis/v2beta1/", "/apis/v2beta1/runs/", "/apis/../x"]
)
def test_refuses_an_address(path, ask):
    status, body = ask("GET", path)
    assert (status, body["code"]) == (404, 5)


BAD_QUERIES = {
    "page_token": ["x", "/w==", "W10=", "bnVsbA==", "eyJzb3J0X2J5IjoxfQ==", "A" * 200_000],
    "page_size": ["-1", "x", "1e3", "1.5", "99999999999999999999"],
    "sort_by": ["nope", "created_at sideways", "created_at;drop", "a" * 300, "created_at asc desc", "%00"],
    "filter": [
        "x",
        "[]",
        '{"predicates": 1}',
        '{"predicates": [1]}',
        '{"predicates": [{"key": "nope", "operation": "EQUALS", "string_value": "a"}]}',
        '{"predicates": [{"key": "name", "operation": "LIKE", "string_value": "a"}]}',
        '{"predicates": [{"key": "name", "operation": "EQUALS"}]}',
        '{"predicates": [{"key": "name", "operation": "EQUALS", "string_value": 1}]}',
        '{"predicates": [{"key": "created_at", "operation": "EQUALS", "timestamp_value": "yesterday"}]}',
        '{"predicates": [{"key": "name", "operation": "IN", "int_values": {"values": [99999999999999999999]}}]}',
        "[" * 10_000,
        json.dumps({"predicates": [{"key": "name", "operation": "EQUALS", "string_value": "a"}] * 51}),
    ],
}


@pytest.mark.parametrize("name", BAD_QUERIES)
@pytest.mark.parametrize("kind", ["runs", "experiments", "pipelines"])
def test_lists_of_kfp_refuse(name, kind, ask):
    for value in BAD_QUERIES[name]:
        found = ask.refused("GET", f"{KFP}/{kind}?{name}={quote(value) if value != '%00' else value}")
        assert found["status"] in {400, 414}, value
        assert found["fields"][0].startswith(name), (value, found)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("page_size=0", "page_size"),
        ("page_size=201", "page_size"),
        ("page_token=x", "page_token"),
        ("sort=nope", "sort"),
        ("state=DONE", "state"),
        ("since=yesterday", "since"),
        ("since=2026-01-01T00:00:00", "since"),
        ("metric=accuracy", "metric"),
        ("metric=accuracy>nan", "metric"),
        ("param==1", "param"),
        ("column=nope", "column"),
        ("tag=x", "tag"),
        ("q=" + "a" * 501, "q"),
        ("&".join(["tag=a:b"] * 21), "tag"),
    ],
)
def test_the_list_of_runs_refuses(query, field, ask):
    found = ask.refused("GET", f"{V1}/runs?{query}")
    assert (found["status"], found["fields"][0].partition(".")[0]) == (400, field)


BAD_NAMES = {
    "nothing": "",
    "spaces": " \t ",
    "long": "x" * 100_000,
    "NUL": "a\0b",
    "new line": "a\nb",
    "escape": "a\x1b[31mb",
    "a half of a surrogate pair": "\ud800",
    "turned": "a\u202eb",
}


@pytest.mark.parametrize("kind", BAD_NAMES)
def test_names_are_refused(kind, ask):
    name, document = BAD_NAMES[kind], json.dumps(SPEC)
    bodies = {
        f"{KFP}/experiments": {"display_name": name},
        f"{KFP}/pipelines": {"name": name},
        f"{KFP}/pipelines/create": {"pipeline": {"name": name}, "pipeline_version": {"pipeline_spec": SPEC}},
        f"{V1}/experiments": {"name": name},
    }
    if name:  # by itself it is called after the pipeline
        bodies[f"{KFP}/runs"] = {"display_name": name, "pipeline_spec": SPEC}
        bodies[f"{V1}/pipelines"] = {"name": name, "document": document}
        bodies[f"{V1}/runs"] = {"name": name, "document": document}
    for path, body in bodies.items():
        found = ask.refused("POST", path, json.dumps(body))
        assert found["status"] == 400
        assert found["fields"][0].rpartition(".")[2] in {"name", "display_name", "pipeline"}, (path, found)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", "1" * 5000])
def test_numbers_that_json_does_not_have_are_refused(value, ask):
    config = f'{{"parameters": {{"x": {value}}}}}'
    body = f'{{"display_name": "a", "pipeline_spec": {json.dumps(SPEC)}, "runtime_config": {config}}}'
    assert ask.refused("POST", f"{KFP}/runs", body)["status"] == 400
    body = f'{{"document": {json.dumps(json.dumps(SPEC))}, "arguments": {{"x": {value}}}}}'
    for path in (f"{V1}/runs", f"{V1}/runs/validate"):
        assert ask.refused("POST", path, body)["status"] == 400


def test_arguments_that_nest_too_deep_are_refused(ask):
    deep = "[" * 500 + "]" * 500
    body = f'{{"document": {json.dumps(json.dumps(SPEC))}, "arguments": {{"x": {deep}}}}}'
    for path in (f"{V1}/runs", f"{V1}/runs/validate"):
        assert ask.refused("POST", path, body)["fields"] == ["arguments"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": ""},
        {"Host": "localhost.evil.example"},
        {"Host": "[::1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "file://"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_other_names_and_other_sites_are_refused(headers, ask):
    for method, path in (("GET", f"{KFP}/runs"), ("POST", f"{V1}/runs"), ("GET", "/openapi.json"), ("GET", "/")):
        assert ask.refused(method, path, b"{}", {**JSON, **headers})["status"] == 403
