"""Rows of addresses that words are offered to, and of the letters: an address can go at any time, a letter stays."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from asyncpg import Record

from services.publication.domain.entry.offer import Contact, Offer
from services.publication.domain.entry.reply import OPERATOR, RUNS_THIS, Offered
from services.publication.domain.register.register import Register
from shared.database import Session, raw

_LEFT = (
    "select o.id, o.agreement, o.entries, o.offered_on, o.sent_at from offer o "
    "left join contact c on c.area = o.area and c.body = o.body and o.sent_at is null "
    "where o.{} = $1 and (o.sent_at is not null or c.body is not null) and not exists (select from entry e "
    " where e.agreement = o.agreement and e.number = any (o.entries) "
    " and e.entered_by = coalesce(c.named_by, o.named_by) and e.entered_by <> o.body) order by sent_at nulls last, id"
)
# A letter leaves in the moment in which its errand is done; the row of either alone can be changed.
_OTHERWISE = (
    "select o.id from offer o left join errand e on e.key = 'offer.letter/' || o.id "
    "where o.agreement = $1 and o.sent_at is not null and (e.id is null "
    "or abs(extract(epoch from coalesce(e.done_at, clock_timestamp()) - o.sent_at)) > 3600) order by o.id"
)
_OFFER = "id, area, agreement, body, named_by, entries, offered_on, ends_on"


async def save_contact(session: Session, contact: Contact) -> None:
    """Write where letters to a body go from now on; links in letters to another address are dead."""
    connection = await raw(session)
    await _kill_links(session, contact.area, contact.body, unless=contact.email)
    await connection.execute(
        "insert into contact (area, body, email, named_by, named_at) values ($1, $2, $3, $4, $5) "
        "on conflict (area, body) do update set email = excluded.email, named_by = excluded.named_by, "
        "named_at = excluded.named_at",
        contact.area,
        contact.body,
        contact.email,
        contact.named_by,
        contact.named_at,
    )


async def contact(session: Session, area: str, body: str) -> Contact | None:
    """Where letters to a body go; None where nobody has said."""
    query = "select area, body, email, named_by, named_at from contact where area = $1 and body = $2 for update"
    row = await (await raw(session)).fetchrow(query, area, body)
    return Contact(**row) if row else None


async def forget_contact(session: Session, area: str, body: str) -> bool:
    """Delete an address with the links that were sent to it; False where there was none."""
    await _kill_links(session, area, body)
    query = "delete from contact where area = $1 and body = $2 returning body"
    return await (await raw(session)).fetchval(query, area, body) is not None


async def add(session: Session, offer: Offer) -> None:
    """Write an offer whose letter is to be sent."""
    await (await raw(session)).execute(
        f"insert into offer ({_OFFER}) values ($1, $2, $3, $4, $5, $6, $7, $8)",  # noqa: S608 fixed columns
        offer.id,
        offer.area,
        offer.agreement,
        offer.body,
        offer.named_by,
        list(offer.entries),
        offer.offered_on,
        offer.ends_on,
    )


async def find(session: Session, id: UUID) -> Offer | None:
    """An offer by its id."""
    row = await (await raw(session)).fetchrow(f"select {_OFFER} from offer where id = $1", id)  # noqa: S608 fixed columns
    return _offer(row) if row else None


async def behind(session: Session, token_hash: bytes) -> Offer | None:
    """The offer behind a link; None for a link that was never sent, or is dead."""
    row = await (await raw(session)).fetchrow(f"select {_OFFER} from offer where token_hash = $1", token_hash)  # noqa: S608 fixed columns
    return _offer(row) if row else None


async def arm(session: Session, id: UUID, token_hash: bytes, named_by: str) -> None:
    """Let the link of an offer work, before its letter leaves."""
    query = "update offer set token_hash = $2, named_by = $3 where id = $1"
    await (await raw(session)).execute(query, id, token_hash, named_by)


async def mark_sent(session: Session, id: UUID) -> None:
    """Write that the letter has left: from now on the record says that the words were offered."""
    await (await raw(session)).execute("update offer set sent_at = clock_timestamp() where id = $1", id)


async def sent(session: Session, agreement: str, register: Register) -> Mapping[int, Offered]:
    """By number of the entry, the last letter that has left and offers it to its author."""
    query = (
        "select entry, offered_on, named_by, body from offer, unnest(entries) entry "
        "where agreement = $1 and sent_at is not null order by sent_at"
    )
    found = {}
    for row in await (await raw(session)).fetch(query, agreement):
        namer = register.partners.get(row["named_by"])
        name = namer.name if namer else row["named_by"].replace(OPERATOR, RUNS_THIS)
        found[row["entry"]] = Offered(on=row["offered_on"], namer=name, is_own=row["named_by"] == row["body"])
    return found


async def sent_otherwise(session: Session, agreement: str) -> Sequence[UUID]:
    """The letters of an agreement that left, by their rows, when nobody carried them."""
    return [row["id"] for row in await (await raw(session)).fetch(_OTHERWISE, agreement)]


async def left(session: Session, agreement: str) -> Mapping[int, date | None]:
    """By number of the entry, the day on which the first letter that offers it to its author left; None while one is to
    leave. Not in it is what no letter offers, nor what one was to offer whose address was taken away, nor what went to
    an address that was named by the very body that typed the words: that asks nobody else.

    Rows hold the days of business and the moments of the machine; how long a letter waited is told by the latter.
    """
    return _by_agreement(await (await raw(session)).fetch(_LEFT.format("agreement"), agreement)).get(agreement, {})


async def left_in(session: Session, area: str) -> Mapping[str, Mapping[int, date | None]]:
    """The same of every agreement of an area, by its name."""
    return _by_agreement(await (await raw(session)).fetch(_LEFT.format("area"), area))


def _by_agreement(rows: Sequence[Record]) -> dict[str, dict[int, date | None]]:
    found: defaultdict[str, dict[int, date | None]] = defaultdict(dict)
    for row in rows:
        left_on = row["offered_on"] + _waited(row["id"], row["sent_at"]) if row["sent_at"] else None
        for entry in row["entries"]:
            found[row["agreement"]].setdefault(entry, left_on)
    return found


def _waited(id: UUID, sent_at: datetime) -> timedelta:
    """How many days a letter waited: its id tells the moment in which it was booked."""
    booked_at = datetime.fromtimestamp((id.int >> 80) / 1000, UTC)
    return timedelta(days=max((sent_at.astimezone(UTC).date() - booked_at.date()).days, 0))


async def _kill_links(session: Session, area: str, body: str, *, unless: str | None = None) -> None:
    await (await raw(session)).execute(
        "update offer set token_hash = null where area = $1 and body = $2 and token_hash is not null "
        "and not exists (select from contact c where c.area = $1 and c.body = $2 and c.email = $3)",
        area,
        body,
        unless,
    )


def _offer(row: Record) -> Offer:
    return Offer(**{**row, "entries": tuple(row["entries"])})
