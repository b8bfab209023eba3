"""The commands, and how their failures end: one line that names the fix, and an exit code."""

import io
import sys

import typer

from mailflow import __version__
from mailflow.cli import demo, held, init, parse, people, run, status
from mailflow.cli.failure import explain

app = typer.Typer(
    name="mailflow",
    help="Runs a manager's career-conversation playbook over plain email.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("init")(init.init)
app.command("run")(run.run)
app.command("work")(run.work)
app.command("migrate")(run.migrate)
app.command("check")(status.check)
app.command("status")(status.status)
app.command("demo")(demo.demo)
app.add_typer(people.app, name="people")
app.add_typer(held.app, name="held")
app.add_typer(parse.app, name="parse")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mailflow {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """Runs a manager's career-conversation playbook over plain email."""


def main() -> None:
    """Run the command line; a failure that the operator can mend ends in lines that name the fix, and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name or a path may hold what this terminal cannot show
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        known = explain(error)
        if known is None:
            raise
        for line in known.text.splitlines():
            typer.echo(f"mailflow: {line}", err=True)
        sys.exit(known.code)
