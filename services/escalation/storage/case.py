"""Cases as rows: a cache of their events, kept together with the ledger and the one deadline that runs.

`open_case` and `take` are the only ways a case is written. The row can be refolded from its stream.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import text

from services.escalation.domain.case import Case
from services.escalation.domain.circumstances import Circumstances
from services.escalation.domain.decision import Events
from services.escalation.domain.history import evolve, opened
from shared import deadlines, ledger
from shared.database import Session
from shared.events.escalation import CaseOpened
from shared.working_days import end_of_day, london_day, swept_from

SILENCE = "case.silence"

# Where a case stands in the list of open ones: the day of its clock, None when none runs, and its reference.
Position = tuple[date | None, str]

_INSERT = text(
    "insert into ladder_case (reference, area, state, measure, title, subject, inspectorate, due_on, opened_on, "
    "closed_on, version, facts) values (:reference, :area, :state, :measure, :title, :subject, :inspectorate, :due_on, "
    ":opened_on, :closed_on, :version, cast(:facts as jsonb))"
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


async def find(session: Session, reference: str) -> Case | None:
    """The case as it stands; None when there is none in the session's areas."""
    query = text("select facts from ladder_case where reference = :reference")
    return _case((await session.execute(query, {"reference": reference})).scalar_one_or_none())


async def area_of(session: Session, reference: str) -> str | None:
    """The area of the case; None when there is none in the session's areas."""
    query = text("select area from ladder_case where reference = :reference")
    found: str | None = (await session.execute(query, {"reference": reference})).scalar_one_or_none()
    return found


async def list_open(session: Session, *, after: Position | None = None, limit: int = 100) -> list[Case]:
    """A page of the open cases of the session's areas, whoever silence moves next first, those without a clock last."""
    due_on, reference = after or (date.min, "")
    query = text(
        "select facts from ladder_case where closed_on is null and "
        "(coalesce(due_on, 'infinity'), reference) > (coalesce(cast(:due_on as date), 'infinity'), :reference) "
        "order by coalesce(due_on, 'infinity'), reference limit :limit"
    )
    bounds = {"due_on": due_on, "reference": reference, "limit": limit}
    return [_loaded(row.facts) for row in await session.execute(query, bounds)]


async def list_all(session: Session, *, after: str = "", limit: int = 100) -> list[Case]:
    """A page of all cases of the session's areas in order of reference, beginning after one."""
    query = text("select facts from ladder_case where reference > :after order by reference limit :limit")
    return [_loaded(row.facts) for row in await session.execute(query, {"after": after, "limit": limit})]


async def lock_open_about(session: Session, cited: Collection[tuple[str, str]]) -> list[Case]:
    """The open cases that cite any of these measures (area, measure), locked in order of reference, as sweeps do."""
    query = text(
        "select facts from ladder_case where (area, measure) in (select * from unnest(cast(:areas as text[]), "
        "cast(:measures as text[]))) and closed_on is null order by reference for update"
    )
    pairs = sorted(cited)
    bounds = {"areas": [area for area, _ in pairs], "measures": [measure for _, measure in pairs]}
    return [_loaded(row.facts) for row in await session.execute(query, bounds)]


async def open_case(session: Session, events: Events, at: Circumstances) -> Case:
    """Store a case that begins with these events, the first a CaseOpened, in the caller's transaction."""
    first, *rest = events
    if not isinstance(first, CaseOpened):
        raise TypeError("a case begins by being opened")
    case = opened(first, at.today)
    for event in rest:
        case = evolve(case, event, at.today)
    await session.execute(_INSERT, _row(case))
    await _record(session, case, 0, events, at)
    await _arm(session, case, at)
    return case


async def take(session: Session, before: Case, events: Events, at: Circumstances) -> Case:
    """Store what the events make of a case that this transaction has locked; move its deadline when the clock moved."""
    case = before
    for event in events:
        case = evolve(case, event, at.today)
    await session.execute(_UPDATE, _row(case))
    await _record(session, case, before.version, events, at)
    if case.round != before.round:
        await deadlines.meet(session, stream(case.reference), SILENCE, at.now)
        await _arm(session, case, at)
    return case


async def not_before(session: Session, reference: str, moment: datetime) -> datetime:
    """The moment, or that of the case's last event when that is later: what other services tell may come late."""
    query = text("select greatest(:moment, max(occurred_at)) from ledger where stream = :stream")
    later: datetime = (await session.execute(query, {"moment": moment, "stream": stream(reference)})).scalar_one()
    return later


async def refold(session: Session, reference: str) -> Case | None:
    """The case as its events tell it, for comparing with the row."""
    case: Case | None = None
    for recorded in await ledger.read_stream(session, stream(reference)):
        on = london_day(recorded.occurred_at)
        if isinstance(recorded.event, CaseOpened):
            case = opened(recorded.event, on)
        elif case is not None:
            case = evolve(case, recorded.event, on)  # type: ignore[arg-type]  # a case's stream holds CaseSteps only
    return case


async def _record(session: Session, case: Case, version: int, events: Sequence[object], at: Circumstances) -> None:
    subject = stream(case.reference)
    await ledger.append(session, subject, version, events, area=case.area, actor=at.actor.id, now=at.now)


async def _arm(session: Session, case: Case, at: Circumstances) -> None:
    if case.due_on is None:
        return
    await deadlines.arm(
        session,
        area=case.area,
        subject=stream(case.reference),
        kind=SILENCE,
        round=case.round,
        due_on=case.due_on,
        due_at=end_of_day(case.due_on),
        sweep_at=swept_from(case.due_on, at.policy.clock.sweep_after),
        working=case.reckoning or "",
        policy_version=at.policy.version,
    )


def _row(case: Case) -> dict[str, object]:
    return {
        "reference": case.reference,
        "area": case.area,
        "state": case.state.value,
        "measure": case.measure,
        "title": case.title,
        "subject": case.subject,
        "inspectorate": case.inspectorate,
        "due_on": case.due_on,
        "opened_on": case.opened_on,
        "closed_on": case.closed_on,
        "version": case.version,
        "facts": _adapter().dump_json(case).decode(),
    }


def _case(facts: object) -> Case | None:
    return None if facts is None else _loaded(facts)


def _loaded(facts: object) -> Case:
    return _adapter().validate_python(facts)


@cache
def _adapter() -> TypeAdapter[Case]:
    return TypeAdapter(Case)
