"""Challenges: one row each, a cache of its stream. Locked in order of id, which is order of time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from asyncpg import Record

from services.indicators.domain.question.challenge import Challenge, State, folded, id_of
from services.indicators.domain.question.explanation import AskedAs
from services.indicators.storage.question.question import clocked, newest, refolded
from shared.database import Session, raw
from shared.events.indicators import Said
from shared.policy import QuestionSet

_COLUMNS = (
    "id, area, measure, challenger, challenger_name, body, body_name, asked_as, basis, register_version, words, "
    "questions, made_on, due_on, reckoning, policy_version, reply, answers, answered_at, unanswered_at, version"
)
_SELECT = f"select {_COLUMNS} from challenge"  # noqa: S608 fixed columns
_FIND = f"{_SELECT} where id = $1"
_OF_MEASURE = f"{_SELECT} where area = $1 and measure = $2 order by id desc"
_IS = {
    State.MADE: "answered_at is null and unanswered_at is null",
    State.ANSWERED: "answered_at is not null",
    State.UNANSWERED: "unanswered_at is not null and answered_at is null",
}
_SAVE = f"""
insert into challenge ({_COLUMNS})
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
on conflict (id) do update set reply = excluded.reply, answers = excluded.answers, answered_at = excluded.answered_at,
  unanswered_at = excluded.unanswered_at, version = excluded.version
"""  # noqa: S608 fixed columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which challenges a reader wants; what is None does not narrow."""

    area: str | None = None
    measure: str | None = None
    state: State | None = None
    body: str | None = None
    challenger: str | None = None


async def save(session: Session, one: Challenge) -> None:
    """Write a challenge, a new one or one that this transaction has locked."""
    await (await raw(session)).execute(
        _SAVE,
        *(one.id, one.area, one.measure, one.challenger, one.challenger_name, one.body, one.body_name),
        *(one.asked_as, one.basis, one.register_version, one.words, one.questions or "", one.made_on),
        *(one.clock.due_on, one.clock.reckoning, one.clock.policy_version, one.reply),
        json.dumps([[said.field, *said.words] for said in one.answers]),
        *(one.answered_at, one.unanswered_at, one.version),
    )


async def lock(session: Session, id: UUID) -> Challenge | None:
    """A challenge, locked."""
    row = await (await raw(session)).fetchrow(f"{_FIND} for update", id)
    return None if row is None else _challenge(row)


async def find(session: Session, id: UUID) -> Challenge | None:
    """A challenge as it stands."""
    row = await (await raw(session)).fetchrow(_FIND, id)
    return None if row is None else _challenge(row)


async def of_measure(session: Session, area: str, measure: str) -> list[Challenge]:
    """Every challenge on a measure, the newest first."""
    return [_challenge(row) for row in await (await raw(session)).fetch(_OF_MEASURE, area, measure)]


async def lock_of(session: Session, area: str, measure: str) -> list[Challenge]:
    """Every challenge on a measure; until the end of this transaction nobody else makes one."""
    connection = await raw(session)
    await connection.execute("select pg_advisory_xact_lock(hashtext($1))", f"challenge/{area}/{measure}")
    return await of_measure(session, area, measure)


async def page(session: Session, wanted: Wanted, *, before: UUID | None, limit: int) -> list[Challenge]:
    """At most `limit` of the wanted challenges, the newest first, from those older than `before`."""
    state = _IS[wanted.state] if wanted.state else None
    narrowed = {"area": wanted.area, "measure": wanted.measure, "body": wanted.body, "challenger": wanted.challenger}
    rows = await newest(session, _SELECT, narrowed, state=state, before=before, limit=limit)
    return [_challenge(row) for row in rows]


async def refold(session: Session, stream: str) -> Challenge | None:
    """The challenge as the events of its stream tell it."""
    return await refolded(session, stream, folded)


async def stored(session: Session, stream: str) -> Challenge | None:
    """The row of a stream."""
    return await find(session, id_of(stream))


def _challenge(row: Record) -> Challenge:
    answers: Sequence[Sequence[str]] = row["answers"]
    return Challenge(
        **{
            **clocked(row),
            "asked_as": AskedAs(row["asked_as"]),
            "questions": QuestionSet(row["questions"]) if row["questions"] else None,
            "answers": tuple(Said(field, tuple(words)) for field, *words in answers),
        }
    )
