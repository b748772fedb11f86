"""Rows of files put to cases, as escalation told them. Projections only."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter

from sqlalchemy import RowMapping, text

from services.publication.domain.timeline.evidence import File
from shared.database import Session, raw

_FACTS = tuple(field.name for field in fields(File))
_COLUMNS = ", ".join(_FACTS)
_row = attrgetter(*_FACTS)
_PLACES = ", ".join(f"${n}" for n in range(1, len(_FACTS) + 1))
_MOVING = (
    *("standing", "ground", "sha256", "changed_at"),
    *("asked_by", "asked_ground", "asked_until", "times_hidden", "times_shown_again"),
)
_CHANGED = ", ".join(f"{column} = excluded.{column}" for column in _MOVING)
_SAVE = f"insert into evidence ({_COLUMNS}) values ({_PLACES}) on conflict (evidence) do update set {_CHANGED}"  # noqa: S608 fixed columns


async def lock(session: Session, evidence: Iterable[str]) -> dict[str, File]:
    """These files as they stand, locked in order; those not heard of before are absent."""
    query = text(f"select {_COLUMNS} from evidence where evidence = any (:evidence) order by evidence for update")  # noqa: S608 fixed columns
    rows = (await session.execute(query, {"evidence": sorted(evidence)})).mappings()
    return {str(row["evidence"]): _file(row) for row in rows}


async def save(session: Session, files: Sequence[File]) -> None:
    """Write where files stand now."""
    if files:
        await (await raw(session)).executemany(_SAVE, [_row(file) for file in files])


async def of_reference(session: Session, reference: str) -> tuple[File, ...]:
    """The files of a case in order."""
    query = text(f"select {_COLUMNS} from evidence where reference = :reference order by number")  # noqa: S608 fixed columns
    return tuple(_file(row) for row in (await session.execute(query, {"reference": reference})).mappings())


async def remove_all(session: Session) -> None:
    """Take all of it away."""
    await session.execute(text("delete from evidence"))


def _file(row: RowMapping) -> File:
    return File(**{**row, "evidence": str(row["evidence"])})
