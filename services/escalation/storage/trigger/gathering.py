"""Gatherings of decisions as rows: a cache of their events. It tells nobody; handlers do."""

from collections.abc import Collection, Sequence
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import text

from services.escalation.domain.trigger.gathering import Gathering
from shared.database import Session


def stream(reference: str) -> str:
    """The name of a gathering's stream, and of its deadlines' subject."""
    return f"trigger/{reference}"


def reference_of(subject: str) -> str:
    """The reference in a stream's or subject's name."""
    return subject.removeprefix("trigger/")


async def one_at_a_time(session: Session, area: str, measure: str) -> None:
    """Wait until no other transaction raises a matter on the same measure: each finds what the one before it opened."""
    query = text("select pg_advisory_xact_lock(hashtextextended(:matter, 0))")
    await session.execute(query, {"matter": f"trigger/{area}/{measure}"})


async def lock(session: Session, reference: str) -> Gathering | None:
    """The gathering, locked until the transaction ends; None when there is none in the session's areas."""
    query = text("select facts from gathering where reference = :reference for update")
    return _gathering((await session.execute(query, {"reference": reference})).scalar_one_or_none())


async def lock_open(session: Session, area: str, measure: str) -> list[Gathering]:
    """The gatherings of decisions about the measure that have not ended, locked in order of reference."""
    query = text(
        "select facts from gathering where area = :area and measure = :measure and ended_on is null "
        "order by reference for update"
    )
    rows = await session.execute(query, {"area": area, "measure": measure})
    return [_adapter().validate_python(row.facts) for row in rows]


async def find(session: Session, reference: str) -> Gathering | None:
    """The gathering as it stands; None when there is none in the session's areas."""
    query = text("select facts from gathering where reference = :reference")
    return _gathering((await session.execute(query, {"reference": reference})).scalar_one_or_none())


async def of_references(session: Session, references: Collection[str]) -> dict[str, Gathering]:
    """These gatherings as they stand; those that there are not are absent."""
    query = text("select reference, facts from gathering where reference = any (:references)")
    rows = await session.execute(query, {"references": list(references)})
    return {row.reference: _adapter().validate_python(row.facts) for row in rows}


async def references(session: Session) -> Sequence[str]:
    """The reference of every gathering of the session's areas, in order."""
    return list((await session.execute(text("select reference from gathering order by reference"))).scalars())


async def list_open(session: Session, *, after: str, limit: int) -> list[Gathering]:
    """A page of the gatherings that have not ended, in order of reference, beginning after one."""
    query = text(
        "select facts from gathering where ended_on is null and reference > :after order by reference limit :limit"
    )
    rows = await session.execute(query, {"after": after, "limit": limit})
    return [_adapter().validate_python(row.facts) for row in rows]


async def save(session: Session, gathering: Gathering) -> None:
    """Store a gathering that began in this transaction, or what became of one that it has locked."""
    await session.execute(
        text(
            "insert into gathering (reference, area, trigger, measure, ended_on, version, facts) values (:reference, "
            ":area, :trigger, :measure, :ended_on, :version, cast(:facts as jsonb)) on conflict (reference) do update "
            "set ended_on = excluded.ended_on, version = excluded.version, facts = excluded.facts"
        ),
        {
            "reference": gathering.reference,
            "area": gathering.area,
            "trigger": gathering.trigger,
            "measure": gathering.measure,
            "ended_on": gathering.ended_on,
            "version": gathering.version,
            "facts": _adapter().dump_json(gathering).decode(),
        },
    )


def _gathering(facts: object) -> Gathering | None:
    return None if facts is None else _adapter().validate_python(facts)


@cache
def _adapter() -> TypeAdapter[Gathering]:
    return TypeAdapter(Gathering)
