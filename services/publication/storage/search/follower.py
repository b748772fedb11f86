"""Who follows the record by mail, as sealed rows: a key for each, thrown away with the row.

Nothing of a person leaves it unsealed but to the letters that they asked for.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record

from services.publication.domain.search.change import Mark
from services.publication.domain.search.follower import DOTLESS, LETTERS_A_DAY, LETTERS_EACH, Topic, TopicKind
from services.publication.storage.search.seal import Seal
from shared import errands
from shared.database import Session, raw
from shared.events import new_id
from shared.post.mailboxes import canonical_email
from shared.sealing import token_sha256

CONFIRM, NEWS = "follower.confirm", "follower.news"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a letter to a follower goes, what it is about, and how far they were told."""

    topic: Topic
    email: str
    token: str
    expires_at: datetime
    is_confirmed: bool
    mark: Mark


@dataclass(frozen=True, slots=True)
class Waiting:
    """A follower whose day has not been looked at."""

    follower: str
    topic: Topic
    mark: Mark


async def ask(session: Session, seal: Seal, email: str, topic: Topic, *, expires_at: datetime) -> None:
    """Keep an address until it is confirmed, and book the letter that asks for it.

    No letter goes to one that follows already, nor to one that was asked often enough: about this, or today.
    """
    canonical = canonical_email(email, DOTLESS)
    address, follower = seal.address(topic.query, canonical), str(new_id())
    person, wrapped = seal.new_person(address)
    row = await (await raw(session)).fetchrow(
        "insert into publication_private.follower as kept (follower, area, kind, code, address, person_key, email, "
        "token_sha256, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (address) do update "
        "set person_key = excluded.person_key, email = excluded.email, letters = kept.letters + 1, "
        "expires_at = excluded.expires_at where kept.confirmed_at is null and kept.letters < $10 "
        "returning follower, letters",
        UUID(follower),
        topic.area,
        topic.kind.value,
        topic.code,
        address,
        wrapped,
        person.close("email", email),
        token_sha256(seal.token(follower)),
        expires_at,
        LETTERS_EACH,
    )
    if row is None or not await _count_letter(session, seal.letters(canonical)):
        return
    key = f"{CONFIRM}/{row['follower']}/{row['letters']}"
    await errands.book(session, area=topic.area, kind=CONFIRM, reference=str(row["follower"]), key=key)


async def follows(session: Session, *, token: str, now: datetime) -> Topic | None:
    """What whoever has the token follows, or is asked to confirm; None where the token is unknown or too old."""
    row = await (await raw(session)).fetchrow(
        "select kind, area, code from publication_private.follower where token_sha256 = $1 "
        "and (confirmed_at is not null or expires_at > $2)",
        token_sha256(token),
        now,
    )
    return _topic(row) if row else None


async def confirm(session: Session, *, token: str, now: datetime, mark: Mark) -> None:
    """From now on whoever has the token is told of what comes after the mark; once, however often it is asked."""
    await (await raw(session)).execute(
        "update publication_private.follower set confirmed_at = $2, epoch = $3, told_in = $4 where token_sha256 = $1 "
        "and confirmed_at is null and expires_at > $2",
        token_sha256(token),
        now,
        mark.epoch,
        mark.told_in,
    )


async def stop(session: Session, *, token: str) -> None:
    """Forget whoever has the token; nothing where nobody has."""
    await (await raw(session)).execute(
        "delete from publication_private.follower where token_sha256 = $1", token_sha256(token)
    )


async def waiting(session: Session, today: date, most: int) -> Sequence[Waiting]:
    """Some of those whose day has not been looked at, locked; whom somebody else has locked are left out."""
    rows = await (await raw(session)).fetch(
        "select follower, kind, area, code, epoch, told_in from publication_private.follower "
        "where confirmed_at is not null and (looked_on is null or looked_on < $1) "
        "order by follower limit $2 for update skip locked",
        today,
        most,
    )
    return [Waiting(str(row["follower"]), _topic(row), _mark(row)) for row in rows]


async def looked(session: Session, followers: Collection[str], today: date) -> None:
    """Write that the day of these was looked at."""
    await (await raw(session)).execute(
        "update publication_private.follower set looked_on = $2 where follower = any ($1)",
        [UUID(one) for one in followers],
        today,
    )


async def told(session: Session, follower: str, mark: Mark) -> None:
    """Write how far a follower was told."""
    await (await raw(session)).execute(
        "update publication_private.follower set epoch = $2, told_in = $3 where follower = $1",
        UUID(follower),
        mark.epoch,
        mark.told_in,
    )


async def recipient(session: Session, seal: Seal, follower: str) -> Recipient | None:
    """Where a letter goes; None for whoever has stopped it or was forgotten."""
    row = await (await raw(session)).fetchrow(
        "select kind, area, code, address, person_key, email, expires_at, confirmed_at, epoch, told_in "
        "from publication_private.follower where follower = $1",
        UUID(follower),
    )
    if row is None:
        return None
    email = seal.person(row["person_key"], row["address"]).open("email", row["email"])
    is_confirmed = row["confirmed_at"] is not None
    return Recipient(_topic(row), email, seal.token(follower), row["expires_at"], is_confirmed, _mark(row))


async def forget_unconfirmed(session: Session, now: datetime) -> None:
    """Forget those who never pressed the button in time, and how many letters went out on earlier days."""
    connection = await raw(session)
    await connection.execute(
        "delete from publication_private.follower where confirmed_at is null and expires_at <= $1", now
    )
    await connection.execute(
        "delete from publication_private.letter where on_day < (clock_timestamp() at time zone 'Europe/London')::date"
    )


async def _count_letter(session: Session, address: bytes) -> bool:
    """Whether one more letter may go to this address on the machine's day; it is counted then."""
    counted = await (await raw(session)).fetchval(
        "insert into publication_private.letter as kept (on_day, address, letters) "
        "values ((clock_timestamp() at time zone 'Europe/London')::date, $1, 1) "
        "on conflict (on_day, address) do update set letters = kept.letters + 1 where kept.letters < $2 "
        "returning letters",
        address,
        LETTERS_A_DAY,
    )
    return counted is not None


def _topic(row: Record) -> Topic:
    return Topic(TopicKind(row["kind"]), row["area"], row["code"])


def _mark(row: Record) -> Mark:
    return Mark(epoch=row["epoch"], told_in=row["told_in"])
