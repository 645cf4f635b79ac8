"""Conditions and channels as authors write them."""

import enum

import pytest

from penstock import dsl
from penstock.dsl.channels import ItemChannel, channels_in, embedded_channels, make_channel
from penstock.dsl.conditions import AllOf, AnyOf, Comparison, Negation, as_condition, comparisons
from penstock.dsl.expressions import render


def text(name="q"):
    return make_channel(name, "String")


def whole(name="k"):
    return make_channel(name, "Integer", "count")


def flag(name="b"):
    return make_channel(name, "Boolean")


REFERENCE = "inputs.parameter_values['pipelinechannel--{}']"
Q, K, B = REFERENCE.format("q"), f"int({REFERENCE.format('count-k')})", REFERENCE.format("b")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (text() == "a", f"{Q} == 'a'"),
        (text() != "", f"{Q} != ''"),
        (whole() >= 3, f"{K} >= 3"),
        (whole() < 2.5, f"double({K}) < 2.5"),
        (make_channel("x", "Float") > 1, f"{REFERENCE.format('x')} > double(1)"),
        (flag() == True, f"{B} == true"),  # noqa: E712
        (text() == 5, f"{Q} == '5'"),
        (text() == text("r"), f"{Q} == {REFERENCE.format('r')}"),
        (whole() > make_channel("x", "Float"), f"double({K}) > {REFERENCE.format('x')}"),
    ],
)
def test_comparisons_read_as_kfp_writes_them(condition, expected):
    assert render(condition) == expected


class Color(enum.Enum):
    """A choice."""

    RED = "it's red"
    BLUE = "blue"


class Name(str, enum.Enum):
    """A choice that is text, too."""

    ANN = "ann"


class Size(int, enum.Enum):
    """A choice of numbers."""

    SMALL = 1


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (text() == Color.RED, rf"{Q} == 'it\'s red'"),
        (Color.BLUE != text(), f"{Q} != 'blue'"),  # noqa: SIM300 - either way round
        (text() == Name.ANN, f"{Q} == 'ann'"),
        (whole() > Size.SMALL, f"{K} > 1"),
        (dsl.is_in(text(), list(Color)), rf"{Q} == 'it\'s red' || {Q} == 'blue'"),
    ],
)
def test_a_member_of_an_enum_is_compared_by_its_value(condition, expected):
    assert render(condition) == expected


def unknown(key="lr"):
    return make_channel("Output", "Dict", "stats")[key]


U = REFERENCE.format("stats-Output-subvar-lr")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (unknown() == "a", f"{U} == 'a'"),
        (unknown() == True, f"{U} == 'true'"),  # noqa: E712
        (as_condition(unknown()), f"{U} == 'true'"),
        (unknown() == 3, f"{U} == '3'"),
        (unknown() != 2.5, f"{U} != '2.5'"),
        (unknown() == 2.0, f"double({U}) == 2.0"),
        (unknown() == 1e-07, f"double({U}) == 1e-07"),
        (unknown() < 0.2, f"double({U}) < 0.2"),
        (unknown() >= 3, f"double({U}) >= double(3)"),
        (unknown() > 2**60, f"int({U}) > {2**60}"),
        (unknown() == 2**60, f"{U} == '{2**60}'"),
        (unknown() < make_channel("x", "Float"), f"double({U}) < {REFERENCE.format('x')}"),
        (unknown() == whole(), f"double({U}) == double({K})"),
        (unknown() == text(), f"{U} == {Q}"),
        (unknown() == unknown(), f"{U} == {U}"),
    ],
)
def test_an_item_of_unknown_type_is_read_as_what_it_is_compared_with(condition, expected):
    assert render(condition) == expected


def test_quotes_and_backslashes_in_constants_are_escaped():
    assert render(text() == "it's \\ new\nline") == f"{Q} == 'it\\'s \\\\ new\\nline'"


def test_a_boolean_equals_one_when_it_is_true():
    assert render(flag() == 1) == f"{B} == true"
    assert render(flag() == 0) == f"{B} == false"


def test_conditions_combine():
    condition = ((text() == "a") & (whole() > 1)) | ~(text() == "b")
    assert isinstance(condition, AnyOf)
    assert render(condition) == f"({Q} == 'a' && {K} > 1) || !({Q} == 'b')"
    assert render((flag() | (whole() > 1)) & (text() == "a")) == f"({B} == true || {K} > 1) && {Q} == 'a'"


def test_a_boolean_is_a_condition_by_itself():
    assert render(as_condition(flag())) == f"{B} == true"
    assert render(~flag()) == f"!({B} == true)"
    assert render(flag() & flag()) == f"{B} == true && {B} == true"
    assert render((whole() > 1) & flag()) == f"{K} > 1 && {B} == true"


def test_only_a_boolean_is_a_condition_by_itself():
    with pytest.raises(TypeError, match="'q' is String"):
        as_condition(text())


def test_is_in_compares_with_each_choice():
    assert render(dsl.is_in(text(), ["a", "b"])) == f"{Q} == 'a' || {Q} == 'b'"
    assert isinstance(dsl.is_in(text(), ["a"]), Comparison)


@pytest.mark.parametrize(
    ("value", "choices", "error", "match"),
    [
        ("a", ["a"], TypeError, "the constant 'a'"),
        (text(), "abc", TypeError, r"write \['abc'\]"),
        (text(), [], ValueError, "empty list"),
    ],
)
def test_is_in_refuses_what_has_no_meaning(value, choices, error, match):
    with pytest.raises(error, match=match):
        dsl.is_in(value, choices)


@pytest.mark.parametrize(
    "use",
    [
        lambda: (text() == "a") and (whole() == 1),
        lambda: (text() == "a") or (whole() == 1),
        lambda: not text(),
        lambda: text() in ["a", "b"],
        lambda: 1 < whole() < 3,
        lambda: flag() and flag(),
        lambda: "yes" if flag() else "no",
    ],
)
def test_words_of_python_are_refused_with_their_replacement(use):
    with pytest.raises(TypeError, match=r"use '&' for 'and', '\|' for 'or', '~' for 'not'.*dsl.is_in"):
        use()


@pytest.mark.parametrize("constant", [True, False])
def test_a_constant_is_no_condition(constant):
    with pytest.raises(ValueError, match=f"Got constant boolean {constant}"):
        as_condition(constant)


def test_what_is_no_condition_is_named():
    with pytest.raises(TypeError, match="got 'yes' of type str"):
        as_condition("yes")


@pytest.mark.parametrize(
    ("condition", "match"),
    [
        (whole() == "5", "Write the constant as Integer"),
        (flag() == "true", "Write the constant as Boolean"),
        (flag() == 2, "never equal"),
        (whole() == flag(), "Integer and Boolean cannot be compared"),
        (text() == whole(), "Unable to determine operand types"),
        (make_channel("d", "Dict") == "a", "primitive parameter values"),
        (make_channel("l", "List[str]") == "a", "primitive parameter values"),
        (make_channel("m", "system.Model@0.0.1") == "a", "is an artifact"),
        (text() == None, "compared with None"),  # noqa: E711
        (whole() < float("inf"), "compared with inf"),
    ],
)
def test_comparisons_that_never_hold_are_refused(condition, match):
    with pytest.raises(ValueError, match=match):
        render(condition)


def test_all_comparisons_of_a_condition_are_visited_in_order():
    first, second, third = text() == "1", text() == "2", text() == "3"
    assert list(comparisons(AllOf((first, Negation(AnyOf((second, third))))))) == [first, second, third]


def test_channels_are_keys_by_identity():
    assert {text(): 1, text(): 2}.keys().__len__() == 2


def test_a_channel_in_text_is_found_again():
    register = {}
    rows = make_channel("rows", "List[str]", "load")
    rows.text_register = register
    found = embedded_channels(f"take {rows} and {rows}", register)
    assert [channel is rows for channel in found] == [True]
    assert embedded_channels("{{channel:task=load;name=rows;type=List[str];}}")[0].full_name == "load-rows"


def test_channels_are_found_at_any_depth():
    first, second = text("a"), text("b")
    assert channels_in({"k": [1, {f"x {first}": second}], "l": (first,)}) != []
    assert {it.name for it in channels_in({"k": [1, {f"x {first}": second}]})} == {"a", "b"}


@pytest.mark.parametrize("name", ["1a", "a/b", ""])
def test_names_of_channels_are_checked(name):
    with pytest.raises(ValueError, match="Only letters, numbers"):
        make_channel(name, "String")


def test_items_of_dicts_and_lists():
    record = make_channel("Output", "Dict[str, int]", "config")
    item = record["lr"]
    assert (item.full_name, item.item_selector) == ("config-Output-subvar-lr", 'parseJson(string_value)["lr"]')
    assert item.channel_type == "int"
    deep = make_channel("rows", "List[Dict[str, float]]")[0]["a b"]
    assert deep.item_selector == 'parseJson(string_value)[0]["a b"]'
    assert deep.channel_type == "float"
    assert isinstance(deep.item_parent, ItemChannel)
    assert deep.item_base.name == "rows"


def test_keys_that_read_alike_stay_apart():
    record = make_channel("d", "Dict")
    names = {record[key].name for key in ("a", "a b", "a_b", "a.b", "é")}
    assert len(names) == 5


def test_text_has_no_items():
    with pytest.raises(TypeError, match="'q' is String, which has no item 'a'"):
        text()["a"]


def test_an_item_is_named_by_text_or_number():
    with pytest.raises(TypeError, match="got True of type bool"):
        make_channel("d", "Dict")[True]


def test_a_channel_cannot_be_looped_over_in_python():
    with pytest.raises(TypeError, match=r"dsl\.ParallelFor"):
        list(make_channel("rows", "List[str]"))


def test_conditions_combine_from_either_side():
    assert render(flag() & (text() == "a")) == f"{B} == true && {Q} == 'a'"
    assert render(flag() | (text() == "a")) == f"{B} == true || {Q} == 'a'"
    with pytest.raises(ValueError, match="constant boolean True"):
        True & (text() == "a")
    with pytest.raises(ValueError, match="constant boolean False"):
        False | flag()


def test_entries_may_be_named_like_anything():
    item = make_channel("rows", "List[Dict]")[0]
    assert item.key.item_selector == 'parseJson(string_value)[0]["key"]'
    assert item.subvar_name == 0
    with pytest.raises(AttributeError):
        _ = item._private


def test_a_channel_shows_as_its_place_in_text():
    assert repr(whole()) == "{{channel:task=count;name=k;type=Integer;}}"
    assert whole().task is None
