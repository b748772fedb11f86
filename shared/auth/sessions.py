"""Sessions of people who are signed in: an opaque token in a cookie, stored hashed, looked up on every request.

What somebody may do is worked out anew each time, so a role that is taken away, a locked account and a provider that is
not trusted any more end at once. Somebody with roles for several bodies, or several roles for one, wears one hat at a
time where they choose to, and must choose where they act for several bodies. Sessions run on machine time.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from shared.auth.caller import Caller, CallerKind, Grant, known
from shared.database import EVERY_AREA, Database

IDLE = timedelta(minutes=15)  # whoever signs in may see what is not public
ABSOLUTE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Ends:
    """When a session ends by itself: left alone for so long, and however much it is used."""

    idle: timedelta = IDLE
    absolute: timedelta = ABSOLUTE


@dataclass(frozen=True, slots=True, order=True)
class Hat:
    """One capacity: a role for a body."""

    body: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session as it stands: who, in which of their capacities, how they came, how long ago they proved themselves."""

    caller: Caller
    hats: tuple[Hat, ...]
    hat: Hat | None
    provider: str | None
    is_guest: bool
    has_factor: bool
    since_proof: timedelta

    @property
    def must_choose(self) -> bool:
        """Whether nothing can be done before one capacity is chosen: they hold roles for several bodies."""
        return self.hat is None and len({hat.body for hat in self.hats}) > 1


async def session(database: Database, token: str, ends: Ends = Ends()) -> SignedIn | None:
    """Who is signed in with this token, with the roles of this moment; None when it ended, lay idle or is unknown."""
    async with database.unit_of_work(EVERY_AREA) as unit:
        rows = await unit.execute(
            text("select * from identity.caller_of_session(:token, :idle, :absolute)"),
            {"token": hash_token(token), "idle": ends.idle, "absolute": ends.absolute},
        )
        found = rows.all()
    if not found:
        return None
    first = found[0]
    held = [(row.body, Grant(row.area, row.role)) for row in found if row.area is not None]
    hats = tuple(sorted({Hat(body, grant.role) for body, grant in held}))
    chosen = Hat(first.hat_body, first.hat_role) if first.hat_body else None
    hat = chosen if chosen in hats else None
    bodies = {hat.body} if hat else {body for body, _ in held}
    body = bodies.pop() if len(bodies) == 1 else (None if bodies else first.body)
    grants = [] if body is None else [grant for of, grant in held if hat in (None, Hat(of, grant.role))]
    return SignedIn(
        caller=known(f"account/{first.account}", CallerKind.OFFICER, body, first.full_name, grants),
        hats=hats,
        hat=hat,
        provider=first.provider,
        is_guest=first.is_guest,
        has_factor=first.has_factor,
        since_proof=first.since_proof,
    )


async def wear_hat(database: Database, token: str, hat: Hat | None) -> None:
    """Let the session act in this capacity alone; with None in every one for its only body.

    A capacity that the person does not hold gives nothing: it is looked at again on every request.
    """
    values = {"token": hash_token(token), "body": hat and hat.body, "role": hat and hat.role}
    async with database.unit_of_work(EVERY_AREA) as unit:
        await unit.execute(text("select identity.wear_hat(:token, :body, :role)"), values)


async def keep_unread(database: Database, token: str, count: int) -> None:
    """Keep with the session how much its person has not read, as the service counted that knows."""
    async with database.unit_of_work(EVERY_AREA) as unit:
        values = {"token": hash_token(token), "count": count}
        await unit.execute(text("select identity.keep_unread(:token, :count)"), values)


async def unread(database: Database, token: str) -> int:
    """How much the person of this session had not read when it was last counted; 0 where it never was."""
    async with database.unit_of_work(EVERY_AREA) as unit:
        found = await unit.scalar(text("select identity.unread_of(:token)"), {"token": hash_token(token)})
    return int(found or 0)


async def note_session(database: Database, token: str, *, action: str, route: str, reason: str) -> None:
    """Keep in the access log that the person of this session `entered`, `left` or `proved` themselves, and how."""
    values = {"service": database.schema, "action": action, "route": route, "reason": reason}
    async with database.unit_of_work(EVERY_AREA) as unit:
        await unit.execute(
            text("select identity.note_session(:token, :service, :action, :route, :reason)"),
            {"token": hash_token(token), **values},
        )


async def sign_out(database: Database, token: str) -> None:
    """End a session; an unknown token is no error."""
    async with database.unit_of_work(EVERY_AREA) as unit:
        await unit.execute(text("select identity.sign_out(:token)"), {"token": hash_token(token)})


async def sign_out_everywhere(database: Database, token: str) -> int:
    """End every session of the person whose session this is; answers how many there were."""
    async with database.unit_of_work(EVERY_AREA) as unit:
        ended: int = await unit.scalar(
            text("select identity.sign_out_everywhere(:token)"), {"token": hash_token(token)}
        )
    return ended


def hash_token(token: str) -> bytes:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).digest()
