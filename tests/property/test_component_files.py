"""Whatever a component file holds, it is loaded or refused with its problems; nothing else happens."""

import json

from hypothesis import given
from hypothesis import strategies as st

from penstock.components import load_component_from_text
from penstock.core.errors import SpecError
from penstock.spec import codec

NAMES = st.sampled_from(["a", "b", "Data Set", "", "é", "inputValue"])
SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False, allow_infinity=False) | NAMES
KINDS = st.sampled_from(
    [
        "inputValue",
        "inputPath",
        "inputUri",
        "outputPath",
        "outputUri",
        "concat",
        "if",
        "ifPresent",
        "executorInput",
        "x",
    ]
)
ANYTHING = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(KINDS, SCALARS, max_size=2)
PLACEHOLDERS = st.recursive(
    NAMES | ANYTHING,
    lambda inner: (
        st.dictionaries(KINDS, inner, min_size=1, max_size=1)
        | st.fixed_dictionaries({"concat": st.lists(inner, max_size=3)})
        | st.fixed_dictionaries(
            {"if": st.fixed_dictionaries({"cond": st.fixed_dictionaries({"isPresent": ANYTHING}), "then": inner})}
        )
    ),
    max_leaves=5,
)
TYPES = st.sampled_from(["String", "Integer", "Float", "Bool", "List[str]", "Dict", "Model", "google.X"]) | SCALARS
PORTS = st.lists(
    st.fixed_dictionaries(
        {}, optional={"name": NAMES | SCALARS, "type": TYPES, "default": SCALARS, "optional": SCALARS, "other": SCALARS}
    )
    | SCALARS,
    max_size=4,
)
CONTAINERS = st.fixed_dictionaries(
    {"image": st.just("i") | SCALARS, "command": st.lists(PLACEHOLDERS, max_size=3) | SCALARS},
    optional={
        "args": st.lists(PLACEHOLDERS, max_size=3),
        "env": st.dictionaries(NAMES, PLACEHOLDERS, max_size=2) | SCALARS,
        "fileOutputs": st.dictionaries(NAMES, SCALARS, max_size=2) | SCALARS,
    },
)
GOOD_PORTS = st.just([{"name": "a", "type": "String"}, {"name": "b"}, {"name": "Data Set", "type": "Model"}])
FILES = st.fixed_dictionaries(
    {
        "implementation": st.fixed_dictionaries({"container": CONTAINERS}),
        "inputs": GOOD_PORTS | PORTS | SCALARS,
        "outputs": GOOD_PORTS | PORTS,
    },
    optional={"name": NAMES | SCALARS, "metadata": ANYTHING, "odd": ANYTHING},
)


@given(FILES)
def test_a_component_file_is_loaded_or_refused(data):
    try:
        loaded = load_component_from_text(json.dumps(data))
    except SpecError as error:
        assert error.problems  # noqa: PT017 - most inputs are refused, some are not
        return
    assert codec.encode(loaded.definition.executor)["container"]["image"]
    for element in loaded.definition.executor.container.command:
        assert isinstance(element, str)


@given(st.text(max_size=300))
def test_any_text_is_loaded_or_refused(text):
    try:
        load_component_from_text(text)
    except SpecError as error:
        assert error.problems  # noqa: PT017 - most inputs are refused, some are not
