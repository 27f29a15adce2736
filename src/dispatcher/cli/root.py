"""The root of the command line: options that hold for every command."""

import typer

from dispatcher import __version__

app = typer.Typer(name="dispatcher", no_args_is_help=True, add_completion=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dispatcher {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Print the version. · Напечатать версию."
    ),
) -> None:
    """Dispatcher: the open ecosystem of a manufacturing plant. · Диспетчер: открытая экосистема производства."""
    del version


def main() -> None:
    """Run the command line; the exit code is the command's."""
    app()
