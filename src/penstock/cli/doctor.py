"""`penstock doctor`."""

import click

from penstock.cli.exits import ExitCode, print_json
from penstock.local.checkup import Finding, check_all
from penstock.local.settings import home_path

_SIGNS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "red")}


@click.command(short_help="Check this machine and this home.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(*, as_json: bool) -> int:
    """Check that this machine and this home can run pipelines; the last check runs a task.

    Exit code 1 if something has to be done before pipelines can run.
    """
    findings = []
    for finding in check_all(home_path()):
        findings.append(finding)
        if not as_json:
            _show(finding)
    is_well = all(finding.level != "error" for finding in findings)
    if as_json:
        checks = [{"name": it.name, "level": it.level, "message": it.message, "hint": it.hint} for it in findings]
        print_json({"ok": is_well, "checks": checks})
    return ExitCode.OK if is_well else ExitCode.FAILED


def _show(finding: Finding) -> None:
    sign, colour = _SIGNS[finding.level]
    click.echo(f"{click.style(sign, fg=colour, bold=True)} {finding.name:<8} {finding.message}")
    if finding.hint:
        click.secho(f"           {finding.hint}", fg="cyan")
