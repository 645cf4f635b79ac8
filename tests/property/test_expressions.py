"""Conditions against a model in Python, and texts that no parser has seen."""

import operator

from hypothesis import given, settings
from hypothesis import strategies as st

from penstock.core.errors import ConditionError, PlaceholderError
from penstock.spec.conditions import parameter_reference, parse_condition, quote
from penstock.spec.placeholders import RenderContext, find_placeholders, parse_placeholder, render_text, text_of

NAMES = ["a", "b", "it's", 'q"q', "back\\slash", "new\nline"]
COMPARISONS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
numbers = st.one_of(st.integers(-3, 3), st.sampled_from([0.5, 1.0, -2.0, 1e-7, 2**60]))
inputs = st.fixed_dictionaries(dict.fromkeys(NAMES, numbers))
texts = st.text(max_size=30)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=8,
)


@st.composite
def comparisons(draw):
    """Draw the text of a comparison, and what it means as a function of the inputs."""
    sign = draw(st.sampled_from(sorted(COMPARISONS)))
    left, right = draw(st.sampled_from(NAMES)), draw(st.one_of(st.sampled_from(NAMES), numbers))
    shown = parameter_reference(right) if isinstance(right, str) else quote(right)

    def meaning(given):
        other = given[right] if isinstance(right, str) else right
        return COMPARISONS[sign](given[left], other)

    return f"{parameter_reference(left)} {sign} {shown}", meaning


def combined(inner):
    """Build larger conditions out of smaller ones."""
    return st.one_of(
        inner.map(lambda part: (f"!({part[0]})", lambda given: not part[1](given))),
        st.tuples(inner, inner).map(
            lambda parts: (
                f"({parts[0][0]}) && ({parts[1][0]})",
                lambda given: parts[0][1](given) and parts[1][1](given),
            )
        ),
        st.tuples(inner, inner).map(
            lambda parts: (
                f"({parts[0][0]}) || ({parts[1][0]})",
                lambda given: parts[0][1](given) or parts[1][1](given),
            )
        ),
        st.tuples(inner, inner, inner).map(
            lambda parts: (
                f"({parts[0][0]}) ? ({parts[1][0]}) : ({parts[2][0]})",
                lambda given: parts[1][1](given) if parts[0][1](given) else parts[2][1](given),
            )
        ),
    )


@given(st.recursive(comparisons(), combined, max_leaves=8), inputs)
@settings(max_examples=300)
def test_a_condition_means_what_python_means(condition, given_inputs):
    text, meaning = condition
    parsed = parse_condition(text)
    assert parsed.evaluate(given_inputs) is meaning(given_inputs)
    assert parsed.names <= set(NAMES)


@given(json_values)
@settings(max_examples=200)
def test_a_quoted_constant_equals_itself(value):
    assert parse_condition(f"{parameter_reference('x')} == {quote(value)}").evaluate({"x": value})


@given(st.text(alphabet="ab'\"\\.()[]{}!&|=<>+-*/%?:, 01inputsparameter_values", max_size=40))
@settings(max_examples=300)
def test_any_text_is_a_condition_or_an_error(text):
    try:
        parse_condition(text).evaluate({"a": 1})
    except ConditionError as error:
        assert 0 <= error.position <= len(text)  # noqa: PT017 - either outcome is right


@given(
    st.dictionaries(st.sampled_from(["a", "b"]), json_values, min_size=2),
    st.lists(st.sampled_from(["a", "b", "-", "{{", "}}", "{{$}}", "$"]), max_size=8),
)
@settings(max_examples=200)
def test_rendering_replaces_placeholders_and_nothing_else(given_inputs, parts):
    placeholder = "{{{{$.inputs.parameters['{}']}}}}".format
    template = " ".join(placeholder(part) if part in given_inputs else part for part in parts)
    expected = " ".join(text_of(given_inputs[part]) if part in given_inputs else part for part in parts)
    context = RenderContext(executor_input={"inputs": {"parameterValues": given_inputs}})
    assert render_text(template, context, keep_whole=True) == expected


@given(st.text(alphabet="{}$.[]'\"abinputs_parametersartifactsuri0 ", max_size=60))
@settings(max_examples=300)
def test_any_text_renders_or_says_why_not(text):
    context = RenderContext(executor_input={"inputs": {"parameterValues": {"a": 1}}})
    try:
        rendered = render_text(text, context)
    except PlaceholderError:
        return
    assert rendered == text or any(parse_placeholder(found) for found in find_placeholders(text))
