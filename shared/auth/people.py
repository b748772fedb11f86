"""The people of a body as its administrator sees and changes them, by their own session: the database looks at it.

An administrator does so for the body that they act for, in an area that they administer, and in no other. What is
refused says why in a code (`Refusal`), and then nothing was changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text

from shared.auth.sessions import hash_token
from shared.database import EVERY_AREA, Database
from shared.events.base import new_id


class Refusal(StrEnum):
    """Why a deed about somebody was not done."""

    NOT_YOURS = "not-yours"
    UNKNOWN = "unknown"
    OWN = "own"
    PROVIDER = "provider"
    KEPT = "kept"
    STALE = "stale"
    LAST = "last"
    ELSEWHERE = "elsewhere"
    HERE = "here"


class NotDone(Exception):
    """A deed about somebody was refused; `why` says for which reason."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Somebody who acts, or acted, for the body in the area: how they come in, with which roles, and until when.

    `way`: guest, password or provider. `is_own`: the account is the body's, which may end it. `sleeps_on`: from which
    day a guest comes in no more unless somebody confirms them; none while nobody was asked.
    """

    id: UUID
    name: str
    full_name: str
    way: str
    provider: str | None
    is_own: bool
    created_at: datetime
    invited_by: str | None
    ends_on: date | None
    disabled_at: datetime | None
    confirm_by: date | None
    asked_on: date | None
    sleeps_on: date | None
    seen_at: datetime | None
    has_factor: bool
    roles: tuple[str, ...]
    since: datetime | None
    given_by: str | None
    acts_elsewhere: bool
    is_reader: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was done about somebody: when, by whom (an id), and of roles which they had and have."""

    at: datetime
    by: str
    deed: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    until: date | None


async def people_in(database: Database, token: str, area: str) -> list[Standing]:
    """Everybody who acts, or acted, for the administrator's body in the area, by name. None for anybody else."""
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select * from identity.people_in(:token, :area)"), {"token": hash_token(token), "area": area}
        )
        return [Standing(**{**row, "roles": tuple(row["roles"])}) for row in rows.mappings()]


async def deeds_of(database: Database, token: str, area: str, account: UUID) -> list[Deed]:
    """What was done about somebody in the area, the latest first. None for whoever does not administer it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select * from identity.deeds_of(:token, :area, :account)"),
            {"token": hash_token(token), "area": area, "account": account},
        )
        return [
            Deed(**{**row, "before": tuple(row["before"]), "after": tuple(row["after"])}) for row in rows.mappings()
        ]


async def invite_by(
    database: Database,
    token: str,
    *,
    area: str,
    email: str,
    full_name: str,
    roles: Iterable[str],
    ends_on: date,
    confirm_by: date,
) -> UUID:
    """Let a person act for the administrator's body in the area. Raises NotDone: not-yours, kept, here, elsewhere."""
    answer = await _asked(
        database,
        "invite(:token, :id, '', :email, :full_name, :areas, :roles, :ends_on, :confirm_by, '')",
        token=hash_token(token),
        id=new_id(),
        email=email,
        full_name=full_name,
        areas=[area],
        roles=sorted(roles),
        ends_on=ends_on,
        confirm_by=confirm_by,
    )
    if answer in set(Refusal):
        raise NotDone(Refusal(answer))
    return UUID(answer.partition(" ")[0])


async def give_roles(
    database: Database,
    token: str,
    *,
    area: str,
    account: UUID,
    seen: Iterable[str],
    roles: Iterable[str],
    open_to: Iterable[str],
) -> None:
    """Let somebody hold of the roles in `open_to` exactly these in the area; others they hold stay.

    Raises NotDone: not-yours, unknown, own, provider, kept, last; stale where they hold others than were `seen`.
    """
    await _done(
        database,
        "give_roles(:token, :area, :account, :seen, :roles, :open_to)",
        token=hash_token(token),
        area=area,
        account=account,
        seen=sorted(seen),
        roles=sorted(roles),
        open_to=sorted(open_to),
    )


async def end_account(database: Database, token: str, *, area: str, account: UUID) -> None:
    """Shut somebody out at once, running sessions too; who is out already stays so.

    Raises NotDone: not-yours, unknown, own, elsewhere, last.
    """
    values = {"token": hash_token(token), "area": area, "account": account}
    await _done(database, "end_account(:token, :area, :account)", **values)


async def renew_account(
    database: Database, token: str, *, area: str, account: UUID, ends_on: date | None, confirm_by: date
) -> None:
    """Let somebody in again, a guest until the day. Raises NotDone: not-yours, unknown, own, elsewhere."""
    values = {"token": hash_token(token), "area": area, "account": account, "on": ends_on, "by": confirm_by}
    await _done(database, "renew_account(:token, :area, :account, :on, :by)", **values)


async def confirm_accounts(
    database: Database, token: str, *, area: str, accounts: Sequence[UUID], confirm_by: date
) -> int:
    """Say that these guests still act for the body; how many of them waited for it. Whoever slept is awake."""
    async with database.unit_of_work(EVERY_AREA) as session:
        count = await session.scalar(
            text("select identity.confirm_accounts(:token, :area, :accounts, :by)"),
            {"token": hash_token(token), "area": area, "accounts": list(accounts), "by": confirm_by},
        )
    return int(count or 0)


async def due_to_confirm(database: Database, area: str, until: date) -> list[str]:
    """The bodies with guests in the area who are to be confirmed by that day, and after whom nobody was asked."""
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select body from identity.due_to_confirm(:area, :until)"), {"area": area, "until": until}
        )
        return sorted(rows.scalars())


async def ask_to_confirm(
    database: Database, *, area: str, body: str, until: date, today: date, sleeps_on: date
) -> None:
    """Their administrator is asked from today; whoever is not confirmed sleeps on `sleeps_on`, or their later day."""
    async with database.unit_of_work(EVERY_AREA) as session:
        await session.execute(
            text("select identity.ask_to_confirm(:area, :body, :until, :today, :sleeps_on)"),
            {"area": area, "body": body, "until": until, "today": today, "sleeps_on": sleeps_on},
        )


async def waiting_to_confirm(database: Database, body: str, area: str) -> tuple[int, date | None]:
    """How many guests of the body wait to be confirmed in the area, and on which day the first of them sleeps."""
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select waiting, sleeps_on from identity.waiting_to_confirm(:body, :area)"),
            {"body": body, "area": area},
        )
        found = rows.one()
    return found.waiting, found.sleeps_on


async def addresses_of_administrators(database: Database, body: str, area: str) -> list[str]:
    """The e-mail addresses by which administrators of the body sign in; of others none is kept."""
    async with database.unit_of_work(EVERY_AREA) as session:
        rows = await session.execute(
            text("select * from identity.addresses_of_administrators(:body, :area)"), {"body": body, "area": area}
        )
        return sorted(rows.scalars())


async def _done(database: Database, function: str, **values: object) -> None:
    answer = await _asked(database, function, **values)
    if answer:
        raise NotDone(Refusal(answer))


async def _asked(database: Database, function: str, **values: object) -> str:
    async with database.unit_of_work(EVERY_AREA) as session:
        answer: str = await session.scalar(text(f"select identity.{function}"), values)
    return answer
