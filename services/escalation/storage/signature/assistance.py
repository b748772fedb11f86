"""Signatures that staff took at a desk, as rows: they count at once or are held, and a number with a PIN leads to them.
Beside them, and beside those whose telephone code staff asked for, is kept who of the staff that was.
Nothing of a person leaves this file.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.escalation.domain.signature.assistance import DESK, Person, Standing
from services.escalation.domain.signature.paper import person as person_named
from services.escalation.domain.signature.ward import spellings
from services.escalation.storage.case.seal import Seal, token_sha256
from services.escalation.storage.signature import ward as wards
from shared.database import Session, raw
from shared.events import new_id

_ADD = """
insert into escalation_private.signature (signature, area, petition, address, person_key, name, postcode, relation,
  known_as, ward, came_by, is_organiser, token_sha256, expires_at, confirmed_at, held_for, struck_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $15, $12, $13, $13,
  coalesce($14, (select held_for from escalation_private.signature where petition = $3 and known_as = $9
    and came_by = $11 and held_for is not null limit 1)),
  (select struck_by from escalation_private.signature where petition = $3 and known_as = $9 and came_by = $11
    and struck_by is not null limit 1))
returning counts
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who took a signature: the person, or the key of a desk's system, only for keeping limits and so that they do not
    decide about it; the body and role, which are told by day.
    """

    taken_by: str
    body: str
    role: str
    on: date


async def add(
    session: Session,
    seal: Seal,
    who: Person,
    desk: Desk,
    *,
    petition: str,
    area: str,
    token: str,
    held_for: str | None = None,
    is_organiser: bool = False,
    now: datetime,
) -> bool:
    """Keep a signature that was given at a desk, each time anew: one letter more leads to one row more. Whether it may
    count; not where it is held, or where one that this person gave at a desk before is held or struck out.

    The petition is locked by the caller, who sees to it that each person counts once.
    """
    known = person_named(who.name, who.postcode)
    address = seal.address(petition, f"{DESK}\n{token}")
    own, wrapped = seal.new_person(address)
    signature = new_id()
    connection = await raw(session)
    counts: bool = await connection.fetchval(
        _ADD,
        signature,
        area,
        petition,
        address,
        wrapped,
        own.close("name", who.name),
        own.close("postcode", who.postcode),
        who.relation.value,
        seal.person_of(petition, known),
        await wards.of_postcode(session, area, spellings(who.postcode)),
        DESK,
        token_sha256(token),
        now,
        held_for,
        is_organiser,
    )
    await note_desk(session, desk, signature, petition=petition, area=area)
    return counts


async def note_desk(session: Session, desk: Desk, signature: UUID, *, petition: str, area: str) -> None:
    """Keep who of the staff took a signature, or asked for its code."""
    await (await raw(session)).execute(
        "insert into escalation_private.assistance (signature, petition, area, taken_by, body, role, on_day) "
        "values ($1, $2, $3, $4, $5, $6, $7)",
        signature,
        petition,
        area,
        desk.taken_by,
        desk.body,
        desk.role,
        desk.on,
    )


async def taken(session: Session, petition: str, *, by: str, on: date) -> int:
    """How many signatures somebody of the staff took under a petition on a day."""
    number: int = await (await raw(session)).fetchval(
        "select count(*) from escalation_private.assistance a join escalation_private.signature s using (signature) "
        "where a.petition = $1 and a.on_day = $2 and a.taken_by = $3 and s.came_by = $4",
        petition,
        on,
        by,
        DESK,
    )
    return number


async def started(session: Session, area: str, *, by: str, on: date) -> int:
    """How many petitions of the area somebody of the staff started on a day for whoever stood at the desk."""
    number: int = await (await raw(session)).fetchval(
        "select count(*) from escalation_private.assistance a join escalation_private.signature s using (signature) "
        "where a.area = $1 and a.on_day = $2 and a.taken_by = $3 and s.is_organiser "
        "and s.confirmed_at is not null",
        area,
        on,
        by,
    )
    return number


async def has_taken(session: Session, petition: str, *, by: str) -> bool:
    """Whether somebody of the staff took a signature under the petition, or asked for the code of one."""
    found: bool = await (await raw(session)).fetchval(
        "select exists (select from escalation_private.assistance where petition = $1 and taken_by = $2)", petition, by
    )
    return found


async def start_of(session: Session, petition: str) -> Desk | None:
    """At which desk a petition was started, there or by telephone, and by whom of the staff; None where its organiser
    sent it.
    """
    row = await (await raw(session)).fetchrow(
        "select a.taken_by, a.body, a.role, a.on_day from escalation_private.assistance a "
        "join escalation_private.signature s using (signature) where a.petition = $1 and s.is_organiser",
        petition,
    )
    return Desk(taken_by=row["taken_by"], body=row["body"], role=row["role"], on=row["on_day"]) if row else None


async def held_of(session: Session, petition: str, *, by: str) -> bool:
    """Whether signatures are held under the petition that this person took."""
    found: bool = await (await raw(session)).fetchval(
        "select exists (select 1 from escalation_private.assistance a join escalation_private.signature s "
        "using (signature) where a.petition = $1 and a.taken_by = $2 and s.held_for is not null)",
        petition,
        by,
    )
    return found


async def by_body(session: Session, petition: str, on: date) -> list[tuple[str, str, int]]:
    """For a day: body, role, and how many were taken there under the petition of people who count by nothing better."""
    rows = await (await raw(session)).fetch(
        "select body, role, count(*)::int as signatures from escalation_private.assistance a "
        "join escalation_private.signature s using (signature) "
        "where a.petition = $1 and on_day = $2 and s.came_by = $3 and not s.is_beside "
        "group by body, role order by body, role",
        petition,
        on,
        DESK,
    )
    return [(row["body"], row["role"], row["signatures"]) for row in rows]


async def standing(session: Session, petition: str, token: str) -> Standing:
    """What became of the signature that a number and PIN stand for."""
    row = await (await raw(session)).fetchrow(
        "select held_for, struck_by is not null as is_struck from escalation_private.signature "
        "where petition = $1 and token_sha256 = $2 and came_by = $3",
        petition,
        token_sha256(token),
        DESK,
    )
    if row is None:
        return Standing.UNKNOWN
    if row["is_struck"]:
        return Standing.STRUCK_OUT
    return Standing.HELD if row["held_for"] else Standing.COUNTS
