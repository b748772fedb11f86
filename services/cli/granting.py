"""What the commands share that let somebody in: for which areas and roles, and the administrator's connection."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from services.cli.refusal import Refusal
from services.publication.domain.register.register import Register
from services.publication.handlers.register import register
from shared import settings
from shared.auth.caller import ROLES, check_roles
from shared.database import Administrator, Database, administrator_at, for_service
from shared.problems import NotFound
from shared.settings import Settings

console = Console(highlight=False, markup=False, soft_wrap=True)
T = TypeVar("T")

HOW_TO_REGISTER = "`folkmoot register load FILE`, as docs/register.md says"

Areas = Annotated[list[str], typer.Option("--area", help="an area code; may be repeated")]
Roles = Annotated[list[str], typer.Option("--role", help=f"{', '.join(ROLES)}; may be repeated")]
Trial = Annotated[bool, typer.Option(help="a key to try things with: all is answered, nothing is kept")]


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


def as_administrator(work: Callable[[Administrator], Awaitable[T]]) -> T:
    """Do this on the administrator's connection. Refusal when no address of it is set."""

    async def connected() -> T:
        address = settings.read().admin_url
        if address is None:
            raise Refusal("Set FOLKMOOT_ADMIN_URL: keys and accounts are made by the database's administrator.")
        async with administrator_at(address) as administrator:
            return await work(administrator)

    return asyncio.run(connected())
