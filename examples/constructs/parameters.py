"""Parameters: small typed values, passed by value between the run, the pipeline and its tasks.

Every type that JSON knows can be passed. A parameter with a default may be left out of a run, an ``Optional`` one of a
call. Try ``penstock run examples/constructs/parameters.py -p rows=5 -p 'tags=["a"]'``.
"""

from typing import Dict, List, Optional

from penstock import dsl


@dsl.component
def describe(
    name: str,
    rows: int,
    rate: float,
    shuffle: bool,
    tags: List[str],
    limits: Dict[str, int],
    note: Optional[str] = None,
) -> str:
    """Put every value, with its Python type, into one line."""
    values = {
        "name": name,
        "rows": rows,
        "rate": rate,
        "shuffle": shuffle,
        "tags": tags,
        "limits": limits,
        "note": note,
    }
    line = ", ".join(f"{key}={value!r}" for key, value in values.items())
    print(line)
    return line


@dsl.pipeline
def parameters(
    rows: int,
    name: str = "iris",
    rate: float = 0.5,
    shuffle: bool = True,
    tags: List[str] = ["small", "real"],
    limits: Dict[str, int] = {"columns": 4},
) -> str:
    """Pass one value of each type to a task."""
    return describe(name=name, rows=rows, rate=rate, shuffle=shuffle, tags=tags, limits=limits).output
