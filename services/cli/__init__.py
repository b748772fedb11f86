"""The `folkmoot` command: running the product, its keys, its clock, its messages, and the demonstration."""

import typer

from services.cli.table import Commands

app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False
)


@app.callback()
def folkmoot() -> None:
    """Stands before every command, so that there is a group of them."""
