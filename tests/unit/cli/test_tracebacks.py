from penstock.cli.report.tracebacks import own_frames
from penstock.core.errors import NotFoundError
from penstock.core.ids import AttemptId, ExecutionPath, RunId
from penstock.engine.records import AttemptRecord
from penstock.engine.states import AttemptState

ATTEMPT = AttemptRecord(
    id=AttemptId("a"),
    run_id=RunId("r"),
    path=ExecutionPath("root/b"),
    number=1,
    state=AttemptState.FAILED,
    launcher="process",
    log_uri="file:///log",
)

CHAINED = """\
reading
Traceback (most recent call last):
  File "/env/lib/python3.11/site-packages/pandas/core/indexes/base.py", line 3816, in get_loc
    return self._engine.get_loc(casted_key)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "pandas/_libs/index.pyx", line 172, in pandas._libs.index.IndexEngine.get_loc
KeyError: 'nope'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/cache/sources/0bef/ephemeral_component.py", line 13, in b
    outer()
  File "/cache/sources/0bef/ephemeral_component.py", line 10, in outer
    return df["nope"]
           ~~^^^^^^^^
  File "/env/lib/python3.11/site-packages/pandas/core/frame.py", line 4330, in __getitem__
    indexer = self.columns.get_loc(key)
KeyError: 'nope'
"""


class Log:
    def __init__(self, text: str) -> None:
        self._data = text.encode()

    def read(self, uri: str, start: int = 0, length: int | None = None) -> bytes:
        return self._data[start:][:length]


class NoLog:
    def read(self, uri: str, start: int = 0, length: int | None = None) -> bytes:
        raise NotFoundError(f"There is no {uri}")


def test_shows_the_users_places_in_the_last_traceback() -> None:
    assert own_frames(ATTEMPT, Log(CHAINED)) == [
        "ephemeral_component.py, line 13, in b",
        "  outer()",
        "ephemeral_component.py, line 10, in outer",
        '  return df["nope"]',
    ]


def test_shows_the_source_alone_where_there_is_one_place() -> None:
    log = 'Traceback (most recent call last):\n  File "/s/ephemeral_component.py", line 9, in b\n    1 / 0\n    ~~^~~\n'
    assert own_frames(ATTEMPT, Log(log)) == ["  1 / 0"]


def test_shows_the_last_places_of_a_recursion() -> None:
    frames = '  File "/s/ephemeral_component.py", line 8, in f\n    return f(n + 1)\n' * 900
    shown = own_frames(ATTEMPT, Log(f"Traceback (most recent call last):\n{frames}RecursionError\n"))
    assert shown == ["… 894 more", *["ephemeral_component.py, line 8, in f", "  return f(n + 1)"] * 6]


def test_shows_nothing_where_there_is_no_traceback_or_no_log() -> None:
    assert own_frames(ATTEMPT, Log("all is well\n")) == []
    assert own_frames(ATTEMPT, NoLog()) == []
