"""Sends requests as they are given to a real server, and judges how they are refused."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

KFP = "/apis/v2beta1"
JSON = {"Content-Type": "application/json"}
SECONDS = 120.0
"""Within which every answer has to come."""


class Asking:
    """Sends requests as they are given, and holds that an answer comes in time and in the form of errors."""

    def __init__(self, address):
        place = urlsplit(address)
        self.place = (place.hostname, place.port)

    def __call__(self, method, path, body=None, headers=JSON):
        """Return the status and the JSON of an answer."""
        connection = http.client.HTTPConnection(*self.place, timeout=SECONDS)
        try:
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        is_json = (answer.getheader("Content-Type") or "").startswith("application/json")
        return answer.status, json.loads(data) if is_json else data

    def refused(self, method, path, body=None, headers=JSON):
        """Hold that a request is refused as every error is told; return the error."""
        status, error = self(method, path, body, headers)
        assert 400 <= status < 500, (status, error)
        assert isinstance(error, dict), error
        assert set(error) == {"error", "code", "message", "details"}
        assert error["error"] == error["message"] != ""
        assert isinstance(error["code"], int)
        info = error["details"][0]
        assert (info["domain"], bool(info["reason"])) == ("penstock", True)
        return {"status": status, "fields": _fields(error), **error}

    def form(self, path, parts, boundary="frontier"):
        """Send a form, as `{name: (filename, bytes)}`, and hold that it is refused."""
        lines = []
        for name, (filename, content) in parts.items():
            file = f'; filename="{filename}"' if filename is not None else ""
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
            lines.append(head.encode() + content + b"\r\n")
        body = b"".join(lines) + f"--{boundary}--\r\n".encode()
        return self.refused("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})


def _fields(error):
    return [found["field"] for detail in error["details"] for found in detail.get("field_violations", ())]


@pytest.fixture(scope="session")
def asking():
    """Give the class that asks a server at an address."""
    return Asking


@pytest.fixture(scope="session")
def ask(shared_server):
    """Give the function that asks the server."""
    return Asking(shared_server.address)


@pytest.fixture(autouse=True)
def nothing_is_kept(ask):
    """Hold that a request that was refused left nothing behind."""
    yield
    for path in ("pipelines", "runs"):
        assert ask("GET", f"{KFP}/{path}")[1] == {"total_size": 0}
    assert ask("GET", f"{KFP}/experiments")[1]["total_size"] == 1
