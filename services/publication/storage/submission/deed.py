"""Rows of deeds: how each one came to be published; added, never changed."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, text

from services.publication.domain.entry.clearance import Clearance, Cleared
from services.publication.domain.leaf.leaf import Kept
from services.publication.domain.record.counterpart import Counterpart
from services.publication.domain.submission.deed import Done, What, leaf_of_deed
from shared.database import Session

_COLUMNS = 'agreement, number, area, what, "of", body, cleared, received_at, because, at'


async def add(session: Session, done: Done) -> None:
    """Keep how a deed was published."""
    await session.execute(
        text(
            f"insert into deed ({_COLUMNS}) values (:agreement, :number, :area, :what, :of, :body, :cleared, "  # noqa: S608 fixed columns
            ":received_at, :because, :at)"
        ),
        {
            "agreement": done.agreement,
            "number": done.number,
            "area": done.area,
            "what": done.what.value,
            "of": done.of,
            "body": done.body,
            "cleared": done.clearance.how.value,
            "received_at": done.clearance.received_at,
            "because": done.clearance.because,
            "at": done.at,
        },
    )


async def following(session: Session, agreement: str) -> int:
    """The number of an agreement's next deed; its row is locked by whoever asks."""
    query = text("select coalesce(max(number), 0) + 1 from deed where agreement = :agreement")
    number: int = (await session.execute(query, {"agreement": agreement})).scalar_one()
    return number


async def of_agreement(session: Session, agreement: str) -> Sequence[Done]:
    """The deeds of an agreement, in the order in which they were published."""
    query = f"select {_COLUMNS} from deed where agreement = :agreement order by number"  # noqa: S608 fixed columns
    return [_done(row) for row in (await session.execute(text(query), {"agreement": agreement})).mappings()]


async def counterparts(session: Session, wanted: Sequence[Kept]) -> list[Counterpart]:
    """The leaves that the rows behind these ones would make today."""
    query = (
        f"select {_COLUMNS} from deed where (agreement, number) in "  # noqa: S608 fixed columns
        "(select * from unnest(cast(:agreements as text[]), cast(:numbers as int[])))"
    )
    names = [row.subject.partition("/")[2] for row in wanted]
    values = {"agreements": names, "numbers": [row.of for row in wanted]}
    rows = (await session.execute(text(query), values)).mappings()
    return [Counterpart(leaf_of_deed(_done(row))) for row in rows]


def _done(row: RowMapping) -> Done:
    told = {name: row[name] for name in ("agreement", "number", "area", "of", "body", "at")}
    clearance = Clearance(Cleared(row["cleared"]), row["received_at"], row["because"])
    return Done(**told, what=What(row["what"]), clearance=clearance)
