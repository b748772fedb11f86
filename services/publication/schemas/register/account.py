"""What the forms send by which an administrator changes who of their body may come in."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.publication.schemas.register.invitation import Email
from shared.auth.caller import ROLES
from shared.shapes import Day, Line, Slug, Strict, at_most, refuse


def _role(text: str) -> str:
    if text not in ROLES:
        raise refuse("not-a-choice", "This is not one of the choices.")
    return text


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise refuse("not-a-number", "This is no account's number.") from None


Role = Annotated[Slug, AfterValidator(_role)]
Roles = Annotated[tuple[Role, ...], Field(max_length=len(ROLES))]
Account = Annotated[Slug, AfterValidator(_id)]


class InviteForm(Strict):
    """A person who is to act for the administrator's body: name, address, roles in the one area, last day."""

    full_name: Annotated[Line, at_most(120)]
    email: Email
    roles: Roles = ()
    ends_on: Day


class RolesForm(Strict):
    """The roles that somebody is to hold; `before` are those that the page showed."""

    roles: Roles = ()
    before: Roles = ()


class RenewForm(Strict):
    """Somebody may come in again: a guest until this day."""

    ends_on: Day | None = None


class ConfirmForm(Strict):
    """The guests who act for the body still."""

    account: Annotated[tuple[Account, ...], Field(max_length=200)] = ()


class PressForm(Strict):
    """A button without questions."""
