"""What names and tags may be."""

import re
from collections.abc import Mapping

from penstock.core.errors import ArgumentsError, Problem

LONGEST_NAME = 128
LONGEST_VERSION_NAME = 127
MOST_TAGS = 20
LONGEST_TAG = 63

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, ends of lines, what turns the direction of writing, and halves of surrogate pairs."""


def check_name(name: str, field: str, *, longest: int = LONGEST_NAME) -> None:
    """Refuse a name that is empty, too long, or does not show what it is. Raises `ArgumentsError`."""
    if not name.strip():
        raise ArgumentsError([Problem("missing-name", field, f"{field} is empty", "give it a name")])
    hidden = _HIDDEN.search(name)
    if hidden:
        message = f"{field} holds the control character U+{ord(hidden[0]):04X}"
        raise ArgumentsError([Problem("invalid-name", field, message, "leave it out")])
    if len(name) > longest:
        message = f"{field} has {len(name)} characters; {longest} are allowed"
        raise ArgumentsError([Problem("name-too-long", field, message)])


def check_tags(tags: Mapping[str, str], field: str = "tags") -> None:
    """Refuse tags that lists could not ask for. Raises `ArgumentsError` with every problem."""
    problems = [problem for name, value in tags.items() for problem in _problems_of_tag(name, value, field)]
    if len(tags) > MOST_TAGS:
        problems.append(Problem("too-many-tags", field, f"there are {len(tags)} tags; {MOST_TAGS} are allowed"))
    if problems:
        raise ArgumentsError(problems)


def _problems_of_tag(name: str, value: str, field: str) -> list[Problem]:
    found = []
    if not name or "." in name:
        message = f"the tag {name[:80]!r} is {'without a name' if not name else 'called with a dot'}"
        found.append(Problem("invalid-tag", field, message, "use letters, digits and dashes"))
    if _HIDDEN.search(name + value):
        found.append(Problem("invalid-tag", field, f"the tag {name[:80]!r} holds a control character", "leave it out"))
    if len(name) > LONGEST_TAG or len(value) > LONGEST_TAG:
        message = f"the tag {name[:80]!r} is longer than {LONGEST_TAG} characters"
        found.append(Problem("invalid-tag", field, message))
    return found
