"""Docstrings in every style."""

import pytest

from penstock.dsl.docstrings import output_descriptions, parse

GOOGLE = """Train a model.

    Slowly.

    Args:
        lr (float, optional): The rate. Defaults to 3.
        data: Where rows are,
            and columns.

    Raises:
        ValueError: never
    """
REST = """Train a model.

    Slowly.

    :param float lr: The rate. Defaults to 3.
    :param data: Where rows are,
        and columns.
    :type data: str
    :raises ValueError: never
    """
NUMPY = """Train a model.

    Slowly.

    Parameters
    ----------
    lr : float, optional
        The rate. Defaults to 3.
    data
        Where rows are,
        and columns.
    """
EPYTEXT = """Train a model.

    Slowly.

    @param lr: The rate. Defaults to 3.
    @param data: Where rows are,
        and columns.
    @type data: str
    """


@pytest.mark.parametrize("text", [GOOGLE, REST, NUMPY, EPYTEXT], ids=["google", "rest", "numpy", "epytext"])
def test_reads_each_style(text):
    docstring = parse(text)
    assert docstring.summary == "Train a model.\nSlowly."
    assert docstring.parameters == {"lr": "The rate. Defaults to 3.", "data": "Where rows are,\nand columns."}


@pytest.mark.parametrize("text", [None, "", "   "])
def test_nothing_says_nothing(text):
    assert parse(text).summary == ""
    assert parse(text).parameters == {}


def test_one_line_is_the_summary():
    assert parse("Train.").summary == "Train."


def test_reads_what_is_returned_as_outputs():
    text = "Train.\n\nReturns:\n    model: The model.\n    loss: The loss.\n"
    assert output_descriptions(text) == {"model": "The model.", "loss": "The loss."}


def test_a_sentence_about_the_result_names_no_output():
    assert output_descriptions("Train.\n\nReturns:\n    The model\n") == {}
    assert output_descriptions("Train.") == {}
    assert output_descriptions(None) == {}


def test_a_section_of_one_kind_given_twice_counts_once():
    text = "Train.\n\nArgs:\n    a: one\n\nArgs:\n    b: two\n"
    assert parse(text).parameters == {"b": "two"}


def test_broken_fields_are_left_to_the_other_styles():
    assert parse("Train.\n\nArgs:\n    no colon here\n").parameters == {}
    assert parse("Train.\n\n:param a b c d: too many\n").parameters == {}


def test_sections_of_numpy_count_each_entry():
    text = """Train.

    Parameters
    ----------
    a : int
        The a.

    Examples
    --------
    >>> train(1)
    2

    Notes
    -----
    Slow.

    .. deprecated:: 1.0
    """
    assert parse(text).parameters == {"a": "The a."}
    assert parse(text).fields == 4


def test_a_type_alone_describes_nothing():
    assert parse("Train.\n\n:rtype: int\n:type a: str\n").parameters == {}
    assert parse("Train.\n\n@type a: int\n@return: it\n").parameters == {}


def test_a_line_that_only_looks_like_a_field_is_text():
    assert parse("Train.\n\n@ nobody\n").summary == "Train.\n@ nobody"
    assert parse("Train.\n\n: nothing\n").parameters == {}


def test_raises_with_too_many_words_is_no_field():
    assert parse("Train.\n\n:raises A B C: why\n:param a: The a.\n").parameters == {}
