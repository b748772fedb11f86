"""Rows of entries: added, never changed; the service's role may neither update nor delete them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, text

from services.publication.domain.entry.clearance import Clearance, Cleared, Ground, Hidden, LaterGround
from services.publication.domain.entry.entry import Came, Entry, EntryKind, Mark, Party, Said, Status
from services.publication.domain.entry.particulars import Particulars
from services.publication.domain.leaf.day import Day
from services.publication.storage.search import findable
from shared.database import Session, raw
from shared.events.publication import EntryFacts, EntryPublished
from shared.problems import Unavailable

Told = TypeVar("Told")

_WORDS = tuple(field.name for field in fields(Said) if field.name not in ("came", "hidden", "later"))
_CLEARANCE = ("cleared", "received_at", "because", "later")
_COLUMNS = ("number", *_WORDS, "came", "entered_by", "recorded_at", *_CLEARANCE, "sealed")
_PARTICULARS = TypeAdapter(Particulars)
_FACTS = TypeAdapter(EntryFacts)
_SAME_ITEM = "coalesce(e.item_code, e.item_title)"
_SUPERSEDED = "left join entry l on l.agreement = e.agreement and l.supersedes = e.number"

_WITHHELD = "w.ground as withheld_ground, w.summary as withheld_summary, w.until as withheld_until"
_TURN = (
    "left join lateral (select * from (select is_withheld, ground, summary, until from withholding w "
    "where (w.agreement, w.entry) = (e.agreement, e.number) order by turn desc limit 1) turn where is_withheld) w "
    "on true"
)


async def add(
    session: Session,
    published: Sequence[EntryPublished],
    said: Sequence[Said],
    *,
    entered_by: str,
    now: datetime,
    clearance: Clearance,
) -> list[Entry]:
    """Write the words of entries that were published, in the same order; the entries as they stand then."""
    columns = ("agreement", "area", *_COLUMNS, "facts")
    places = ", ".join(f"${n}{_cast(column)}" for n, column in enumerate(columns, 1))
    rows = [
        (
            *(event.agreement, event.area, event.entry, *_words(words), event.came, entered_by, now),
            *(clearance.how.value, clearance.received_at, clearance.because, clearance.later, words.hidden is not None),
            _facts(event.facts),
        )
        for event, words in zip(published, said, strict=True)
    ]
    statement = f"insert into entry ({', '.join(columns)}) values ({places})"  # noqa: S608 fixed columns
    await (await raw(session)).executemany(statement, rows)
    for agreement in {event.agreement for event in published}:
        await findable.tell_entries(session, agreement, [event.entry for event in published])
    return [
        Entry(
            number=event.entry,
            said=words,
            came=Came(event.came),
            entered_by=entered_by,
            recorded_at=now,
            clearance=clearance,
            is_sealed=words.hidden is not None,
        )
        for event, words in zip(published, said, strict=True)
    ]


async def of_agreement(session: Session, agreement: str, *, after: int = 0, limit: int | None = None) -> list[Entry]:
    """Entries of an agreement in the order they came, all of them or a page after a number."""
    columns = ", ".join(f"e.{_selected(column)}" for column in _COLUMNS)
    rows = await session.execute(
        text(
            f"select {columns}, l.number as superseded_by, {_WITHHELD} from entry e {_SUPERSEDED} {_TURN} "  # noqa: S608 fixed columns
            "where e.agreement = :agreement and e.number > :after order by e.number limit :limit"
        ),
        {"agreement": agreement, "after": after, "limit": limit},
    )
    return [_sound(_entry, row, agreement) for row in rows.mappings()]


async def of_numbers(
    session: Session, agreements: Sequence[str], numbers: Sequence[int]
) -> list[tuple[str, str, Entry, EntryFacts | None]]:
    """The entries of these numbers, each after its agreement and area and before its facts; by no later ones.

    Raises ValueError for a row that holds more than an entry can tell.
    """
    columns = ", ".join(f"e.{_selected(column)}" for column in ("agreement", "area", *_COLUMNS, "facts"))
    rows = await session.execute(
        text(
            f"select {columns}, null as superseded_by, {_WITHHELD} from entry e {_TURN} "  # noqa: S608 fixed columns
            "where (e.agreement, e.number) in "
            "(select * from unnest(cast(:agreements as text[]), cast(:numbers as int[])))"
        ),
        {"agreements": list(agreements), "numbers": list(numbers)},
    )
    return [(row["agreement"], row["area"], _entry(row), _ruled(row)) for row in rows.mappings() if _tells_all(row)]


async def marks(session: Session, agreement: str) -> Mapping[int, Mark]:
    """What later entries need of an agreement's entries, by number."""
    rows = await session.execute(
        text(
            f"select e.number, e.party, e.kind, {_SAME_ITEM} as item, e.status, e.said_on, e.came, "  # noqa: S608 fixed columns
            f"e.facts::text as facts, l.number as superseded_by from entry e {_SUPERSEDED} "
            "where e.agreement = :agreement order by e.number"
        ),
        {"agreement": agreement},
    )
    return {row["number"]: _sound(_mark, row, agreement) for row in rows.mappings()}


async def turns_of_area(session: Session, area: str) -> Mapping[str, Sequence[tuple[Entry, Mark]]]:
    """Who said what kind of thing on which item in the agreements of an area, and what later entries need of it; of the
    words no more than whose they are.
    """
    rows = await session.execute(
        text(
            f"select e.agreement, e.number, e.party, e.party_name, e.kind, e.item_code, e.item_title, "  # noqa: S608 fixed columns
            f"{_SAME_ITEM} as item, e.status, e.said_on, e.came, e.entered_by, e.recorded_at, e.facts::text as facts, "
            f"l.number as superseded_by from entry e {_SUPERSEDED} "
            "where e.area = :area order by e.agreement, e.number"
        ),
        {"area": area},
    )
    found: dict[str, list[tuple[Entry, Mark]]] = {}
    for row in rows.mappings():
        mark = _sound(_mark, row, row["agreement"])
        found.setdefault(row["agreement"], []).append((_turn(row, mark), mark))
    return found


def _turn(row: RowMapping, mark: Mark) -> Entry:
    said = Said(
        party=mark.party,
        party_name=row["party_name"],
        kind=mark.kind,
        item_title=row["item_title"],
        item_code=row["item_code"],
        status=mark.status,
        said_on=mark.said_on,
        source="",
    )
    return Entry(
        number=row["number"],
        said=said,
        came=mark.came,
        entered_by=row["entered_by"],
        recorded_at=row["recorded_at"],
        superseded_by=row["superseded_by"],
    )


def _sound(read: Callable[[RowMapping], Told], row: RowMapping, agreement: str) -> Told:
    """What the row tells; Unavailable, with its number, where it holds what no entry tells: somebody changed it."""
    try:
        return read(row)
    except (ValueError, TypeError):
        said = f"Entry {row['number']} of {agreement} was changed so that nothing can be made of it"
        raise Unavailable(f"{said}. The page of the proof says how to check the record.") from None


def _selected(column: str) -> str:
    return f"{column}::text as {column}" if column in ("particulars", "facts") else column


def _tells_all(row: RowMapping) -> bool:
    """True; ValueError where an entry would leave out some of what its row holds."""
    ruled = _facts(_ruled(row))
    told = [_plain(_entry(row).said.particulars), ruled]
    held = [row["particulars"], row["facts"]]
    if [json.loads(str(one or "{}")) for one in told] != [json.loads(one or "{}") for one in held]:
        raise ValueError("an entry's row holds what no entry tells")
    return True


def _ruled(row: RowMapping) -> EntryFacts | None:
    return _FACTS.validate_json(row["facts"]) if row["facts"] else None


def _cast(column: str) -> str:
    return "::text::jsonb" if column in ("particulars", "facts") else ""


def _facts(facts: EntryFacts | None) -> str | None:
    return None if facts is None else _FACTS.dump_json(facts, exclude_defaults=True).decode()


def _words(said: Said) -> tuple[object, ...]:
    return tuple(_plain(getattr(said, name)) for name in _WORDS)


def _plain(value: object) -> object:
    match value:
        case Day():
            return value.text
        case Particulars():
            return json.dumps(_PARTICULARS.dump_python(value, mode="json", exclude_defaults=True), ensure_ascii=False)
        case _:
            return value


def _entry(row: RowMapping) -> Entry:
    words = {name: row[name] for name in _WORDS} | {
        "party": Party(row["party"]),
        "kind": EntryKind(row["kind"]),
        "status": Status(row["status"]) if row["status"] else None,
        "said_on": _day(row["said_on"]),
        "deferred_until": _day(row["deferred_until"]),
        "particulars": _PARTICULARS.validate_json(row["particulars"]),
    }
    return Entry(
        number=row["number"],
        said=Said(**words),
        came=Came(row["came"]),
        entered_by=row["entered_by"],
        recorded_at=row["recorded_at"],
        superseded_by=row["superseded_by"],
        clearance=_clearance(row),
        withheld=_hidden(row),
        is_sealed=row["sealed"],
    )


def _clearance(row: RowMapping) -> Clearance | None:
    if row["cleared"] is None:
        return None
    later = LaterGround(row["later"]) if row["later"] else None
    return Clearance(Cleared(row["cleared"]), row["received_at"], row["because"], later)


def _hidden(row: RowMapping) -> Hidden | None:
    if row["withheld_ground"] is None:
        return None
    return Hidden(Ground(row["withheld_ground"]), row["withheld_summary"], row["withheld_until"])


def _mark(row: RowMapping) -> Mark:
    return Mark(
        party=Party(row["party"]),
        kind=EntryKind(row["kind"]),
        item=row["item"],
        status=Status(row["status"]) if row["status"] else None,
        said_on=_day(row["said_on"]),
        came=Came(row["came"]),
        facts=_ruled(row),
        superseded_by=row["superseded_by"],
    )


def _day(text_: str | None) -> Day | None:
    return Day.parse(text_) if text_ else None
