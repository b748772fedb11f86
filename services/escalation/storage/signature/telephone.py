"""Codes that prove a telephone number, as columns beside the signature that they are about. No code is kept: it is
worked out anew. Nothing of a person leaves this file but the number, to the message that goes there.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.escalation.domain.signature.signature import of_number
from services.escalation.storage.person.seal import Seal
from shared.database import Session, raw

_TRY = """
update escalation_private.signature set code_tries = code_tries + 1
where petition = $1 and address = $2 and code_until > $3 and code_tries < $4 and person_key is not null
returning signature::text as signature, letters
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text message that is to go: to which number, with which code, until when it is good for."""

    petition: str
    number: str
    code: str
    until: datetime
    is_organiser: bool


async def recipient(session: Session, seal: Seal, signature: str) -> Message | None:
    """Where the message about a signature goes; None when it was confirmed or forgotten."""
    row = await (await raw(session)).fetchrow(
        "select petition, address, person_key, telephone, letters, code_until, is_organiser "
        "from escalation_private.signature where signature = $1 and confirmed_at is null "
        "and person_key is not null and telephone is not null and code_until is not null",
        UUID(signature),
    )
    if row is None:
        return None
    return Message(
        petition=row["petition"],
        number=seal.person(row["person_key"], row["address"]).open("telephone", row["telephone"]),
        code=seal.code(signature, row["letters"]),
        until=row["code_until"],
        is_organiser=row["is_organiser"],
    )


async def redeem(
    session: Session, seal: Seal, number: str, code: str, *, petition: str, tries: int, now: datetime
) -> str | None:
    """The token of the signature that the number and the code prove; None for any other two. Each try is counted.

    The petition is locked by the caller.
    """
    row = await (await raw(session)).fetchrow(_TRY, petition, seal.address(petition, of_number(number)), now, tries)
    if row is None or not hmac.compare_digest(seal.code(row["signature"], row["letters"]).encode(), code.encode()):
        return None
    return seal.token(row["signature"])
