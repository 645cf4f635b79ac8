"""`penstock server`: engine and HTTP API in one process."""

from pathlib import Path

import click

from penstock.cli.exits import ExitCode, print_json
from penstock.local.settings import home_path
from penstock.server.serving import serve
from penstock.server.settings import DEFAULT_PORT, read_settings


@click.command(short_help="Serve pipelines and runs over HTTP.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="0 takes any that is free."
)
@click.option("--home", type=click.Path(path_type=Path), help="Where records and artifacts lie.")
@click.option(
    "--launcher",
    type=click.Choice(["auto", "process", "container"]),
    default="process",
    show_default=True,
    help="Where tasks of new runs run: as processes of this machine, in containers of Docker or Podman, or in "
    "containers if there is an engine.",
)
@click.option("--host-commands", is_flag=True, help="Let container components run their command on this machine.")
@click.option("--prefix", default="", help="The path under which a proxy reaches the server, as /penstock.")
@click.option("--json", "as_json", is_flag=True, help="Print address and home as one JSON object.")
def server(  # noqa: PLR0913  # an argument for each option
    host: str, port: int, home: Path | None, launcher: str, prefix: str, *, host_commands: bool, as_json: bool
) -> int:
    """Serve the web pages and the APIs of pipelines, experiments and runs, and drive the runs of the home.

    Only this machine reaches the server, unless --host says otherwise; then every request needs the token in
    PENSTOCK_TOKEN. Ctrl-C stops the server; tasks go on, and the next server adopts them, wherever they run.
    """
    settings = read_settings(
        home=(home or home_path()).absolute(),
        host=host,
        port=port,
        launcher=launcher,
        host_commands=host_commands,
        prefix=prefix,
    )

    def announce(address: str) -> None:
        if as_json:
            print_json({"address": address, "home": str(settings.home)})
        else:
            click.echo(f"Penstock serves {settings.home} at {address}")

    serve(settings, announce=announce)
    return ExitCode.OK
