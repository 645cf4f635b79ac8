"""Who brings no token, a wrong one, or one that is no token at all, is told nothing."""

import pytest

JSON = {"Content-Type": "application/json"}
TOKEN = "a-token-of-more-than-16-characters"
WRONG = {
    "nothing": {},
    "an empty header": {"Authorization": ""},
    "no scheme": {"Authorization": TOKEN},
    "another scheme": {"Authorization": f"Basic {TOKEN}"},
    "no token": {"Authorization": "Bearer "},
    "a part": {"Authorization": f"Bearer {TOKEN[:-1]}"},
    "more": {"Authorization": f"Bearer {TOKEN}{TOKEN}"},
    "two": {"Authorization": f"Bearer {TOKEN}, {TOKEN}"},
    "no ASCII": {"Authorization": "Bearer t\u00f6ken".encode()},
    "a long one": {"Authorization": "Bearer " + "x" * 50_000},
    "the token as a cookie": {"Cookie": f"penstock_session={TOKEN}"},
    "a strange cookie": {"Cookie": 'penstock_session="\\377"; ; =; penstock_session'},
    "a strange cookie in bytes": {"Cookie": b"penstock_session=\xff\xfe"},
}


@pytest.fixture
def guarded(start_server, asking):
    """Give the function that asks a server with a token."""
    return asking(start_server(PENSTOCK_TOKEN=TOKEN).address)


def test_wrong_tokens_are_refused_everywhere(guarded):
    right = {**JSON, "Authorization": f"Bearer {TOKEN}"}
    status, document = guarded("GET", "/openapi.json", headers=right)
    assert status == 200
    paths = [path.replace("{", "").replace("}", "") for path, item in document["paths"].items()]
    closed = [path for path in paths if path not in ("/healthz", "/apis/v2beta1/healthz", "/api/v1/server")]
    for headers in WRONG.values():
        for path in (
            "/api/v1/runs",
            "/apis/v2beta1/runs",
            "/openapi.json",
            "/api/v1/events?topic=runs",
            "/api//v1/runs",
        ):
            found = guarded.refused("GET", path, headers={**JSON, **headers})
            assert (found["status"], found["code"]) == (401, 16)
    for path in closed:
        assert guarded.refused("GET", path)["status"] in ({401} if path != "/api/v1/session" else {405}), path


@pytest.mark.parametrize("body", [b'{"token": ""}', b'{"token": "x"}', b'{"token": 1}', b"{}", b'{"token": "\\ud800"}'])
def test_nobody_logs_in_without_the_token(body, guarded):
    assert guarded.refused("POST", "/api/v1/session", body)["status"] in {400, 401}
