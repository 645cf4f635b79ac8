"""How messages look in a notebook, and the links that a person gets."""

import importlib
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

_CELL = "text-align:left;padding:2px 12px 2px 0;vertical-align:top"
_COLOURS = {"SUCCEEDED": "#1a7f37", "FAILED": "#cf222e", "RUNNING": "#0969da", "CANCELED": "#9a6700"}


def card(title: str, facts: Mapping[str, Any], link: str) -> str:
    """Return a table with one fact on each line."""
    head = _anchor(str(facts.get("display_name") or facts.get("name") or title), link)
    lines = (
        f'<tr><th style="{_CELL};font-weight:normal;opacity:.7">{escape(name)}</th>'
        f'<td style="{_CELL}">{_cell(name, value)}</td></tr>'
        for name, value in facts.items()
    )
    return f"<div><b>{head}</b> <small>{escape(title)}</small><table>{''.join(lines)}</table></div>"


def rows(facts: Sequence[Mapping[str, Any]], links: Sequence[str], total: Any) -> str:
    """Return a table with one thing on each line, whose name leads to its page."""
    names = [*dict.fromkeys(name for line in facts for name in line)]
    head = "".join(f'<th style="{_CELL}">{escape(name)}</th>' for name in names)
    lines = "".join(f"<tr>{_line(names, line, link)}</tr>" for line, link in zip(facts, links, strict=True))
    rest = f"<small>{len(facts)} of {escape(str(total))}</small>" if total and total != len(facts) else ""
    return f"<div><table><tr>{head}</tr>{lines}</table>{rest}</div>"


def show_link(what: str, link: str) -> None:
    """Show a person where to look: a link in a notebook, its text elsewhere, in KFP's words."""
    if is_notebook():
        display: Any = importlib.import_module("IPython.display")
        display.display(display.HTML(f'<a href="{escape(link)}" target="_blank" >{what} details</a>.'))
    else:
        print(f"{what} details: {link}")  # noqa: T201 - scripts written for KFP's client show it


def is_notebook() -> bool:
    """Tell whether this process is IPython's."""
    ipython: Any = sys.modules.get("IPython")
    return ipython is not None and ipython.get_ipython() is not None


def _line(names: Sequence[str], facts: Mapping[str, Any], link: str) -> str:
    cells = (_cell(name, facts.get(name)) for name in names)
    first, *others = cells
    return "".join(f'<td style="{_CELL}">{cell}</td>' for cell in (_anchor_html(first, link), *others))


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return escape(value.astimezone().strftime("%Y-%m-%d %H:%M:%S"))
    if name == "state":
        colour = _COLOURS.get(str(value), "inherit")
        return f'<span style="color:{colour};font-weight:600">{escape(str(value))}</span>'
    return escape(_words(value))


def _words(value: Any) -> str:
    """Say in a line what a value holds: an error its message, a history its states, others their names and values."""
    message = getattr(value, "message", None)
    if message is not None:
        return str(message)
    if hasattr(value, "to_dict"):
        return ", ".join(f"{name}: {_words(item)}" for name, item in value.to_dict().items() if item is not None)
    if isinstance(value, dict):
        return ", ".join(f"{name}={_words(item)}" for name, item in value.items())
    if isinstance(value, list) and value and all(hasattr(item, "state") for item in value):
        return " → ".join(str(item.state) for item in value)
    return ", ".join(map(_words, value)) if isinstance(value, list) else str(value)


def _anchor(text: str, link: str) -> str:
    return _anchor_html(escape(text), link)


def _anchor_html(text: str, link: str) -> str:
    return f'<a href="{escape(link)}" target="_blank">{text}</a>' if link else text
