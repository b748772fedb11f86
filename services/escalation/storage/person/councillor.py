"""Councillors' posts as rows of the register's copy; and, sealed under a key of each, where letters to a post go.

Nothing of a person leaves it unsealed but to the letters of the post.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from services.escalation.domain.person.councillor import Post, Reach
from services.escalation.storage.case.seal import Seal, token_sha256
from services.escalation.storage.signature import ward as wards_by_postcode
from shared import errands
from shared.database import Session, raw

WELCOME, NEWS = "councillor.welcome", "councillor.news"
_POST = "p.area, p.councillor, p.name, p.council, p.ward, p.ward_name, p.since_on, p.until_on"
_HELD = "p.since_on <= {day} and coalesce(p.until_on, {day}) >= {day}"
_JOINED = "councillor p join escalation_private.councillor k on k.area = p.area and k.councillor = p.councillor"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a letter to a post goes, and the token of the link by which its holder says: that is me."""

    email: str
    token: str


def stream(area: str, councillor: str) -> str:
    """The name of a post's stream."""
    return f"councillor/{area}/{councillor}"


async def posts(session: Session, area: str, councillor: str | None = None) -> list[Post]:
    """The posts of an area, by ward, or the one of that code."""
    rows = await (await raw(session)).fetch(
        f"select {_POST} from councillor p where p.area = $1 and ($2::text is null or p.councillor = $2) "  # noqa: S608 fixed columns
        "order by p.ward_name, p.name, p.councillor",
        area,
        councillor,
    )
    return [Post(**row) for row in rows]


async def of_ward(session: Session, area: str, ward: str, on: date) -> list[Post]:
    """The posts of a ward that are held on that day."""
    return [one for one in await posts(session, area) if one.ward == ward and one.is_held(on)]


async def wards(session: Session, area: str) -> dict[str, str]:
    """The wards of an area by code: those that councillors are for, and those that postcodes are looked up to."""
    named = {one.ward: one.ward_name for one in await posts(session, area)}
    return {**await wards_by_postcode.names(session, area), **named}


async def reach(session: Session, area: str) -> dict[str, Reach]:
    """How each post of the area is reached; posts of which nothing was told are absent."""
    rows = await (await raw(session)).fetch(
        "select councillor, email is not null as has_address, account is not null as has_account, version "
        "from escalation_private.councillor where area = $1",
        area,
    )
    return {
        row["councillor"]: Reach(has_address=row["has_address"], has_account=row["has_account"], version=row["version"])
        for row in rows
    }


async def lock(session: Session, seal: Seal, post: Post) -> tuple[Reach, str]:
    """How the post is reached, locked until the transaction ends, and the address; empty where there is none."""
    connection = await raw(session)
    await connection.execute(
        "insert into escalation_private.councillor (area, councillor, version) values ($1, $2, 0) "
        "on conflict do nothing",
        post.area,
        post.councillor,
    )
    row = await connection.fetchrow(
        "select person_key, email, account, version from escalation_private.councillor "
        "where area = $1 and councillor = $2 for update",
        post.area,
        post.councillor,
    )
    if row is None or row["email"] is None:
        return Reach(version=row["version"] if row else 0), ""
    bound = stream(post.area, post.councillor).encode()
    address = seal.person(row["person_key"], bound).open("email", row["email"])
    return Reach(has_address=True, has_account=row["account"] is not None, version=row["version"]), address


async def keep(session: Session, seal: Seal, post: Post, email: str, *, version: int, expires_at: datetime) -> None:
    """Keep where letters to the post go, in place of what was kept, and book the first. The post is locked here."""
    bound = stream(post.area, post.councillor).encode()
    person, wrapped = seal.new_person(bound)
    await (await raw(session)).execute(
        "update escalation_private.councillor set person_key = $3, email = $4, token_sha256 = $5, expires_at = $6, "
        "account = null, version = $7 where area = $1 and councillor = $2",
        post.area,
        post.councillor,
        wrapped,
        person.close("email", email),
        token_sha256(_token(seal, post.area, post.councillor, version)),
        expires_at,
        version,
    )
    reference = f"{post.area}/{post.councillor}"
    await errands.book(
        session, area=post.area, kind=WELCOME, reference=reference, key=f"{WELCOME}/{reference}/{version}"
    )


async def forget(session: Session, post: Post, *, version: int) -> None:
    """Throw the address and its key away. The post is locked here."""
    await (await raw(session)).execute(
        "update escalation_private.councillor set person_key = null, email = null, token_sha256 = null, "
        "expires_at = null, account = null, version = $3 where area = $1 and councillor = $2",
        post.area,
        post.councillor,
        version,
    )


async def of_token(session: Session, token: str, now: datetime) -> Post | None:
    """The post whose letter had this token; None where it is unknown or its days are over."""
    row = await (await raw(session)).fetchrow(
        f"select {_POST} from {_JOINED} where k.token_sha256 = $1 and k.expires_at > $2",  # noqa: S608 fixed columns
        token_sha256(token),
        now,
    )
    return Post(**row) if row else None


async def join(session: Session, post: Post, account: str, *, version: int) -> None:
    """From now on whoever has this account holds the post here. The post is locked here; the link is used up."""
    await (await raw(session)).execute(
        "update escalation_private.councillor set account = $3, token_sha256 = null, expires_at = null, version = $4 "
        "where area = $1 and councillor = $2",
        post.area,
        post.councillor,
        account,
        version,
    )


async def of_account(session: Session, account: str, on: date) -> list[Post]:
    """The posts that whoever has this account holds on that day, in the session's areas."""
    rows = await (await raw(session)).fetch(
        f"select {_POST} from {_JOINED} where k.account = $1 and {_HELD.format(day='$2::date')} "  # noqa: S608 fixed columns
        "order by p.ward_name, p.name",
        account,
        on,
    )
    return [Post(**row) for row in rows]


async def accounts(session: Session, area: str, wards: Collection[str], on: date) -> dict[str, frozenset[str]]:
    """By ward: the accounts of those who hold its posts on that day."""
    rows = await (await raw(session)).fetch(
        f"select p.ward, k.account from {_JOINED} where p.area = $1 and p.ward = any ($2) and k.account is not null "  # noqa: S608 fixed columns
        f"and {_HELD.format(day='$3::date')}",
        area,
        list(wards),
        on,
    )
    found: dict[str, frozenset[str]] = dict.fromkeys(wards, frozenset())
    for row in rows:
        found[row["ward"]] |= {row["account"]}
    return found


async def hearing(session: Session, area: str, reference: str, on: date) -> list[str]:
    """The posts that hear of this petition or case by letter: those of its ward that are held on that day."""
    rows = await (await raw(session)).fetch(
        f"select p.councillor from {_JOINED} where p.area = $1 and k.email is not null "  # noqa: S608 fixed columns
        "and p.ward in (select ward from petition where reference = $2 union all "
        f"select ward from ladder_case where reference = $2) and {_HELD.format(day='$3::date')} order by 1",
        area,
        reference,
        on,
    )
    return [row["councillor"] for row in rows]


async def book_news(session: Session, reference: str, *, area: str, on: date) -> None:
    """Book the letter about that day to everybody of the ward; each once."""
    named = [f"{area}/{one}/{reference}/{on.isoformat()}" for one in await hearing(session, area, reference, on)]
    await errands.book_each(session, area=area, kind=NEWS, references=named)


async def recipient(session: Session, seal: Seal, area: str, councillor: str) -> Recipient | None:
    """Where a letter goes; None where the address was taken out."""
    row = await (await raw(session)).fetchrow(
        "select person_key, email, version from escalation_private.councillor "
        "where area = $1 and councillor = $2 and email is not null",
        area,
        councillor,
    )
    if row is None:
        return None
    email = seal.person(row["person_key"], stream(area, councillor).encode()).open("email", row["email"])
    return Recipient(email, _token(seal, area, councillor, row["version"]))


async def forget_ended(session: Session, today: date) -> int:
    """Throw away the addresses of posts that nobody holds any more; how many. What was told of them stays counted."""
    done: str = await (await raw(session)).execute(
        "update escalation_private.councillor k set person_key = null, email = null, token_sha256 = null, "
        "expires_at = null, account = null from councillor p "
        "where p.area = k.area and p.councillor = k.councillor and p.until_on < $1 and k.email is not null",
        today,
    )
    return int(done.rpartition(" ")[2])


def _token(seal: Seal, area: str, councillor: str, version: int) -> str:
    return seal.councillor(f"{area}/{councillor}/{version}")
