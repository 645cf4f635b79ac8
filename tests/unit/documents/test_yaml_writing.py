import pytest
import yaml

from penstock.documents import dump_yaml, load_yaml


def test_writes_block_style_in_the_order_given():
    data = {"b": 1, "a": {"list": ["x", {"k": "v", "l": [1]}, ["p", "q"], {}, []], "none": None, "yes": True}}
    assert dump_yaml(data) == (
        "b: 1\na:\n  list:\n  - x\n  - k: v\n    l:\n    - 1\n  - - p\n    - q\n  - {}\n  - []\n"
        "  none: null\n  'yes': true\n"
    )


def test_sorts_keys_on_demand():
    assert dump_yaml({"b": 1, "a": 2}, sort_keys=True) == "a: 2\nb: 1\n"


def test_writes_source_code_as_a_readable_block():
    text = dump_yaml({"source": "def f():\n    return 1\n", "args": ["a\n\nb"]})
    assert text == "source: |\n  def f():\n      return 1\nargs:\n- |-\n  a\n\n  b\n"


@pytest.mark.parametrize(
    "text", ["yes", "No", "null", "1", "1.5", "2020-01-01", "", " ", "a: b", "- a", "#x", "y", "1:30"]
)
def test_quotes_what_yaml_would_take_for_something_else(text):
    assert yaml.safe_load(dump_yaml({"k": text})) == {"k": text}
    assert "'" in dump_yaml({"k": text})


@pytest.mark.parametrize("text", ["python:3.11", "a/b.c", "a b", "_x", "comp-train", "gs://bucket/x"])
def test_leaves_plain_words_plain(text):
    assert dump_yaml({"k": text}) == f"k: {text}\n"


@pytest.mark.parametrize(
    "text",
    [
        "\n",
        "\n\n",
        "\na",
        " a\nb",
        "\ta\nb",
        "a\n",
        "a\n\n\n",
        "a\r\nb",
        "a\x85b\n",
        "\ufeffa\n",
        "a\n \nb",
        "a\tb",
        "\x00",
        "\x07\n",
        "\u2028",
        "😀\n",
    ],
)
def test_keeps_every_character(text):
    for data in (text, {"k": text}, [text], {"k": [{"l": text}]}, {text: 1}):
        assert yaml.load(dump_yaml(data), yaml.CSafeLoader) == data
        assert load_yaml(dump_yaml(data)) == data


def test_writes_very_long_keys():
    data = {"k" * 3000: {"x" * 200: [1]}, "z" * 130: "a\nb"}
    assert yaml.safe_load(dump_yaml(data)) == data


@pytest.mark.parametrize("number", [0, -1, 2**70, 0.1, 1e-7, 1e16, 1.5e300, -0.0])
def test_numbers_stay_exact(number):
    got = yaml.safe_load(dump_yaml([number]))
    assert repr(got) == repr([number])


@pytest.mark.parametrize("value", [float("inf"), float("nan"), "\ud800"])
def test_refuses_what_json_cannot_hold(value):
    with pytest.raises(ValueError, match=r"cannot hold|no file can hold"):
        dump_yaml({"k": value})


@pytest.mark.parametrize("value", [{1: 2}, {"k": object()}, {"k": {1}}])
def test_refuses_other_types(value):
    with pytest.raises(TypeError):
        dump_yaml(value)


@pytest.mark.parametrize("value", [None, True, 3, "a", [], {}, ("a", ("b",))])
def test_writes_any_value_at_the_top(value):
    expected = ["a", ["b"]] if isinstance(value, tuple) else value
    assert yaml.safe_load(dump_yaml(value)) == expected
