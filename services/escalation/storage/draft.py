"""Petitions whose organiser has not confirmed yet, as rows that only the organiser's link leads to.

Nothing of them is told or listed; a row goes when it becomes a petition, or when its days are over.
"""

from dataclasses import dataclass

from sqlalchemy import Row, text

from services.escalation.domain.petition.petition import Draft
from shared.database import Session

_SHOWN = "reference, area, measure, title, text"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft with the reference that it will have as a petition."""

    reference: str
    draft: Draft


async def add(session: Session, reference: str, draft: Draft) -> None:
    """Keep a draft until its organiser has confirmed."""
    await session.execute(
        text(
            "insert into petition_draft (reference, area, measure, title, text) "
            "values (:reference, :area, :measure, :title, :text)"
        ),
        {
            "reference": reference,
            "area": draft.area,
            "measure": draft.measure,
            "title": draft.title,
            "text": draft.text,
        },
    )


async def find(session: Session, reference: str) -> Waiting | None:
    """The draft; None when there is none in the session's areas, or it is a petition by now."""
    query = text(f"select {_SHOWN} from petition_draft where reference = :reference")  # noqa: S608 fixed columns
    return _waiting((await session.execute(query, {"reference": reference})).one_or_none())


async def lock(session: Session, reference: str) -> Waiting | None:
    """The draft, locked until the transaction ends; None as `find`, also when it went while the lock was waited for."""
    query = text(f"select {_SHOWN} from petition_draft where reference = :reference for update")  # noqa: S608 fixed columns
    return _waiting((await session.execute(query, {"reference": reference})).one_or_none())


async def remove(session: Session, reference: str) -> None:
    """Forget a draft that this transaction has locked, every word of it."""
    await session.execute(text("delete from petition_draft where reference = :reference"), {"reference": reference})


def _waiting(row: Row[tuple[object, ...]] | None) -> Waiting | None:
    if row is None:
        return None
    return Waiting(row.reference, Draft(area=row.area, measure=row.measure, title=row.title, text=row.text))
