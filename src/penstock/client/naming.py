"""Filters that find one thing by its name, and who a client speaks for."""

import json
from collections.abc import Sequence
from typing import TypeVar

from penstock.client.api import Api, PageQuery
from penstock.client.surroundings import POD_NAMESPACE_FILE, KfpContext

EQUALS = 1
"""The number that KFP gives the operation."""

Thing = TypeVar("Thing")


def named(name: str) -> PageQuery:
    """Return the query for what has this name."""
    predicate = {"operation": EQUALS, "key": "display_name", "stringValue": name}
    return PageQuery(filter=json.dumps({"predicates": [predicate]}))


def only(found: Sequence[Thing] | None, what: str, name: str) -> Thing | None:
    """Return the one that was found, if any. Raises `ValueError` for several, in KFP's words."""
    if found and len(found) > 1:
        raise ValueError(f"Multiple {what} with the name: {name} found, the name needs to be unique.")
    return found[0] if found else None


class Namespace:
    """The namespace that a client speaks for: given, remembered, or that of its pod on a server with many users."""

    def __init__(self, api: Api, context: KfpContext, given: str) -> None:
        self._api = api
        self._context = context
        self._name: str | None = given or context.text("namespace") or None

    def get(self) -> str:
        """Return it; empty where there is only one. Raises `ApiError`."""
        if self._name is None:
            self._name = self._of_pod()
        return self._name

    def remember(self, name: str) -> None:
        """Speak for this namespace, also in later processes."""
        self._name = name
        self._context.with_namespace(name).write()

    def _of_pod(self) -> str:
        if not POD_NAMESPACE_FILE.exists() or not self._api.health().multi_user:
            return ""
        return POD_NAMESPACE_FILE.read_text(encoding="utf-8").strip()
