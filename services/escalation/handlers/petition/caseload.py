"""Several petitions decided about at once: all or none, and some minutes before it takes effect.

Nothing is told and no letter leaves before that. Each then takes effect by itself, as what it is on that moment; what
has changed meanwhile is passed over and says so at the desk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.escalation.domain.petition.caseload import (
    MAY_TAKE_BACK,
    Chosen,
    is_same_press,
    takes_effect_at,
)
from services.escalation.domain.petition.decision import Deed
from services.escalation.domain.petition.guard import Said
from services.escalation.effects.petition.moderation import decided, tell
from services.escalation.schemas.case.actor import actor_of
from services.escalation.storage.petition import caseload as caseloads
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from shared import deadlines
from shared.auth import Caller
from shared.database import Database, Session
from shared.deadlines import Due, Hold
from shared.problems import Malformed, NotFound, NotNow, NotYours, Problem

TOGETHER = "moderation.together"
LATELY = timedelta(days=7)


class _NotAll(Exception):
    """One of several was refused, so that none is decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What somebody decides about several petitions: each with the version that was seen, and what is said of all."""

    deed: Deed
    said: Said
    seen: Sequence[tuple[str, int]]
    caller: Caller
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Under which number it waits to take effect; else by reference why one of them is refused, and none waits."""

    number: int | None = None
    refused: Mapping[str, str] = field(default_factory=dict)


async def decide_together(database: Database, wish: Together) -> Outcome:
    """Decide about all of them, or none; the same button pressed again is the same decision.

    Raises Malformed for what is wrong with the words, which are the same for all.
    """
    refused: dict[str, str] = {}
    try:
        async with database.unit_of_work(wish.caller.areas) as session:
            if (number := await _pressed(session, wish)) is not None:
                return Outcome(number=number)
            number, chosen = await caseloads.next_number(session), []
            for reference, version in sorted(wish.seen):
                try:
                    chosen.append(await _one(session, wish, reference, version, number))
                except Malformed:
                    raise
                except Problem as why:
                    refused[reference] = why.detail
            if refused or not chosen:
                raise _NotAll
            await caseloads.add(session, chosen)
            return Outcome(number=number)
    except _NotAll:
        return Outcome(refused=refused)


async def take_back(
    database: Database, number: int, *, caller: Caller, now: datetime, only: str = ""
) -> Sequence[Chosen]:
    """What was decided at that time, of which nothing that waited takes effect now, or `only` that one does not.

    Anybody who may decide so in the area takes it back. Raises NotFound, and NotNow where nothing of it waits any more.
    """
    async with database.unit_of_work(caller.areas) as session:
        found = await _found(session, number, caller)
        for one in found:
            if only in ("", one.petition):
                await moderations.lock(session, one.petition)
        waiting = [one for one in await caseloads.of_number(session, number) if one.waits]
        asked = [one for one in waiting if only in ("", one.petition)]
        if not asked:
            raise NotNow("It has taken effect, or was taken back already.")
        for one in asked:
            _require_may(caller, one)
            await caseloads.take_back(session, number, one.petition, now, by=caller.id)
            await deadlines.cancel(session, moderations.stream(one.petition), TOGETHER, now)
        return await caseloads.of_number(session, number)


async def see(database: Database, number: int, *, caller: Caller) -> Sequence[tuple[Chosen, str]]:
    """What was decided at that time, each with its title as far as there is one. Raises NotFound."""
    async with database.unit_of_work(caller.areas) as session:
        found = await _found(session, number, caller)
        references = [one.petition for one in found]
        words = await drafts.of_references(session, references)
        public = await petitions.of_references(session, references)
        titles = {reference: one.draft.title for reference, one in words.items()}
        titles |= {reference: one.petition.title for reference, one in public.items()}
        return [(one, titles.get(one.petition, "")) for one in found]


async def lately(database: Database, *, caller: Caller, now: datetime) -> Sequence[Sequence[Chosen]]:
    """What waits of what was decided about several in the caller's areas, and what was passed over lately; the last
    first.
    """
    async with database.unit_of_work(caller.areas) as session:
        found = await caseloads.lately(session, since=now - LATELY)
    return [of for of in found if any(one.waits or one.passed_over for one in of)]


async def let_take_effect(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """The minutes are over and nobody took it back: it is done; what would be refused by now is passed over."""
    reference = moderations.reference_of(due.subject)
    chosen = (await caseloads.waiting(session, [reference])).get(reference)
    if chosen is None or chosen.number != due.round:
        return
    try:
        one, event, at = await decided(
            session,
            reference,
            chosen.deed,
            chosen.said,
            actor=chosen.by,
            expected_version=chosen.version,
            now=now,
            is_of_several=True,
        )
    except Problem as why:
        await caseloads.end(session, due.round, reference, now, passed_over=why.detail)
        return
    await tell(session, one, event, at)
    await caseloads.end(session, due.round, reference, now)


async def _pressed(session: Session, wish: Together) -> int | None:
    """The number under which this very press was kept already; those that it names are locked by then."""
    for reference, _ in sorted(wish.seen):
        await moderations.lock(session, reference)
    for reference, _ in sorted(wish.seen)[:1]:
        number = await caseloads.latest_number(session, reference)
        if number is None:
            return None
        before = await caseloads.of_number(session, number)
        return number if is_same_press(before, wish.deed, wish.seen, wish.caller.id) else None
    return None


async def _one(session: Session, wish: Together, reference: str, version: int, number: int) -> Chosen:
    """One of them as it waits from now on, its moment armed. Raises the problem that it meets."""
    found = await moderations.find(session, reference)
    area = found.area if found else ""
    if await caseloads.waiting(session, [reference]):
        raise NotNow("It waits to take effect with others already.")
    actor = actor_of(wish.caller, area)
    one, _, at = await decided(
        session,
        reference,
        wish.deed,
        wish.said,
        actor=actor,
        expected_version=version,
        now=wish.now,
        is_of_several=True,
    )
    due_at = takes_effect_at(wish.now, at.policy)
    await deadlines.arm(
        session,
        area=one.area,
        subject=moderations.stream(reference),
        kind=TOGETHER,
        round=number,
        due_at=due_at,
        working=f"{at.policy.moderation.take_back_minutes} minutes after it was decided with others",
        policy_version=at.policy.version,
    )
    return Chosen(
        number=number,
        petition=reference,
        area=one.area,
        version=version,
        deed=wish.deed,
        said=wish.said,
        by=actor,
        decided_at=wish.now,
        due_at=due_at,
    )


async def _found(session: Session, number: int, caller: Caller) -> list[Chosen]:
    found = [one for one in await caseloads.of_number(session, number) if one.area in caller.areas]
    if not found:
        raise NotFound("Nothing was decided about several petitions under this number.")
    return found


def _require_may(caller: Caller, one: Chosen) -> None:
    if actor_of(caller, one.area).roles.isdisjoint(MAY_TAKE_BACK):
        raise NotYours("Only those who check petitions in the area take this back.", rule="not_your_role")
