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


class LastAdministrator(Exception):
    """Nobody else who may come in administers the area for the body."""


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
    """Who gets a link, and what its address ends with; or since when they sleep, and no link lets them in."""

    email: str
    full_name: str
    body: str
    token: str
    sleeps_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who is written to that they are invited: for which body, and until which day."""

    email: str
    full_name: str
    body: str
    ends_on: date


async def invite(
    database: Database,
    *,
    body: str,
    email: str,
    full_name: str,
    areas: Iterable[str],
    ends_on: date,
    confirm_by: date,
    by: str,
) -> tuple[UUID, bool]:
    """Let a person act for the body as a partner until that day; whether they are new. Again for one who is invited.

    Raises InvitedElsewhere. Other roles that an administrator gave them stay, in areas that are named still.
    """
    values = {
        "id": new_id(),
        "body": body,
        "email": email,
        "name": full_name,
        "areas": sorted(areas),
        "on": ends_on,
        "confirm_by": confirm_by,
        "by": by,
    }
    async with database.unit_of_work(EVERY_AREA) as session:
        answer: str = await session.scalar(
            text(
                "select identity.invite("
                "null, :id, :body, :email, :name, :areas, array['partner'], :on, :confirm_by, :by)"
            ),
            values,
        )
    if answer == "elsewhere":
        raise InvitedElsewhere("this address belongs to somebody who is no guest of this body")
    id_, _, new = answer.partition(" ")
    return UUID(id_), bool(new)


async def addressee(database: Database, id: UUID) -> Addressee | None:
    """Who is written to that they are invited; None for one who was shut out since."""
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select email, full_name, body, ends_on from identity.invited(:id)"), {"id": id}
        )
        found = rows.first()
    return Addressee(**found._mapping) if found else None  # noqa: SLF001 SQLAlchemy's name for a row as a mapping


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


async def end_invitation(database: Database, *, body: str, id: UUID, by: str) -> bool:
    """Shut a person out at once, running sessions too. False when the body has invited nobody of this id.

    Raises LastAdministrator.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        refused = await session.scalar(
            text("select identity.end_invitation(:body, :id, :by)"), {"body": body, "id": id, "by": by}
        )
    if refused == "last":
        raise LastAdministrator("nobody else administers the body")
    return not refused


async def ask_link(database: Database, email: str) -> tuple[UUID, str] | None:
    """A link to be sent, and the area its letter belongs to; None when no letter is to go."""
    id_ = new_id()
    async with database.unit_of_work(EVERY_AREA) as session:
        area = await session.scalar(
            text("select identity.ask_link(:id, :email, :most)"), {"id": id_, "email": email, "most": LINKS_AN_HOUR}
        )
    return None if area is None else (id_, area)


async def arm_link(database: Database, id: UUID) -> Recipient | None:
    """Who is to get this link, with a token made now: one made before is dead. None when it is not to go any more.

    The token of whoever sleeps lets nobody in.
    """
    token = secrets.token_urlsafe(32)
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select email, full_name, body, sleeps_on from identity.arm_link(:id, :token)"),
            {"id": id, "token": _hash(token)},
        )
        found = rows.first()
    if found is None:
        return None
    return Recipient(
        email=found.email, full_name=found.full_name, body=found.body, token=token, sleeps_on=found.sleeps_on
    )


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
