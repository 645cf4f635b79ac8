"""Where packages come from: pip's settings, pip's options in a list of packages, and the nearest interpreter."""

import os
import sys
from pathlib import Path

import pytest
import uv

from penstock.launchers.pip_configuration import PipConfiguration, index_options, read_pip_configuration
from penstock.launchers.process.interpreters import Interpreter, Interpreters, own_interpreter
from penstock.launchers.process.requirements import EnvironmentRequest, split_options


@pytest.fixture
def interpreters():
    return Interpreters(Path(uv.find_uv_bin()), os.environ, own_interpreter())


def test_reads_the_users_file_and_then_the_variables(tmp_path):
    folder = tmp_path / ".config" / "pip"
    folder.mkdir(parents=True)
    (folder / "pip.conf").write_text(
        "[global]\nindex-url = https://file.example/simple\nextra-index-url =\n  https://a.example\n  https://b.example\n"
    )
    environ = {"PIP_INDEX_URL": "https://variable.example/simple", "PIP_NO_INDEX": "0"}
    found = read_pip_configuration(environ, prefix=tmp_path, home=tmp_path)
    assert found.index_url == "https://variable.example/simple"
    assert found.extra_index_urls[-2:] == ("https://a.example", "https://b.example")
    assert not found.no_index


def test_passes_over_files_that_cannot_be_read(tmp_path):
    (tmp_path / "pip.conf").write_text("no section\n")
    assert read_pip_configuration({"XDG_CONFIG_HOME": str(tmp_path)}, prefix=tmp_path, home=tmp_path).index_url == ""


def test_lets_the_index_of_a_component_replace_the_users():
    user = PipConfiguration(index_url="https://user.example", extra_index_urls=("https://extra.example",))
    options = index_options(user, index_urls=("https://own.example", "https://more.example"), trusted_hosts=())
    assert options[:2] == ["--default-index", "https://own.example"]
    assert "https://user.example" not in options
    assert options.count("--index") == 2


def test_makes_hosts_of_trusted_urls():
    options = index_options(PipConfiguration(), index_urls=(), trusted_hosts=("http://inner.example:8080/simple",))
    assert options == ["--allow-insecure-host", "inner.example:8080"]


def test_tells_requirements_from_options_between_them():
    packages = ["a==1", "--pre", "--extra-index-url", "https://x.example", "--no-deps", "-f=wheels", "--user", "b"]
    requirements, options = split_options(packages)
    assert requirements == ["a==1", "b"]
    assert options == ["--prerelease=allow", "--index", "https://x.example", "--no-deps", "--find-links=wheels"]


def test_names_equal_requests_alike_and_others_apart():
    own = own_interpreter()
    keys = [EnvironmentRequest(interpreter=own, packages=names).key for names in (("a",), ("a",), ("b",))]
    assert keys[0] == keys[1] != keys[2]


def test_takes_its_own_version_for_an_image_of_that_version(interpreters):
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    choice = interpreters.nearest(f"docker.io/library/python:{version}-slim")
    assert choice.interpreter == own_interpreter()
    assert choice.notice == ""


def test_says_that_another_image_is_not_used(interpreters):
    assert "'nvidia/cuda:12'" in interpreters.nearest("nvidia/cuda:12").notice


def test_says_which_version_stands_for_one_that_is_not_here(interpreters):
    choice = interpreters.nearest("python:3.99")
    assert choice.interpreter.minor >= (3, 9)
    assert "Python 3.99" in choice.notice


def test_takes_its_own_where_no_others_can_be_listed():
    alone = Interpreters(Path("/nowhere/uv"), {}, Interpreter(path=Path("/python"), version="3.12.1"))
    assert alone.nearest("python:3.9").interpreter.version == "3.12.1"
