"""Invitations as they are sent and shown. A machine of the body sends them; nothing of them is public."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from services.publication.domain.register.invitation import Guest
from shared.auth import Invited
from shared.shapes import Day, Line, Slug, Strict, refuse

_ADDRESS = re.compile(r"[^@\s<>\"(),:;\\\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z]{2,63}")


def _address(text: str) -> str:
    if _ADDRESS.fullmatch(text) is None:
        raise refuse("not-an-address", "Write an e-mail address, like name@example.org.")
    return text


Email = Annotated[Line, Field(max_length=254), AfterValidator(_address)]
Token = Annotated[Line, Field(max_length=100)]


class InvitationIn(Strict):
    """A person who is to act for the body that invites: until a day, in some of the key's areas (else in all)."""

    email: Email
    full_name: Annotated[Line, Field(max_length=120)]
    ends_on: Day
    areas: Annotated[tuple[Slug, ...], Field(max_length=100)] = ()

    def guest(self) -> Guest:
        """The person as the domain knows them."""
        return Guest(email=self.email, full_name=self.full_name, areas=self.areas, ends_on=self.ends_on)


class LinkRequest(Strict):
    """Somebody asks for a link to come in by."""

    email: Email


class LinkUse(Strict):
    """The button behind a link was pressed."""

    token: Token


def document(invited: Invited, today: date) -> dict[str, Any]:
    """The invitation as JSON values, for the body that made it."""
    return {
        "id": str(invited.id),
        "email": invited.email,
        "full_name": invited.full_name,
        "areas": list(invited.areas),
        "ends_on": invited.ends_on.isoformat(),
        "is_over": invited.is_over or invited.ends_on < today,
        "links": {"self": f"/publication/v1/invitations/{invited.id}"},
    }
