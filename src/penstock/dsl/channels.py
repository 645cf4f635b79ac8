"""Channels: values that tasks exchange, as the author of a pipeline holds them before they exist."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from penstock.dsl.conditions import Condition, Operand
from penstock.dsl.parameter_types import type_by_name
from penstock.dsl.type_texts import item_type, value_type
from penstock.dsl.unknown_values import UnknownValue
from penstock.spec.types import ParameterType

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9\s_-]*")
_EMBEDDED = re.compile(r"\{\{channel:task=([^;{}]*);name=([^;{}]+);type=([^;]*?);\}\}")
_PLAIN = frozenset({int, float, bool, type(None)})
"""Types of values that hold no channel, whatever they are."""
_IDENTIFIER = re.compile(r"[A-Za-z_][0-9A-Za-z_]*")

#: The type that KFP gives to what it cannot know: text. Such a channel fits every parameter.
UNKNOWN = "String"

#: In settings of a platform: the key whose channel is not put under a key, but merged into the mapping around it.
MERGED = ""


class PipelineChannel(UnknownValue, Operand):
    """A value that will exist when the pipeline runs: an input of the pipeline, or an output of a task.

    It can be given as an argument, compared in a condition, looped over, and put into an f-string.
    """

    # Entries of an item are attributes too (``item.key``), so that names here are ones that no entry is likely to have.
    __slots__ = (
        "channel_name",
        "channel_type",
        "is_artifact_list",
        "produced_by",
        "task_name",
        "text_register",
        "type_is_unknown",
    )

    def __init__(
        self,
        name: str,
        channel_type: str,
        task_name: str | None = None,
        *,
        is_artifact_list: bool = False,
        type_is_unknown: bool = False,
    ) -> None:
        if _NAME.fullmatch(name) is None:
            raise ValueError(
                'Only letters, numbers, spaces, "_", and "-" are allowed in the name. Must begin with a letter. '
                f"Got name: {name}"
            )
        self.channel_name = name
        self.channel_type = channel_type
        self.task_name = task_name or None
        self.is_artifact_list = is_artifact_list
        self.type_is_unknown = type_is_unknown
        """Whether the type of the value is not known, so that it fits every parameter."""
        self.produced_by: Any = None
        """The task, or for a `OneOf` the group, that gives the value."""
        self.text_register: dict[str, PipelineChannel] | None = None
        """Where channels put into text are remembered, so that they are found again in it."""

    @property
    def name(self) -> Any:
        """The name of the input or output that this is."""
        return self.channel_name

    @property
    def full_name(self) -> str:
        """The name, unique within its pipeline."""
        return f"{self.task_name}-{self.channel_name}" if self.task_name else self.channel_name

    @property
    def surfaced_name(self) -> str:
        """The name of the input by which the value enters a group or a text; the prefix keeps it apart from others."""
        return f"pipelinechannel--{self.full_name}"

    @property
    def parameter_type(self) -> ParameterType | None:
        """The type of a parameter, or None for an artifact."""
        return type_by_name(self.channel_type)

    @property
    def task(self) -> Any:
        """The task that gives the value, or None for an input of the pipeline."""
        return self.produced_by

    @property
    def pattern(self) -> str:
        """How this channel is written in text."""
        return f"{{{{channel:task={self.task_name or ''};name={self.channel_name};type={self.channel_type};}}}}"

    def truth(self) -> Condition:
        """Return the condition that this value is true.

        Raises `TypeError` if it is no boolean.
        """
        if self.parameter_type is not ParameterType.BOOLEAN and not self.type_is_unknown:
            raise TypeError(
                f"Only a boolean can be a condition by itself; {self.full_name!r} is {self.channel_type}: "
                "compare it with something, for example == 'yes'"
            )
        return super().truth()

    def __str__(self) -> str:
        pattern = self.pattern
        if self.text_register is not None:
            self.text_register[pattern] = self
        return pattern

    def __repr__(self) -> str:
        return str(self)

    def __iter__(self) -> Iterator[Any]:
        raise TypeError(
            f"{self.full_name!r} has no items while the pipeline is being built; "
            "loop over it with 'with dsl.ParallelFor(...) as item:'"
        )


class PipelineParameterChannel(PipelineChannel):
    """A parameter that will exist when the pipeline runs."""

    __slots__ = ()

    def __init__(
        self, name: str, channel_type: str, task_name: str | None = None, *, type_is_unknown: bool = False
    ) -> None:
        if type_by_name(channel_type) is None:
            raise TypeError(f"{channel_type} is not a parameter type.")
        super().__init__(name, channel_type, task_name, type_is_unknown=type_is_unknown)

    def __getitem__(self, key: str | int) -> "ItemChannel":
        """Take one entry of a dict, or one element of a list.

        Raises `TypeError` if this is neither.
        """
        accepted = (ParameterType.LIST, ParameterType.STRUCT)
        if self.parameter_type not in accepted and not self.type_is_unknown:
            raise TypeError(
                f"{self.full_name!r} is {self.channel_type}, which has no item {key!r}: only a list or a dict has items"
            )
        return ItemChannel(self, key)


class PipelineArtifactChannel(PipelineChannel):
    """An artifact, or a list of artifacts, that will exist when the pipeline runs."""

    __slots__ = ()

    def __init__(
        self, name: str, channel_type: str, task_name: str | None = None, *, is_artifact_list: bool = False
    ) -> None:
        if type_by_name(channel_type) is not None:
            raise TypeError(f"{channel_type} is not an artifact type.")
        super().__init__(name, channel_type, task_name, is_artifact_list=is_artifact_list)


class ItemChannel(PipelineParameterChannel):
    """One entry of a dict or one element of a list, such as ``item.a`` or ``task.output["lr"]``."""

    __slots__ = ("item_key", "item_parent")

    def __init__(self, parent: PipelineParameterChannel, key: str | int) -> None:
        if not isinstance(key, str | int) or isinstance(key, bool):
            raise TypeError(f"An item is named by text or a whole number, got {key!r} of type {type(key).__name__}")
        inner = item_type(parent.channel_type) if isinstance(key, int) else value_type(parent.channel_type)
        known = inner is not None and type_by_name(inner) is not None
        super().__init__(
            f"{parent.channel_name}-subvar-{_item_label(key)}",
            inner if inner is not None and known else UNKNOWN,
            parent.task_name,
            type_is_unknown=not known,
        )
        self.item_parent = parent
        self.item_key = key
        self.text_register = parent.text_register
        self.produced_by = parent.produced_by

    @property
    def subvar_name(self) -> str | int:
        """The key."""
        return self.item_key

    @property
    def item_base(self) -> PipelineParameterChannel:
        """The channel that the item is finally taken from."""
        parent = self.item_parent
        return parent.item_base if isinstance(parent, ItemChannel) else parent

    @property
    def surfaced_name(self) -> str:
        """The name of the input by which the value enters a group or a text: that of the value it is taken from."""
        parent = self.item_parent
        return parent.surfaced_name + self.channel_name.removeprefix(parent.channel_name)

    @property
    def item_selector(self) -> str:
        """The expression that takes the item from the value of `item_base`."""
        parent = self.item_parent
        inner = parent.item_selector if isinstance(parent, ItemChannel) else "parseJson(string_value)"
        return f"{inner}[{json.dumps(self.item_key, ensure_ascii=False)}]"

    def __getattr__(self, name: str) -> "ItemChannel":
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]


class LoopParameterArgument(PipelineParameterChannel):
    """The item that a `ParallelFor` over parameters is at."""

    __slots__ = ("item_fields", "items_or_pipeline_channel", "outer_items_unused")

    def __init__(
        self,
        name: str,
        channel_type: str,
        items: "list[Any] | PipelineParameterChannel",
        *,
        type_is_unknown: bool = False,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        task_name = items.task_name if isinstance(items, PipelineChannel) else None
        super().__init__(name, channel_type, task_name, type_is_unknown=type_is_unknown)
        self.items_or_pipeline_channel = items
        self.outer_items_unused = False
        """Whether nothing in the loop uses the items of loops around it over the same list."""
        if isinstance(items, PipelineChannel):
            self.produced_by = items.produced_by
            self.text_register = items.text_register
        self.item_fields = fields or {}
        """Of constant dicts: the types of their entries."""

    @property
    def name(self) -> Any:
        """The entry ``name`` of constant dicts that have one, else the name of the channel."""
        return self["name"] if "name" in self.item_fields else self.channel_name

    @property
    def surfaced_name(self) -> str:
        """The name of the input by which the item enters its loop."""
        return _surfaced_item(self) if self.outer_items_unused else super().surfaced_name

    @property
    def is_with_items_loop_argument(self) -> bool:
        """Whether the items are constants."""
        return not isinstance(self.items_or_pipeline_channel, PipelineChannel)

    def __getattr__(self, name: str) -> ItemChannel:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, key: str | int) -> ItemChannel:
        """Take an entry of the item; also written ``item.key``."""
        channel = ItemChannel(self, key)
        if isinstance(key, str) and key in self.item_fields:
            channel.channel_type = self.item_fields[key]
            channel.type_is_unknown = False
        return channel


class LoopArtifactArgument(PipelineArtifactChannel):
    """The artifact that a `ParallelFor` over a list of artifacts is at."""

    __slots__ = ("items_or_pipeline_channel", "outer_items_unused")
    is_with_items_loop_argument = False

    def __init__(self, name: str, items: PipelineArtifactChannel) -> None:
        super().__init__(name, items.channel_type, items.task_name)
        self.items_or_pipeline_channel = items
        self.outer_items_unused = False
        """Whether nothing in the loop uses the items of loops around it over the same list."""
        self.produced_by = items.produced_by
        self.text_register = items.text_register

    @property
    def surfaced_name(self) -> str:
        """The name of the input by which the item enters its loop."""
        return _surfaced_item(self) if self.outer_items_unused else super().surfaced_name


def _surfaced_item(argument: LoopParameterArgument | LoopArtifactArgument) -> str:
    """Name an item after its list alone, as KFP does for every loop over a list."""
    items = argument.items_or_pipeline_channel
    assert isinstance(items, PipelineChannel)
    return f"{items.surfaced_name}-loop-item"


def _item_label(key: str | int) -> str:
    """Write a key as part of a name; keys that are no identifiers stay distinct."""
    if isinstance(key, int):
        return str(key).replace("-", "last")
    if _IDENTIFIER.fullmatch(key):
        return key
    readable = re.sub(r"[^0-9A-Za-z_]+", "-", key).strip("-")
    return "-".join(part for part in (readable, key.encode().hex()) if part)


def make_channel(
    name: str, channel_type: str, task_name: str | None = None, *, is_artifact_list: bool = False
) -> PipelineParameterChannel | PipelineArtifactChannel:
    """Make the channel of a parameter or of an artifact, as its type says."""
    if type_by_name(channel_type) is not None:
        return PipelineParameterChannel(name, channel_type, task_name)
    return PipelineArtifactChannel(name, channel_type, task_name, is_artifact_list=is_artifact_list)


def embedded_channels(text: str, register: "dict[str, PipelineChannel] | None" = None) -> list[PipelineChannel]:
    """Return the channels that were put into a text, each once, in the order of their places."""
    if "{{channel:" not in text:
        return []
    found: dict[str, PipelineChannel] = {}
    for match in _EMBEDDED.finditer(text):
        pattern = match.group(0)
        if pattern not in found:
            known = register.get(pattern) if register is not None else None
            found[pattern] = known if known is not None else make_channel(match[2], match[3], match[1])
    return list(found.values())


def channels_in(value: Any, register: "dict[str, PipelineChannel] | None" = None) -> list[PipelineChannel]:
    """Return every channel in a value: itself, inside text, or inside lists and dicts at any depth, each once."""
    found: dict[str, PipelineChannel] = {}
    pending = [value]
    while pending:
        current = pending.pop()
        if type(current) in _PLAIN:
            continue
        if isinstance(current, PipelineChannel):
            found.setdefault(current.pattern, current)
        elif isinstance(current, str):
            for channel in embedded_channels(current, register):
                found.setdefault(channel.pattern, channel)
        elif isinstance(current, list | tuple):
            pending.extend(reversed(current))
        elif isinstance(current, dict):
            pending.extend(reversed([part for entry in current.items() for part in entry]))
    return list(found.values())
