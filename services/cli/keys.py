"""Commands for API keys and accounts: made, listed and ended by the administrator. A key is shown once.

A key or an account is for a body that the register of each of its areas knows: load the register first.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.cli import clients, providers
from services.cli.granting import Areas, Roles, Trial, as_administrator, checked, console
from services.cli.refusal import Refusal
from shared import auth

app = typer.Typer(no_args_is_help=True, help=__doc__)
beside = Console(highlight=False, markup=False, soft_wrap=True, stderr=True)

STANDARD_INPUT = Path("-")
PUBLISHING = frozenset({"partner", "registrar"})  # with these roles one hands in, clears and publishes
UNHELD = (
    "Nobody is named who holds this key (--held-by), so it hands in what is to be published, "
    "and publishes nothing that somebody else of its body hands in."
)

PasswordFile = Annotated[
    Path | None, typer.Option(help="a file whose first line is the password, - for standard input; else one is asked")
]


@app.command()
def create(
    body: str,
    *,
    area: Areas,
    role: Roles = ["partner"],  # noqa: B006 typer's way
    name: str = "main",
    trial: Trial = False,
    held_by: Annotated[str | None, typer.Option(help="the account of who has it, who clears nothing it sends")] = None,
) -> None:
    """Make an API key for a body. At most two live keys of one name, for rotating.

    A key whose holder nobody names hands in and publishes nothing that others hand in. Say who has it.
    """
    areas, roles = checked(body, area, role), list(dict.fromkeys(role))
    key = as_administrator(
        lambda admin: auth.create_key(admin, body, areas, roles, name=name, is_trial=trial, held_by=held_by)
    )
    console.print(key)
    if held_by is None and not trial and not PUBLISHING.isdisjoint(roles):
        beside.print(UNHELD)


@app.command()
def revoke(key_id: str) -> None:
    """End a key at once."""
    if not as_administrator(lambda admin: auth.revoke_key(admin, key_id)):
        raise Refusal(f"There is no live key {key_id}: `folkmoot keys list` names them.")
    console.print("Ended.")


@app.command("list")
def list_all() -> None:
    """Every key there ever was, without its secret."""
    rows = [("key", "body", "name", "areas", "roles", "held by", "kept", "made", "ended")]
    for key in as_administrator(auth.list_keys):
        made, ended = f"{key.created_at:%Y-%m-%d}", f"{key.revoked_at:%Y-%m-%d}" if key.revoked_at else ""
        kept = "nothing: on trial" if key.is_trial else "all"
        rows.append(
            (
                key.id,
                key.body,
                key.name,
                _listed(key.areas),
                _listed(key.roles),
                key.held_by or "not said",
                kept,
                made,
                ended,
            )
        )
    for line in _table(rows):
        console.print(line)


@app.command()
def account(
    name: str, body: str, *, area: Areas, role: Roles, password_file: PasswordFile = None, full_name: str = ""
) -> None:
    """Make a local account for a person who acts for a body. Its password is asked for, or read from a file."""
    areas = checked(body, area, role)
    password = _password(password_file)
    grants = [auth.Grant(area=one, role=each) for one in areas for each in dict.fromkeys(role)]
    as_administrator(
        lambda admin: auth.create_account(admin, name, password, body=body, grants=grants, full_name=full_name)
    )
    console.print(f"{name} can sign in at /account/sign-in.")


@app.command("end-account")
def end_account(name: str) -> None:
    """Lock an account out at once, its running sessions too: what somebody did before stays theirs."""
    if not as_administrator(lambda admin: auth.disable_account(admin, name)):
        raise Refusal(f"Nobody who can sign in here is called {name}.")
    console.print(f"{name} cannot sign in any more.")


def _password(file: Path | None) -> str:
    """The password, never from the command line: that stands in the process list and in the shell's history."""
    if file is None:
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked
    try:
        written = sys.stdin.readline() if file == STANDARD_INPUT else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{file} cannot be read as text: {type(error).__name__}") from error
    return written.partition("\n")[0].rstrip("\r")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines whose columns stand under one another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


app.command("trust")(clients.trust)
app.command("client")(clients.client)
app.command("guest")(clients.guest)
app.command("connect")(providers.connect)
app.command("end-provider")(providers.end)
app.command("reset-factor")(providers.reset_factor)
