"""What is owed to petitions as rows: a cache of their events. It tells nobody; effects do."""

from collections.abc import Collection, Sequence
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import text

from services.escalation.domain.obligation.obligation import Obligation
from shared.database import Session, raw


def stream(petition: str, name: str) -> str:
    """The name of its stream, and of its deadlines' subject."""
    return f"obligation/{petition}/{name}"


def of_stream(subject: str) -> tuple[str, str]:
    """The petition and the name in a stream's or subject's name."""
    petition, _, name = subject.removeprefix("obligation/").partition("/")
    return petition, name


async def lock(session: Session, petition: str, name: str) -> Obligation | None:
    """The obligation, locked until the transaction ends; None when there is none in the session's areas."""
    query = text("select facts from obligation where petition = :petition and name = :name for update")
    return _loaded((await session.execute(query, {"petition": petition, "name": name})).scalar_one_or_none())


async def lock_all(session: Session, petition: str) -> dict[str, Obligation]:
    """Everything that the petition is owed, by name, locked in order until the transaction ends."""
    rows = await (await raw(session)).fetch(
        "select name, facts::text as facts from obligation where petition = $1 order by name for update", petition
    )
    return {row["name"]: _adapter().validate_json(row["facts"]) for row in rows}


async def find(session: Session, petition: str, name: str) -> Obligation | None:
    """The obligation as it stands; None when there is none in the session's areas."""
    query = text("select facts from obligation where petition = :petition and name = :name")
    return _loaded((await session.execute(query, {"petition": petition, "name": name})).scalar_one_or_none())


async def of_petitions(session: Session, petitions: Collection[str]) -> dict[str, list[Obligation]]:
    """What each of these petitions is owed, in the order in which it arose."""
    rows = await (await raw(session)).fetch(
        "select petition, facts::text as facts from obligation where petition = any ($1) order by petition, place",
        list(petitions),
    )
    found: dict[str, list[Obligation]] = {one: [] for one in petitions}
    for row in rows:
        found[row["petition"]].append(_adapter().validate_json(row["facts"]))
    return found


async def streams(session: Session) -> Sequence[str]:
    """The stream of every obligation of the session's areas, in order."""
    query = text("select petition, name from obligation order by petition, name")
    return [stream(row.petition, row.name) for row in await session.execute(query)]


async def of_area(session: Session, area: str, *, before: int | None = None, limit: int = 100) -> list[Obligation]:
    """A page of an area's obligations, the last to arise first; `before` is the `place` of the last one shown."""
    rows = await (await raw(session)).fetch(
        "select facts::text as facts from obligation where area = $1 and ($2::bigint is null or place < $2) "
        "order by place desc limit $3",
        area,
        before,
        limit,
    )
    return [_adapter().validate_json(row["facts"]) for row in rows]


async def place_of(session: Session, petition: str, name: str) -> int | None:
    """Where in the order of arising it stands; None when there is none."""
    place: int | None = await (await raw(session)).fetchval(
        "select place from obligation where petition = $1 and name = $2", petition, name
    )
    return place


async def open_of(session: Session, areas: Collection[str]) -> list[Obligation]:
    """What these areas owe still, whatever is due next first."""
    rows = await (await raw(session)).fetch(
        "select facts::text as facts from obligation where area = any ($1) and is_open "
        "order by due_on nulls last, petition, name limit 200",
        list(areas),
    )
    return [_adapter().validate_json(row["facts"]) for row in rows]


async def open_of_area(session: Session, area: str, *, after: tuple[str, str], limit: int) -> list[tuple[str, str]]:
    """A page of what an area owes still: petition and name, in their order, beginning after one."""
    rows = await (await raw(session)).fetch(
        "select petition, name from obligation where area = $1 and is_open and (petition, name) > ($2, $3) "
        "order by petition, name limit $4",
        area,
        *after,
        limit,
    )
    return [(row["petition"], row["name"]) for row in rows]


async def all_of_area(session: Session, area: str) -> list[Obligation]:
    """Every obligation of an area: they are few, one for each number of a petition that was reached."""
    rows = await (await raw(session)).fetch("select facts::text as facts from obligation where area = $1", area)
    return [_adapter().validate_json(row["facts"]) for row in rows]


async def save(session: Session, obligation: Obligation) -> None:
    """Store one that began in this transaction, or what became of one that it has locked."""
    await (await raw(session)).execute(
        "insert into obligation (petition, name, area, due_on, is_open, version, facts) "
        "values ($1, $2, $3, $4, $5, $6, $7::text::jsonb) on conflict (petition, name) do update set "
        "due_on = excluded.due_on, is_open = excluded.is_open, version = excluded.version, facts = excluded.facts",
        obligation.petition,
        obligation.name,
        obligation.area,
        obligation.due_on,
        obligation.is_open,
        obligation.version,
        _adapter().dump_json(obligation).decode(),
    )


def _loaded(facts: object) -> Obligation | None:
    return None if facts is None else _adapter().validate_python(facts)


@cache
def _adapter() -> TypeAdapter[Obligation]:
    return TypeAdapter(Obligation)
