"""How people of the desk want by mail what they are told of: the address sealed, with a key that goes with the row.

What waits to go to them is kept here too, as ids; it goes when it was sent.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record

from services.escalation.domain.desk.notification import Kind, Told, Wish
from services.escalation.domain.desk.preference import Preference, Wishes
from services.escalation.storage.case.seal import Seal, token_sha256
from services.escalation.storage.signature.signature import count_letter
from shared import errands
from shared.database import Session, raw
from shared.events import new_id
from shared.post.mailboxes import canonical_email

CONFIRM, AT_ONCE, DIGEST = "desk.confirm", "desk.mail", "desk.digest"

_SHOWN = "preference, account, body, wanted, person_key, email, confirmed_at, expires_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """One notification that waits to go to somebody by mail, and the roles that it is for."""

    told: Told
    roles: tuple[str, ...]


async def find(session: Session, seal: Seal, account: str, body: str) -> Preference | None:
    """What an account wishes for a body, with its address; None where nothing was ever said."""
    row = await (await raw(session)).fetchrow(
        f"select {_SHOWN} from escalation_private.preference where account = $1 and body = $2",  # noqa: S608 fixed
        account,
        body,
    )
    return _opened(row, seal) if row else None


async def of_id(session: Session, seal: Seal, preference: UUID) -> Preference | None:
    """The same by its number."""
    row = await (await raw(session)).fetchrow(
        f"select {_SHOWN} from escalation_private.preference where preference = $1",  # noqa: S608 fixed
        preference,
    )
    return _opened(row, seal) if row else None


async def keep(session: Session, account: str, body: str, wishes: Wishes) -> None:
    """Keep what an account wishes, in place of what it did."""
    await (await raw(session)).execute(
        "insert into escalation_private.preference (preference, account, body, wanted) "
        "values ($1, $2, $3, $4::text::jsonb) on conflict (account, body) do update set wanted = excluded.wanted",
        new_id(),
        account,
        body,
        json.dumps({kind.value: wish.value for kind, wish in wishes.items()}),
    )


async def ask(
    session: Session, seal: Seal, account: str, body: str, email: str, *, area: str, expires_at: datetime, a_day: int
) -> None:
    """Keep an address until its owner confirms it, and book the letter that asks; nothing goes to the one before.

    At most so many such letters go to one address in a day.
    """
    row = await (await raw(session)).fetchrow(
        "select preference, letters from escalation_private.preference where account = $1 and body = $2 for update",
        account,
        body,
    )
    if row is None:
        return
    preference, letters = row["preference"], row["letters"] + 1
    person, wrapped = seal.new_person(preference.bytes)
    token = seal.preference(str(preference), letters)
    await (await raw(session)).execute(
        "update escalation_private.preference set person_key = $2, email = $3, token_sha256 = $4, expires_at = $5, "
        "confirmed_at = null, letters = $6 where preference = $1",
        preference,
        wrapped,
        person.close("email", email),
        token_sha256(token),
        expires_at,
        letters,
    )
    if await count_letter(session, seal.letters(canonical_email(email)), a_day):
        await errands.book(
            session, area=area, kind=CONFIRM, reference=str(preference), key=f"{CONFIRM}/{preference}/{letters}"
        )


async def token_of(session: Session, seal: Seal, preference: UUID) -> str:
    """The token in the letters of the address that is kept now."""
    letters = await (await raw(session)).fetchval(
        "select letters from escalation_private.preference where preference = $1", preference
    )
    return seal.preference(str(preference), letters or 0)


async def is_live(session: Session, token: str, now: datetime) -> bool:
    """Whether the token is of an address that is confirmed, or may still be."""
    query = (
        "select exists (select from escalation_private.preference where token_sha256 = $1 "
        "and (confirmed_at is not null or expires_at > $2))"
    )
    return bool(await (await raw(session)).fetchval(query, token_sha256(token), now))


async def confirm(session: Session, token: str, now: datetime) -> None:
    """From now on mail goes to the address with this token; once, however often it is asked."""
    await (await raw(session)).execute(
        "update escalation_private.preference set confirmed_at = $2 "
        "where token_sha256 = $1 and confirmed_at is null and expires_at > $2",
        token_sha256(token),
        now,
    )


async def stop(session: Session, token: str) -> None:
    """Forget the address with this token, and what waits to go there; the wishes stay. Nothing where nobody has it."""
    (connection, hashed) = (await raw(session), token_sha256(token))
    await connection.execute(
        "delete from escalation_private.notification_mail m using escalation_private.preference p "
        "where p.preference = m.preference and p.token_sha256 = $1",
        hashed,
    )
    await connection.execute(
        "update escalation_private.preference set person_key = null, email = null, token_sha256 = null, "
        "expires_at = null, confirmed_at = null where token_sha256 = $1",
        hashed,
    )


async def forget_address(session: Session, account: str, body: str) -> None:
    """Forget the address that an account gave for a body."""
    await (await raw(session)).execute(
        "update escalation_private.preference set person_key = null, email = null, token_sha256 = null, "
        "expires_at = null, confirmed_at = null where account = $1 and body = $2",
        account,
        body,
    )


async def forget_unconfirmed(session: Session, now: datetime) -> int:
    """Forget the addresses that nobody confirmed in time; how many."""
    done: str = await (await raw(session)).execute(
        "update escalation_private.preference set person_key = null, email = null, token_sha256 = null, "
        "expires_at = null where confirmed_at is null and expires_at <= $1",
        now,
    )
    return int(done.rpartition(" ")[2])


async def of_bodies(session: Session, bodies: Collection[str]) -> list[Preference]:
    """What the people of these bodies wish who gave and confirmed an address; of every body with `""` among them.

    Addresses are not opened.
    """
    rows = await (await raw(session)).fetch(
        f"select {_SHOWN} from escalation_private.preference where confirmed_at is not null "  # noqa: S608 fixed
        "and ('' = any ($1) or body = any ($1))",
        sorted(bodies),
    )
    return [_opened(row, None) for row in rows]


async def put(session: Session, rows: Sequence[tuple[UUID, UUID, str, date | None]]) -> None:
    """Let these wait: the preference, the notification, its area, and the day of the mail that tells it with others."""
    await (await raw(session)).executemany(
        "insert into escalation_private.notification_mail (preference, id, area, mail_on) values ($1, $2, $3, $4) "
        "on conflict do nothing",
        rows,
    )


async def due(session: Session, area: str, on: date) -> list[UUID]:
    """Whom something of the area waits for on that day or since before it."""
    rows = await (await raw(session)).fetch(
        "select distinct preference from escalation_private.notification_mail where area = $1 and mail_on <= $2 "
        "order by preference",
        area,
        on,
    )
    return [row["preference"] for row in rows]


async def pending(
    session: Session, preference: UUID, *, one: UUID | None = None, until: date | None = None
) -> list[Pending]:
    """What waits for somebody: that one, or of every area all that is told together by that day; the oldest first."""
    rows = await (await raw(session)).fetch(
        "select n.id, n.area, n.kind, n.reference, n.about, n.due_on, n.told_at, n.account, n.roles, "
        "coalesce(c.title, p.title, '') as title, c.reference is not null as is_case "
        "from escalation_private.notification_mail m join escalation_private.notification n using (id) "
        "left join ladder_case c on c.reference = n.reference left join petition p on p.reference = n.reference "
        "where m.preference = $1 and (m.id = $2 or m.mail_on <= $3) order by n.told_at, n.id",
        preference,
        one,
        until,
    )
    names = ("id", "area", "reference", "about", "due_on", "told_at", "account", "title", "is_case")
    return [
        Pending(
            told=Told(kind=Kind(row["kind"]), **{name: row[name] for name in names}),
            roles=tuple(row["roles"]),
        )
        for row in rows
    ]


async def sent(session: Session, preference: UUID, ids: Collection[UUID]) -> None:
    """These have gone, or are not to go any more."""
    await (await raw(session)).execute(
        "delete from escalation_private.notification_mail where preference = $1 and id = any ($2)",
        preference,
        list(ids),
    )


def _opened(row: Record, seal: Seal | None) -> Preference:
    preference, key = row["preference"], row["person_key"]
    email = seal.person(key, preference.bytes).open("email", row["email"]) if seal and key else ""
    known = {kind.value: kind for kind in Kind}
    return Preference(
        preference=preference,
        account=row["account"],
        body=row["body"],
        wishes={known[kind]: Wish(wish) for kind, wish in row["wanted"].items() if kind in known},
        email=email,
        is_confirmed=row["confirmed_at"] is not None,
        expires_at=row["expires_at"],
    )
