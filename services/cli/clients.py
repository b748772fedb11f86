"""Commands for those who come without a key of ours: clients of a council's own issuer, and guests of a body."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from services.cli.granting import Areas, Roles, Trial, as_administrator, checked, console
from services.cli.refusal import Refusal
from services.publication.domain.register.invitation import Guest
from services.publication.handlers.register import invitation
from shared import auth, settings
from shared.auth import CallerKind, Grant, known
from shared.auth.tokens import BadKeys
from shared.database import for_service
from shared.settings import Settings

KEYS_OF_AN_ISSUER = "a JSON Web Key Set: what its jwks_uri answers"
LONGEST_ISSUER = 2_000


def trust(issuer: str, file: Annotated[Path, typer.Argument(help=KEYS_OF_AN_ISSUER)]) -> None:
    """Keep the public keys of a council's own issuer, so that tokens of its clients count here."""
    if not issuer.startswith("https://") or len(issuer) > LONGEST_ISSUER:
        raise Refusal("An issuer is the https:// address that its tokens name.")
    try:
        keys = json.loads(file.read_bytes())
        count = as_administrator(lambda admin: auth.trust_issuer(admin, issuer, keys))
    except OSError as error:
        raise Refusal(f"{file}: this cannot be read: {error.strerror}.") from error
    except BadKeys as error:
        raise Refusal(f"{file}: {error}.") from error
    except ValueError as error:
        raise Refusal(f"{file}: this is not JSON.") from error
    console.print(f"{count} key{'' if count == 1 else 's'} of {issuer} kept; what was kept before is gone.")


def client(
    issuer: str,
    subject: str,
    body: str,
    *,
    area: Areas,
    role: Roles = ["partner"],  # noqa: B006 typer's way
    trial: Trial = False,
) -> None:
    """Let a client of a trusted issuer, named by its tokens' subject, act for a body. `keys revoke` ends it."""
    areas, roles = checked(body, area, role), list(dict.fromkeys(role))
    try:
        made = as_administrator(
            lambda admin: auth.create_client(
                admin, issuer, subject, body=body, areas=areas, roles=roles, is_trial=trial
            )
        )
    except (auth.UnknownIssuer, auth.ClientExists) as error:
        raise Refusal(f"{error}.") from error
    console.print(made)


def guest(
    email: str,
    full_name: str,
    body: str,
    *,
    area: Areas,
    role: Roles = ["partner"],  # noqa: B006 typer's way
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="the last day")],
) -> None:
    """Invite a person to act for a body: they come in by a link that is mailed to them, at /account/link.

    A body's first administrator is invited here; further people of a body that person invites on pages.
    """
    areas, roles = checked(body, area, role), list(dict.fromkeys(role))
    asked = Guest(email=email, full_name=full_name, areas=tuple(areas), ends_on=until.date())
    invited = asyncio.run(_invite(settings.read(), asked, body))
    if roles != ["partner"]:
        grants = [Grant(one, each) for one in areas for each in roles]
        as_administrator(lambda admin: auth.set_grants(admin, email, grants))
    console.print(f"{invited.email} can come in at /account/link until {invited.ends_on:%-d %B %Y}.")


async def _invite(current: Settings, asked: Guest, body: str) -> auth.Invited:
    database = for_service(current, "publication", pool_size=1)
    host = known("command-line", CallerKind.PARTNER, body, body, [Grant(area, "partner") for area in asked.areas])
    try:
        return await invitation.invite(database, database, asked, caller=host, now=await auth.business_time(database))
    finally:
        await database.close()
