"""Challenges between partners: made, answered by the body that was challenged, or let lapse; everybody reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.indicators.domain.question.asking import Wanted
from services.indicators.domain.question.challenge import (
    OBSTACLE_WORDS,
    Challenge,
    State,
    Wording,
    answer,
    make,
    obstacle,
)
from services.indicators.effects.question import asking
from services.indicators.schemas.question.challenge import document
from services.indicators.storage.question import register
from services.indicators.storage.question.challenge import CHALLENGES, lock_of
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events import new_id
from shared.events.indicators import Said
from shared.idempotency import Answer, Once
from shared.problems import NotFound, NotKnownHereYet, NotNow, NotYours
from shared.register import rules
from shared.working_days import london_day

NOT_KNOWN = "There is no challenge of this number."
RETRY_AFTER = 5


class MayNotChallenge(NotNow):
    """The register, or a challenge that stands, does not let this body challenge the measure; `rule` says which."""

    slug, title = "may-not-challenge", "Your body may not challenge this measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replying:
    """A reply as a door hands it over: to what, which version was seen, what was said, by whom, when it came in."""

    id: UUID
    reply: str
    given: Mapping[str, object]
    caller: Caller
    seen_version: int
    now: datetime
    received_at: datetime


async def show(database: Database, id: UUID) -> Challenge:
    """A challenge, as everybody may read it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await CHALLENGES.find(session, id)
    if found is None:
        raise NotFound(NOT_KNOWN)
    return found


async def list_all(database: Database, wanted: Wanted, *, before: UUID | None, limit: int) -> list[Challenge]:
    """A page of the wanted challenges, the newest first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await CHALLENGES.page(session, wanted, before=before, limit=limit)


async def put(
    database: Database, wording: Wording, *, at: tuple[str, str], caller: Caller, once: Once, now: datetime
) -> Answer:
    """Challenge whoever answers for the measure `at`; the same request again gets the same answer.

    Raises NotYours for an area that is not the caller's, NotKnownHereYet, or MayNotChallenge.
    """
    if at[0] not in caller.areas or caller.body is None:
        raise NotYours("You may challenge in areas of your own only.")
    async with database.unit_of_work(frozenset({at[0]})) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        made = await _put(session, wording, at, caller.body, now)
        return await idempotency.keep(session, once, _answered(made))


async def require_own(database: Database, id: UUID, caller: Caller) -> Challenge:
    """The challenge, for the body that is to reply; NotFound for none, NotYours for everybody else."""
    found = await show(database, id)
    if caller.body != found.body or found.area not in caller.areas:
        raise NotYours(f"{found.body_name} was challenged, and it alone can reply.")
    return found


async def reply_once(database: Database, replying: Replying, once: Once) -> Answer:
    """Take the reply, in time or late; the same request again gets the same answer.

    Raises NotFound, NotYours, Stale, NotNow (there is a reply already) or Malformed with every fault.
    """
    await require_own(database, replying.id, replying.caller)
    async with database.unit_of_work(replying.caller.areas) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        return await idempotency.keep(session, once, _answered(await _reply(session, replying)))


async def _put(session: Session, wording: Wording, at: tuple[str, str], body: str, now: datetime) -> Challenge:
    today = london_day(now)
    standing = await lock_of(session, *at)
    known = await register.for_answering(session, at[0])
    rules_of = await rules(session, [at[0]], today)
    if at[0] not in rules_of or at[1] not in known.measures:
        raise NotKnownHereYet("The register here has not heard of this area or measure.", retry_after=RETRY_AFTER)
    addressee = (await register.addressees(session, [at], today))[at]
    if (why_not := obstacle(body, known.bodies, addressee, standing)) is not None:
        raise MayNotChallenge(OBSTACLE_WORDS[why_not], rule=why_not)
    policy, days = rules_of[at[0]].policy, rules_of[at[0]].calendar
    challenger = (body, known.bodies[body])
    event = make(
        wording, addressee, id=new_id(), at=at, challenger=challenger, policy=policy, calendar=days, today=today
    )
    return await asking.ask(
        session,
        CHALLENGES,
        event,
        due_on=event.due_on,
        working=event.reckoning,
        policy=policy,
        actor=body,
        now=now,
    )


async def _reply(session: Session, replying: Replying) -> Challenge:
    found = await asking.lock_as_seen(session, CHALLENGES, replying.id, replying.seen_version, not_known=NOT_KNOWN)
    if found.state is State.ANSWERED:
        raise NotNow("This has its reply; what was said stays on the record as it is.", rule=found.state)
    answers: tuple[Said, ...] = ()
    if found.questions is not None:
        answers = await asking.checked(
            session,
            found.questions,
            replying.given,
            at=(found.area, found.measure),
            received_at=replying.received_at,
            called="reply",
        )
    event = answer(found, replying.reply, answers, replying.received_at)
    return await asking.answer(session, CHALLENGES, found, event, actor=found.body, now=replying.now)


def _answered(one: Challenge) -> Answer:
    return Answer.of(201, document(one), version=one.version, location=f"/indicators/v1/challenges/{one.id}")
