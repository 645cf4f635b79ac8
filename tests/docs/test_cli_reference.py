"""Every command and option stands in the reference, and the reference names no other."""

import re
from pathlib import Path

import click
import pytest

from penstock.cli.main import penstock

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "cli.md").read_text()
SECTIONS = {
    re.split(r" [\[A-Z]", title)[0].removeprefix("penstock "): text
    for title, text in re.findall(r"^### `([^`]*)`\n(.*?)(?=^###|\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
}


def commands(group=penstock, prefix=""):
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


COMMANDS = dict(commands())


def test_the_reference_has_exactly_the_commands():
    assert sorted(SECTIONS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_has_exactly_the_options_of(name):
    options = {opt for it in COMMANDS[name].params if isinstance(it, click.Option) for opt in it.opts}
    rows = re.findall(r"^\| (`.*?) \|", SECTIONS[name], re.MULTILINE)
    documented = set(re.findall(r"`(--?[a-z-]+)[^`]*`", "\n".join(rows)))
    assert documented == options - {"--json"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_json_and_explains_itself(name):
    command = COMMANDS[name]
    assert any("--json" in it.opts for it in command.params)
    assert command.help
    assert command.short_help
    assert not [it.name for it in command.params if isinstance(it, click.Option) and not it.help]
