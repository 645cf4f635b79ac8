"""What conditions, loops and exit handlers say to people, in the words of the pipeline's author."""

import re

from penstock.spec.task import PipelineTaskSpec

_CHANNEL = "pipelinechannel--"
_CHAIN = "condition-branches-"
_ITEM = re.compile(r"(.+)-loop-item(?:-\d+)?|(loop-item-param-\d+)")
_WORDS = {"&&": "and", "||": "or", "!": "not "}
_GROUP = re.compile(r"(?:condition|condition-branches|for-loop|exit-handler)-\d+")


def is_group(name: str) -> bool:
    """Tell whether a compiler, and no author, gave a task this name."""
    return _GROUP.fullmatch(name) is not None


def is_chain(name: str) -> bool:
    """Tell whether a task of this name holds the branches of one decision."""
    return name.startswith(_CHAIN)


def branch_places(names: list[str]) -> dict[str, int]:
    """Return the place of each branch among the branches of one decision, whose tasks have these names."""
    return {name: place for place, name in enumerate(sorted(filter(is_group, names), key=_number))}


def items_of(task: PipelineTaskSpec) -> str:
    """Return what a loop goes over: the name of an input, or the items themselves; empty for what is no loop."""
    iterator = task.parameter_iterator
    if iterator is not None and iterator.items is not None:
        return readable(iterator.items.input_parameter) or iterator.items.raw
    if task.artifact_iterator is not None and task.artifact_iterator.items is not None:
        return readable(task.artifact_iterator.items.input_artifact)
    return ""


def is_item(name: str) -> bool:
    """Tell whether an input of this name takes the item of a loop, and no part of it."""
    return _ITEM.fullmatch(name.removeprefix(_CHANNEL)) is not None


def readable(name: str) -> str:
    """Write the name of a value as its author thinks of it: ``train``, ``train.rate``, ``item of names``."""
    name, *keys = name.removeprefix(_CHANNEL).split("-subvar-")
    return ".".join([_readable_base(name), *keys])


def _readable_base(name: str) -> str:
    item = _ITEM.fullmatch(name)
    if item is None:
        return name.removesuffix("-Output")
    return f"item of {readable(item[1])}" if item[1] else "item"


def condition_of(task: PipelineTaskSpec, before: int = 0) -> str:
    """Return the condition of a task without what the branches before it say; empty where it has none."""
    if task.trigger_policy is None:
        return ""
    return _in_words(_own_condition(_in_names(task.trigger_policy.condition), before))


def _number(name: str) -> int:
    return int(name.rpartition("-")[2])


def _in_names(condition: str) -> str:
    """Write a condition in the names of its author."""
    text = re.sub(r"inputs\.parameter_values\['([^']*)'\]", lambda match: readable(match[1]), condition)
    return re.sub(r"\b(?:int|double|bool)\(([^()]*)\)", r"\1", text)


def _in_words(condition: str) -> str:
    """Write the signs between the parts of a condition as words; texts in it stay as they are."""
    signs = r"('(?:\\.|[^'\\])*')|&&|\|\||!(?=\()"
    return re.sub(signs, lambda match: match[1] or _WORDS[match[0]], condition)


def _own_condition(text: str, before: int) -> str:
    """Leave out of a branch's condition that the branches before it were not taken."""
    for _ in range(before):
        if not text.startswith("!("):
            break
        text = text[_to_closing(text, 1) :].removeprefix(" && ")
    return text


def _to_closing(text: str, start: int) -> int:
    """Return the place behind the parenthesis that closes the one at `start`."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    return len(text)
