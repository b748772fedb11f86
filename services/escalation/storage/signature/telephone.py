"""Signatures of people who give a telephone number, each request a row of its own, and the codes that prove the number.

No code is kept: it is worked out anew. Nothing of a person leaves this file but the number, to the message there.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.escalation.domain.signature.assistance import Stub
from services.escalation.domain.signature.paper import person as person_named
from services.escalation.domain.signature.signature import Signer, of_number
from services.escalation.domain.signature.telephone import TELEPHONE
from services.escalation.domain.signature.ward import spellings
from services.escalation.storage.case.seal import Seal, token_sha256
from services.escalation.storage.signature import ward as wards
from services.escalation.storage.signature.assistance import Desk, note_desk
from services.escalation.storage.signature.signature import CODE
from shared import errands
from shared.database import Session, raw
from shared.events import new_id

_ASK = """
insert into escalation_private.signature (signature, area, petition, address, person_key, name, telephone, postcode,
  relation, known_as, ward, came_by, is_organiser, token_sha256, request, code_until, expires_at)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'telephone', $16, $12, $13, $14, $15 where not exists (
  select from escalation_private.signature where petition = $3 and address = $4 and confirmed_at is not null)
returning signature
"""
_FORGET_OTHERS = """
delete from escalation_private.signature
where petition = $1 and address <> $2 and is_organiser and confirmed_at is null
"""
_TRY = """
update escalation_private.signature set code_tries = code_tries + 1
where petition = $1 and request = $2 and code_until > $3 and code_tries < $4 and person_key is not null
returning signature::text as signature, letters, is_organiser
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text message that is to go: to which number, with which code of which request, until when it is good for, and
    whether it starts a petition.
    """

    petition: str
    request: str
    number: str
    code: str
    until: datetime
    is_organiser: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Organiser:
    """Where a message to whoever started a petition by telephone goes, and the number and PIN of their page."""

    number: str
    stub: Stub


async def recipient(session: Session, seal: Seal, signature: str) -> Message | None:
    """Where the message about a signature goes; None when it was confirmed or forgotten."""
    row = await (await raw(session)).fetchrow(
        "select petition, request, address, person_key, telephone, letters, code_until, is_organiser "
        "from escalation_private.signature where signature = $1 and confirmed_at is null "
        "and person_key is not null and telephone is not null and request is not null and code_until is not null",
        UUID(signature),
    )
    if row is None:
        return None
    return Message(
        petition=row["petition"],
        request=row["request"],
        number=seal.person(row["person_key"], row["address"]).open("telephone", row["telephone"]),
        code=seal.code(signature, row["letters"]),
        until=row["code_until"],
        is_organiser=row["is_organiser"],
    )


async def organiser(session: Session, seal: Seal, petition: str) -> Organiser | None:
    """How whoever started the petition by telephone is told of it; None of anybody else, and once forgotten."""
    row = await (await raw(session)).fetchrow(
        "select request, address, person_key, telephone from escalation_private.signature where petition = $1 "
        "and is_organiser and confirmed_at is not null and person_key is not null and telephone is not null "
        "and request is not null",
        petition,
    )
    if row is None:
        return None
    number = seal.person(row["person_key"], row["address"]).open("telephone", row["telephone"])
    return Organiser(number=number, stub=stub_of(seal, petition, row["request"]))


def stub_of(seal: Seal, petition: str, request: str) -> Stub:
    """The number and PIN of whoever started the petition by this request; nobody keeps them."""
    return seal.stub(petition, TELEPHONE, request)


async def ask(
    session: Session,
    seal: Seal,
    signer: Signer,
    *,
    petition: str,
    area: str,
    request: str,
    code_until: datetime,
    expires_at: datetime,
    is_organiser: bool = False,
    desk: Desk | None = None,
) -> bool:
    """Keep a signature until its code is typed, beside whatever else was asked for with that number, and book the
    message. False where the number has signed: then nothing is kept.
    """
    address = seal.address(petition, of_number(signer.telephone))
    person, wrapped = seal.new_person(address)
    signature = str(new_id())
    if is_organiser:  # whoever mistyped their number asks again with the right one: one person starts a petition
        await (await raw(session)).execute(_FORGET_OTHERS, petition, address)
    kept = await (await raw(session)).fetchrow(
        _ASK,
        UUID(signature),
        area,
        petition,
        address,
        wrapped,
        person.close("name", signer.name),
        person.close("telephone", signer.telephone),
        person.close("postcode", signer.postcode),
        signer.relation.value,
        seal.person_of(petition, person_named(signer.name, signer.postcode)),
        await wards.of_postcode(session, area, spellings(signer.postcode)),
        token_sha256(_token(seal, petition, request, signature, is_organiser=is_organiser)),
        request,
        code_until,
        expires_at,
        is_organiser,
    )
    if kept is None:
        return False
    if desk is not None:
        await note_desk(session, desk, kept["signature"], petition=petition, area=area)
    await errands.book(session, area=area, kind=CODE, reference=signature, key=f"{CODE}/{signature}")
    return True


async def redeem(
    session: Session, seal: Seal, request: str, code: str, *, petition: str, tries: int, now: datetime
) -> tuple[str, bool] | None:
    """The token of the signature that the request and its code prove, and whether it was asked for to start the
    petition; None for any other two. Each try is counted, for this request alone.

    The petition is locked by the caller.
    """
    row = await (await raw(session)).fetchrow(_TRY, petition, request, now, tries)
    if row is None or not hmac.compare_digest(seal.code(row["signature"], row["letters"]).encode(), code.encode()):
        return None
    starts: bool = row["is_organiser"]
    return _token(seal, petition, request, row["signature"], is_organiser=starts), starts


def _token(seal: Seal, petition: str, request: str, signature: str, *, is_organiser: bool) -> str:
    """What stands for the row: of whoever started the petition what their number and PIN make, as at a desk."""
    return seal.stub_token(petition, stub_of(seal, petition, request)) if is_organiser else seal.token(signature)
