"""Signatures as rows of the schema of personal data. Nothing of a person leaves them unsealed but to the letter that
asks them to confirm.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from services.escalation.domain.signature.paper import person as person_named
from services.escalation.domain.signature.signature import Signer, contact
from services.escalation.domain.signature.ward import spellings
from services.escalation.storage.case.seal import Seal, token_sha256
from services.escalation.storage.signature import ward as wards
from shared import errands
from shared.database import Session
from shared.events import new_id
from shared.policy.petition import Petition
from shared.post.mailboxes import canonical_email

CONFIRM, CODE = "signature.confirm", "signature.code"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a letter about a signature goes, and what must stand in it."""

    petition: str
    email: str
    token: str
    expires_at: datetime
    is_organiser: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What the button of a link confirms, as it was typed last, and which letter brought it: the first is 1."""

    name: str
    postcode: str
    relation: str
    letter: int


# Letters about one petition that went to a mailbox: to the address without a `+`, and to those with one.
_LETTERS = """
(select coalesce(sum(letters), 0) from (
  select letters from escalation_private.signature where petition = :petition and mailbox = :of_mailbox
  union all select letters from escalation_private.signature where petition = :petition and address = :of_mailbox
  and came_by <> 'telephone') sent)
"""


async def put_down(
    session: Session,
    seal: Seal,
    signer: Signer,
    *,
    petition: str,
    area: str,
    is_organiser: bool,
    expires_at: datetime,
    scheme: Petition,
) -> bool:
    """Keep a signature of somebody with e-mail until it is confirmed, and book the letter that asks for it.

    False when no letter is to go, because it is confirmed, or letters enough went: about this petition, or to this
    address today. One address has one row per petition; what was said last counts until it is confirmed.
    """
    known_by = contact(signer, dotless=scheme.dotless, tagless=scheme.tagless)
    mailbox = canonical_email(signer.email, scheme.dotless)  # letters are counted for it, whatever stands behind a `+`
    address, of_mailbox = seal.address(petition, known_by), seal.address(petition, mailbox)
    if address != of_mailbox:  # several addresses of one mailbox wait for one another
        await session.execute(text("select pg_advisory_xact_lock(hashtext(:name))"), {"name": of_mailbox.hex()})
    person, wrapped = seal.new_person(address)
    signature = str(new_id())
    values = {
        "signature": signature,
        "area": area,
        "petition": petition,
        "address": address,
        "of_mailbox": of_mailbox,
        "mailbox": None if address == of_mailbox else of_mailbox,
        "person_key": wrapped,
        "name": person.close("name", signer.name),
        "email": person.close("email", signer.email),
        "postcode": person.close("postcode", signer.postcode),
        "relation": signer.relation.value,
        "known_as": seal.person_of(petition, person_named(signer.name, signer.postcode)),
        "ward": await wards.of_postcode(session, area, spellings(signer.postcode)),
        "is_organiser": is_organiser,
        "token_sha256": token_sha256(seal.token(signature)),
        "expires_at": expires_at,
        "most": scheme.letters_each,
    }
    row = (
        await session.execute(
            text(
                "insert into escalation_private.signature as kept (signature, area, petition, address, person_key, "
                "name, email, postcode, relation, known_as, ward, is_organiser, token_sha256, expires_at, mailbox) "
                "select :signature, :area, :petition, :address, :person_key, :name, :email, :postcode, :relation, "
                ":known_as, :ward, :is_organiser, :token_sha256, :expires_at, "
                "cast(:mailbox as bytea) "
                f"where {_LETTERS} < :most on conflict (petition, address) "
                "where came_by <> 'telephone' or confirmed_at is not null "
                "do update set person_key = excluded.person_key, name = excluded.name, email = excluded.email, "
                "postcode = excluded.postcode, relation = excluded.relation, known_as = excluded.known_as, "
                "ward = excluded.ward, "
                "letters = kept.letters + 1, "
                "expires_at = excluded.expires_at where kept.confirmed_at is null and kept.letters < :most "
                "returning kept.signature, kept.letters"
            ),
            values,
        )
    ).one_or_none()
    if row is None or not await count_letter(session, seal.letters(mailbox), scheme.letters_a_day):
        return False
    key = f"{CONFIRM}/{row.signature}/{row.letters}"
    await errands.book(session, area=area, kind=CONFIRM, reference=str(row.signature), key=key)
    return True


async def confirm(
    session: Session, *, petition: str, token: str, now: datetime, received_at: datetime, letter: int | None = None
) -> bool | None:
    """Confirm what the token stands for: True for a signature that counts from now on, False for one that did before,
    also by another request of the same number.

    None when the token is unknown here or was too old when it was received, or where other things were typed since the
    letter that is named. The petition is locked by the caller.
    """
    values = {"petition": petition, "token": token_sha256(token), "now": now, "received_at": received_at}
    values |= {"letter": letter}
    confirmed = await session.execute(
        text(
            "update escalation_private.signature s set confirmed_at = :now where petition = :petition "
            "and token_sha256 = :token and confirmed_at is null and expires_at > :received_at "
            "and (cast(:letter as int) is null or letters = :letter) and not exists ("
            "select from escalation_private.signature o where o.petition = s.petition and o.address = s.address "
            "and o.confirmed_at is not null) returning signature"
        ),
        values,
    )
    if confirmed.one_or_none() is not None:
        return True
    query = text(
        "select 1 from escalation_private.signature s join escalation_private.signature o using (petition, address) "
        "where s.petition = :petition and s.token_sha256 = :token and o.confirmed_at is not null"
    )
    before = await session.execute(query, {"petition": petition, "token": values["token"]})
    return False if before.one_or_none() is not None else None


async def typed(session: Session, seal: Seal, *, petition: str, token: str) -> Typed | None:
    """What the button of this link would confirm; None where it was pressed, or there is none."""
    query = text(
        "select person_key, address, name, postcode, relation, letters from escalation_private.signature "
        "where petition = :petition and token_sha256 = :token and confirmed_at is null and person_key is not null"
    )
    row = (await session.execute(query, {"petition": petition, "token": token_sha256(token)})).one_or_none()
    if row is None:
        return None
    own = seal.person(row.person_key, row.address)
    return Typed(own.open("name", row.name), own.open("postcode", row.postcode), row.relation, row.letters)


async def is_live(session: Session, *, petition: str, token: str, now: datetime) -> bool:
    """Whether the token stands for a signature that is confirmed or may still be. Changes nothing."""
    query = text(
        "select 1 from escalation_private.signature where petition = :petition and token_sha256 = :token "
        "and (confirmed_at is not null or expires_at > :now)"
    )
    values = {"petition": petition, "token": token_sha256(token), "now": now}
    return (await session.execute(query, values)).one_or_none() is not None


async def count(session: Session, petition: str, *, before: datetime | None = None) -> int:
    """How many signatures of the petition count, of those confirmed before a moment where one is named."""
    query = text(
        "select count(*) from escalation_private.signature where petition = :petition "
        "and counts and (cast(:before as timestamptz) is null or confirmed_at < :before)"
    )
    counted: int = (await session.execute(query, {"petition": petition, "before": before})).scalar_one()
    return counted


async def by_way(session: Session, petition: str) -> dict[str, int]:
    """How many signatures of the petition count by the way they came: `web`, `paper`, `desk`,
    `telephone`."""
    query = text(
        "select came_by, count(*) as signatures from escalation_private.signature "
        "where petition = :petition and counts group by came_by order by came_by"
    )
    return {row.came_by: row.signatures for row in await session.execute(query, {"petition": petition})}


async def counts(session: Session, petitions: Collection[str]) -> Counter[str]:
    """How many signatures of each of these petitions count."""
    query = text(
        "select petition, count(*) as signatures from escalation_private.signature "
        "where petition = any (:petitions) and counts group by petition"
    )
    rows = await session.execute(query, {"petitions": list(petitions)})
    return Counter({row.petition: row.signatures for row in rows})


async def kinds(session: Session, petition: str, *, before: datetime) -> Counter[tuple[str, str]]:
    """How many that count were confirmed before a moment, by relation and ward; the ward is empty where none is known.

    What leaves the house of it goes through `broken_down`.
    """
    query = text(
        "select relation, coalesce(ward, '') as ward, count(*) as signatures from escalation_private.signature "
        "where petition = :petition and counts and confirmed_at < :before group by 1, 2"
    )
    rows = await session.execute(query, {"petition": petition, "before": before})
    return Counter({(row.relation, row.ward): row.signatures for row in rows})


async def recipient(session: Session, seal: Seal, signature: str) -> Recipient | None:
    """Where the letter about a signature goes; None when it was confirmed, forgotten or its key thrown away."""
    query = text(
        "select petition, address, person_key, email, expires_at, is_organiser from escalation_private.signature "
        "where signature = :signature and confirmed_at is null and person_key is not null and email is not null"
    )
    row = (await session.execute(query, {"signature": UUID(signature)})).one_or_none()
    if row is None:
        return None
    email = seal.person(row.person_key, row.address).open("email", row.email)
    return Recipient(row.petition, email, seal.token(signature), row.expires_at, row.is_organiser)


async def organiser(session: Session, seal: Seal, petition: str) -> Recipient | None:
    """Where a letter to the organiser goes, and the token of its page; None before they confirm or once forgotten,
    and of one who has no e-mail.
    """
    query = text(
        "select signature, address, person_key, email, expires_at from escalation_private.signature "
        "where petition = :petition and is_organiser and confirmed_at is not null and person_key is not null "
        "and email is not null"
    )
    row = (await session.execute(query, {"petition": petition})).one_or_none()
    if row is None:
        return None
    email = seal.person(row.person_key, row.address).open("email", row.email)
    return Recipient(petition, email, seal.token(str(row.signature)), row.expires_at, is_organiser=True)


async def is_organiser(session: Session, *, petition: str, token: str) -> bool:
    """Whether the token is that of the petition's organiser, who has confirmed. Changes nothing."""
    query = text(
        "select 1 from escalation_private.signature where petition = :petition and token_sha256 = :token "
        "and is_organiser and confirmed_at is not null"
    )
    values = {"petition": petition, "token": token_sha256(token)}
    return (await session.execute(query, values)).one_or_none() is not None


async def has_organiser(session: Session, petitions: Collection[str]) -> bool:
    """Whether somebody who started one of these petitions is still known here."""
    query = text(
        "select exists (select from escalation_private.signature where petition = any (:petitions) and is_organiser "
        "and confirmed_at is not null and person_key is not null)"
    )
    return bool((await session.execute(query, {"petitions": list(petitions)})).scalar_one())


async def forget_all(session: Session, petition: str, *, but_organiser: bool) -> None:
    """Delete what people told who signed a petition of which nothing comes; the organiser's stays to write to them."""
    query = text(
        "delete from escalation_private.signature where petition = :petition and not (:but_organiser and is_organiser)"
    )
    await session.execute(query, {"petition": petition, "but_organiser": but_organiser})


async def forget_unconfirmed(session: Session, petition: str) -> None:
    """Delete what people told who never confirmed; once signing is over it serves nothing."""
    await session.execute(
        text("delete from escalation_private.signature where petition = :petition and confirmed_at is null"),
        {"petition": petition},
    )


async def count_letter(session: Session, address: bytes, most: int) -> bool:
    """Whether one more letter may go to this address on the machine's day; it is counted then. Older days go."""
    await session.execute(
        text(
            "delete from escalation_private.letter where (on_day, address) in (select on_day, address "
            "from escalation_private.letter where on_day < (clock_timestamp() at time zone 'Europe/London')::date "
            "for update skip locked)"
        )
    )
    counted = await session.execute(
        text(
            "insert into escalation_private.letter as kept (on_day, address, letters) "
            "values ((clock_timestamp() at time zone 'Europe/London')::date, :address, 1) "
            "on conflict (on_day, address) do update set letters = kept.letters + 1 where kept.letters < :most "
            "returning letters"
        ),
        {"address": address, "most": most},
    )
    return counted.one_or_none() is not None
