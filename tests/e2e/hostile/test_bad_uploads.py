"""Files and forms that are broken, too large or meant to harm, at a real server."""

import io
import json
import socket
import tarfile
import time
import zipfile

import pytest

KFP, V1 = "/apis/v2beta1", "/api/v1"
JSON = {"Content-Type": "application/json"}
SECONDS = 120.0
"""Within which every answer has to come."""

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


def zipped(name, content):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return data.getvalue()


def tarred(name, content, **facts):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        for fact, value in facts.items():
            setattr(member, fact, value)
        archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


GOOD = json.dumps(SPEC).encode()
BAD_FILES = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n\x00",
    "no UTF-8": b"a: \xff\xfe\xff",
    "NUL": b"a: \x00",
    "a key twice": b"a: 1\na: 2\n",
    "a tag": b"a: !!python/object/apply:os.system ['true']",
    "an alias of itself": b"a: &a [*a]",
    "laughs": b"a: &a [x,x]\n"
    + b"".join(b"b%d: &b%d [%s]\n" % (n, n, b",".join([b"*a" if not n else b"*b%d" % (n - 1)] * 9)) for n in range(9)),
    "deep": b"[" * 100_000,
    "deep in blocks": b"".join(b" " * n + b"a:\n" for n in range(2000)),
    "large": b"#" * (32 * 2**20 + 1),
    "a cut zip": zipped("pipeline.yaml", GOOD)[:-30],
    "a zip with its middle gone": zipped("pipeline.yaml", GOOD)[:60] + b"\0" * 40 + zipped("pipeline.yaml", GOOD)[100:],
    "a zip bomb": zipped("pipeline.yaml", b" " * (200 * 2**20)),
    "a cut tar.gz": tarred("pipeline.yaml", GOOD)[:-20],
    "a tar.gz bomb": tarred("pipeline.yaml", b" " * (200 * 2**20)),
    "a tar.gz with a link": tarred("pipeline.yaml", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "a tar.gz with a device": tarred("pipeline.yaml", b"", type=tarfile.CHRTYPE, devmajor=1, devminor=5),
    "a zip with a way out": zipped("../../pipeline.yaml", b"a: 1"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_files_are_refused(kind, ask):
    began, content = time.monotonic(), BAD_FILES[kind]
    for path, field in ((f"{KFP}/pipelines/upload?name=a", "uploadfile"), (f"{V1}/pipelines", "file")):
        found = ask.form(path, {field: ("file", content)})
        assert found["status"] == 400
        assert found["fields"], found
    assert time.monotonic() - began < SECONDS


def test_forms_are_refused(ask):
    upload = f"{KFP}/pipelines/upload"
    assert ask.form(upload, {"other": ("file", GOOD)})["fields"] == ["uploadfile"]
    assert ask.form(upload, {"uploadfile": (None, GOOD)})["fields"] == ["uploadfile"]
    assert ask.form(f"{KFP}/pipelines/upload_version", {"uploadfile": ("file", GOOD)})["fields"] == ["pipelineid"]
    assert ask.form(f"{V1}/pipelines", {"file": (None, GOOD)})["fields"] == ["file"]
    assert ask.form(f"{V1}/pipelines", {f"n{n}": (None, b"x") for n in range(2000)})["status"] == 400
    for body in (b"", b"--frontier", b"no form", b'--frontier\r\nContent-Disposition: form-data; name="uploadfile"'):
        for path in (upload, f"{V1}/pipelines"):
            ask.refused("POST", path, body, {"Content-Type": "multipart/form-data; boundary=frontier"})


@pytest.mark.parametrize("path", [f"{KFP}/runs", f"{V1}/runs", f"{KFP}/pipelines/upload", f"{V1}/pipelines"])
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=frontier"])
def test_a_body_without_end_is_refused_whatever_was_announced(path, kind, ask):
    """A sender that does not say how much will come is cut off at the limit; what is sent after it is not read."""
    with socket.create_connection(ask.place, timeout=SECONDS) as link:
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
        link.sendall(head.encode())
        start = b'--frontier\r\nContent-Disposition: form-data; name="uploadfile"; filename="a"\r\n\r\n'
        chunk = b"#" * (1 << 20)
        try:
            for piece in (start, *[chunk] * 40):
                link.sendall(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        except OSError:
            pass  # it has hung up
        answer = b""
        try:
            while b"\r\n\r\n" not in answer and (piece := link.recv(65536)):
                answer += piece
        except ConnectionResetError:
            pass  # it hung up while we were sending
    assert not answer or answer.startswith(b"HTTP/1.1 413 "), answer[:200]


def test_a_body_that_announces_too_much_is_refused_before_it_comes(ask):
    for path in (f"{KFP}/runs", f"{V1}/runs", "/"):
        headers = {**JSON, "Content-Length": str(2**40)}
        assert ask.refused("POST", path, iter([b""]), headers)["status"] == 413
