"""Rows of entries: added, never changed; the service's role may neither update nor delete them."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import RowMapping, text

from services.publication.domain.entry import Came, Day, Entry, EntryKind, Party, Said, Status
from services.publication.storage import findable
from shared.database import Session, raw
from shared.events.publication import EntryPublished

_WORDS = tuple(field.name for field in fields(Said) if field.name != "came")
_COLUMNS = ("number", *_WORDS, "came", "entered_by", "recorded_at")


async def add(
    session: Session, published: Sequence[EntryPublished], said: Sequence[Said], *, entered_by: str, now: datetime
) -> list[Entry]:
    """Write the words of entries that were published, in the same order; the entries as they stand then."""
    columns = ("agreement", "area", *_COLUMNS)
    places = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    rows = [
        (event.agreement, event.area, event.entry, *_words(words), event.came, entered_by, now)
        for event, words in zip(published, said, strict=True)
    ]
    statement = f"insert into entry ({', '.join(columns)}) values ({places})"  # noqa: S608 fixed columns
    await (await raw(session)).executemany(statement, rows)
    for agreement in {event.agreement for event in published}:
        await findable.tell_entries(session, agreement, [event.entry for event in published])
    return [
        Entry(number=event.entry, said=words, came=Came(event.came), entered_by=entered_by, recorded_at=now)
        for event, words in zip(published, said, strict=True)
    ]


async def of_agreement(session: Session, agreement: str, *, after: int = 0, limit: int | None = None) -> list[Entry]:
    """Entries of an agreement in the order they came, all of them or a page after a number."""
    columns = ", ".join(f"e.{column}" for column in _COLUMNS)
    rows = await session.execute(
        text(
            f"select {columns}, l.number as superseded_by from entry e left join entry l "  # noqa: S608 fixed columns
            "on l.agreement = e.agreement and l.supersedes = e.number "
            "where e.agreement = :agreement and e.number > :after order by e.number limit :limit"
        ),
        {"agreement": agreement, "after": after, "limit": limit},
    )
    return [_entry(row) for row in rows.mappings()]


async def of_numbers(
    session: Session, agreements: Sequence[str], numbers: Sequence[int]
) -> list[tuple[str, str, Entry]]:
    """The entries of these numbers, each in the agreement beside it, with agreement and area; by no later ones."""
    columns = ", ".join(("agreement", "area", *_COLUMNS))
    rows = await session.execute(
        text(
            f"select {columns}, null as superseded_by from entry where (agreement, number) in "  # noqa: S608 fixed columns
            "(select * from unnest(cast(:agreements as text[]), cast(:numbers as int[])))"
        ),
        {"agreements": list(agreements), "numbers": list(numbers)},
    )
    return [(row["agreement"], row["area"], _entry(row)) for row in rows.mappings()]


def _words(said: Said) -> tuple[object, ...]:
    values = (getattr(said, name) for name in _WORDS)
    return tuple(value.text if isinstance(value, Day) else value for value in values)


def _entry(row: RowMapping) -> Entry:
    words = {name: row[name] for name in _WORDS} | {
        "party": Party(row["party"]),
        "kind": EntryKind(row["kind"]),
        "status": Status(row["status"]) if row["status"] else None,
        "said_on": Day.parse(row["said_on"]) if row["said_on"] else None,
    }
    return Entry(
        number=row["number"],
        said=Said(**words),
        came=Came(row["came"]),
        entered_by=row["entered_by"],
        recorded_at=row["recorded_at"],
        superseded_by=row["superseded_by"],
    )
