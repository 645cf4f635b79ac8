"""Uploads that are broken, too large, or meant to harm: a 4xx with code, message and field, and nothing is kept."""

import gzip
import io
import json
import tarfile
import zipfile

import pytest

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{after}: &{after} [{','.join(['*' + before] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


def zipped(**files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return data.getvalue()


def tarred(*members):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return data.getvalue()


def a_link(name, target):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, target
    return member


HOSTILE = {
    "nothing": (b"", "empty"),
    "text": (b"hello", "not a mapping"),
    "binary": (b"\x7fELF\x00\x01", "a program"),
    "broken YAML": (b"a: [1, 2", ""),
    "no pipeline": (b"a: 1", ""),
    "billion laughs": (LAUGHS.encode(), ""),
    "deep": (b"[" * 5000 + b"]" * 5000, "levels deep"),
    "an empty zip": (zipped(), "no YAML file"),
    "a zip without YAML": (zipped(readme_dot_md="hello"), "no YAML file"),
    "a zip with two": (zipped(a_dot_yaml="a: 1", b_dot_yaml="b: 1"), "several YAML files"),
    "a cut zip": (zipped(pipeline_dot_yaml="a: 1")[:40], "cannot be read"),
    "a zip bomb": (zipped(pipeline_dot_yaml=b"\0" * (40 << 20)), "larger than 32 MiB"),
    "a zip of many": (zipped(**{f"f{n}": "" for n in range(1001)}), "more than 1000 files"),
    "gzip of no tar": (gzip.compress(b"hello"), "cannot be read"),
    "a gzip bomb": (gzip.compress(b"\0" * (65 << 20)), "more than 64 MiB"),
    "a cut tar": (tarred((tarfile.TarInfo("pipeline.yaml"), b"a: 1"))[:30], "cannot be read"),
    "a tar with a link": (tarred((a_link("pipeline.yaml", "/etc/passwd"), b"")), "no YAML file"),
    "an Argo workflow": (b"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n", "Argo workflow"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_refuses(case, upload, client):
    data, words = HOSTILE[case]
    refused = upload(data, filename="file")
    body = refused.json()
    assert (refused.status_code, body["code"]) == (400, 3), body
    assert words in body["message"]
    assert body["error"] == body["message"]
    assert body["details"][1]["field_violations"]
    assert client.get("/apis/v2beta1/pipelines").json() == {"total_size": 0}


@pytest.mark.parametrize("name", ["../../evil.yaml", "/etc/evil.yaml", "..\\evil.yaml", "C:\\evil.yaml"])
def test_names_inside_archives_are_never_paths(name, upload, text, tmp_path):
    before = sorted(tmp_path.rglob("*evil*"))
    assert upload(tarred((tarfile.TarInfo(name), text.encode())), filename="a.tar.gz").status_code == 200
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, text)
    assert upload(data.getvalue(), name="other", filename="../../a.zip").status_code == 200
    assert sorted(tmp_path.rglob("*evil*")) == before == []


def test_refuses_a_body_that_is_too_large(upload):
    refused = upload(b"#" * (34 << 20))
    assert (refused.status_code, refused.json()["code"]) == (413, 3)
    assert "33 MiB" in refused.json()["message"]


def test_refuses_a_body_that_grows_too_large(client):
    def pieces():
        for _ in range(34):
            yield b"#" * (1 << 20)

    headers = {"Content-Type": "application/json"}
    assert client.post("/apis/v2beta1/runs", content=pieces(), headers=headers).status_code == 413


def test_refuses_a_form_without_a_file(client):
    refused = client.post("/apis/v2beta1/pipelines/upload", files={"other": ("a", b"b")})
    assert refused.status_code == 400
    assert [it["field"] for it in refused.json()["details"][1]["field_violations"]] == ["uploadfile"]


@pytest.mark.parametrize("tags", ["[]", '{"a": 1}', "{", '{"a.b": "c"}', json.dumps({"a": "x" * 64})])
def test_refuses_tags(tags, upload, text):
    refused = upload(text, tags=tags)
    assert refused.status_code == 400
    assert refused.json()["details"][1]["field_violations"][0]["field"] == "tags"


@pytest.mark.parametrize("name", ["x" * 129, "  "])
def test_refuses_names(name, upload, text):
    refused = upload(text, name=name)
    assert refused.status_code == 400
    assert refused.json()["details"][1]["field_violations"][0]["field"] == "name"


@pytest.mark.parametrize("token", ["nonsense", "\u00e9", "\U0001f600", "/w==", "W10=", "%00"])
def test_refuses_page_tokens(token, client):
    refused = client.get("/apis/v2beta1/runs", params={"page_token": token})
    assert refused.status_code == 400
    assert refused.json()["details"][1]["field_violations"][0]["field"] == "page_token"
