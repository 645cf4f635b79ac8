from rich.console import Console

from penstock.cli.report.tables import FittingTable


def a_table() -> FittingTable:
    table = FittingTable("run", "name", "experiment", "seconds", right=("seconds",), spare=("experiment",))
    table.add_row("183d7669", "a name of thirty letters or so", "nightly", "7")
    table.add_row("5dbe1b74", "short", "nightly", "12")
    return table


def lines_at(width: int) -> list[str]:
    console = Console(width=width, color_system=None, legacy_windows=False)
    with console.capture() as captured:
        console.print(a_table())
    return [line.rstrip() for line in captured.get().splitlines()]


def test_shows_everything_where_there_is_room() -> None:
    assert lines_at(80) == [
        "run       name                            experiment  seconds",
        "─" * 61,
        "183d7669  a name of thirty letters or so  nightly           7",
        "5dbe1b74  short                           nightly          12",
    ]


def test_leaves_out_what_matters_least_where_it_is_narrow() -> None:
    assert lines_at(60) == [
        "run       name                            seconds",
        "─" * 49,
        "183d7669  a name of thirty letters or so        7",
        "5dbe1b74  short                                12",
    ]


def test_cuts_names_before_it_breaks_a_row_in_two() -> None:
    assert lines_at(40) == [
        "run       name                   seconds",
        "─" * 40,
        "183d7669  a name of thirty let…        7",
        "5dbe1b74  short                       12",
    ]
