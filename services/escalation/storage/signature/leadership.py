"""Which of those who signed a petition speaks for it, and the letters to those who would. Nobody leaves this file but
to the one letter that they asked for.
"""

from dataclasses import dataclass
from uuid import UUID

from services.escalation.domain.signature.signature import own_form
from services.escalation.storage.case.seal import Seal, token_sha256
from services.escalation.storage.signature.signature import count_letter
from shared import errands
from shared.database import Session, raw
from shared.policy.petition import Petition
from shared.post.mailboxes import canonical_email

ASKED = "petition.take_up"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where the letter goes by which somebody takes a petition up, and the token of its link."""

    petition: str
    email: str
    token: str


async def step_down(session: Session, petition: str) -> None:
    """Whoever speaks for the petition is one who signed it like any other. The petition is locked by the caller."""
    await (await raw(session)).execute(
        "update escalation_private.signature set is_organiser = false where petition = $1 and is_organiser", petition
    )


async def take_up(session: Session, *, petition: str, token: str) -> bool:
    """Whoever has the token speaks for the petition from now on; False unless their signature counts."""
    row = await (await raw(session)).fetchrow(
        "update escalation_private.signature set is_organiser = true where petition = $1 and token_sha256 = $2 "
        "and counts and email is not null returning 1",
        petition,
        token_sha256(token),
    )
    return row is not None


async def signed(session: Session, *, petition: str, token: str) -> bool:
    """Whether the token is of somebody with e-mail whose signature counts. Changes nothing."""
    row = await (await raw(session)).fetchrow(
        "select 1 from escalation_private.signature where petition = $1 and token_sha256 = $2 and counts "
        "and email is not null",
        petition,
        token_sha256(token),
    )
    return row is not None


async def ask(session: Session, seal: Seal, email: str, *, petition: str, area: str, scheme: Petition) -> None:
    """Book the letter to an address whose signature counts here; to no other, nor where enough letters went to it."""
    mailbox = canonical_email(email, scheme.dotless)
    address = seal.address(petition, own_form(email, dotless=scheme.dotless, tagless=scheme.tagless))
    if not await count_letter(session, seal.letters(mailbox), scheme.letters_a_day):
        return
    row = await (await raw(session)).fetchrow(
        "update escalation_private.signature set letters = letters + 1 where petition = $1 and address = $2 and counts "
        "and email is not null and letters < $3 returning signature::text as signature, letters",
        petition,
        address,
        scheme.letters_each,
    )
    if row is not None:
        key = f"{ASKED}/{row['signature']}/{row['letters']}"
        await errands.book(session, area=area, kind=ASKED, reference=row["signature"], key=key)


async def recipient(session: Session, seal: Seal, signature: str) -> Recipient | None:
    """Where the letter goes; None for whoever was forgotten meanwhile."""
    row = await (await raw(session)).fetchrow(
        "select petition, address, person_key, email from escalation_private.signature where signature = $1 "
        "and counts and person_key is not null and email is not null",
        UUID(signature),
    )
    if row is None:
        return None
    email = seal.person(row["person_key"], row["address"]).open("email", row["email"])
    return Recipient(row["petition"], email, seal.token(signature))
