"""Where signatures came from, as rows of hashes beside them, and the tallies by which they are compared.

Addresses and browsers go after the policy's days. Nothing here leaves this file but counts, and hashes to name a group.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import text

from services.escalation.domain.signature.origin import (
    Client,
    Mailbox,
    Origin,
    Reason,
    networks_of,
    origin_of,
    suspicion,
)
from services.escalation.domain.signature.signature import Signer, contact, tagged_base
from services.escalation.domain.signature.watch import HELD, Hand, Tally
from services.escalation.storage.case.seal import Seal, token_sha256
from shared.database import Session, raw
from shared.policy import Policy
from shared.working_days import at_time, london_day

EVER = date(2000, 1, 1)  # the day of a tally that lasts
SHARED = frozenset({"mailbox", "domain", "postcode", "pattern", "is_drawn", "address", "network", "agent"})

_ADD = """
insert into escalation_private.tally as t (area, petition, tally, on_day, seen)
select $1, $2, one.tally, one.on_day, one.more from unnest($3::bytea[], $4::date[], $5::int[]) one (tally, on_day, more)
where one.more > 0 order by one.tally, one.on_day
on conflict (petition, tally, on_day) do update set seen = t.seen + excluded.seen
"""
_READ = """
select tally, sum(seen)::int as seen from escalation_private.tally
where petition = $1 and tally = any ($2) and (on_day > $3 or on_day = $4) group by tally
"""
_NOTE = """
insert into escalation_private.origin as kept (signature, area, petition, seen_at, mailbox, domain, postcode, outward,
  pattern, is_drawn, address, network, agent, suspected_for)
select s.signature, s.area, s.petition, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
from escalation_private.signature s where s.petition = $1 and s.address = $2 and s.confirmed_at is null
  and s.request is not distinct from $14
on conflict (signature) do update set seen_at = excluded.seen_at, mailbox = excluded.mailbox, domain = excluded.domain,
  postcode = excluded.postcode, outward = excluded.outward, pattern = excluded.pattern, is_drawn = excluded.is_drawn,
  address = excluded.address, network = excluded.network, agent = excluded.agent, suspected_for = excluded.suspected_for
where kept.suspected_for is not null or excluded.suspected_for is null
"""
_HOLD = """
update escalation_private.signature s set held_for = $2 from escalation_private.origin o
where o.signature = s.signature and o.petition = $1 and s.petition = $1 and s.counts and s.released_by is null
and not s.is_organiser and o.mailbox <> 'institution' and s.confirmed_at >= $3
"""
_RECOUNT = """
insert into escalation_private.tally as t (area, petition, tally, on_day, seen)
select $1, $2, $3, (s.confirmed_at at time zone 'Europe/London')::date as on_day, count(*)
from escalation_private.signature s join escalation_private.origin o using (signature)
where s.petition = $2 and s.held_for is not null and s.confirmed_at is not null and o.mailbox <> 'own' group by on_day
on conflict (petition, tally, on_day) do update set seen = excluded.seen
"""
_FORGET = """
with old as (
  select signature from escalation_private.origin
  where area = $1 and seen_at < $2 and (address is not null or network is not null or agent is not null)
  order by seen_at limit $3 for update skip locked)
update escalation_private.origin o set address = null, network = null, agent = null
from old where o.signature = old.signature
"""


@dataclass(frozen=True, slots=True)
class Noted:
    """A signature's origin as it was noted when it was put down, and why it was suspected then."""

    signature: str
    origin: Origin
    suspected_for: Reason | None


async def note(
    session: Session,
    seal: Seal,
    signer: Signer,
    client: Client,
    *,
    petition: str,
    area: str,
    at: datetime,
    policy: Policy,
    request: str | None = None,
) -> None:
    """Note where a signature that waits for its button came from, or the one of that request for a code; of one that is
    confirmed nothing is noted.

    What was said without suspicion stays: nobody makes another's signature suspect by signing in their name.
    """
    watch, dotless, tagless = policy.watch, policy.petition.dotless, policy.petition.tagless
    sent = await _count_sent(
        session, seal, client, petition=petition, area=area, at=at, known=policy.watch.known_networks
    )
    origin = origin_of(
        signer, client, watch=watch, dotless=dotless, keyed=lambda kind, value: seal.origin(petition, kind, value)
    )
    base = tagged_base(signer, dotless=dotless, tagless=tagless)
    of_mailbox = await _count_mailbox(session, seal, base, petition=petition, area=area, at=at) if base else 0
    why = suspicion(signer, client, watch=watch, sent=sent, of_mailbox=of_mailbox)
    await (await raw(session)).execute(
        _NOTE,
        petition,
        seal.address(petition, contact(signer, dotless=dotless, tagless=tagless)),
        at,
        origin.mailbox.value,
        origin.domain,
        origin.postcode,
        origin.outward,
        origin.pattern,
        origin.is_drawn,
        origin.address,
        origin.network,
        origin.agent,
        why.value if why else None,
        request,
    )


async def last_counted(session: Session, *, petition: str, since: datetime, limit: int = 2_000) -> list[Origin]:
    """The origins of those that were confirmed since a moment and count, the latest ones, in order.

    Whom somebody released, or who started the petition, is not among them.
    """
    rows = await (await raw(session)).fetch(
        "select o.* from escalation_private.signature s join escalation_private.origin o using (signature) "
        "where s.petition = $1 and s.counts and s.released_by is null and not s.is_organiser and s.confirmed_at >= $2 "
        "order by s.confirmed_at desc limit $3",
        petition,
        since,
        limit,
    )
    return [_origin(row) for row in reversed(rows)]


async def of_token(session: Session, *, petition: str, token: str) -> Noted | None:
    """The origin of the signature that a link stands for; None for an organiser's, of which none is noted."""
    row = await (await raw(session)).fetchrow(
        "select o.* from escalation_private.origin o join escalation_private.signature s using (signature) "
        "where s.petition = $1 and s.token_sha256 = $2",
        petition,
        token_sha256(token),
    )
    if row is None:
        return None
    why = row["suspected_for"]
    return Noted(str(row["signature"]), _origin(row), Reason(why) if why else None)


async def count(
    session: Session, more: Mapping[Tally, int], *, petition: str, area: str, on: date, days: int
) -> dict[Tally, int]:
    """Add to these tallies on that day; what stands in each, over so many days, or ever for those that last."""
    if not more:
        return {}
    named = {_name(tally): tally for tally in more}
    connection = await raw(session)
    on_days = [EVER if tally.lasts else on for tally in named.values()]
    await connection.execute(_ADD, area, petition, list(named), on_days, [more[one] for one in named.values()])
    rows = await connection.fetch(_READ, petition, list(named), on - timedelta(days=days), EVER)
    return {named[row["tally"]]: row["seen"] for row in rows}


async def hold(session: Session, signature: str, reason: Reason) -> None:
    """Hold a signature that was confirmed in this transaction and has not been counted."""
    await session.execute(
        text("update escalation_private.signature set held_for = :reason where signature = :signature"),
        {"reason": reason.value, "signature": signature},
    )


async def hold_hand(session: Session, hand: Hand, *, petition: str, since: datetime | None) -> int:
    """Hold those of the hand that count; how many there were. Whom somebody released stays counted."""
    names = [name for name in hand.shared if name in SHARED]
    same = " ".join(f"and o.{name} = ${place}" for place, name in enumerate(names, 4))
    statement = _HOLD + same
    done: str = await (await raw(session)).execute(
        statement,
        petition,
        hand.reason.value,
        since or at_time(EVER, time(0)),
        *(hand.shared[name] for name in names),
    )
    return int(done.rpartition(" ")[2])


async def recount_held(session: Session, *, petition: str, area: str) -> None:
    """Count anew how many of which day are held, after many of them were held or let go at once."""
    connection = await raw(session)
    name = _name(HELD)
    await connection.execute(
        "update escalation_private.tally set seen = 0 where petition = $1 and tally = $2", petition, name
    )
    await connection.execute(_RECOUNT, area, petition, name)


async def count_held(session: Session, *, petition: str, since: datetime) -> int:
    """How many that were confirmed since a moment are held and not decided about."""
    number: int = await (await raw(session)).fetchval(
        "select count(*) from escalation_private.signature where petition = $1 and held_for is not null "
        "and struck_by is null and confirmed_at >= $2",
        petition,
        since,
    )
    return number


async def is_released(session: Session, origin: Origin, *, petition: str) -> bool:
    """Whether somebody has decided to count signatures that share this one's domain, network or naming."""
    found = await (await raw(session)).fetchval(
        "select 1 from escalation_private.invalidation where petition = $1 and deed = 'release' and ended_as = 'done' "
        "and coalesce(domain, address, network, pattern) is not null and (domain is null or domain = $2) "
        "and (address is null or address = $3) and (network is null or network = $4) "
        "and (pattern is null or pattern = $5) and (outward is null or outward = $6) limit 1",
        petition,
        origin.domain,
        origin.address,
        origin.network,
        origin.pattern,
        origin.outward,
    )
    return found is not None


async def forget(session: Session, *, area: str, before: datetime, limit: int = 500) -> int:
    """Forget addresses, networks and browsers that were noted before a moment, and tallies of them; how many rows."""
    connection = await raw(session)
    done: str = await connection.execute(_FORGET, area, before, limit)
    await connection.execute(
        "delete from escalation_private.tally where area = $1 and on_day < $2 and on_day <> $3",
        area,
        london_day(before),
        EVER,
    )
    return int(done.rpartition(" ")[2])


async def _count_mailbox(session: Session, seal: Seal, base: str, *, petition: str, area: str, at: datetime) -> int:
    """How many were put down under the petition with a `+` behind this mailbox's name, one more counted."""
    tally = Tally("mailbox", (seal.origin(petition, "mailbox", base),), lasts=True)
    return (await count(session, {tally: 1}, petition=petition, area=area, on=london_day(at), days=1))[tally]


async def _count_sent(
    session: Session, seal: Seal, client: Client, *, petition: str, area: str, at: datetime, known: Sequence[str]
) -> tuple[int, int]:
    found = networks_of(client.address, known)
    if found is None:
        return 0, 0
    near, far = (seal.origin(petition, kind, value) for kind, value in zip(("address", "network"), found, strict=True))
    sent = (Tally("sent", (near,)), Tally("sent", (far,)))
    seen = await count(session, dict.fromkeys(sent, 1), petition=petition, area=area, on=london_day(at), days=1)
    return seen[sent[0]], seen[sent[1]]


def _origin(row: Any) -> Origin:  # noqa: ANN401 asyncpg has no types
    names = ("domain", "postcode", "outward", "pattern", "is_drawn", "address", "network", "agent")
    return Origin(mailbox=Mailbox(row["mailbox"]), **{name: row[name] for name in names})


def _name(tally: Tally) -> bytes:
    return hashlib.blake2b(b"\0".join((tally.kind.encode(), *tally.values)), digest_size=16).digest()
