"""Entries are handed in, and published by a second person, by the clock, or by force; or returned, or withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from services.publication.domain.agreement.agreement import Agreement, AgreementEvent
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.command import PublishEntries
from services.publication.domain.agreement.step import decide
from services.publication.domain.entry.clearance import Clearance, Cleared
from services.publication.domain.entry.withholding import wish_of
from services.publication.domain.register.refusal import NotPossible, Refused
from services.publication.domain.submission import submission as rules
from services.publication.domain.submission.submission import SYSTEM, Person, Submission
from services.publication.effects.agreement.agreement import (
    answer,
    circumstances,
    judged,
    on_record,
    put_on_record,
    require_seen,
)
from services.publication.effects.entry.withholding import release, withhold
from services.publication.effects.submission.embargo import hold_until_its_day
from services.publication.effects.submission.submission import (
    answer_submission,
    author_of,
    hold,
    publish_deed,
    publish_entries,
    require_as_handed_in,
    require_known,
    require_role,
    return_by_clock,
    submission_of,
)
from services.publication.schemas.agreement.agreement import receipt
from services.publication.schemas.register.link import encode
from services.publication.schemas.register.refusal import as_problems
from services.publication.schemas.submission.submission import document
from services.publication.storage.agreement import agreement as agreements
from services.publication.storage.entry import entry as entries
from services.publication.storage.entry import withholding as withholdings
from services.publication.storage.submission import submission as storage
from shared import idempotency
from shared.auth import Caller
from shared.database import Database, Session
from shared.deadlines import Due, Hold
from shared.events.publication import (
    SubmissionPublished,
    SubmissionReturned,
    SubmissionWithdrawn,
)
from shared.idempotency import Answer, Once
from shared.problems import NotFound, Problem
from shared.working_days import london_day


async def hand_in(
    database: Database,
    name: str,
    command: PublishEntries,
    *,
    caller: Caller,
    once: Once,
    now: datetime,
    seen: int | None = None,
    known: int | None = None,
) -> Answer:
    """Entries are handed in, all of them or none; every fault is named now, not when somebody looks.

    Raises NotYourWords for what it is not for the caller's body or role to say; Stale where the agreement has grown
    since its version `seen`; HandedInBefore where the body says the same in what waits under a number above `known`.

    202: they wait for a second person of the caller's body. 201: they are on the record, for good, where the area's
    rules let one person publish.
    """
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        agreement = on_record(await agreements.lock(session, name))
        require_seen(agreement, seen)
        with as_problems():
            by = await judged(session, agreement.opened.area, london_day(now), name)
            named_author = replace(command, author=author_of(by, command.entries, caller))
            events = decide(agreement, named_author, london_day(now), by)
        if known is not None:
            await require_known(session, name, command, caller, known)
        is_alone = not by.policy.negotiation.two_persons
        if is_alone and not any(said.later for said in command.entries):
            after = await put_on_record(
                session,
                agreement,
                named_author,
                events,
                by=by,
                clearance=Clearance(Cleared.ONE_PERSON, now),
                entered_by=caller.body or caller.id,
                actor=caller.id,
                now=now,
            )
            return await idempotency.keep(session, once, answer(after, events))
        held = await hold(session, agreement, named_author, by=by, caller=caller, now=now)
        if is_alone:
            held = await hold_until_its_day(session, held, Cleared.ONE_PERSON, by=by, actor=caller.id, now=now)
        return await idempotency.keep(session, once, Answer(202, encode(document(held))))


async def publish(
    database: Database,
    name: str,
    number: int,
    because: str | None,
    *,
    caller: Caller,
    same: frozenset[str],
    once: Once,
    now: datetime,
) -> Answer:
    """A second person of the body publishes what waits; or who handed it in does, saying why (`because`).

    `same` is everything by which the caller comes in. Raises NotYours for a deed where the caller is no registrar.

    201: it is on the record. 202: it is agreed to, and waits for the day from which it is to be shown.
    """
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        agreement, held = await _find(session, name, number, caller)
        with as_problems():
            how = rules.cleared_by(held, _person(caller, same), because)
            by = await judged(session, held.area, london_day(now), name)
            require_role(held.what, caller, held.area)
            await require_as_handed_in(session, held)
            author_of(by, held.entries, caller)
            if held.waits_for_its_day(london_day(now)):
                decide(agreement, held.command(len(on_record(agreement).marks), london_day(now)), london_day(now), by)
                later = await hold_until_its_day(session, held, how, by=by, actor=caller.id, now=now)
                return await idempotency.keep(session, once, Answer(202, encode(document(later))))
            clearance = held.clearance(how, because)
            after, events = await _publish(
                session, agreement, held, by=by, clearance=clearance, actor=caller.id, now=now
            )
        done = answer(after, events) if held.entry is None else Answer(201, encode(receipt(after, 0, (held.entry,))))
        return await idempotency.keep(session, once, done)


async def give_back(
    database: Database,
    name: str,
    number: int,
    because: str,
    *,
    caller: Caller,
    same: frozenset[str],
    once: Once,
    now: datetime,
) -> Answer:
    """A second person of the body does not publish it, and says why."""
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        _, held = await _find(session, name, number, caller)
        with as_problems():
            back = rules.returned(held, _person(caller, same), because, now)
        told = SubmissionReturned(area=held.area, agreement=name, submission=number, by_clock=False)
        await answer_submission(session, back, told, caller.id, now)
        return await idempotency.keep(session, once, Answer(200, encode(document(back))))


async def withdraw(
    database: Database,
    name: str,
    number: int,
    *,
    caller: Caller,
    same: frozenset[str],
    once: Once,
    now: datetime,
) -> Answer:
    """Who handed it in takes it back."""
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        _, held = await _find(session, name, number, caller)
        with as_problems():
            gone = rules.withdrawn(held, _person(caller, same), now)
        told = SubmissionWithdrawn(area=held.area, agreement=name, submission=number)
        await answer_submission(session, gone, told, caller.id, now)
        return await idempotency.keep(session, once, Answer(200, encode(document(gone))))


async def listed(database: Database, name: str, caller: Caller) -> Sequence[Submission]:
    """What the caller's body handed in to an agreement of its areas, the newest first; NotFound where there is none."""
    async with database.unit_of_work(caller.areas) as session:
        if await agreements.area_of(session, name) is None:
            raise NotFound("There is no agreement of this name in your areas.")
        return await storage.of_body(session, name, caller.acting_body())


async def read(database: Database, name: str, number: int, caller: Caller) -> Submission:
    """One submission of the caller's body, with its words while it waits; NotFound for any other."""
    async with database.unit_of_work(caller.areas) as session:
        return _own(await storage.find(session, name, number), caller)


async def changed(database: Database, name: str, number: int, caller: Caller) -> str:
    """Why nobody may publish what waits, in a sentence, where its row is not what was handed in; empty where it is."""
    async with database.unit_of_work(caller.areas) as session:
        try:
            await require_as_handed_in(session, _own(await storage.find(session, name, number), caller))
        except NotPossible as refused:
            return str(refused)
    return ""


async def waiting(database: Database, caller: Caller) -> Mapping[str, Sequence[Submission]]:
    """What waits for a second person of the caller's body, by the agreement, the first due first."""
    async with database.unit_of_work(caller.areas) as session:
        found = await storage.waiting_of_body(session, caller.acting_body())
    names = dict.fromkeys(one.agreement for one in found)
    return {name: [one for one in found if one.agreement == name] for name in names}


async def unsettled(database: Database, name: str, caller: Caller) -> Sequence[Submission]:
    """All that waits for a second person of the caller's body in one agreement, however old, the first due first; then,
    of the last that it handed in, what is shown later or was sent back.
    """
    waits = (await waiting(database, caller)).get(name, ())
    last = await listed(database, name, caller)
    return [*waits, *(one for one in last if one.standing in {rules.Standing.LATER, rules.Standing.RETURNED})]


async def lock(session: Session, subject: str) -> object:
    """Lock the agreement to which something was handed in."""
    return await agreements.lock(session, submission_of(subject)[0])


async def let_silence_publish(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """Nobody looked in time: what was handed in is published, and says so; or returned, where it no longer can be."""
    name, number = submission_of(due.subject)
    agreement, held = await agreements.find(session, name), await storage.lock(session, name, number)
    by = await circumstances(session, due.area, london_day(now), name)
    if held is None or by is None or held.standing is not rules.Standing.WAITING:
        return
    try:
        await require_as_handed_in(session, held)
        if held.waits_for_its_day(london_day(now)):
            await hold_until_its_day(session, held, Cleared.BY_CLOCK, by=by, actor=SYSTEM, now=now)
            return
        rules.require_silence_publishes(held)
        async with session.begin_nested():
            clearance = held.clearance(Cleared.BY_CLOCK)
            await _publish(session, agreement, held, by=by, clearance=clearance, actor=SYSTEM, now=now)
    except (Refused, NotPossible) as refused:
        await return_by_clock(session, held, refused, now)
    except Problem as refused:
        await return_by_clock(session, held, NotPossible(refused.detail), now)


async def _publish(
    session: Session,
    agreement: Agreement | None,
    held: Submission,
    *,
    by: Circumstances,
    clearance: Clearance,
    actor: str,
    now: datetime,
) -> tuple[Agreement, Sequence[AgreementEvent]]:
    if held.deed is not None:
        return await publish_deed(session, agreement, held, held.deed, by=by, clearance=clearance, actor=actor, now=now)
    there = on_record(agreement)
    if held.entry is not None:
        await _withhold_or_release(session, held, by, actor, now)
        return there, ()
    return await publish_entries(session, there, held, by=by, clearance=clearance, actor=actor, now=now)


async def _withhold_or_release(
    session: Session, held: Submission, by: Circumstances, actor: str, now: datetime
) -> None:
    """Do what was asked of an entry. Raises NotPossible where it is so already, or only the clock would hide it."""
    name, number, persons = held.agreement, held.entry or 0, (held.account, actor)
    (entry,) = await entries.of_agreement(session, name, after=number - 1, limit=1)
    elections, rule = by.register.before_elections, by.policy.pre_election.negotiation_entries
    wish_of(entry, held.wish, held.body, london_day(now), elections=elections, rule=rule)
    before = await withholdings.last(session, name, number)
    if held.wish is not None:
        if actor == SYSTEM:
            raise NotPossible("No second person agreed in time, and what is public stays public.")
        await withhold(session, entry, held.wish, agreement=name, by=by, persons=persons, now=now)
    elif before is not None:
        await release(session, before, persons=persons, now=now, by_clock=actor == SYSTEM)
    told = SubmissionPublished(
        area=held.area,
        agreement=name,
        submission=held.submission,
        how=(Cleared.BY_CLOCK if actor == SYSTEM else Cleared.TWO_PERSONS).value,
        entries=(),
        what=held.what.value,
    )
    await answer_submission(session, rules.published(held, (number,), actor, now), told, actor, now)


async def _find(session: Session, name: str, number: int, caller: Caller) -> tuple[Agreement | None, Submission]:
    agreement = await agreements.lock(session, name)
    return agreement, _own(await storage.lock(session, name, number), caller)


def _own(held: Submission | None, caller: Caller) -> Submission:
    if held is None or held.body != caller.acting_body():
        raise NotFound("Your body handed nothing in under this number.")
    return held


def _person(caller: Caller, same: frozenset[str]) -> Person:
    return Person(caller.id, caller.system, caller.acting_body(), same)
