import gzip
import io
import zipfile

import pytest

from penstock.core.errors import SourceError, SpecError
from penstock.documents import Limits, load_yaml


def refused(source, **options):
    with pytest.raises(SpecError) as caught:
        load_yaml(source, **options)
    return caught.value


def test_reads_text_bytes_and_files(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 1")
    assert load_yaml("a: 1") == load_yaml(b"a: 1") == load_yaml(path) == {"a": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_reads_unicode_with_and_without_byte_order_mark(encoding):
    assert load_yaml("ä: ö".encode(encoding)) == {"ä": "ö"}
    assert load_yaml('{"ä": "ö"}'.encode(encoding)) == {"ä": "ö"}


def test_names_the_place_of_a_wrong_byte():
    problem = refused(b"a: 1\nb: \xff\xfe").problems[0]
    assert (problem.code, problem.path) == ("invalid-encoding", "line 2, column 4")


def test_says_what_a_binary_file_is():
    archive = io.BytesIO()
    zipfile.ZipFile(archive, "w").writestr("a", "b")
    for data, words in (
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (archive.getvalue(), "a ZIP archive"),
        (gzip.compress(b"a"), "a gzip archive"),
    ):
        problem = refused(data).problems[0]
        assert problem.code == "not-text"
        assert words in problem.message


def test_refuses_a_file_that_is_too_large(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text("a" * 2000)
    for source in (path, "a" * 2000, b"a" * 2000):
        assert refused(source, limits=Limits(size_bytes=1000)).problems[0].code == "too-large"


def test_names_the_file(tmp_path):
    path = tmp_path / "broken.yaml"
    path.write_text("a: [")
    assert str(refused(path)).startswith(f"{path} has 1 problem")
    assert str(refused("a: [", name="the upload")).startswith("the upload has 1 problem")


def test_says_why_a_file_cannot_be_read(tmp_path):
    with pytest.raises(SourceError, match="There is no file"):
        load_yaml(tmp_path / "missing.yaml")
    with pytest.raises(SourceError, match="is a folder"):
        load_yaml(tmp_path)
    with pytest.raises(SourceError, match="cannot be read"):
        load_yaml(tmp_path / ("x" * 300))


def test_reads_json_exactly():
    assert load_yaml('{"a": 9007199254740993, "b": 1e3, "c": [true, null]}') == {
        "a": 9007199254740993,
        "b": 1000.0,
        "c": [True, None],
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "duplicate-key"),
        ('{"a": NaN}', "invalid-number"),
        ('{"a": 1e999}', "invalid-number"),
        ('{"a": ' + "1" * 5000 + "}", "invalid-number"),
        ("[" * 100_000, "too-deep"),
        ("[" * 150 + "]" * 150, "too-deep"),
    ],
)
def test_json_has_the_same_limits(text, code):
    assert refused(text).problems[0].code == code


def test_json_counts_its_values():
    assert refused("[" + "1," * 2000 + "1]", limits=Limits(nodes=1000)).problems[0].code == "too-many-values"


def test_flow_style_yaml_is_no_broken_json():
    assert load_yaml("{a: 1, b: [x]}") == {"a": 1, "b": ["x"]}


def test_a_json_file_is_reported_as_json():
    problem = refused('{"a": }', name="pipeline.json").problems[0]
    assert (problem.code, problem.path) == ("invalid-json", "line 1, column 7")
