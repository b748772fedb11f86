"""Which commands there are, and where each is: only the one that is given is imported, with what it needs.

Importing all took every program three seconds, and a service or a worker is one command of twenty.
"""

import gc
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from rich.console import Console
from typer.core import TyperGroup
from typer.main import get_group

# The name, and the module with the function or the group of commands; in the order in which help lists them.
COMMANDS = {
    "up": ("up", "up"),
    "demo": ("demo", "demonstrate"),
    "serve": ("run", "serve"),
    "work": ("run", "work"),
    "migrate": ("run", "migrate"),
    "topology": ("run", "topology"),
    "restore-check": ("restore", "restore_check"),
    "erase-again": ("restore", "erase_again"),
    "push": ("push", "push"),
    "pull": ("pull", "pull_due"),
    "meetings": ("meetings", "take_meetings"),
    "postcodes": ("postcodes", "load_postcodes"),
    "verify": ("verify", "verify"),
    "verify-record": ("record", "verify_record"),
    "witness": ("record", "witness"),
    "resend": ("messages", "resend"),
    "rebuild": ("messages", "rebuild"),
    "docs": ("docs", "print_pages"),
    "keys": ("keys", "app"),
    "record": ("record", "app"),
    "register": ("register", "app"),
    "clock": ("clock", "app"),
    "dead": ("messages", "dead"),
}

_complaints = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


class _Table(Mapping[str, Any]):
    """The commands by name, each made when it is asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 typer's commands have no public name
        if name not in self._made:
            self._made[name] = _made(name, *COMMANDS[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def _made(name: str, module: str, attribute: str) -> Any:  # noqa: ANN401 typer's commands have no public name
    """The command, imported. What is imported stays to the end: nobody need look through it for garbage."""
    gc.disable()
    found = getattr(import_module(f"services.cli.{module}"), attribute)
    gc.freeze()
    gc.enable()
    holder = typer.Typer(add_completion=False)
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
    return get_group(holder).commands[name]


class Commands(TyperGroup):
    """The group of all commands; one that cannot do what was asked says so in plain words."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 typer's own
        super().__init__(**settings | {"commands": _Table()})

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 typer's context has no public name; commands answer anything
        """Run the command; an error that has words becomes these words and an exit status."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            words = import_module("services.cli.words")  # which knows the errors of every part, and so imports it
            said = list(words.words_of(error))
            if not said:
                raise
            for line in said:
                _complaints.print(line)
            raise typer.Exit(words.status_of(error)) from error
