"""Who follows petitions by mail, as rows sealed like signatures: a key for each, thrown away with the row.

Nothing of a person leaves it unsealed but to the letters that they asked for.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.escalation.domain.person.data_request import HeldFollow
from services.escalation.domain.signature.signature import own_form, reads
from services.escalation.storage.case.seal import Seal, token_sha256
from services.escalation.storage.person import retention
from services.escalation.storage.signature.signature import count_letter
from shared import errands
from shared.database import Session, raw
from shared.events import new_id
from shared.policy.petition import Petition
from shared.post.mailboxes import canonical_email

CONFIRM, NEWS = "follower.confirm", "follower.news"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a letter to a follower goes, and what must stand in it."""

    petition: str
    email: str
    token: str
    expires_at: datetime
    is_confirmed: bool


async def ask(
    session: Session, seal: Seal, email: str, *, petition: str, area: str, expires_at: datetime, scheme: Petition
) -> None:
    """Keep an address until it is confirmed, and book the letter that asks for it.

    No letter goes to one that follows already, nor to one that was asked often enough: about this petition, or today.
    """
    canonical = canonical_email(email, scheme.dotless)
    address, follower = seal.address(petition, canonical), str(new_id())
    person, wrapped = seal.new_person(address)
    row = await (await raw(session)).fetchrow(
        "insert into escalation_private.follower as kept (follower, area, petition, address, person_key, email, "
        "token_sha256, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (petition, address) do update "
        "set person_key = excluded.person_key, email = excluded.email, letters = kept.letters + 1, "
        "expires_at = excluded.expires_at where kept.confirmed_at is null and kept.letters < $9 "
        "returning follower, letters",
        UUID(follower),
        area,
        petition,
        address,
        wrapped,
        person.close("email", email),
        token_sha256(seal.follower(follower)),
        expires_at,
        scheme.letters_each,
    )
    if row is None or not await count_letter(session, seal.letters(canonical), scheme.letters_a_day):
        return
    key = f"{CONFIRM}/{row['follower']}/{row['letters']}"
    await errands.book(session, area=area, kind=CONFIRM, reference=str(row["follower"]), key=key)


async def follows(session: Session, *, petition: str, token: str, now: datetime) -> bool | None:
    """Whether whoever has the token follows the petition; None where the token is unknown or too old to confirm."""
    confirmed: bool | None = await (await raw(session)).fetchval(
        "select confirmed_at is not null from escalation_private.follower where petition = $1 and token_sha256 = $2 "
        "and (confirmed_at is not null or expires_at > $3)",
        petition,
        token_sha256(token),
        now,
    )
    return confirmed


async def confirm(session: Session, *, petition: str, token: str, now: datetime) -> None:
    """From now on whoever has the token is written to; once, however often it is asked."""
    await (await raw(session)).execute(
        "update escalation_private.follower set confirmed_at = $3 where petition = $1 and token_sha256 = $2 "
        "and confirmed_at is null and expires_at > $3",
        petition,
        token_sha256(token),
        now,
    )


async def stop(session: Session, *, petition: str, token: str) -> None:
    """Forget whoever has the token; nothing where nobody has."""
    await (await raw(session)).execute(
        "delete from escalation_private.follower where petition = $1 and token_sha256 = $2",
        petition,
        token_sha256(token),
    )


async def has_any(session: Session, petition: str) -> bool:
    """Whether anybody follows the petition."""
    query = "select exists (select from escalation_private.follower where petition = $1 and confirmed_at is not null)"
    return bool(await (await raw(session)).fetchval(query, petition))


async def of_mailbox(session: Session, seal: Seal, area: str, email: str, scheme: Petition) -> list[HeldFollow]:
    """What is held of whoever follows petitions of an area with this address, of those only that surely have the same
    mailbox.
    """
    forms = {canonical_email(email, scheme.dotless), own_form(email, dotless=scheme.dotless, tagless=scheme.tagless)}
    connection = await raw(session)
    petitions = await connection.fetch(
        "select distinct petition from escalation_private.follower where area = $1 order by petition", area
    )
    rows = await connection.fetch(
        "select follower::text, petition, address, person_key, email, confirmed_at from escalation_private.follower "
        "where address = any ($1) and person_key is not null order by petition",
        [seal.address(row["petition"], form) for row in petitions for form in forms],
    )
    found = []
    for row in rows:
        kept = seal.person(row["person_key"], row["address"]).open("email", row["email"])
        if reads(email, kept, dotless=scheme.dotless, tagless=scheme.tagless):
            is_confirmed = row["confirmed_at"] is not None
            found.append(
                HeldFollow(petition=row["petition"], email=kept, is_confirmed=is_confirmed, follower=row["follower"])
            )
    return found


async def forget(session: Session, followers: Collection[str], *, on: date) -> int:
    """Forget these wherever they are here, and keep that they were erased, by their ids alone; how many."""
    rows = await (await raw(session)).fetch(
        "delete from escalation_private.follower where follower::text = any ($1) returning follower::text, area",
        list(followers),
    )
    for row in rows:
        await retention.note_erased(session, row["follower"], row["area"], on)
    return len(rows)


async def back_again(session: Session, ids: Collection[str]) -> list[str]:
    """Those of these that are here."""
    query = "select follower::text from escalation_private.follower where follower::text = any ($1)"
    return [row["follower"] for row in await (await raw(session)).fetch(query, list(ids))]


async def book_news(session: Session, petition: str, *, area: str, on: date) -> None:
    """Book the letter about that day to everybody who followed the petition by its end; each once."""
    rows = await (await raw(session)).fetch(
        "select follower from escalation_private.follower where petition = $1 and confirmed_at is not null", petition
    )
    named = [f"{row['follower']}/{on.isoformat()}" for row in rows]
    await errands.book_each(session, area=area, kind=NEWS, references=named)


async def recipient(session: Session, seal: Seal, follower: str) -> Recipient | None:
    """Where a letter goes; None for whoever was forgotten or has stopped it."""
    row = await (await raw(session)).fetchrow(
        "select petition, address, person_key, email, expires_at, confirmed_at from escalation_private.follower "
        "where follower = $1 and person_key is not null",
        UUID(follower),
    )
    if row is None:
        return None
    email = seal.person(row["person_key"], row["address"]).open("email", row["email"])
    is_confirmed = row["confirmed_at"] is not None
    return Recipient(row["petition"], email, seal.follower(follower), row["expires_at"], is_confirmed)


async def keep_until(session: Session, petition: str, forget_on: date | None) -> None:
    """From that day on nothing of those who follow the petition is kept; None as long as it may go on."""
    await (await raw(session)).execute(
        "update escalation_private.follower set forget_on = $2 where petition = $1", petition, forget_on
    )


async def forget_due(session: Session, today: date, now: datetime, *, most: int = 1000) -> int:
    """Forget some of those whose day has come, and of those who never confirmed in time; how many."""
    rows = await (await raw(session)).fetch(
        "delete from escalation_private.follower where follower in (select follower "
        "from escalation_private.follower where forget_on <= $1 or (confirmed_at is null and expires_at <= $2) "
        "limit $3 for update skip locked) returning 1",
        today,
        now,
        most,
    )
    return len(rows)
