"""Requests for explanations: one row each."""

import json
from collections.abc import Iterable

from asyncpg import Record

from services.indicators.domain.question.asking import AskedAs
from services.indicators.domain.question.explanation import EXPLANATION, Explanation, State, Told
from services.indicators.storage.measure.measure import columns
from services.indicators.storage.question.asking import Rows, answers_of, clocked, removed_json, removed_of
from shared.database import Session, raw
from shared.policy import QuestionSet

_COLUMNS = (
    "id, area, measure, period, value, target, body, body_name, asked_as, basis, register_version, questions, "
    "asked_on, due_on, reckoning, policy_version, answers, given_at, missing_at, withdrawn_at, removed, version"
)
_SELECT = f"select {_COLUMNS} from explanation"  # noqa: S608 fixed columns
_LOCK_OF = f"""
{_SELECT}
join unnest($1::text[], $2::text[]) judged(area, measure) using (area, measure)
order by id for update of explanation
"""
_IS: dict[str, str] = {
    State.ASKED: "given_at is null and missing_at is null and withdrawn_at is null",
    State.GIVEN: "given_at is not null",
    State.MISSING: "missing_at is not null and given_at is null",
    State.WITHDRAWN: "withdrawn_at is not null",
}
_WRITE = f"""
insert into explanation ({_COLUMNS})
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
on conflict (id) do update set answers = excluded.answers, given_at = excluded.given_at,
  missing_at = excluded.missing_at, withdrawn_at = excluded.withdrawn_at, removed = excluded.removed,
  version = excluded.version
"""  # noqa: S608 fixed columns


async def lock_of(session: Session, measures: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Explanation]]:
    """Every request about these measures, locked; measures without one are absent."""
    found: dict[tuple[str, str], list[Explanation]] = {}
    for row in await (await raw(session)).fetch(_LOCK_OF, *columns(sorted(set(measures)))):
        found.setdefault((row["area"], row["measure"]), []).append(_explanation(row))
    return found


def _values(one: Explanation) -> tuple[object, ...]:
    return (
        *(one.id, one.area, one.measure, one.period, one.value, one.target, one.body, one.body_name, one.asked_as),
        *(one.basis, one.register_version, one.questions, one.asked_on),
        *(one.clock.due_on, one.clock.reckoning, one.clock.policy_version),
        json.dumps([[said.field, *said.words] for said in one.answers]),
        *(one.given_at, one.missing_at, one.withdrawn_at, removed_json(one.removed), one.version),
    )


def _explanation(row: Record) -> Explanation:
    return Explanation(
        **{
            **clocked(row),
            "asked_as": AskedAs(row["asked_as"]),
            "questions": QuestionSet(row["questions"]),
            "answers": answers_of(row),
            "removed": removed_of(row),
        }
    )


EXPLANATIONS: Rows[Explanation, Told] = Rows(
    sort=EXPLANATION, select=_SELECT, write=_WRITE, values=_values, states=_IS, made=_explanation
)
