"""`penstock init`: a home in a folder."""

from pathlib import Path

import click

from penstock.cli.exits import print_json
from penstock.local.settings import current_user
from penstock.store.home import FOLDER, open_home


@click.command(short_help="Make a home, `.penstock/`, in a folder.")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def init(folder: Path, *, as_json: bool) -> None:
    """Make a home, `.penstock/`, in FOLDER (the working directory if none is named).

    Commands that are started in that folder, or below it, keep their runs there. Without one they keep them in the
    user's data folder, or where PENSTOCK_HOME says.
    """
    path = folder.absolute() / FOLDER
    is_new = not path.exists()
    home = open_home(path, user_id=current_user())
    if as_json:
        print_json({"home": str(home.path), "created": is_new})
    else:
        click.echo(f"{'Made' if is_new else 'There is'} the home {home.path}")
