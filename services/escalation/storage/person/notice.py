"""Whoever gave a notice about a page: where letters about it go, what is held of them, and that it is forgotten.

What was erased is kept by its id, so that a backup that is put back brings it to nobody.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text

from services.escalation.domain.person.data_request import HeldNotice
from services.escalation.domain.signature.signature import reads
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.person import retention
from services.escalation.storage.petition.notice import EMAIL, SHOWN, TABLE, loaded
from shared.database import Session
from shared.policy.petition import Petition


async def lock_letters(session: Session, reference: str, number: int) -> None:
    """Nobody else writes about this notice until the transaction ends; whoever decides about it waits for no letter."""
    await session.execute(
        text("select pg_advisory_xact_lock(hashtext(:name))"), {"name": f"notice letters/{reference}/{number}"}
    )


async def address_of(session: Session, seal: Seal, reference: str, number: int) -> tuple[str, bool]:
    """Where a letter about a notice goes, and whether the first one has gone there; empty where nobody left an address,
    or it is forgotten.
    """
    query = text(
        f"select email, acknowledged_at from {TABLE} where reference = :reference and number = :number"  # noqa: S608 fixed
    )
    row = (await session.execute(query, {"reference": reference, "number": number})).one_or_none()
    if row is None or row.email is None:
        return "", False
    return seal.notice(reference, number).open(EMAIL, row.email), row.acknowledged_at is not None


async def acknowledged(session: Session, reference: str, number: int) -> None:
    """The letter has gone that says that it came in."""
    query = text(
        f"update {TABLE} set acknowledged_at = clock_timestamp() where reference = :reference and number = :number"  # noqa: S608 fixed
    )
    await session.execute(query, {"reference": reference, "number": number})


async def forget_address(session: Session, reference: str, number: int) -> None:
    """Nobody is written to about it any more."""
    query = text(
        f"update {TABLE} set email = null where reference = :reference and number = :number"  # noqa: S608 fixed
    )
    await session.execute(query, {"reference": reference, "number": number})


async def of_mailbox(session: Session, seal: Seal, area: str, email: str, scheme: Petition) -> list[HeldNotice]:
    """What is held of whoever left this address with notices of an area that wait. Each that left one is opened: they
    live for days, and what a mailbox is called is kept nowhere else.
    """
    query = text(
        f"select {SHOWN}, email from {TABLE} where area = :area and email is not null order by reference, number"  # noqa: S608 fixed
    )
    found = []
    for row in await session.execute(query, {"area": area}):
        kept = seal.notice(row.reference, row.number).open(EMAIL, row.email)
        if reads(email, kept, dotless=scheme.dotless, tagless=scheme.tagless):
            one = loaded(row, seal)
            page = one.page or f"/petitions/{one.reference}"
            found.append(HeldNotice(reference=one.reference, number=one.number, page=page, email=kept, words=one.words))
    return found


async def forget(session: Session, reference: str, number: int, *, on: date) -> None:
    """Forget the address and the words of whoever gave it, and keep that they were; it is decided all the same."""
    query = text(
        f"update {TABLE} set email = null, sealed = null where reference = :reference and number = :number "  # noqa: S608 fixed
        "returning id::text as id, area"
    )
    for row in await session.execute(query, {"reference": reference, "number": number}):
        await retention.note_erased(session, row.id, row.area, on)


async def back_again(session: Session, ids: Collection[str]) -> Sequence[tuple[str, int]]:
    """Those of these notices that are here and still say who gave them, or what they wrote."""
    query = text(
        f"select reference, number from {TABLE} where id = any(:ids) "  # noqa: S608 fixed
        "and (email is not null or sealed is not null) order by reference, number"
    )
    rows = await session.execute(query, {"ids": [UUID(one) for one in ids]})
    return [(row.reference, row.number) for row in rows]
