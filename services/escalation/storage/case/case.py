"""Cases as rows: a cache of their events, from which each can be folded again. It tells nobody; handlers do."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import text

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.course import Course
from services.escalation.domain.case.lookup import Earlier, OtherCase
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder.relapse import UP
from services.escalation.domain.ladder.succession import HEARING
from shared.database import Session
from shared.events.base import DECLARED
from shared.events.escalation import CaseJoined, CaseOpened, CaseRejected, SecondAsked

_INSERT = text(
    "insert into ladder_case (reference, area, state, measure, title, subject, inspectorate, due_on, opened_on, "
    "closed_on, ward, version, facts) values (:reference, :area, :state, :measure, :title, :subject, :inspectorate, "
    ":due_on, :opened_on, :closed_on, :ward, :version, cast(:facts as jsonb))"
)
_UPDATE = text(
    "update ladder_case set state = :state, subject = :subject, inspectorate = :inspectorate, due_on = :due_on, "
    "closed_on = :closed_on, version = :version, facts = cast(:facts as jsonb) where reference = :reference"
)


def stream(reference: str) -> str:
    """The name of a case's stream, and of its deadline's subject."""
    return f"case/{reference}"


def reference_of(subject: str) -> str:
    """The reference in a stream's or subject's name."""
    return subject.removeprefix("case/")


async def lock(session: Session, reference: str) -> Case | None:
    """The case, locked until the transaction ends; None when there is none in the session's areas."""
    query = text("select facts from ladder_case where reference = :reference for update")
    return _case((await session.execute(query, {"reference": reference})).scalar_one_or_none())


async def lock_all(session: Session, references: Collection[str]) -> None:
    """Lock these cases, in order of reference, as sweeps do."""
    query = text("select from ladder_case where reference = any (:references) order by reference for update")
    await session.execute(query, {"references": sorted(references)})


async def open_about(
    session: Session, area: str, measures: Collection[str], limit: int = 100
) -> dict[str, tuple[OtherCase, ...]]:
    """The open cases about each of these measures of an area, in order of reference, so many of each.

    As one case sees another: of the facts only what lies over a case is read, for a desk may have thousands of them.
    """
    query = text(
        "select reference, area, measure, title, state, subject, facts -> 'course' as course from "
        "(select *, row_number() over (partition by measure order by reference) as place from ladder_case "
        "where area = :area and measure = any (:measures) and closed_on is null) one "
        "where place <= :limit order by reference"
    )
    found: dict[str, list[OtherCase]] = {measure: [] for measure in measures}
    bounds = {"area": area, "measures": list(measures), "limit": limit}
    for row in await session.execute(query, bounds):
        course = _courses().validate_python(row.course)
        other = OtherCase(
            reference=row.reference,
            area=row.area,
            measure=row.measure,
            title=row.title,
            state=State(row.state),
            subject=row.subject,
            overlay=course.overlay,
            merged_into=course.merged_into,
        )
        found[row.measure].append(other)
    return {measure: tuple(about) for measure, about in found.items()}


async def find(session: Session, reference: str) -> Case | None:
    """The case as it stands; None when there is none in the session's areas."""
    query = text("select facts from ladder_case where reference = :reference")
    return _case((await session.execute(query, {"reference": reference})).scalar_one_or_none())


async def of_references(session: Session, references: Collection[str]) -> dict[str, Case]:
    """These cases as they stand; those that there are not are absent."""
    query = text("select reference, facts from ladder_case where reference = any (:references)")
    rows = await session.execute(query, {"references": list(references)})
    return {row.reference: loaded(row.facts) for row in rows}


async def references(session: Session) -> Sequence[str]:
    """The reference of every case of the session's areas, in order."""
    return list((await session.execute(text("select reference from ladder_case order by reference"))).scalars())


async def area_of(session: Session, reference: str) -> str | None:
    """The area of the case; None when there is none in the session's areas."""
    query = text("select area from ladder_case where reference = :reference")
    found: str | None = (await session.execute(query, {"reference": reference})).scalar_one_or_none()
    return found


async def list_all(session: Session, *, after: str = "", limit: int = 100) -> list[Case]:
    """A page of all cases of the session's areas in order of reference, beginning after one."""
    query = text("select facts from ladder_case where reference > :after order by reference limit :limit")
    return [loaded(row.facts) for row in await session.execute(query, {"after": after, "limit": limit})]


async def lock_open_about(session: Session, cited: Collection[tuple[str, str]]) -> list[Case]:
    """The open cases that cite any of these measures (area, measure), locked in order of reference, as sweeps do."""
    return await _lock_about(session, cited, ())


async def lock_hearing(session: Session, cited: Collection[tuple[str, str]]) -> list[Case]:
    """As `lock_open_about`, with the closed cases that may hear figures still: the domain says which of them do."""
    return await _lock_about(session, cited, [state.value for state in UP])


async def _lock_about(session: Session, cited: Collection[tuple[str, str]], ends: Collection[str]) -> list[Case]:
    query = text(
        "select facts from ladder_case where (area, measure) in (select * from unnest(cast(:areas as text[]), "
        "cast(:measures as text[]))) and (closed_on is null or state = any(:ends)) order by reference for update"
    )
    pairs = sorted(cited)
    bounds = {
        "areas": [area for area, _ in pairs],
        "measures": [measure for _, measure in pairs],
        "ends": list(ends),
    }
    return [loaded(row.facts) for row in await session.execute(query, bounds)]


async def ended_about(
    session: Session, area: str, measures: Collection[str], since_on: date, *, with_refused: bool = False
) -> dict[str, tuple[Earlier, ...]]:
    """The cases about each of these measures that ended on or after that day, but for those merged; oldest first.

    Refused ones are among them only where asked for.
    """
    query = text(
        "select measure, reference, closed_on from ladder_case where area = :area and measure = any (:measures) "
        "and closed_on >= :since_on and state <> all (:passed_over) order by closed_on, reference"
    )
    passed_over = [State.MERGED.value] if with_refused else [State.MERGED.value, State.REJECTED_FINAL.value]
    bounds = {"area": area, "measures": list(measures), "since_on": since_on, "passed_over": passed_over}
    found: dict[str, list[Earlier]] = {measure: [] for measure in measures}
    for row in await session.execute(query, bounds):
        found[row.measure].append(Earlier(reference=row.reference, closed_on=row.closed_on))
    return {measure: tuple(ended) for measure, ended in found.items()}


async def refusers(session: Session, references: Collection[str]) -> dict[str, frozenset[str]]:
    """Of each of these cases: the accounts that proposed to refuse it, or agreed to it as the second person."""
    return await _actors(session, references, [DECLARED[SecondAsked].type, DECLARED[CaseRejected].type])


async def raisers(session: Session, references: Collection[str]) -> dict[str, frozenset[str]]:
    """Of each of these cases: the accounts that opened it, or joined it later."""
    return await _actors(session, references, [DECLARED[CaseOpened].type, DECLARED[CaseJoined].type])


async def _actors(session: Session, references: Collection[str], types: list[str]) -> dict[str, frozenset[str]]:
    query = text("select distinct stream, actor from ledger where stream = any (:streams) and type = any (:types)")
    bounds = {"streams": [stream(reference) for reference in references], "types": types}
    found: dict[str, frozenset[str]] = dict.fromkeys(references, frozenset())
    for row in await session.execute(query, bounds):
        found[reference_of(row.stream)] |= {row.actor}
    return found


async def open_of_area(session: Session, area: str, *, after: str, limit: int) -> list[str]:
    """A page of the references of the area's open cases, in order, beginning after one."""
    query = text(
        "select reference from ladder_case where area = :area and closed_on is null and reference > :after "
        "order by reference limit :limit"
    )
    return list((await session.execute(query, {"area": area, "after": after, "limit": limit})).scalars())


async def hearing_of_area(session: Session, area: str, *, after: str, limit: int) -> list[str]:
    """A page of the references of the area's cases that are open or may be taken up again, beginning after one."""
    query = text(
        "select reference from ladder_case where area = :area and reference > :after "
        "and (closed_on is null or state = any (:ends)) order by reference limit :limit"
    )
    bounds = {"area": area, "after": after, "ends": [end.value for end in HEARING], "limit": limit}
    return list((await session.execute(query, bounds)).scalars())


async def of_wards(session: Session, wards: Collection[tuple[str, str]], *, limit: int) -> list[Case]:
    """The cases about these wards (area, ward), open ones and ended ones, the newest first."""
    query = text(
        "select facts from ladder_case where (area, ward) in (select * from unnest(cast(:areas as text[]), "
        "cast(:wards as text[]))) order by opened_on desc, reference desc limit :limit"
    )
    pairs = list(wards)
    bounds = {"areas": [area for area, _ in pairs], "wards": [ward for _, ward in pairs], "limit": limit}
    return [loaded(row.facts) for row in await session.execute(query, bounds)]


async def add(session: Session, case: Case) -> None:
    """Store a case that was opened in this transaction."""
    await session.execute(_INSERT, _row(case))


async def save(session: Session, case: Case) -> None:
    """Store what became of a case that this transaction has locked."""
    await session.execute(_UPDATE, _row(case))


async def not_before(session: Session, reference: str, moment: datetime) -> datetime:
    """The moment, or that of the case's last event when that is later: what other services tell may come late."""
    query = text("select greatest(:moment, max(occurred_at)) from ledger where stream = :stream")
    later: datetime = (await session.execute(query, {"moment": moment, "stream": stream(reference)})).scalar_one()
    return later


def _row(case: Case) -> dict[str, object]:
    return {
        "reference": case.reference,
        "area": case.area,
        "state": case.state.value,
        "measure": case.measure,
        "title": case.title,
        "subject": case.subject,
        "inspectorate": case.inspection.inspectorate,
        "due_on": case.due_on,
        "opened_on": case.opened_on,
        "closed_on": case.closed_on,
        "ward": case.raised.ward,
        "version": case.version,
        "facts": _adapter().dump_json(case).decode(),
    }


def _case(facts: object) -> Case | None:
    return None if facts is None else loaded(facts)


def loaded(facts: object) -> Case:
    """The case of a row's facts."""
    return _adapter().validate_python(facts)


@cache
def _adapter() -> TypeAdapter[Case]:
    return TypeAdapter(Case)


@cache
def _courses() -> TypeAdapter[Course]:
    return TypeAdapter(Course)
