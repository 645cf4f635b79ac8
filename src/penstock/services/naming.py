"""What names and tags may be."""

from collections.abc import Mapping

from penstock.core.errors import ArgumentsError, Problem

LONGEST_NAME = 128
LONGEST_VERSION_NAME = 127
MOST_TAGS = 20
LONGEST_TAG = 63


def check_name(name: str, field: str, *, longest: int = LONGEST_NAME) -> None:
    """Refuse a name that is empty or too long. Raises `ArgumentsError`."""
    if not name.strip():
        raise ArgumentsError([Problem("missing-name", field, f"{field} is empty", "give it a name")])
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
    if len(name) > LONGEST_TAG or len(value) > LONGEST_TAG:
        message = f"the tag {name[:80]!r} is longer than {LONGEST_TAG} characters"
        found.append(Problem("invalid-tag", field, message))
    return found
