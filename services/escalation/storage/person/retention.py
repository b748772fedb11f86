"""What is thrown away of people who signed, and what was erased by ids. A row that counts stays as a number.

Nothing personal leaves this file but what is held of one person, to that person's own request.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from asyncpg import Record
from sqlalchemy import text

from services.escalation.domain.person.data_request import Held, Purpose, Signatory
from services.escalation.domain.signature.assistance import DESK
from services.escalation.domain.signature.paper import PAPER
from services.escalation.domain.signature.paper import person as person_named
from services.escalation.domain.signature.signature import own_form, reads
from services.escalation.domain.signature.telephone import TELEPHONE
from services.escalation.storage.case.seal import Seal, token_sha256
from shared import errands
from shared.database import Session, raw
from shared.events import new_id
from shared.policy.petition import Petition
from shared.post.mailboxes import canonical_email

BATCH = 500
NOTE = "erasure.note"
_RANDOM = "sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))"
_EMPTIED = (
    "person_key = null, name = null, email = null, telephone = null, postcode = null, known_as = null, mailbox = null, "
    f"address = {_RANDOM}, token_sha256 = {_RANDOM}, code_until = null, "
    "confirmed_at = date_trunc('day', s.confirmed_at at time zone 'Europe/London') at time zone 'Europe/London'"
)
_ASKED = """
asked as materialized (
  select unnest(d.signatures) as signature
  from escalation_private.data_request d join data_request r on r.request = d.request::text where r.is_open)
"""
_ANONYMISE = f"""
with {_ASKED}, old as (
  select signature from escalation_private.signature
  where petition = $1 and person_key is not null and confirmed_at is not null and not ($2 and is_organiser)
    and signature not in (select signature from asked)
  order by is_beside desc, signature limit $3 for update),
gone as (delete from escalation_private.origin o using old where o.signature = old.signature)
update escalation_private.signature s set {_EMPTIED} from old where s.signature = old.signature
"""  # noqa: S608 fixed columns
_ANONYMISE_ONE = f"""
with gone as (delete from escalation_private.origin where signature = $1)
update escalation_private.signature s set {_EMPTIED} where s.signature = $1
"""  # noqa: S608 fixed columns
_PLAIN = ("petition", "relation", "came_by", "is_organiser", "confirmed_at")
_REFERENCES = (
    "select reference from petition union select reference from petition_draft union select reference from moderation"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One signature that is kept: which, under what, and whether it counts and still says whose it is."""

    signature: str
    area: str
    petition: str
    counts: bool
    is_organiser: bool


async def anonymise(session: Session, petition: str, *, but_organiser: bool, limit: int = BATCH) -> int:
    """Throw people's keys away and empty what they told; how many rows were emptied. The petition is locked here.

    What somebody has asked to see or to have erased stays until they have their answer.
    """
    done: str = await (await raw(session)).execute(_ANONYMISE, petition, but_organiser, limit)
    return int(done.rpartition(" ")[2])


async def forget_traces(session: Session, petition: str) -> None:
    """Forget the tallies by which signatures were compared, and what signatures shared that were decided about."""
    connection = await raw(session)
    await connection.execute("delete from escalation_private.tally where petition = $1", petition)
    await connection.execute("delete from escalation_private.paper_line where petition = $1", petition)
    await connection.execute("delete from escalation_private.paper_sheet where petition = $1", petition)
    await connection.execute("delete from escalation_private.assistance where petition = $1", petition)
    await connection.execute(
        "update escalation_private.invalidation set domain = null, pattern = null, outward = null, "
        "address = null, network = null where petition = $1",
        petition,
    )


async def forget_outlived(session: Session, *, before: datetime, limit: int = BATCH) -> int:
    """Delete what people told whose link's days were over before a moment; how many rows."""
    done: str = await (await raw(session)).execute(
        "delete from escalation_private.signature where signature in (select signature "
        "from escalation_private.signature where confirmed_at is null and expires_at <= $1 "
        "order by expires_at limit $2 for update skip locked)",
        before,
        limit,
    )
    return int(done.rpartition(" ")[2])


async def is_asked_for(session: Session, petition: str) -> bool:
    """Whether somebody who signed waits for an answer to a request about what is held of them."""
    found = await (await raw(session)).fetchval(
        f"with {_ASKED} select exists (select from asked join escalation_private.signature s using (signature) "  # noqa: S608 fixed
        "where s.petition = $1)",
        petition,
    )
    return bool(found)


async def is_disputed(session: Session, petitions: Collection[str]) -> bool:
    """Whether a decision about signatures of one of these petitions waits for a second person."""
    found = await (await raw(session)).fetchval(
        "select exists (select from escalation_private.invalidation "
        "where petition = any ($1) and ended_as = 'waiting')",
        list(petitions),
    )
    return bool(found)


async def of_contact(session: Session, seal: Seal, contact: str) -> list[Signed]:
    """The signatures of an address or a number, in its one form, under the petitions of the session's areas."""
    references = (await session.execute(text(_REFERENCES))).scalars()
    return await _of_addresses(session, [seal.address(reference, contact) for reference in references])


async def of_mailbox(session: Session, seal: Seal, email: str, scheme: Petition) -> list[Signed]:
    """The signatures of an address under the petitions of the session's areas, of those addresses only that surely have
    the same mailbox. One address has one row per petition.
    """
    forms = {canonical_email(email, scheme.dotless), own_form(email, dotless=scheme.dotless, tagless=scheme.tagless)}
    references = (await session.execute(text(_REFERENCES))).scalars().all()
    rows = await (await raw(session)).fetch(
        "select signature::text, address, person_key, email from escalation_private.signature "
        "where address = any ($1) and person_key is not null and email is not null",
        [seal.address(reference, contact) for reference in references for contact in forms],
    )
    return await of_ids(session, [row["signature"] for row in rows if _is_read(seal, row, email, scheme)])


def _is_read(seal: Seal, row: Record, email: str, scheme: Petition) -> bool:
    kept = seal.person(row["person_key"], row["address"]).open("email", row["email"])
    return reads(email, kept, dotless=scheme.dotless, tagless=scheme.tagless)


async def of_signatory(session: Session, seal: Seal, who: Signatory) -> list[Signed]:
    """What somebody signed on paper or at a desk under one petition, by the name and postcode that they wrote there."""
    rows = await (await raw(session)).fetch(
        "select signature, area, petition, counts, is_organiser from escalation_private.signature "
        "where petition = $1 and known_as = $2 and came_by = any ($3) and person_key is not null",
        who.petition,
        seal.person_of(who.petition, person_named(who.name, who.postcode)),
        [DESK, PAPER],
    )
    return [_signed(row) for row in rows]


async def of_token(session: Session, petition: str, token: str) -> list[Signed]:
    """The signature that was given at a desk, or that started the petition by telephone, of which a number and a PIN
    make this token.
    """
    rows = await (await raw(session)).fetch(
        "select signature, area, petition, counts, is_organiser from escalation_private.signature "
        "where petition = $1 and token_sha256 = $2 and came_by = any ($3) and person_key is not null",
        petition,
        token_sha256(token),
        [DESK, TELEPHONE],
    )
    return [_signed(row) for row in rows]


async def _of_addresses(session: Session, addresses: Collection[bytes]) -> list[Signed]:
    """The signatures that still say whose they are, in order of petition."""
    rows = await (await raw(session)).fetch(
        "select signature, area, petition, counts, is_organiser from escalation_private.signature "
        "where address = any ($1) and person_key is not null order by petition",
        list(addresses),
    )
    return [_signed(row) for row in rows]


async def of_ids(session: Session, signatures: Collection[str]) -> list[Signed]:
    """Those of these signatures that still say whose they are, in order of petition."""
    rows = await (await raw(session)).fetch(
        "select signature, area, petition, counts, is_organiser from escalation_private.signature "
        "where signature = any ($1) and person_key is not null order by petition",
        [UUID(one) for one in signatures],
    )
    return [_signed(row) for row in rows]


async def held(session: Session, seal: Seal, signatures: Collection[str]) -> list[Held]:
    """All that is held of whoever these signatures are of, in order of petition."""
    rows = await (await raw(session)).fetch(
        "select * from escalation_private.signature where signature = any ($1) and person_key is not null "
        "order by petition",
        [UUID(one) for one in signatures],
    )
    found = []
    for row in rows:
        person = seal.person(row["person_key"], row["address"])
        found.append(
            Held(
                name=person.open("name", row["name"]),
                email=person.open("email", row["email"]) if row["email"] else "",
                telephone=person.open("telephone", row["telephone"]) if row["telephone"] else "",
                postcode=person.open("postcode", row["postcode"]),
                ward=row["ward"] or "",
                counts=row["counts"] or (row["is_beside"] and not row["held_for"] and not row["struck_by"]),
                **{name: row[name] for name in _PLAIN},
            )
        )
    return found


async def has_beside(session: Session, signature: str) -> bool:
    """Whether another row of the same name and postcode stands beside this one, and would count if it went."""
    found: bool = await (await raw(session)).fetchval(
        "select exists (select from escalation_private.signature s join escalation_private.signature one "
        "using (petition, known_as) where one.signature = $1 and s.is_beside and s.held_for is null "
        "and s.struck_by is null)",
        UUID(signature),
    )
    return found


async def delete(session: Session, signature: str) -> None:
    """Delete a signature, and what was noted of where it came from."""
    await (await raw(session)).execute("delete from escalation_private.signature where signature = $1", UUID(signature))


async def empty(session: Session, signature: str) -> None:
    """Throw the person's key away and empty the row, which goes on counting if it did."""
    await (await raw(session)).execute(_ANONYMISE_ONE, UUID(signature))


async def note_erased(session: Session, signature: str, area: str, on: date) -> None:
    """Keep that this was erased, by its id, and book that the same is written outside the database."""
    await session.execute(
        text(
            "insert into erasure (signature, area, erased_on) values (:signature, :area, :on) "
            "on conflict (signature) do nothing"
        ),
        {"signature": UUID(signature), "area": area, "on": on},
    )
    await errands.book(session, area=area, kind=NOTE, reference=signature, key=f"{NOTE}/{signature}")


async def not_erased(session: Session, signatures: Collection[str]) -> list[str]:
    """Those of these signatures that are here and still say whose they are, though they were erased once."""
    rows = await (await raw(session)).fetch(
        "select signature::text from escalation_private.signature where signature = any ($1) "
        "and person_key is not null order by 1",
        [UUID(one) for one in signatures],
    )
    return [row["signature"] for row in rows]


def _signed(row: object) -> Signed:
    found = dict(row)  # type: ignore[call-overload] # asyncpg has no types
    return Signed(signature=str(found.pop("signature")), **found)


async def note_reading(
    session: Session, *, area: str, request: str, holder: str, purpose: Purpose, people: int, at: datetime
) -> int:
    """Note who was shown what people told, and for what; how many people they were shown in the hour before."""
    connection = await raw(session)
    await connection.execute(
        "insert into escalation_private.reading (reading, area, request, holder, purpose, people, read_at) "
        "values ($1, $2, $3, $4, $5, $6, $7)",
        UUID(str(new_id())),
        area,
        UUID(request),
        holder,
        purpose.value,
        people,
        at,
    )
    seen: int = await connection.fetchval(
        "select sum(people)::int from escalation_private.reading where holder = $1 and read_at > $2",
        holder,
        at - timedelta(hours=1),
    )
    return seen
