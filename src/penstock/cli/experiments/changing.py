"""`penstock experiments create`, `archive`, `unarchive` and `delete`."""

import click

from penstock.cli import wording
from penstock.cli.asking import confirm
from penstock.cli.exits import print_json
from penstock.cli.experiments.looking import line_json
from penstock.cli.opening import backend_at
from penstock.cli.places import server_option
from penstock.services.records import StorageState


@click.command(short_help="Make an experiment.")
@click.argument("name")
@click.option("--description", default="", metavar="TEXT", help="What it is about.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def create(name: str, description: str, server: str, *, as_json: bool) -> None:
    """Make the experiment NAME; `penstock run --experiment` does so, too, when there is none of that name."""
    with backend_at(server) as backend:
        made = backend.create_experiment(name, description)
        if as_json:
            print_json(line_json(backend.desk.get_experiment(made.id)))
            return
    click.echo(f"Made experiment {made.name} ({made.id[: wording.SHORT_ID]})")


@click.command(short_help="Put an experiment and its runs into the archive.")
@click.argument("experiment")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def archive(experiment: str, server: str, *, as_json: bool) -> None:
    """Put EXPERIMENT and its runs into the archive: lists leave them out."""
    _store(experiment, StorageState.ARCHIVED, server, as_json=as_json)


@click.command(short_help="Take an experiment out of the archive.")
@click.argument("experiment")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def unarchive(experiment: str, server: str, *, as_json: bool) -> None:
    """Take EXPERIMENT out of the archive; its runs stay there, as in KFP."""
    _store(experiment, StorageState.AVAILABLE, server, as_json=as_json)


@click.command(short_help="Remove an experiment; its runs stay.")
@click.argument("experiment")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@server_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def delete(experiment: str, server: str, *, yes: bool, as_json: bool) -> None:
    """Remove EXPERIMENT; its runs stay."""
    with backend_at(server) as backend:
        line = backend.desk.get_experiment(experiment)
        if not yes:
            confirm(f"Delete experiment {line.experiment.name}? Its {wording.plural(line.activity.runs, 'run')} stay.")
        backend.remove_experiment(line.experiment.id)
    if as_json:
        print_json({"deleted": line.experiment.id})
    else:
        click.echo(f"Deleted experiment {line.experiment.name}; its runs stay")


def _store(reference: str, state: StorageState, server: str, *, as_json: bool) -> None:
    with backend_at(server) as backend:
        line = backend.desk.get_experiment(reference)
        backend.archive_experiment(line.experiment.id, state)
        if as_json:
            print_json(line_json(backend.desk.get_experiment(line.experiment.id)))
            return
    done = "is in the archive, with its runs" if state is StorageState.ARCHIVED else "is out of the archive"
    click.echo(f"Experiment {line.experiment.name} {done}")
