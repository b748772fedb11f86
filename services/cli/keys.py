"""Commands for API keys and accounts: made, listed and ended by the administrator. A key is shown once.

A key or an account is for a body that the register of each of its areas knows: load the register first.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from services.cli.refusal import Refusal
from services.publication.domain.register.register import Register
from services.publication.handlers.register import register
from shared import auth, settings
from shared.auth.caller import ROLES, check_roles
from shared.database import Administrator, Database, administrator_at, for_service
from shared.problems import NotFound
from shared.settings import Settings

app = typer.Typer(no_args_is_help=True, help=__doc__)
console = Console(highlight=False, markup=False, soft_wrap=True)
beside = Console(highlight=False, markup=False, soft_wrap=True, stderr=True)
T = TypeVar("T")

HOW_TO_REGISTER = "`folkmoot register load FILE`, as docs/register.md says"
STANDARD_INPUT = Path("-")
PUBLISHING = frozenset({"partner", "registrar"})  # with these roles one hands in, clears and publishes
UNHELD = (
    "Nobody is named who holds this key (--held-by), so it hands in what is to be published, "
    "and publishes nothing that somebody else of its body hands in."
)

Areas = Annotated[list[str], typer.Option("--area", help="an area code; may be repeated")]
Roles = Annotated[list[str], typer.Option("--role", help=f"{', '.join(ROLES)}; may be repeated")]
Trial = Annotated[bool, typer.Option(help="a key to try things with: all is answered, nothing is kept")]
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


def checked(body: str, areas: Iterable[str], roles: Iterable[str]) -> list[str]:
    """The areas, each once; Refusal or UnknownRole when the roles, an area or the body in it are not known."""
    check_roles(roles)
    wanted = list(dict.fromkeys(areas))
    asyncio.run(_check_body(settings.read(), body, wanted))
    return wanted


async def _check_body(current: Settings, body: str, areas: Sequence[str]) -> None:
    database = for_service(current, "publication", pool_size=1)
    try:
        for area in areas:
            known = _bodies(await _register_of(database, area))
            if body not in known:
                raise Refusal(
                    f"The register of {area} knows no body {body}: it knows {'; '.join(known)}. "
                    f"Add it with {HOW_TO_REGISTER}."
                )
    finally:
        await database.close()


async def _register_of(database: Database, area: str) -> Register:
    try:
        return await register.read(database, area)
    except NotFound:
        raise Refusal(f"No register of the area {area} is loaded here: load it first with {HOW_TO_REGISTER}.") from None


def _bodies(held: Register) -> list[str]:
    """Who may act in an area: its partners, its forums, and the inspectorates that its register names for partners."""
    return sorted({*held.partners, *held.forums, *(partner.inspectorate for partner in held.partners.values())})


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines whose columns stand under one another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def as_administrator(work: Callable[[Administrator], Awaitable[T]]) -> T:
    """Do this on the administrator's connection. Refusal when no address of it is set."""

    async def connected() -> T:
        address = settings.read().admin_url
        if address is None:
            raise Refusal("Set FOLKMOOT_ADMIN_URL: keys and accounts are made by the database's administrator.")
        async with administrator_at(address) as administrator:
            return await work(administrator)

    return asyncio.run(connected())
