"""Rows of the register: one table per kind of fact, whose columns are the fields of the event that states it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, fields
from typing import Any

from asyncpg import Connection, Record, UniqueViolationError
from sqlalchemy import text

from services.publication.domain.record.counterpart import IN_WORDS
from services.publication.domain.register.register import DATED, KINDS, Register, RegisterEvent, loaded
from shared.database import Session, raw
from shared.events.publication import AreaRegistered


class LettersTaken(ValueError):
    """Another area's references begin with these letters."""


# Table -> the event whose fields are its columns, and its key.
TABLES: Mapping[str, tuple[type[RegisterEvent], tuple[str, ...]]] = {
    kind.one: (event, ("area", *kind.key)) for event, kind in KINDS.items()
}
_AREA_COLUMNS = ", ".join(field.name for field in fields(AreaRegistered))
_FACTS_OF = {"area": (AreaRegistered, ()), **{table: (shape, key[1:]) for table, (shape, key) in TABLES.items()}}


def _subject(table: str) -> str:
    """In SQL, what domain.counterpart.subject_of says of a row of the table."""
    parts = [f"'register/' || area || '/{table}'"]
    for name in _FACTS_OF[table][1]:
        if name in IN_WORDS:
            parts.append(f"left(encode(sha256(convert_to({name}, 'UTF8')), 'hex'), 32)")
        else:
            parts.append(f"to_char({name}, 'YYYY-MM-DD')" if name in DATED else name)
    return " || '/' || ".join(parts)


SUBJECTS = " union all ".join(f"select {_subject(table)} as subject from {table}" for table in _FACTS_OF)  # noqa: S608 fixed names
"""In SQL, what every fact of the register is about."""


async def lock(session: Session, area: str) -> Register:
    """The register of an area, its row locked; an empty one for an area nobody has registered."""
    return await _read(await raw(session), area, "for update")


async def find(session: Session, area: str) -> Register | None:
    """The register of an area, or None when nobody has registered it."""
    register = await _read(await raw(session), area)
    return register if register.about else None


async def every(session: Session) -> list[Register]:
    """The register of every area, by name: a query for each kind of fact, however many areas there are."""
    connection = await raw(session)
    facts: dict[str, dict[str, list[Any]]] = {table: defaultdict(list) for table in TABLES}
    for table, of_area in facts.items():
        for fact in await _facts(connection, table):
            of_area[fact.area].append(fact)
    rows = await connection.fetch(f"select {_AREA_COLUMNS}, version from area order by name, area")  # noqa: S608 fixed columns
    return [_register(row, {table: facts[table][row["area"]] for table in TABLES}) for row in rows]


async def of_subjects(session: Session, subjects: Sequence[str]) -> list[RegisterEvent]:
    """What the register states now of these subjects of leaves; of those it does not know, nothing."""
    connection = await raw(session)
    wanted: dict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        wanted["".join(subject.split("/")[2:3])].append(subject)
    facts: list[RegisterEvent] = []
    for table in wanted.keys() & _FACTS_OF.keys():
        shape, of = _FACTS_OF[table][0], wanted[table]
        columns = ", ".join(field.name for field in fields(shape))
        query = f"select {columns} from {table} where area = any ($1) and {_subject(table)} = any ($2)"  # noqa: S608 fixed names
        rows = await connection.fetch(query, [subject.split("/")[1] for subject in of], of)
        facts += [_fact(shape, row) for row in rows]
    return facts


async def areas(session: Session) -> Sequence[AreaRegistered]:
    """Every area that runs Folkmoot, by name."""
    rows = await session.execute(text(f"select {_AREA_COLUMNS} from area order by name, area"))  # noqa: S608 fixed columns
    return [AreaRegistered(**row) for row in rows.mappings()]


async def authorities(session: Session) -> Sequence[tuple[str, str]]:
    """The name of every area, and of its responsible authority."""
    rows = await (await raw(session)).fetch(
        "select a.name, coalesce(p.name, a.responsible_authority) as authority from area a "
        "left join partner p on p.area = a.area and p.partner = a.responsible_authority order by a.name, a.area"
    )
    return [(row["name"], row["authority"]) for row in rows]


async def save(session: Session, register: Register, news: Iterable[RegisterEvent]) -> None:
    """Write the register's version and the rows that `news` state; rows of leads and policy values are only added.

    Raises LettersTaken.
    """
    connection = await raw(session)
    if register.about is None:
        raise ValueError("a register begins with its area")
    await _save_area(connection, register.about, register.version)
    stated = list(news)
    for table, (shape, key) in TABLES.items():
        rows = [astuple(event) for event in stated if isinstance(event, shape)]
        if rows:
            await connection.executemany(_upsert(table, shape, key), rows)


async def _save_area(connection: Connection, about: AreaRegistered, version: int) -> None:
    statement = (
        f"insert into area ({_AREA_COLUMNS}, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) "  # noqa: S608 fixed columns
        "on conflict (area) do update set name = $2, letters = $3, profile = $4, population = $5, "
        "responsible_authority = $6, committee = $7, parent = $8, version = $9"
    )
    try:
        await connection.execute(statement, *astuple(about), version)
    except UniqueViolationError as error:
        raise LettersTaken from error


def _upsert(table: str, shape: type[RegisterEvent], key: tuple[str, ...]) -> str:
    columns = [field.name for field in fields(shape)]
    values = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    changed = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    added = f"insert into {table} ({', '.join(columns)}) values ({values})"  # noqa: S608 names from the table above
    deed = f"update set {changed}" if changed else "nothing"
    return added if "since_on" in key else f"{added} on conflict ({', '.join(key)}) do {deed}"


async def _read(connection: Connection, area: str, locking: str = "") -> Register:
    query = f"select {_AREA_COLUMNS}, version from area where area = $1 {locking}"  # noqa: S608 fixed columns
    row = await connection.fetchrow(query, area)
    if row is None:
        return Register(area)
    return _register(row, {table: await _facts(connection, table, area) for table in TABLES})


def _register(row: Record, facts: Mapping[str, Sequence[Any]]) -> Register:
    """The register of an area's row and its facts by table; Any: which event each is follows from the table's name."""
    about = AreaRegistered(**{name: value for name, value in row.items() if name != "version"})
    return loaded(about, row["version"], (fact for of_table in facts.values() for fact in of_table))


async def _facts(connection: Connection, table: str, area: str | None = None) -> list[Any]:
    """The facts of one table, of one area or of all; Any: which event it is follows from the table's name."""
    shape, key = TABLES[table]
    columns = ", ".join(field.name for field in fields(shape))
    query = f"select {columns} from {table} where $1::text is null or area = $1 order by {', '.join(key)}"  # noqa: S608 names from the table above
    return [_fact(shape, row) for row in await connection.fetch(query, area)]


def _fact(shape: type[RegisterEvent], row: Record) -> RegisterEvent:
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}
    return shape(**values)
