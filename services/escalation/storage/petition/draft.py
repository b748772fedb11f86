"""The words of petitions that are not public yet, as rows: whoever has a link to one reads it, and whoever decides.

Nothing of them is told; a row goes when it becomes a petition, or when nothing can become of it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Row, text

from services.escalation.domain.petition.likeness import COMPARED, Other
from services.escalation.domain.petition.moderation import OPEN
from services.escalation.domain.petition.petition import Draft
from services.escalation.storage.petition.petition import MOST_COMPARED
from shared.database import Session

_SHOWN = "reference, area, measure, title, text, alleges_system, taken_out, ward, appeal"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft with the reference that it will have as a petition, and why its organiser asks for a review, if so."""

    reference: str
    draft: Draft
    appeal: str = ""


async def add(session: Session, reference: str, draft: Draft) -> None:
    """Keep a draft until its organiser has confirmed."""
    await session.execute(
        text(
            "insert into petition_draft (reference, area, measure, title, text, alleges_system, taken_out, ward) "
            "values (:reference, :area, :measure, :title, :text, :alleges_system, :taken_out, :ward)"
        ),
        _row(reference, draft),
    )


async def mend(session: Session, reference: str, draft: Draft) -> None:
    """Keep other words in place of those of a draft that this transaction has locked."""
    await session.execute(
        text(
            "update petition_draft set title = :title, text = :text, alleges_system = :alleges_system, "
            "taken_out = :taken_out where reference = :reference"
        ),
        _row(reference, draft),
    )


async def keep_appeal(session: Session, reference: str, words: str) -> None:
    """Keep why the organiser asks for a review."""
    query = text("update petition_draft set appeal = :appeal where reference = :reference")
    await session.execute(query, {"reference": reference, "appeal": words})


async def of_references(session: Session, references: Collection[str]) -> dict[str, Waiting]:
    """These drafts; those that there are not are absent."""
    query = text(f"select {_SHOWN} from petition_draft where reference = any (:references)")  # noqa: S608 fixed columns
    rows = await session.execute(query, {"references": list(references)})
    return {row.reference: found for row in rows if (found := _waiting(row)) is not None}


async def find(session: Session, reference: str) -> Waiting | None:
    """The draft; None when there is none in the session's areas, or it is a petition by now."""
    query = text(f"select {_SHOWN} from petition_draft where reference = :reference")  # noqa: S608 fixed columns
    return _waiting((await session.execute(query, {"reference": reference})).one_or_none())


async def lock(session: Session, reference: str) -> Waiting | None:
    """The draft, locked until the transaction ends; None as `find`, also when it went while the lock was waited for."""
    query = text(f"select {_SHOWN} from petition_draft where reference = :reference for update")  # noqa: S608 fixed columns
    return _waiting((await session.execute(query, {"reference": reference})).one_or_none())


async def waiting_of(session: Session, area: str) -> list[Other]:
    """The petitions of an area that its organisers stand by and that are not public yet; the beginning of each text."""
    query = text(
        "select reference, title, left(text, :compared) as text from petition_draft join moderation "
        "using (reference, area) where area = :area and standing = any (:open) order by reference limit :most"
    )
    values = {"area": area, "compared": COMPARED, "open": [one.value for one in OPEN], "most": MOST_COMPARED}
    return [Other(**row._asdict()) for row in await session.execute(query, values)]


async def remove(session: Session, reference: str) -> None:
    """Forget a draft that this transaction has locked, every word of it."""
    await session.execute(text("delete from petition_draft where reference = :reference"), {"reference": reference})


def _row(reference: str, draft: Draft) -> dict[str, object]:
    return {
        "reference": reference,
        "area": draft.area,
        "measure": draft.measure,
        "title": draft.title,
        "text": draft.text,
        "alleges_system": draft.alleges_system,
        "taken_out": list(draft.taken_out),
        "ward": draft.ward,
    }


def _waiting(row: Row[tuple[object, ...]] | None) -> Waiting | None:
    if row is None:
        return None
    draft = Draft(
        area=row.area,
        measure=row.measure,
        title=row.title,
        text=row.text,
        alleges_system=row.alleges_system,
        taken_out=tuple(row.taken_out),
        ward=row.ward,
    )
    return Waiting(row.reference, draft, row.appeal)
