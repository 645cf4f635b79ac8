"""Where the user's pip is told to look for packages, in the words of ``uv``, which does not read pip's settings."""

import configparser
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_LISTS = ("extra-index-url", "find-links", "trusted-host")
_SINGLE = ("index-url", "no-index", "cert")
_SECTIONS = ("global", "install")
_FALSE = ("", "0", "false", "no", "off")


@dataclass(frozen=True, kw_only=True, slots=True)
class PipConfiguration:
    """The settings that decide where packages come from."""

    index_url: str = ""
    extra_index_urls: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()
    no_index: bool = False
    certificates: str = ""


def read_pip_configuration(environ: Mapping[str, str], *, prefix: Path, home: Path) -> PipConfiguration:
    """Read pip's files and variables, in pip's order: machine, user, environment's own, then variables."""
    settings: dict[str, str] = {}
    if environ.get("PIP_CONFIG_FILE") != "/dev/null":
        for path in _files(environ, prefix=prefix, home=home):
            settings |= _read(path)
    for name in (*_LISTS, *_SINGLE):
        value = environ.get("PIP_" + name.upper().replace("-", "_"))
        if value is not None:
            settings[name] = value
    return PipConfiguration(
        index_url=settings.get("index-url", ""),
        extra_index_urls=tuple(settings.get("extra-index-url", "").split()),
        find_links=tuple(settings.get("find-links", "").split()),
        trusted_hosts=tuple(settings.get("trusted-host", "").split()),
        no_index=settings.get("no-index", "").lower() not in _FALSE,
        certificates=settings.get("cert", ""),
    )


def index_options(
    configuration: PipConfiguration, *, index_urls: tuple[str, ...], trusted_hosts: tuple[str, ...]
) -> list[str]:
    """Return options of ``uv`` for the indexes of a component on top of the user's own."""
    first, *extra = index_urls or (configuration.index_url,)
    options = ["--default-index", first] if first else []
    for url in (*extra, *configuration.extra_index_urls):
        options += ["--index", url]
    for place in configuration.find_links:
        options += ["--find-links", place]
    for host in (*trusted_hosts, *configuration.trusted_hosts):
        options += ["--allow-insecure-host", _host(host)]
    if configuration.no_index and not index_urls:
        options.append("--no-index")
    if extra or configuration.extra_index_urls:
        options += ["--index-strategy", "unsafe-best-match"]  # as pip: the best version of all indexes
    return options


def _files(environ: Mapping[str, str], *, prefix: Path, home: Path) -> Iterable[Path]:
    yield Path("/etc/pip.conf")
    yield home / ".pip/pip.conf"
    yield Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip/pip.conf"
    yield home / "Library/Application Support/pip/pip.conf"
    yield prefix / "pip.conf"
    if environ.get("PIP_CONFIG_FILE"):
        yield Path(environ["PIP_CONFIG_FILE"])


def _read(path: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return {}  # pip itself will say what is wrong with its file
    found: dict[str, str] = {}
    for section in _SECTIONS:
        if parser.has_section(section):
            found |= {name.replace("_", "-"): value for name, value in parser.items(section)}
    return {name: value for name, value in found.items() if name in _LISTS or name in _SINGLE}


def _host(host: str) -> str:
    """Return the host of a URL: KFP passes whole URLs where pip wants hosts."""
    return urlsplit(host).netloc if "://" in host else host
