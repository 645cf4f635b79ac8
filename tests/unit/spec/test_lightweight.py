import base64
import io
import json
import tarfile
from pathlib import Path

import pytest

from penstock.spec.lightweight import recognise

COMMANDS = json.loads((Path(__file__).parent / "data" / "lightweight_commands.json").read_text())
"""What kfp 2.17.0 wrote for a function ``add`` with each of its options."""

RUNNER = (
    'program_path=$(mktemp -d)\n\nprintf "%s" "$0" > "$program_path/ephemeral_component.py"\n'
    "{prefix}python3 -m {module} --component_module_path "
    '"$program_path/ephemeral_component.py" "$@"\n'
)
PREFIX = """
if ! [ -x "$(command -v pip)" ]; then
    python3 -m ensurepip || python3 -m ensurepip --user || apt-get install python3-pip
fi

PIP_DISABLE_PIP_VERSION_CHECK=1 {pip} && "$0" "$@"
"""
ARGS = ["--executor_input", "{{$}}", "--function_to_execute", "add"]


def recognised(name):
    return recognise(COMMANDS[name]["command"], COMMANDS[name]["args"])


def command(pip, module="kfp.dsl.executor_main"):
    runner = RUNNER.format(prefix="_KFP_RUNTIME=true ", module=module)
    return ["sh", "-c", PREFIX.format(pip=pip), "sh", "-ec", runner, "def add(): pass\n"]


def pip(*words):
    return "python3 -m pip install --quiet --no-warn-script-location " + " ".join(repr(word) for word in words)


@pytest.mark.parametrize("name", COMMANDS)
def test_recognises_every_form_of_the_installed_kfp(name):
    function = recognised(name)
    assert function.function_name == "add"
    assert function.executor_module == "kfp.dsl.executor_main"
    assert ("def add(a: int) -> int:" in function.source) is (name != "containerized")


@pytest.mark.parametrize(
    ("name", "packages"),
    [
        ("default", ()),
        ("packages", ("pandas==2.0", "foo; python_version < '3.9'")),
        ("no sdk, packages", ("a", "b")),
        ("own kfp", ("kfp==2.1.0", "a")),
        ("sdk from git", ("a",)),
        ("sdk from git alone", ()),
        ("venv", ("a",)),
        ("venv without packages", ()),
    ],
)
def test_tells_the_packages_of_the_user_from_the_sdk(name, packages):
    assert recognised(name).packages == packages


def test_names_the_sdk_that_kfp_would_install():
    assert recognised("default").sdk_requirement == "kfp==2.17.0"
    assert recognised("no sdk").sdk_requirement == recognised("own kfp").sdk_requirement == ""
    assert recognised("sdk from git").sdk_requirement.startswith("git+https://")


def test_reads_indexes_and_trusted_hosts():
    two = ("https://one/simple", "https://two/simple")
    assert (recognised("index").index_urls, recognised("index").trusted_hosts) == (two, two)
    assert recognised("trusted").trusted_hosts == ("one", "two")
    assert recognised("no trusted").trusted_hosts == ()


def test_sees_the_virtual_environment():
    assert [name for name in COMMANDS if recognised(name).use_venv] == ["venv", "venv without packages"]


def test_finds_what_travels_inside():
    file, notebook = recognised("embedded file"), recognised("notebook")
    assert (file.embedded_file, notebook.notebook) == ("model.txt", "book.ipynb")
    for function, name in ((file, "model.txt"), (notebook, "book.ipynb")):
        with tarfile.open(fileobj=io.BytesIO(base64.b64decode(function.embedded_archive))) as archive:
            assert archive.getnames() == [name]
    assert recognised("default").embedded_archive == ""


def test_helper_functions_come_along():
    assert "def helper() -> int:" in recognised("additional functions").source


def test_recognises_releases_that_installed_the_sdk_first():
    sdk = pip("kfp==2.5.0", "--no-deps", 'typing-extensions>=3.7.4,<5; python_version<"3.9"')
    function = recognise(command(f"{sdk}  &&  {pip('pandas', '--upgrade')}"), ARGS)
    assert function.packages == ("pandas", "--upgrade")
    assert function.sdk_requirement == "kfp==2.5.0"


def test_recognises_releases_that_installed_all_at_once():
    script = command("pip install -q 'a' 'kfp==2.0.1'", "kfp.components.executor_main")
    script[5] = RUNNER.format(prefix="", module="kfp.components.executor_main")
    function = recognise(script, ARGS)
    assert (function.packages, function.sdk_requirement) == (("a",), "kfp==2.0.1")
    script[2] = PREFIX.format(pip="pip3 install --index-url=https://i 'a'")
    function = recognise(script, ARGS)
    assert (function.packages, function.sdk_requirement, function.index_urls) == (("a",), "", ("https://i",))


def test_takes_a_local_sdk_for_the_sdk():
    function = recognise(command(f"{pip('a')} && {pip('/src/sdk/python', '--no-deps')}"), ARGS)
    assert (function.packages, function.sdk_requirement) == (("a",), "/src/sdk/python")


def test_installs_whatever_it_cannot_tell_apart():
    function = recognise(command(f"{pip('a')} && {pip('mine.whl')}"), ARGS)
    assert function.packages == ("a", "mine.whl")


def test_arguments_may_stand_in_the_command_and_in_any_order():
    words = COMMANDS["no sdk"]["command"]
    assert recognise([*words, *ARGS[2:], *ARGS[:2]]) == recognised("no sdk")


def test_a_plain_shell_will_do():
    words = ["sh", "-c", *COMMANDS["no sdk"]["command"][2:]]
    assert recognise(words, ARGS) == recognised("no sdk")


@pytest.mark.parametrize(
    ("words", "args"),
    [
        ([], []),
        (["echo", "hello"], []),
        (["sh", "-c", "echo", "x", "y"], []),
        (command("apt-get install git"), ARGS),
        (command("rm -rf / && " + pip("a")), ARGS),
        (command(pip("a") + " 'open"), ARGS),
        (["sh", "-c", '"$0" "$@"', *command(pip("a"))[3:]], ARGS),
        (["sh", "-c", "echo", *command(pip("a"))[3:]], ARGS),
        (["sh", "-ec", "echo", "source"], ARGS),
        (command(pip("a")), ARGS[:2]),
        (command(pip("a")), [*ARGS, "--verbose"]),
        (command(pip("a")), ["--executor_input", "{}", "--function_to_execute", "add"]),
        (command(pip("a")), ["--executor_input", "{{$}}", "--function_to_execute", ""]),
        (["python3", "-m", "mine.executor_main"], ARGS),
    ],
)
def test_leaves_every_other_command_alone(words, args):
    assert recognise(words, args) is None
