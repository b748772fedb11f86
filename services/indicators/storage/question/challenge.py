"""Challenges: one row each."""

import json

from asyncpg import Record

from services.indicators.domain.question.asking import AskedAs
from services.indicators.domain.question.challenge import CHALLENGE, Challenge, State, Told
from services.indicators.storage.question.asking import Rows, answers_of, clocked, removed_json, removed_of
from shared.database import Session, raw
from shared.policy import QuestionSet

_COLUMNS = (
    "id, area, measure, challenger, challenger_name, body, body_name, asked_as, basis, register_version, words, "
    "questions, made_on, due_on, reckoning, policy_version, reply, answers, answered_at, unanswered_at, removed, "
    "version"
)
_SELECT = f"select {_COLUMNS} from challenge"  # noqa: S608 fixed columns
_IS: dict[str, str] = {
    State.MADE: "answered_at is null and unanswered_at is null",
    State.ANSWERED: "answered_at is not null",
    State.UNANSWERED: "unanswered_at is not null and answered_at is null",
}
_WRITE = f"""
insert into challenge ({_COLUMNS})
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
on conflict (id) do update set words = excluded.words, reply = excluded.reply, answers = excluded.answers,
  answered_at = excluded.answered_at,
  unanswered_at = excluded.unanswered_at, removed = excluded.removed,
  version = excluded.version
"""  # noqa: S608 fixed columns


async def lock_of(session: Session, area: str, measure: str) -> list[Challenge]:
    """Every challenge on a measure; until the end of this transaction nobody else makes one."""
    connection = await raw(session)
    await connection.execute("select pg_advisory_xact_lock(hashtext($1))", f"challenge/{area}/{measure}")
    return await CHALLENGES.of_measure(session, area, measure)


def _values(one: Challenge) -> tuple[object, ...]:
    return (
        *(one.id, one.area, one.measure, one.challenger, one.challenger_name, one.body, one.body_name),
        *(one.asked_as, one.basis, one.register_version, one.words, one.questions or "", one.made_on),
        *(one.clock.due_on, one.clock.reckoning, one.clock.policy_version, one.reply),
        json.dumps([[said.field, *said.words] for said in one.answers]),
        *(one.answered_at, one.unanswered_at, removed_json(one.removed), one.version),
    )


def _challenge(row: Record) -> Challenge:
    return Challenge(
        **{
            **clocked(row),
            "asked_as": AskedAs(row["asked_as"]),
            "questions": QuestionSet(row["questions"]) if row["questions"] else None,
            "answers": answers_of(row),
            "removed": removed_of(row),
        }
    )


CHALLENGES: Rows[Challenge, Told] = Rows(
    sort=CHALLENGE, select=_SELECT, write=_WRITE, values=_values, states=_IS, made=_challenge
)
