import pytest

from penstock.core.errors import ConditionError
from penstock.spec.conditions import parameter_reference, parse_condition, parse_selector, quote

P = "inputs.parameter_values"


def true(text, values=None, **options):
    return parse_condition(text).evaluate(values or {}, **options)


def error_of(text, values=None):
    with pytest.raises(ConditionError) as caught:
        parse_condition(text).evaluate(values or {})
    return caught.value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"{P}['x'] == 'heads'", {"x": "heads"}),
        (f"!({P}['x'] == 'heads') && !({P}['x'] == 'tails')", {"x": "edge"}),
        (f"int({P}['x']) < 5000", {"x": 3.0}),
        (f"!(int({P}['x']) < 5000) && !(int({P}['x']) > 5000)", {"x": 5000}),
        (f"double({P}['x']) >= 0.5", {"x": "0.5"}),
        (f"{P}['flag'] == true", {"flag": True}),
        (f"int({P}['a']) >= int({P}['b'])", {"a": 3, "b": "3"}),
        (f'{P}["x"] != "it\'s"', {"x": "its"}),
        (f"{P}.x == 1", {"x": 1.0}),
        (f"{P}['x'] == 9007199254740993", {"x": 9007199254740993}),
    ],
)
def test_evaluates_what_kfp_compiles(text, values):
    assert true(text, values)


@pytest.mark.parametrize(
    "text",
    [
        "1 < 2 && 2 <= 2 && 3 > 2 && 2 >= 2",
        "'a' < 'b' && false < true",
        "1 == 1.0 && [1, 2.0] == [1.0, 2] && {'a': 1} == {'a': 1.0}",
        "dyn(1) != dyn('1') && dyn(true) != dyn(1) && null == null && [1] != [1, 2] && {'a': 1} != {'b': 1}",
        "2 + 3 * 4 == 14 && (2 + 3) * 4 == 20 && 7 - 2 - 1 == 4",
        "7 / 2 == 3 && -7 / 2 == -3 && -7 % 3 == -1 && 7.0 / 2.0 == 3.5 && 7.5 % 2.0 == 1.5",
        "'a' + 'b' == 'ab' && [1] + [2] == [1, 2]",
        "- -1 == 1 && !!true",
        "0x1F == 31 && 12u == 12 && .5 == 0.5 && 1e3 == 1000 && 1.5e-1 == 0.15",
        "'b' in ['a', 'b'] && !(true in [1]) && 'k' in {'k': 1} && !(1 in {'1': 1})",
        "size('äb') == 2 && size([1]) == 1 && {'a': 1, 'b': 2}.size() == 2",
        "'abc'.contains('b') && 'abc'.startsWith('a') && 'abc'.endsWith('c')",
        "string(1) == '1' && string(2.0) == '2' && string(0.5) == '0.5' && string(true) == 'true'",
        "string(false) == 'false' && string('x') == 'x'",
        "int('-12') == -12 && int('+3') == 3 && int(-2.9) == -2 && double('1e3') == 1000.0 && double(1) == 1.0",
        "bool('true') && bool('1') && !bool('False') && bool(true)",
        "(true ? 1 : 2) == 1 && (false ? 1 : true ? 2 : 3) == 2",
        "has({'a': 1}.a) && !has({'a': 1}.b) && has({'a': 1}['a'])",
        "{'a': [1, {'b': 'c'}]}.a[1].b == 'c' && [1, 2][1.0] == 2",
        "parseJson('{\"a\": [1]}').a[0] == 1 && dyn(1) == 1",
        "[1, 2,] == [1, 2] && {} == {} && [] == []",
        "true // a comment",
        "'\\x41\\u0042\\U00000043\\104\\n\\t\\\\\\'\\\"\\?\\`' == 'ABCD\\n\\t\\\\\\'\"?`'",
        "r'\\n' == '\\\\n' && '''it's''' == \"it's\" && \"\"\"a\nb\"\"\" == 'a\\nb'",
    ],
)
def test_knows_the_language(text):
    assert true(text)


@pytest.mark.parametrize("text", ["false && undecided", "true || undecided", "undecided && false", "undecided || true"])
def test_needs_only_the_operand_that_decides(text):
    assert true(text.replace("undecided", f"{P}['missing'] == 1")) is ("true" in text)


def test_raises_the_error_of_an_operand_that_would_decide():
    assert "missing" in str(error_of(f"{P}['missing'] == 1 && true"))
    assert "missing" in str(error_of(f"false || {P}['missing'] == 1"))


def test_names_the_inputs_that_it_reads():
    condition = parse_condition(
        f"{P}['a'] == 1 ? {P}.b in [{P}['c']] : !has(inputs.artifacts['m']) && {{'x': {P}.d}}.x"
    )
    assert condition.names == {"a", "b", "c", "d"}
    assert condition.artifact_names == {"m"}
    assert condition.text in repr(condition)


def test_reads_artifacts():
    model = {"artifacts": [{"uri": "gs://b", "metadata": {"accuracy": 0.95}}]}
    text = "inputs.artifacts['model'].artifacts[0].metadata['accuracy'] * 100.0 > 90.0"
    assert true(text, artifacts={"model": model})


def test_asks_whether_an_input_is_there():
    text = f"has({P}['x']) || 'y' in {P} || has(inputs.artifacts.z)"
    assert true(text, {"x": 1})
    assert true(text, {"y": 1})
    assert true(text, artifacts={"z": {}})
    assert not true(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"int({P}['x']) == 1", "'int' cannot be applied to (bool)"),
        (f"double({P}['x']) == 1.0", "'double' cannot be applied to (bool)"),
        (f"{P}['x'] < 1", "'<' cannot be applied to (bool, int)"),
        (f"{P}['y'] == 1", "There is no input parameter 'y'; known: 'x'"),
        ("inputs.artifacts['m'].artifacts == []", "There is no input artifact 'm'"),
        (f"-{P}['x'] == 1", "'-' cannot be applied to (bool)"),
        ("!1", "'!' cannot be applied to (int): 1"),
        ("1 && true", "'&&' cannot be applied to (int): 1"),
        ("'a' || false", "'||' cannot be applied to (string)"),
        ("null ? 1 : 2", "'?:' cannot be applied to (null)"),
        ("1 in 'a'", "'in' cannot be applied to (int, string)"),
        ("'a' + 1", "'+' cannot be applied to (string, int)"),
        ("'a' - 'b' == 'c'", "'-' cannot be applied to (string, string)"),
        ("1 / 0 == 1", "division by zero"),
        ("1 % 0 == 1", "division by zero"),
        ("9223372036854775807 + 1 == 0", "too large"),
        ("1e308 * 10.0 == 0.0", "too large"),
        ("1" + "0" * 399 + " * 1.5 == 1.0", "too large"),
        ("{'a': 1}.b == 1", "no such key: 'b'"),
        ("[1][1] == 1", "index 1 is out of a list of 1"),
        ("[1]['a'] == 1", "'[]' cannot be applied to (list, string)"),
        ("has('a'.b)", "'has' cannot be applied to (string)"),
        ("{1: 2} == {}", "keys of a map are texts"),
        ("size(1) == 1", "'size' cannot be applied to (int)"),
        ("'a'.contains(1)", "'contains' cannot be applied to (string, int)"),
        ("int('1.0') == 1", "no whole number"),
        ("int('" + "9" * 40 + "') == 1", "64 bits"),
        ("int(1e300) == 1", "64 bits"),
        ("double(' 1') == 1.0", "no number"),
        ("double('x') == 1.0", "could not convert"),
        ("bool('maybe')", "neither true nor false"),
        ("bool(1)", "'bool' cannot be applied to (int)"),
        ("string([1]) == ''", "'string' cannot be applied to (list)"),
        ("parseJson('{') == 1", "parseJson('{')"),
        ("parseJson(1) == 1", "'parseJson' cannot be applied to (int)"),
        ("1 + 1", "not true or false but int '2'"),
    ],
)
def test_an_error_is_never_false(text, words):
    assert words in str(error_of(text, {"x": True}))


@pytest.mark.parametrize(
    ("text", "words", "position"),
    [
        ("", "empty", 0),
        ("1 = 1", "Unexpected character '='", 2),
        ("true & true", "Unexpected character '&'", 5),
        ("true | true", "Unexpected character '|'", 5),
        ("'open", 'Unexpected character "\'"', 0),
        ("a + b", "Unknown name 'a'", 0),
        ("1 ~ 2", "Unexpected character '~'", 2),
        ("'it's'", "found 's'", 4),
        ("1 +", "Expected a value, found the end", 3),
        ("(1", "Expected ')', found the end", 2),
        ("[1 2]", "Expected ','", 3),
        ("{'a' 1}", "Expected ':'", 5),
        ("{'a': 1 'b': 2}", "Expected ','", 8),
        ("true ? 1", "Expected ':'", 8),
        ("'a'.1 == 1", "Expected an operator", 3),
        ("'a'. == 1", "Expected a field", 5),
        ("inputs.parameters['x'] == 1", "no field 'parameters'", 7),
        ("inputs['x'] == 1", "Expected '.'", 6),
        (f"{P}[1] == 1", "named by a text", 24),
        (f"{P}.'x' == 1", "Expected the name of an input", 24),
        (f"{P}['x' == 1", "Expected ']'", 28),
        ("sum(1) == 1", "Unknown function 'sum'", 0),
        ("'a'.matches('b')", "Unknown function 'matches'", 4),
        ("int() == 1", "int() takes 1 argument", 0),
        ("'a'.contains() == 1", "contains() takes 1 argument", 4),
        ("'a'.size(1) == 1", "size() takes 0 arguments", 4),
        ("has(1)", "has() takes a field", 0),
        ("'\\q' == ''", "Unknown escape '\\q'", 0),
        ("'\\U00110000' == ''", "is no character", 0),
        ("9" * 500 + " == 1", "too long", 0),
        ("(" * 200, "nested too deeply", 32),
        ("1" + " + 1" * 200 + " == 1", "nested too deeply", 402),
        ("!" * 200 + "true", "nested too deeply", 100),
        ("true true", "Expected an operator or the end", 5),
    ],
)
def test_says_where_a_text_is_no_condition(text, words, position):
    error = error_of(text)
    assert words in str(error)
    assert error.position == position
    assert error.text == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"int({P}['x']) == '5'", "'==' compares a number with a text"),
        ("string(1) != 1", "'!=' compares a text with a number"),
        ("!true < 'a'", "'<' compares a truth value with a text"),
        ("(1 in [1]) == [1]", "compares a truth value with a list"),
        ("-1 == {'a': 1}", "compares a number with a mapping"),
        ("'a'.size() >= has({}.a)", "compares a number with a truth value"),
        (f"true && ({P}['x'] == 1) == 1", "compares a truth value with a number"),
    ],
)
def test_refuses_comparisons_that_make_no_sense(text, words):
    with pytest.raises(ConditionError, match=words):
        parse_condition(text)


def test_counts_characters_from_one():
    assert "(at character 3 of '1 = 1')" in str(error_of("1 = 1"))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (f"{P}['x'] and true", "write '&&'"),
        (f"{P}['x'] == True", "write 'true'"),
        ("not true", "write '!'"),
        ("1 = 1", "compare with '=='"),
        ("'open", "close the quote, and write a quote inside it as \\'"),
    ],
)
def test_helps_people_who_think_in_python(text, hint):
    assert error_of(text).hint == hint


def test_takes_long_flat_conditions():
    text = " || ".join(f"({P}['x'] == {n})" for n in range(2000))
    assert true(text, {"x": 1999})


@pytest.mark.parametrize(
    "value",
    [
        "",
        "it's",
        '"',
        "\\",
        "a\nb\r\t",
        "\x00\x7f\u2028",
        "ä😀",
        1,
        -1,
        2**70,
        0.5,
        -1e-9,
        1e16,
        True,
        False,
        None,
        [1, "a"],
        (1,),
        {"k": ["v"]},
    ],
)
def test_quotes_a_constant_so_that_it_means_itself(value):
    expected = list(value) if isinstance(value, tuple) else value
    assert true(f"{P}['x'] == {quote(value)}", {"x": expected})


def test_quotes_names_of_inputs():
    reference = parameter_reference("it's")
    assert true(f"{reference} == 1", {"it's": 1})


def test_refuses_to_quote_what_has_no_literal():
    with pytest.raises(ValueError, match="not JSON compliant"):
        quote(float("nan"))
    with pytest.raises(TypeError):
        quote(object())


@pytest.mark.parametrize(
    ("selector", "value", "expected"),
    [
        ('parseJson(string_value)["k"]', {"k": [1]}, [1]),
        ("parseJson(string_value)[1]", "[1, 2]", 2),
        ("string_value", None, ""),
        ("string_value", "x", "x"),
        ("struct_value.a", {"a": "A"}, "A"),
        ("list_value[0]", [1.5], 1.5),
        ("number_value + 1", 2, 3),
        ("bool_value", True, True),
    ],
)
def test_selects_a_part_of_a_value(selector, value, expected):
    assert parse_selector(selector).select(value) == expected


@pytest.mark.parametrize(
    ("selector", "value", "words"),
    [
        ("struct_value.a", "text", "The value has no 'struct_value'"),
        ("struct_value.a", {"b": 1}, "no such key: 'a'"),
        ("parseJson(string_value).a", "no json", "parseJson"),
    ],
)
def test_a_part_that_is_not_there_is_an_error(selector, value, words):
    with pytest.raises(ConditionError, match=words):
        parse_selector(selector).select(value)


def test_a_selector_knows_no_inputs():
    with pytest.raises(ConditionError, match="Unknown name 'inputs'"):
        parse_selector("inputs.parameter_values['x']")
