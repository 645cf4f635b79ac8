"""Promises that hold for every error, port and value."""

import importlib
import inspect
import pkgutil
from collections import Counter
from types import ModuleType

import penstock.engine.ports
import penstock.testing
from penstock.core.errors import PenstockError

#: The suite that every adapter of a port passes.
CONTRACTS = {
    "ArtifactStore": "ArtifactStoreContract",
    "Launcher": "LauncherContract",
    "RunJournal": "RunJournalContract",
}
#: Handed out by another port, whose suite covers it.
PARTS = {"Claim", "Lease"}


def test_each_error_has_a_code_of_its_own() -> None:
    codes = Counter(error.__dict__.get("code") for error in _subclasses(PenstockError))
    assert not [code for code, times in codes.items() if code is not None and times > 1]


def test_each_error_says_when_it_is_raised() -> None:
    assert not [error for error in _subclasses(PenstockError) if not error.__doc__]


def _subclasses(error: type[PenstockError]) -> set[type[PenstockError]]:
    for module in pkgutil.walk_packages(importlib.import_module("penstock").__path__, "penstock."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
    found, waiting = set(), [error]
    while waiting:
        children = waiting.pop().__subclasses__()
        found |= set(children)
        waiting += children
    return {it for it in found if it.__module__.startswith("penstock.")}


def test_each_port_of_the_engine_has_a_contract_suite() -> None:
    ports = {
        name
        for name, value in vars(penstock.engine.ports).items()
        if inspect.isclass(value)
        and getattr(value, "_is_protocol", False)
        and value.__module__ == "penstock.engine.ports"
    }
    suites = {name for module in _testing_modules() for name in vars(module)}
    assert ports - PARTS == set(CONTRACTS)
    assert set(CONTRACTS.values()) <= suites


def _testing_modules() -> list[ModuleType]:
    return [
        importlib.import_module(f"penstock.testing.{module.name}")
        for module in pkgutil.iter_modules(penstock.testing.__path__)
        if not module.name.startswith("_")
    ]
