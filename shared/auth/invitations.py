"""People whom their body has invited, and the mailed links by which they come in.

A body invites into itself alone. An invitation ends on its day; a link is good once, for a quarter of an hour. Whoever
asks for a link learns nothing about whether the address is known. Links run on machine time, like sessions.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import text

from shared.database import EVERY_AREA, Database
from shared.events.base import new_id

LINK_LIFETIME = timedelta(minutes=15)
LINKS_AN_HOUR = 5


class InvitedElsewhere(Exception):
    """The address belongs to somebody who acts for another body, or signs in with a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A person whom a body has invited. `is_over`: the day has passed, or the body ended it before."""

    id: UUID
    email: str
    full_name: str
    areas: tuple[str, ...]
    ends_on: date
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who gets a link, and what its address ends with."""

    email: str
    full_name: str
    body: str
    token: str


async def invite(
    database: Database, *, body: str, email: str, full_name: str, areas: Iterable[str], ends_on: date
) -> UUID:
    """Let a person act for the body until that day; again for one who is invited already. Raises InvitedElsewhere."""
    values = {"id": new_id(), "body": body, "email": email, "name": full_name, "areas": sorted(areas), "on": ends_on}
    async with database.unit_of_work(EVERY_AREA) as session:
        invited: UUID | None = await session.scalar(
            text("select identity.invite(:id, :body, :email, :name, :areas, :on)"), values
        )
    if invited is None:
        raise InvitedElsewhere("this address belongs to somebody who is no guest of this body")
    return invited


async def invited_by(database: Database, body: str) -> list[Invited]:
    """Everybody whom the body has ever invited, by name."""
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select id, email, full_name, areas, ends_on, ended from identity.invited_by(:body)"), {"body": body}
        )
    return [
        Invited(
            id=row.id,
            email=row.email,
            full_name=row.full_name,
            areas=tuple(row.areas or ()),
            ends_on=row.ends_on,
            is_over=row.ended,
        )
        for row in rows
    ]


async def end_invitation(database: Database, *, body: str, id: UUID) -> bool:
    """Shut a person out at once, running sessions too. False when the body has invited nobody of this id."""
    async with database.unit_of_work(EVERY_AREA) as session:
        ended = await session.scalar(text("select identity.end_invitation(:body, :id)"), {"body": body, "id": id})
    return bool(ended)


async def ask_link(database: Database, email: str) -> tuple[UUID, str] | None:
    """A link to be sent, and the area its letter belongs to; None when no letter is to go."""
    id_ = new_id()
    async with database.unit_of_work(EVERY_AREA) as session:
        area = await session.scalar(
            text("select identity.ask_link(:id, :email, :most)"), {"id": id_, "email": email, "most": LINKS_AN_HOUR}
        )
    return None if area is None else (id_, area)


async def arm_link(database: Database, id: UUID) -> Recipient | None:
    """Who is to get this link, with a token made now: one made before is dead. None when it is not to go any more."""
    token = secrets.token_urlsafe(32)
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select email, full_name, body from identity.arm_link(:id, :token)"), {"id": id, "token": _hash(token)}
        )
        found = rows.first()
    if found is None:
        return None
    return Recipient(email=found.email, full_name=found.full_name, body=found.body, token=token)


async def is_link_live(database: Database, token: str) -> bool:
    """Whether the link would let somebody in. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return bool(
            await session.scalar(
                text("select identity.is_link_live(:token, :lifetime)"),
                {"token": _hash(token), "lifetime": LINK_LIFETIME},
            )
        )


async def sign_in_by_link(database: Database, token: str) -> str | None:
    """A new session's token for a live link, which is used up by it; else None."""
    session_token = secrets.token_urlsafe(32)
    async with database.unit_of_work(EVERY_AREA) as session:
        is_in = await session.scalar(
            text("select identity.sign_in_by_link(:token, :lifetime, :session)"),
            {"token": _hash(token), "lifetime": LINK_LIFETIME, "session": _hash(session_token)},
        )
    return session_token if is_in else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
