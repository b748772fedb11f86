"""Notices as rows; the words of whoever gave one are sealed, and gone once it is decided. It tells nobody."""

from datetime import date

from sqlalchemy import Row, text

from services.escalation.domain.petition.notice import Count, Ground, Notice, Outcome
from services.escalation.storage.person.seal import Seal
from shared.database import Session
from shared.problems import NotFound

NONE_HERE = "There is no notice of this number."
_WORDS = "words"
_TABLE = "escalation_private.notice"
_SHOWN = "petition, number, area, ground, told_on, due_on, sealed, outcome, decided_on, reasons, decided_by"


async def next_number(session: Session, petition: str) -> int:
    """The next number under a petition that this transaction has locked."""
    query = text(f"select coalesce(max(number), 0) + 1 from {_TABLE} where petition = :petition")  # noqa: S608 fixed
    number: int = (await session.execute(query, {"petition": petition})).scalar_one()
    return number


async def add(session: Session, seal: Seal, new: Notice) -> None:
    """Keep a new notice, its words sealed."""
    query = text(
        f"insert into {_TABLE} (petition, number, area, ground, told_on, due_on, sealed) "  # noqa: S608 fixed
        "values (:petition, :number, :area, :ground, :told_on, :due_on, :sealed)"
    )
    values = {"petition": new.petition, "number": new.number, "area": new.area, "ground": new.ground.value}
    sealed = seal.notice(new.petition, new.number).close(_WORDS, new.words)
    days = {"told_on": new.told_on, "due_on": new.due_on}
    await session.execute(query, values | days | {"sealed": sealed})


async def find(session: Session, petition: str, number: int, *, seal: Seal | None = None) -> Notice:
    """One notice, with its words where a seal is given and they are still there. Raises NotFound."""
    query = text(f"select {_SHOWN} from {_TABLE} where petition = :petition and number = :number")  # noqa: S608 fixed
    row = (await session.execute(query, {"petition": petition, "number": number})).one_or_none()
    if row is None:
        raise NotFound(NONE_HERE)
    return _loaded(row, seal)


async def open_on(session: Session, petition: str, ground: Ground) -> Notice | None:
    """The notice on this ground that waits, if one does."""
    query = text(
        f"select {_SHOWN} from {_TABLE} where petition = :petition and ground = :ground and outcome is null"  # noqa: S608 fixed
    )
    row = (await session.execute(query, {"petition": petition, "ground": ground.value})).one_or_none()
    return _loaded(row, None) if row else None


async def list_waiting(session: Session, *, limit: int) -> list[Notice]:
    """Those of the session's areas that wait, the oldest day first."""
    query = text(
        f"select {_SHOWN} from {_TABLE} where outcome is null order by due_on, petition, number limit :limit"  # noqa: S608 fixed
    )
    return [_loaded(row, None) for row in await session.execute(query, {"limit": limit})]


async def decide(session: Session, one: Notice, outcome: Outcome, *, reasons: str, by: str, on: date) -> None:
    """Keep what was decided, and forget the words of whoever gave the notice."""
    query = text(
        f"update {_TABLE} set outcome = :outcome, decided_on = :on, reasons = :reasons, decided_by = :by, "  # noqa: S608 fixed
        "sealed = null where petition = :petition and number = :number"
    )
    values = {"outcome": outcome.value, "on": on, "reasons": reasons, "by": by}
    await session.execute(query, values | {"petition": one.petition, "number": one.number})


async def counts(session: Session, today: date) -> list[Count]:
    """How many there were, by area and ground."""
    query = text(
        "select area, ground, count(*) filter (where outcome is null) as waiting, "  # noqa: S608 fixed
        "count(*) filter (where outcome = 'kept') as kept, count(*) filter (where outcome = 'hidden') as hidden, "
        "count(*) filter (where coalesce(decided_on, :today) > due_on) as late "
        f"from {_TABLE} group by area, ground order by area, ground"
    )
    rows = await session.execute(query, {"today": today})
    return [
        Count(
            area=row.area,
            ground=Ground(row.ground),
            waiting=row.waiting,
            kept=row.kept,
            hidden=row.hidden,
            late=row.late,
        )
        for row in rows
    ]


def _loaded(row: Row[tuple[object, ...]], seal: Seal | None) -> Notice:
    is_read = seal is not None and row.sealed is not None
    return Notice(
        petition=row.petition,
        number=row.number,
        area=row.area,
        ground=Ground(row.ground),
        told_on=row.told_on,
        due_on=row.due_on,
        words=seal.notice(row.petition, row.number).open(_WORDS, row.sealed) if seal and is_read else "",
        outcome=Outcome(row.outcome) if row.outcome else None,
        decided_on=row.decided_on,
        reasons=row.reasons,
        by=row.decided_by,
    )
