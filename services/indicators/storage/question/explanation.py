"""Requests for explanations: one row each, a cache of its stream. Locked in order of id, which is order of time."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from asyncpg import Record

from services.indicators.domain.question.explanation import AskedAs, Explanation, State, folded, id_of
from services.indicators.storage.measure.measure import columns
from services.indicators.storage.question.question import clocked, newest, refolded
from shared.database import Session, raw
from shared.events.indicators import Said
from shared.policy import QuestionSet

_COLUMNS = (
    "id, area, measure, period, value, target, body, body_name, asked_as, basis, register_version, questions, "
    "asked_on, due_on, reckoning, policy_version, answers, given_at, missing_at, withdrawn_at, version"
)
_SELECT = f"select {_COLUMNS} from explanation"  # noqa: S608 fixed columns
_FIND = f"{_SELECT} where id = $1"
_LOCK = f"{_FIND} for update"
_LOCK_OF = f"""
select {_COLUMNS} from explanation
join unnest($1::text[], $2::text[]) judged(area, measure) using (area, measure)
order by id for update of explanation
"""  # noqa: S608 fixed columns
_OF_MEASURE = f"""
select {_COLUMNS} from explanation where area = $1 and measure = $2 order by id desc
"""  # noqa: S608 fixed columns
_IS = {
    State.ASKED: "given_at is null and missing_at is null and withdrawn_at is null",
    State.GIVEN: "given_at is not null",
    State.MISSING: "missing_at is not null and given_at is null",
    State.WITHDRAWN: "withdrawn_at is not null",
}
_SAVE = """
insert into explanation (id, area, measure, period, value, target, body, body_name, asked_as, basis, register_version,
  questions, asked_on, due_on, reckoning, policy_version, answers, given_at, missing_at, withdrawn_at, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
on conflict (id) do update set answers = excluded.answers, given_at = excluded.given_at,
  missing_at = excluded.missing_at, withdrawn_at = excluded.withdrawn_at, version = excluded.version
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which requests a reader wants; what is None does not narrow."""

    area: str | None = None
    measure: str | None = None
    state: State | None = None
    body: str | None = None


async def save(session: Session, request: Explanation) -> None:
    """Write a request, a new one or one that this transaction has locked."""
    await (await raw(session)).execute(
        _SAVE,
        *(request.id, request.area, request.measure, request.period, request.value, request.target),
        *(request.body, request.body_name, request.asked_as, request.basis, request.register_version),
        *(
            request.questions,
            request.asked_on,
            request.clock.due_on,
            request.clock.reckoning,
            request.clock.policy_version,
        ),
        json.dumps([[one.field, *one.words] for one in request.answers]),
        *(request.given_at, request.missing_at, request.withdrawn_at, request.version),
    )


async def lock(session: Session, id: UUID) -> Explanation | None:
    """A request, locked."""
    row = await (await raw(session)).fetchrow(_LOCK, id)
    return None if row is None else _explanation(row)


async def lock_of(session: Session, measures: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Explanation]]:
    """Every request about these measures, locked; measures without one are absent."""
    found: dict[tuple[str, str], list[Explanation]] = {}
    for row in await (await raw(session)).fetch(_LOCK_OF, *columns(sorted(set(measures)))):
        found.setdefault((row["area"], row["measure"]), []).append(_explanation(row))
    return found


async def find(session: Session, id: UUID) -> Explanation | None:
    """A request as it stands."""
    row = await (await raw(session)).fetchrow(_FIND, id)
    return None if row is None else _explanation(row)


async def of_measure(session: Session, area: str, measure: str) -> list[Explanation]:
    """Every request about a measure, the newest first."""
    return [_explanation(row) for row in await (await raw(session)).fetch(_OF_MEASURE, area, measure)]


async def page(session: Session, wanted: Wanted, *, before: UUID | None, limit: int) -> list[Explanation]:
    """At most `limit` of the wanted requests, the newest first, from those older than `before`."""
    state = _IS[wanted.state] if wanted.state else None
    narrowed = {"area": wanted.area, "measure": wanted.measure, "body": wanted.body}
    rows = await newest(session, _SELECT, narrowed, state=state, before=before, limit=limit)
    return [_explanation(row) for row in rows]


async def refold(session: Session, stream: str) -> Explanation | None:
    """The request as the events of its stream tell it."""
    return await refolded(session, stream, folded)


async def stored(session: Session, stream: str) -> Explanation | None:
    """The row of a stream."""
    return await find(session, id_of(stream))


def _explanation(row: Record) -> Explanation:
    answers: Sequence[Sequence[str]] = row["answers"]
    return Explanation(
        **{
            **clocked(row),
            "asked_as": AskedAs(row["asked_as"]),
            "questions": QuestionSet(row["questions"]),
            "answers": tuple(Said(field, tuple(words)) for field, *words in answers),
        }
    )
