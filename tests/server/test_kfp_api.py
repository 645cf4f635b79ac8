"""KFP's API, where its clients would stumble."""

import json
from urllib.parse import quote, quote_plus

import pytest

from penstock.engine.states import RunState
from penstock.testing.records import a_run

KFP = "/apis/v2beta1"


@pytest.fixture
def experiment(client, backend):
    """Give the id of an experiment with a run."""
    identity = client.post(f"{KFP}/experiments", json={"display_name": "study"}).json()["experiment_id"]
    backend.journal.create_run(a_run(1, display_name="one", experiment_id=identity, state=RunState.SUCCEEDED))
    return identity


def predicate(key, value, operation="EQUALS"):
    """Write a filter."""
    return json.dumps({"predicates": [{"operation": operation, "key": key, "string_value": value}]})


def count(client, place, **query):
    """Tell how many a list has."""
    answer = client.get(f"{KFP}/{place}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json().get("total_size", 0)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/apis/v2beta1/recurringruns"),
        ("POST", "/apis/v2beta1/recurringruns"),
        ("GET", "/apis/v2beta1/recurringruns/some"),
        ("DELETE", "/apis/v2beta1/recurringruns/some"),
        ("POST", "/apis/v2beta1/recurringruns/some:enable"),
        ("GET", "/apis/v1beta1/runs"),
        ("POST", "/apis/v1beta1/pipelines/upload"),
    ],
)
def test_what_is_not_served_says_so(client, method, path):
    answer = client.request(method, path)
    told = answer.json()
    assert (answer.status_code, told["code"], told["details"][0]["reason"]) == (501, 12, "not-implemented")
    assert "recurring runs: let a scheduler" in told["message"] or "use kfp 2" in told["message"]


def test_runs_are_chosen_by_the_fields_that_they_show_as_empty(client, experiment):
    assert count(client, "runs", filter=predicate("recurring_run_id", "")) == 1
    assert count(client, "runs", filter=predicate("recurring_run_id", "some")) == 0
    assert count(client, "runs", filter=predicate("recurring_run_id", "some", "NOT_EQUALS")) == 1
    assert count(client, "runs", sort_by="recurring_run_id desc") == 1
    for place in ("runs", "experiments"):
        assert count(client, place, filter=predicate("namespace", "")) == count(client, place) > 0
        assert count(client, place, filter=predicate("namespace", "other")) == 0


def test_runs_of_an_experiment_that_is_not_there_are_no_empty_list(client, experiment):
    assert count(client, "runs", experiment_id=experiment) == 1
    answer = client.get(f"{KFP}/runs", params={"experiment_id": "nope"})
    assert (answer.status_code, answer.json()["code"]) == (404, 5)


def test_a_run_that_goes_on_is_not_retried(client, backend):
    backend.journal.create_run(a_run(2, state=RunState.RUNNING))
    answer = client.post(f"{KFP}/runs/{a_run(2).id}:retry")
    assert (answer.status_code, answer.json()["code"]) == (400, 9)
    assert answer.json()["message"].startswith(f"Run '{a_run(2).id}' has not ended: RUNNING")


def test_a_pipeline_is_found_by_a_name_with_a_slash(client, upload, text):
    assert upload(text, name="train/nightly: a?b#c").status_code == 200
    answer = client.get(f"{KFP}/pipelines/names/{quote('train/nightly: a?b#c', safe='')}")
    assert (answer.status_code, answer.json().get("name")) == (200, "train/nightly: a?b#c")


def test_a_filter_may_be_encoded_twice(client, experiment):
    wanted = predicate("display_name", "one").replace(":", ": ")
    assert count(client, "runs", filter=quote_plus(wanted)) == 1


def test_no_name_holds_what_ends_a_text(client, experiment):
    assert count(client, "runs", filter=predicate("display_name", "\0", "IS_SUBSTRING")) == 0
    assert client.get("/api/v1/runs", params={"q": "\0"}).json()["items"] == []


def test_a_field_is_given_once(client):
    answer = client.post(f"{KFP}/experiments", json={"display_name": "a", "displayName": "b"})
    assert answer.status_code == 400
    assert "'display_name' is given twice, in two spellings" in answer.json()["message"]


def test_a_field_without_a_value_still_has_to_be_known(client):
    known = client.post(f"{KFP}/experiments", json={"display_name": "a", "description": None, "storageState": None})
    assert known.status_code == 200
    for unknown in ("", "display_nam"):
        answer = client.post(f"{KFP}/experiments", json={"display_name": "b", unknown: None})
        assert answer.status_code == 400, unknown


def test_states_may_be_given_by_their_numbers(client):
    answer = client.post(f"{KFP}/experiments", json={"display_name": "a", "storage_state": 1})
    assert (answer.status_code, answer.json()["storage_state"]) == (200, "AVAILABLE")
    for wrong in (99, -1, True, 1.5):
        assert client.post(f"{KFP}/experiments", json={"display_name": "b", "storage_state": wrong}).status_code == 400


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (b"", "application/json", "body: the request has none"),
        (b'{"display_name": "a"}', "text/plain", "body: it is no JSON object; send one, with `Content-Type: applic"),
        (b"[]", "application/json", "body: it is no JSON object; send one"),
    ],
)
def test_a_body_that_is_no_object_is_told_how_to_be_sent(client, body, kind, told):
    answer = client.post(f"{KFP}/experiments", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith(told)
