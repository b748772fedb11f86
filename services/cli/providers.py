"""Commands for bodies' own identity providers: connected from a file, listed, and ended. docs/signing-in.md tells how.

The file holds no secret: it names the one that the settings hold.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import Field

from services.cli.granting import as_administrator, checked, console
from services.cli.refusal import Refusal
from shared import auth, settings
from shared.auth import BadProvider, Mapped, Provider
from shared.auth.providers import SCOPES
from shared.problems import Malformed
from shared.shapes import Day, Line, Strict, fit

CONNECTED = "a file as docs/signing-in.md describes it"


class RoleIn(Strict):
    """What one value of the claim gives."""

    value: Line
    role: Line
    area: Line
    body: Line | None = None
    from_on: Day
    until_on: Day | None = None


class ProviderIn(Strict):
    """The file."""

    id: Line
    name: Line
    body: Line
    issuer: Line
    client_id: Line
    roles_claim: Line
    secret_name: Line | None = None
    scopes: Line = SCOPES
    demanded: dict[Line, Line] = Field(default_factory=dict)
    factors: tuple[Line, ...] = ()
    roles: tuple[RoleIn, ...]


def connect(file: Annotated[Path, typer.Argument(help=CONNECTED)]) -> None:
    """Let a body's people sign in by its own identity provider; again for a changed file, which replaces what was."""
    sent = _read(file)
    for one in sent.roles:
        checked(one.body or sent.body, [one.area], [one.role])
    provider = Provider(**sent.model_dump(exclude={"roles"}))
    mapping = [Mapped(**{**one.model_dump(), "body": one.body or sent.body}) for one in sent.roles]
    try:
        as_administrator(lambda admin: auth.connect_provider(admin, provider, mapping))
    except BadProvider as error:
        raise Refusal(f"{file}: {error}.") from error
    current = settings.read()
    console.print(f"{provider.name} is connected: {len(mapping)} roles. Tell it to come back to")
    console.print(f"  {current.public_address}/account/with/{provider.id}/back")
    console.print("and, where it can tell of signing out, to tell it to")
    console.print(f"  {current.public_address}/account/with/{provider.id}/sign-out")
    name = provider.secret_name
    if name and current.secret_of(name) is None:
        console.print(f"FOLKMOOT_PROVIDER_SECRETS holds no secret named {name} yet: nobody can come in.")


def end(id: str) -> None:
    """Nobody signs in by this provider any more, and whoever has is out at once."""
    if not as_administrator(lambda admin: auth.end_provider(admin, id)):
        raise Refusal(f"No provider {id} is connected here.")
    console.print(f"{id} is ended.")


def reset_factor(name: str) -> None:
    """Take a person's second factor away who lost it and the recovery codes; they are out, and set one up anew."""
    if not as_administrator(lambda admin: auth.reset_factor(admin, name)):
        raise Refusal(f"{name} has no second factor here.")
    console.print(f"{name} has no second factor any more, and is signed out everywhere.")


def _read(file: Path) -> ProviderIn:
    try:
        written: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{file} cannot be read as text: {type(error).__name__}.") from error
    except tomllib.TOMLDecodeError as error:
        raise Refusal(f"{file}: this is not TOML: {error}.") from error
    try:
        return fit(ProviderIn, _plain(written))
    except Malformed as refused:
        named = "; ".join(f"{fault.pointer}: {fault.message}" for fault in refused.errors)
        raise Refusal(f"{file}: {named}") from refused


def _plain(found: object) -> Any:  # noqa: ANN401 a document
    """The document with its days as text, as other documents write them."""
    match found:
        case dict():
            return {name: _plain(value) for name, value in found.items()}
        case list():
            return [_plain(value) for value in found]
        case str() | int() | float():
            return found
        case _:
            return str(found)
