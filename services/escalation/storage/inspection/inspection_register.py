"""Inspections of the bodies of an area, whoever began them and on what ground. A row is ended, never taken away."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from services.escalation.domain.case.inspection_register import OtherInspection
from shared.database import Session, raw

_COLUMNS = "inspection, subject, measure, inspectorate, ground, link, began_on, ended_on, entered_by, reference"


async def add(session: Session, area: str, found: OtherInspection, now: datetime) -> bool:
    """Keep an inspection that was told of, or that began on a case; False where somebody has told of it before."""
    kept = await (await raw(session)).fetchval(
        "insert into inspection (inspection, area, subject, measure, inspectorate, ground, link, began_on, ended_on, "
        "entered_by, reference, entered_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
        "on conflict do nothing returning inspection",
        found.inspection,
        area,
        found.subject,
        found.measure,
        found.inspectorate,
        found.ground,
        found.link,
        found.began_on,
        found.ended_on,
        found.entered_by,
        found.reference,
        now,
    )
    return kept is not None


async def lock_of_body(session: Session, area: str, subject: str) -> list[OtherInspection]:
    """Every inspection of a body, the first entered first, until the transaction ends: nobody enters another."""
    connection = await raw(session)
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"inspection/{area}/{subject}")
    rows = await connection.fetch(
        f"select {_COLUMNS} from inspection where area = $1 and subject = $2 order by inspection for update",  # noqa: S608 fixed columns
        area,
        subject,
    )
    return [OtherInspection(**row) for row in rows]


async def make_own(session: Session, inspection: UUID, entry: OtherInspection) -> None:
    """The inspectorate itself tells of what another has entered: from now on it is its own entry, in its words."""
    await (await raw(session)).execute(
        "update inspection set entered_by = $2, inspectorate = $3, ground = $4, link = $5, began_on = $6 "
        "where inspection = $1",
        inspection,
        entry.entered_by,
        entry.inspectorate,
        entry.ground,
        entry.link,
        entry.began_on,
    )


async def end(session: Session, inspection: UUID, on: date) -> None:
    """Note the day on which an inspection ended; one that has ended stays as it is."""
    await (await raw(session)).execute(
        "update inspection set ended_on = $2 where inspection = $1 and ended_on is null", inspection, on
    )


async def end_of_case(session: Session, reference: str, on: date) -> None:
    """Note that the inspection begun on a case has ended."""
    await (await raw(session)).execute(
        "update inspection set ended_on = $2 where reference = $1 and ended_on is null", reference, on
    )


async def find(session: Session, inspection: UUID) -> OtherInspection | None:
    """The inspection, locked; None when there is none in the session's areas."""
    row = await (await raw(session)).fetchrow(
        f"select {_COLUMNS} from inspection where inspection = $1 for update",  # noqa: S608 fixed columns
        inspection,
    )
    return OtherInspection(**row) if row else None


async def area_of(session: Session, inspection: UUID) -> str:
    """The area in whose register an inspection stands."""
    area: str = await (await raw(session)).fetchval("select area from inspection where inspection = $1", inspection)
    return area


async def of_subjects(
    session: Session, area: str, subjects: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[OtherInspection, ...]]:
    """Every inspection of each of these bodies about the measure (body, measure), the latest first; none of those of
    a body as a whole.
    """
    pairs = sorted(subjects)
    rows = await (await raw(session)).fetch(
        f"select {_COLUMNS} from inspection where area = $1 and (subject, measure) in "  # noqa: S608 fixed columns
        "(select * from unnest($2::text[], $3::text[])) order by began_on desc, inspection",
        area,
        [subject for subject, _ in pairs],
        [measure for _, measure in pairs],
    )
    found: dict[tuple[str, str], tuple[OtherInspection, ...]] = dict.fromkeys(pairs, ())
    for row in rows:
        found[row["subject"], row["measure"]] += (OtherInspection(**row),)
    return found


async def latest(session: Session, area: str, *, before: UUID | None, limit: int) -> list[OtherInspection]:
    """A page of an area's inspections, the last entered first, beginning behind one."""
    rows = await (await raw(session)).fetch(
        f"select {_COLUMNS} from inspection where area = $1 and ($2::uuid is null or inspection < $2) "  # noqa: S608 fixed columns
        "order by inspection desc limit $3",
        area,
        before,
        limit,
    )
    return [OtherInspection(**row) for row in rows]


async def list_all(session: Session, area: str, *, after: UUID | None, limit: int) -> list[OtherInspection]:
    """A page of an area's inspections in the order in which they were entered, beginning after one."""
    rows = await (await raw(session)).fetch(
        f"select {_COLUMNS} from inspection where area = $1 and ($2::uuid is null or inspection > $2) "  # noqa: S608 fixed columns
        "order by inspection limit $3",
        area,
        after,
        limit,
    )
    return [OtherInspection(**row) for row in rows]
