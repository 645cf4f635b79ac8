"""`-p NAME=VALUE`."""

import click
import pytest

from penstock.cli.pairs import parse_pairs


def test_splits_at_the_first_equals_sign():
    assert parse_pairs(["a=1", "query=x=y", "empty="]) == {"a": "1", "query": "x=y", "empty": ""}


@pytest.mark.parametrize("pair", ["lr", "=3", " =3"])
def test_refuses_what_is_no_pair(pair):
    with pytest.raises(click.UsageError, match="takes NAME=VALUE"):
        parse_pairs([pair])


def test_refuses_a_name_given_twice():
    with pytest.raises(click.UsageError, match="gives 'lr' twice: '1' and '2'"):
        parse_pairs(["lr=1", "lr=2"])
