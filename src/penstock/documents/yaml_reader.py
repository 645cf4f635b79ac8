"""Reads YAML as PyYAML's safe loader does, from parser events: several times faster, and within limits.

Differences, on purpose: keys are always text, as in JSON; dates stay text; duplicate keys, tags and numbers without
an end are problems; an alias costs what it stands for.
"""

import math
from collections.abc import Callable
from typing import Any, NoReturn

import yaml

from penstock.core.errors import Problem, SpecError
from penstock.core.json import JsonValue
from penstock.documents.text import Limits, place, refuse

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTRUCTOR = yaml.constructor.SafeConstructor()
_RESOLVERS: dict[str, list[tuple[str, Any]]] = yaml.SafeLoader.yaml_implicit_resolvers
_CORE = "tag:yaml.org,2002:"
_UNSPECIFIC = "!"
_COLLECTION_TAGS = (_UNSPECIFIC, _CORE + "map", _CORE + "seq")
_SCALAR_TAGS = frozenset(_CORE + name for name in ("str", "int", "float", "bool", "null"))
_MERGE = "<<"


def read_yaml(text: str, *, name: str, limits: Limits, most: int = 1) -> list[JsonValue]:
    """Return the documents of a YAML text, at most as many as said; an empty text has none.

    Raises `SpecError` with the place of what is wrong.
    """
    return _Reader(text, name, limits).documents(most)


class _Reader:
    """Builds values from the events of one text."""

    def __init__(self, text: str, name: str, limits: Limits) -> None:
        self._text = text
        self._name = name
        self._limits = limits
        self._problems: list[Problem] = []
        self._plain: dict[str, Any] = {}
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._nodes = 0
        self._alias_nodes = 0
        self._depth = 0
        self._next: Callable[[], Any] = lambda: None

    def documents(self, most: int) -> list[JsonValue]:
        """Read all documents."""
        try:
            self._next = _Loader(self._text).get_event
            found = self._read_all(most)
        except yaml.MarkedYAMLError as error:
            self._refuse_syntax(error)
        except yaml.reader.ReaderError as error:
            self._refuse_character(error)
        except UnicodeEncodeError:
            refuse(Problem("invalid-encoding", "", "the text holds half of a surrogate pair"), self._name)
        if self._problems:
            raise SpecError(self._problems, source=self._name)
        return found

    def _read_all(self, most: int) -> list[JsonValue]:
        found: list[JsonValue] = []
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            if len(found) == most:
                expected = "one document" if most == 1 else f"at most {most} documents"
                self._refuse("too-many-documents", event, f"the file may hold {expected}, and here another one starts")
            self._anchors.clear()
            found.append(self._value(self._next()))
        return found

    def _value(self, event: Any) -> Any:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if kind is yaml.AliasEvent:
            return self._alias(event)
        return self._collection(event, self._mapping if kind is yaml.MappingStartEvent else self._sequence)

    def _collection(self, event: Any, read: Callable[[], Any]) -> Any:
        self._depth += 1
        if self._depth > self._limits.depth:
            self._refuse(
                "too-deep", event, f"the file nests lists and mappings more than {self._limits.depth} levels deep"
            )
        if event.tag is not None and event.tag not in _COLLECTION_TAGS:
            self._report_tag(event)
        before = self._nodes
        value = read()
        self._depth -= 1
        self._spend(1, event)
        if event.anchor:
            self._anchors[event.anchor] = (value, self._nodes - before)
        return value

    def _mapping(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        merged: list[Any] = []
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key = self._key(event)
            value = self._next()
            value = self._scalar(value) if type(value) is yaml.ScalarEvent else self._value(value)
            if key == _MERGE and event.implicit[0]:
                merged.extend(value if isinstance(value, list) else [value])
            elif key in data:
                self._report("duplicate-key", event, f"the key {key[:80]!r} is there twice in one mapping")
            else:
                data[key] = value
        return self._merge(data, merged) if merged else data

    def _merge(self, data: dict[str, Any], merged: list[Any]) -> dict[str, Any]:
        whole: dict[str, Any] = {}
        for part in reversed(merged):
            if not isinstance(part, dict):
                problem = Problem("invalid-merge", "", "'<<' expects a mapping or a list of mappings")
                self._problems.append(problem)
                continue
            whole.update(part)
        return {**whole, **data}

    def _sequence(self) -> list[Any]:
        items: list[Any] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            items.append(self._scalar(event) if type(event) is yaml.ScalarEvent else self._value(event))
        return items

    def _key(self, event: Any) -> str:
        if type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None:
            self._nodes += 1
            return str(event.value)
        value = self._value(event)
        if isinstance(value, str):
            return value
        self._report("invalid-key", event, f"a key is text here, not {type(value).__name__}")
        return ""

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        self._spend(1 + (len(text) >> 8), event)
        if event.tag is None or event.tag == _UNSPECIFIC:
            value = self._resolved(text, event) if event.implicit[0] else text
        else:
            value = self._tagged(text, event)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1 + (len(text) >> 8))
        return value

    def _resolved(self, text: str, event: Any) -> Any:
        if text in self._plain:
            return self._plain[text]
        tag = next((tag for tag, pattern in _RESOLVERS.get(text[:1], ()) if pattern.match(text)), "")
        value = self._constructed(tag, text, event)
        self._plain[text] = value
        return value

    def _tagged(self, text: str, event: Any) -> Any:
        if event.tag in _SCALAR_TAGS:
            return self._constructed(event.tag, text, event)
        self._report_tag(event)
        return text

    def _constructed(self, tag: str, text: str, event: Any) -> Any:
        node = yaml.ScalarNode(tag, text)
        try:
            if tag == _CORE + "int":
                return _CONSTRUCTOR.construct_yaml_int(node)
            if tag == _CORE + "bool":
                return _CONSTRUCTOR.construct_yaml_bool(node)
            if tag == _CORE + "float":
                return self._finite(float(_CONSTRUCTOR.construct_yaml_float(node)), event)
        except (ValueError, KeyError):
            self._report("invalid-value", event, f"{text[:60]!r} is not a value of {tag.removeprefix(_CORE)}")
        return None if tag == _CORE + "null" else text

    def _finite(self, number: float, event: Any) -> float:
        if not math.isfinite(number):
            self._report("invalid-number", event, f"{event.value[:60]} is a number that JSON cannot hold")
        return number

    def _alias(self, event: Any) -> Any:
        if event.anchor not in self._anchors:
            self._refuse("unknown-alias", event, f"there is no anchor {event.anchor!r} before this alias")
        value, nodes = self._anchors[event.anchor]
        self._alias_nodes += nodes
        if self._alias_nodes > self._limits.alias_nodes:
            message = f"aliases stand for more than {self._limits.alias_nodes:,} values"
            self._refuse("alias-bomb", event, message, "write the values out, or pass them as an artifact")
        self._spend(nodes, event)
        return value

    def _spend(self, nodes: int, event: Any) -> None:
        self._nodes += nodes
        if self._nodes > self._limits.nodes:
            self._refuse("too-many-values", event, f"the file holds more than {self._limits.nodes:,} values")

    def _report_tag(self, event: Any) -> None:
        shown = event.tag.replace(_CORE, "!!")
        self._report("unknown-tag", event, f"the tag {shown[:80]!r} is not allowed; values are plain JSON-like data")

    def _report(self, code: str, event: Any, message: str) -> None:
        self._problems.append(Problem(code, _place_of(event.start_mark), message))
        if len(self._problems) >= 100:
            raise SpecError(self._problems, source=self._name)

    def _refuse(self, code: str, event: Any, message: str, hint: str = "") -> NoReturn:
        raise SpecError([*self._problems, Problem(code, _place_of(event.start_mark), message, hint)], source=self._name)

    def _refuse_syntax(self, error: yaml.MarkedYAMLError) -> NoReturn:
        mark = error.problem_mark or error.context_mark
        hint = ""
        if mark is not None:
            line = self._text.split("\n", mark.line + 1)[mark.line : mark.line + 1]
            indentation = line[0][: len(line[0]) - len(line[0].lstrip())] if line else ""
            hint = "indent with spaces, YAML allows no tabs there" if "\t" in indentation else ""
        words = ", ".join(part for part in (error.context, error.problem) if part)
        refuse(Problem("invalid-yaml", _place_of(mark) if mark else "", f"this is not YAML: {words}", hint), self._name)

    def _refuse_character(self, error: yaml.reader.ReaderError) -> NoReturn:
        message = f"this is not YAML: {error.reason} (character 0x{_code_of(error.character):02x} at {error.position})"
        hint = "a binary file or stray control character; save the file as plain UTF-8 text"
        refuse(Problem("invalid-yaml", "", message, hint), self._name)


def _place_of(mark: Any) -> str:
    return place(mark.line + 1, mark.column + 1)


def _code_of(character: Any) -> int:
    return character if isinstance(character, int) else ord(character)
