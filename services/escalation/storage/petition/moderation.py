"""Petitions that are not public yet, as rows: a cache of their events. Their words are the draft's.

It tells nobody; handlers do.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import text

from services.escalation.domain.petition.moderation import REFUSED_FOR_GOOD, UNDECIDED, Counts, Moderation
from shared.database import Session

_COUNTS = """
select area, count(*) as begun,
       count(*) filter (where standing = any (:undecided)) as waiting,
       count(*) filter (where standing = 'held') as held,
       count(*) filter (where standing in ('refused', 'review', 'committee') or facts->>'cause' = any (:for_good))
         as stays_refused,
       count(*) filter (where facts->>'cause' = 'not_sponsored') as not_sponsored,
       count(*) filter (where facts->>'cause' = 'not_mended') as not_mended,
       count(*) filter (where facts->>'cause' = 'withdrawn') as withdrawn,
       count(*) filter (where standing = 'overdue') as overdue,
       count(*) filter (where facts->>'overdue_on' is not null) as ever_overdue,
       count(*) filter (where standing = 'published') as published,
       count(*) filter (where facts->>'how' = 'unchecked') as unchecked,
       count(*) filter (where facts->>'how' in ('reviewed', 'unreviewed')) as overturned,
       count(*) filter (where facts->>'cause' = 'not_decided') as undecided,
       count(*) filter (where facts->>'refusal' is not null) as refused
from moderation group by area order by area
"""
_REASONS = """
select area, code, count(*) as times
from moderation, jsonb_array_elements_text(facts->'refusal'->'codes') code
where facts->>'refusal' is not null group by area, code order by area, times desc, code
"""


def stream(reference: str) -> str:
    """The name of its stream, and of its deadlines' subject."""
    return f"moderation/{reference}"


def reference_of(subject: str) -> str:
    """The reference in a stream's or subject's name."""
    return subject.removeprefix("moderation/")


async def find(session: Session, reference: str) -> Moderation | None:
    """It as it stands; None when the session's areas have none of this reference."""
    query = text("select facts from moderation where reference = :reference")
    return _loaded((await session.execute(query, {"reference": reference})).scalar_one_or_none())


async def lock(session: Session, reference: str) -> Moderation | None:
    """As `find`, locked until the transaction ends."""
    query = text("select facts from moderation where reference = :reference for update")
    return _loaded((await session.execute(query, {"reference": reference})).scalar_one_or_none())


async def of_references(session: Session, references: Collection[str]) -> dict[str, Moderation]:
    """These as they stand; those that there are not are absent."""
    query = text("select reference, facts from moderation where reference = any (:references)")
    rows = await session.execute(query, {"references": list(references)})
    return {row.reference: _adapter().validate_python(row.facts) for row in rows}


async def references(session: Session) -> Sequence[str]:
    """The reference of each of the session's areas, in order."""
    return list((await session.execute(text("select reference from moderation order by reference"))).scalars())


async def list_open(session: Session, *, after: tuple[date, str] | None = None, limit: int = 100) -> list[Moderation]:
    """A page of those whose clock runs, the oldest clock first; `after` is day and reference of the last one before."""
    day, reference = after or (date.min, "")
    query = text(
        "select facts from moderation where due_on is not null and (due_on, reference) > (:day, :reference) "
        "order by due_on, reference limit :limit"
    )
    rows = await session.execute(query, {"day": day, "reference": reference, "limit": limit})
    return [_adapter().validate_python(row.facts) for row in rows]


async def proposed(session: Session, *, limit: int = 100) -> list[Moderation]:
    """Those about which somebody proposed what a second person has to agree to, the oldest clock first."""
    query = text(
        "select facts from moderation where due_on is not null and facts->>'proposal' is not null "
        "order by due_on, reference limit :limit"
    )
    return [_adapter().validate_python(facts) for facts in (await session.execute(query, {"limit": limit})).scalars()]


async def open_of_area(session: Session, area: str, *, after: str, limit: int) -> list[str]:
    """The references of a page of the area's petitions for which a clock runs, in order, those after one."""
    query = text(
        "select reference from moderation where area = :area and due_on is not null and reference > :after "
        "order by reference limit :limit"
    )
    return list((await session.execute(query, {"area": area, "after": after, "limit": limit})).scalars())


async def unread(session: Session, area: str) -> int:
    """How many petitions of the area nobody has let become public yet, while a clock runs for them."""
    query = text("select count(*) from moderation where area = :area and due_on is not null")
    found: int = (await session.execute(query, {"area": area})).scalar_one()
    return found


async def counts(session: Session) -> list[Counts]:
    """How often the petitions of each of the session's areas were refused, late or published unchecked."""
    values = {"undecided": [one.value for one in UNDECIDED], "for_good": [one.value for one in REFUSED_FOR_GOOD]}
    rows = (await session.execute(text(_COUNTS), values)).mappings().all()
    told = (await session.execute(text(_REASONS))).all()
    reasons = {row["area"]: tuple((one.code, one.times) for one in told if one.area == row["area"]) for row in rows}
    return [Counts(**row, reasons=reasons[row["area"]]) for row in rows]


async def save(session: Session, one: Moderation) -> None:
    """Store one that began in this transaction, or what became of one that it has locked."""
    await session.execute(
        text(
            "insert into moderation (reference, area, measure, standing, due_on, version, facts) values (:reference, "
            ":area, :measure, :standing, :due_on, :version, cast(:facts as jsonb)) on conflict (reference) do update "
            "set standing = excluded.standing, due_on = excluded.due_on, version = excluded.version, "
            "facts = excluded.facts"
        ),
        {
            "reference": one.reference,
            "area": one.area,
            "measure": one.measure,
            "standing": one.standing.value,
            "due_on": one.due_on,
            "version": one.version,
            "facts": _adapter().dump_json(one).decode(),
        },
    )


def _loaded(facts: object) -> Moderation | None:
    return None if facts is None else _adapter().validate_python(facts)


@cache
def _adapter() -> TypeAdapter[Moderation]:
    return TypeAdapter(Moderation)
