"""Rows of withholdings: from when an entry's words are not shown, and shown again; the words wait out of sight."""

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import RowMapping, text

from services.publication.domain.entry.clearance import Ground
from services.publication.domain.entry.withholding import Withholding
from services.publication.storage.search import download, findable, webhook
from shared.database import Session, raw
from shared.problems import Unavailable

_NAMES = tuple(field.name for field in fields(Withholding))


async def last(session: Session, agreement: str, entry: int) -> Withholding | None:
    """The last turn of an entry's withholding; None where it never was withheld. Unavailable where it does not read."""
    query = text(
        f"select {', '.join(_NAMES)} from withholding where agreement = :agreement and entry = :entry "  # noqa: S608 fixed columns
        "order by turn desc limit 1"
    )
    row = (await session.execute(query, {"agreement": agreement, "entry": entry})).mappings().one_or_none()
    try:
        return of_row(row) if row else None
    except (ValueError, TypeError):
        said = f"The withholding of entry {entry} of {agreement} was changed so that nothing can be made of it"
        raise Unavailable(f"{said}. The page of the proof says how to check the record.") from None


async def of_numbers(session: Session, agreements: Sequence[str], numbers: Sequence[int]) -> list[Withholding]:
    """Every turn of these entries' withholdings."""
    rows = await session.execute(
        text(
            f"select {', '.join(_NAMES)} from withholding where (agreement, entry) in "  # noqa: S608 fixed columns
            "(select * from unnest(cast(:agreements as text[]), cast(:numbers as int[])))"
        ),
        {"agreements": list(agreements), "numbers": list(numbers)},
    )
    return [of_row(row) for row in rows.mappings()]


async def add(session: Session, told: Withholding, asked_by: str, agreed_by: str) -> None:
    """Keep a turn, and take the words out of sight or put them back; every copy that readers have is made anew."""
    columns = (*_NAMES, "asked_by", "agreed_by")
    places = ", ".join(f"${n}" for n, _ in enumerate(columns, 1))
    values = {name: getattr(told, name) for name in _NAMES} | {"names": list(told.names), "ground": told.ground.value}
    await (await raw(session)).execute(
        f"insert into withholding ({', '.join(columns)}) values ({places})",  # noqa: S608 fixed columns
        *(values[name] for name in _NAMES),
        asked_by,
        agreed_by,
    )
    await session.execute(
        text("select withhold_words(:agreement, :entry)"), {"agreement": told.agreement, "entry": told.entry}
    )
    await findable.tell_entries(session, told.agreement, [told.entry])
    await download.forget(session)
    await webhook.forget_waiting(session)


async def count_withheld(session: Session) -> int:
    """How many entries are withheld now."""
    query = text(
        "select count(*) from (select distinct on (agreement, entry) is_withheld from withholding "
        "order by agreement, entry, turn desc) last where is_withheld"
    )
    return int((await session.execute(query)).scalar_one())


async def otherwise(session: Session) -> list[tuple[str, int]]:
    """The entries, by agreement and number, whose withheld words are not those to which their leaves commit."""
    rows = await (await raw(session)).fetch("select agreement, entry from withheld_otherwise()")
    return [(row["agreement"], row["entry"]) for row in rows]


def of_row(row: RowMapping) -> Withholding:
    """A turn of its row."""
    told = {name: row[name] for name in _NAMES}
    return Withholding(**told | {"names": tuple(row["names"]), "ground": Ground(row["ground"])})
