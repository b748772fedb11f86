"""Commands for API keys and accounts: made, listed and ended by the administrator. A key is shown once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import asyncpg
import typer
from rich.console import Console

from shared import auth, settings

app = typer.Typer(no_args_is_help=True, help=__doc__)
console = Console(highlight=False)
T = TypeVar("T")

Areas = Annotated[list[str], typer.Option("--area", help="an area code; may be repeated")]
Roles = Annotated[
    list[str], typer.Option("--role", help="partner, registrar, case_worker, scrutiny_officer, inspector")
]


@app.command()
def create(body: str, *, area: Areas, role: Roles = ["partner"], name: str = "main") -> None:  # noqa: B006 typer's way
    """Make an API key for a body. At most two live keys of one name, for rotating."""
    console.print(_as_administrator(lambda admin: auth.create_key(admin, body, area, role, name=name)))


@app.command()
def revoke(key_id: str) -> None:
    """End a key at once."""
    if not _as_administrator(lambda admin: auth.revoke_key(admin, key_id)):
        raise typer.BadParameter("there is no such live key")
    console.print("Ended.")


@app.command("list")
def list_all() -> None:
    """Every key there ever was, without its secret."""
    for key in _as_administrator(auth.list_keys):
        console.print(key)


@app.command()
def account(
    name: str,
    body: str,
    *,
    area: Areas,
    role: Roles,
    password: Annotated[str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)],
    full_name: str = "",
) -> None:
    """Make a local account for a person who acts for a body."""
    grants = [auth.Grant(area=one, role=each) for one in area for each in role]
    _as_administrator(
        lambda admin: auth.create_account(admin, name, password, body=body, grants=grants, full_name=full_name)
    )
    console.print(f"{name} can sign in at /account/sign-in.")


def _as_administrator(work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
    async def connected() -> T:
        address = settings.read().admin_url
        if address is None:
            raise typer.BadParameter("set FOLKMOOT_ADMIN_URL")
        connection = await asyncpg.connect(address)
        try:
            return await work(connection)
        finally:
            await connection.close()

    return asyncio.run(connected())
