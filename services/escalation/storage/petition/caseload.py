"""What was decided about several petitions at once, as rows: they stay when it took effect or was taken back.

It tells nobody; handlers do.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from services.escalation.domain.case.circumstances import Actor
from services.escalation.domain.petition.caseload import Chosen
from services.escalation.domain.petition.decision import Deed
from services.escalation.domain.petition.guard import Said
from shared.database import Session, raw

_SAID = TypeAdapter(Said)
_COLUMNS = (
    "number, petition, area, version, deed, said, actor, body, roles, decided_at, due_at, done_at, "
    "taken_back_at, taken_back_by, passed_over"
)


async def next_number(session: Session) -> int:
    """A number that no other time has."""
    found: int = await (await raw(session)).fetchval("select nextval('petition_caseload_number')")
    return found


async def add(session: Session, chosen: Iterable[Chosen]) -> None:
    """Keep what was decided. At most one that waits is kept of a petition."""
    await (await raw(session)).executemany(
        "insert into petition_caseload "
        "(number, petition, area, version, deed, said, actor, body, roles, decided_at, due_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [
            (
                one.number,
                one.petition,
                one.area,
                one.version,
                one.deed.value,
                _SAID.dump_json(one.said).decode(),
                one.by.id,
                one.by.body,
                sorted(one.by.roles),
                one.decided_at,
                one.due_at,
            )
            for one in chosen
        ],
    )


async def of_number(session: Session, number: int) -> list[Chosen]:
    """All that was decided at that time in the session's areas, in order of reference."""
    rows = await (await raw(session)).fetch(
        f"select {_COLUMNS} from petition_caseload where number = $1 order by petition",  # noqa: S608 fixed columns
        number,
    )
    return [_loaded(row) for row in rows]


async def waiting(session: Session, petitions: Collection[str]) -> dict[str, Chosen]:
    """What waits to take effect about each of these; those about which nothing does are absent."""
    rows = await (await raw(session)).fetch(
        f"select {_COLUMNS} from petition_caseload "  # noqa: S608 fixed columns
        "where petition = any ($1) and ended_at is null",
        list(petitions),
    )
    return {row["petition"]: _loaded(row) for row in rows}


async def latest_number(session: Session, petition: str) -> int | None:
    """The last time at which this one was decided about with others."""
    found: int | None = await (await raw(session)).fetchval(
        "select max(number) from petition_caseload where petition = $1", petition
    )
    return found


async def lately(session: Session, *, since: datetime, limit: int = 10) -> list[list[Chosen]]:
    """What was decided about several since then, a list for each time, the last first."""
    rows = await (await raw(session)).fetch(
        f"select {_COLUMNS} from petition_caseload where number in (select distinct number "  # noqa: S608 fixed columns
        "from petition_caseload where decided_at >= $1 order by number desc limit $2) order by number desc, petition",
        since,
        limit,
    )
    found: dict[int, list[Chosen]] = {}
    for row in rows:
        found.setdefault(row["number"], []).append(_loaded(row))
    return list(found.values())


async def end(session: Session, number: int, petition: str, now: datetime, *, passed_over: str = "") -> None:
    """It took effect, or why it did not. The petition is locked by the caller."""
    await (await raw(session)).execute(
        "update petition_caseload set done_at = $3, passed_over = $4 "
        "where number = $1 and petition = $2 and ended_at is null",
        number,
        petition,
        now,
        passed_over,
    )


async def take_back(session: Session, number: int, petition: str, now: datetime, *, by: str) -> None:
    """It will not take effect. The petition is locked by the caller."""
    await (await raw(session)).execute(
        "update petition_caseload set taken_back_at = $3, taken_back_by = $4 "
        "where number = $1 and petition = $2 and ended_at is null",
        number,
        petition,
        now,
        by,
    )


def _loaded(row: Any) -> Chosen:  # noqa: ANN401 a row of the driver
    by = Actor(id=row["actor"], body=row["body"], roles=frozenset(row["roles"]))
    return Chosen(
        number=row["number"],
        petition=row["petition"],
        area=row["area"],
        version=row["version"],
        deed=Deed(row["deed"]),
        said=_SAID.validate_python(row["said"]),
        by=by,
        decided_at=row["decided_at"],
        due_at=row["due_at"],
        done_at=row["done_at"],
        taken_back_at=row["taken_back_at"],
        taken_back_by=row["taken_back_by"] or "",
        passed_over=row["passed_over"],
    )
