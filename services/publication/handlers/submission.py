"""Entries are handed in, and published by a second person, by the clock, or by force; or returned, or withdrawn."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.publication.domain import submission as rules
from services.publication.domain.agreement import Agreement, AgreementEvent, decide
from services.publication.domain.circumstances import Circumstances
from services.publication.domain.clearance import Clearance, Cleared
from services.publication.domain.command import PublishEntries
from services.publication.domain.entry import Said
from services.publication.domain.refusal import NotPossible, Refused
from services.publication.domain.submission import Person, Submission
from services.publication.domain.voice import require_own_part
from services.publication.effects.agreement import (
    LOOK,
    answer,
    circumstances,
    judged,
    on_record,
    put_on_record,
    require_seen,
)
from services.publication.effects.agreement import submission_of as named
from services.publication.effects.agreement import waiting_subject as about
from services.publication.schemas.link import encode
from services.publication.schemas.refusal import as_problems
from services.publication.schemas.submission import document
from services.publication.storage import agreement as agreements
from services.publication.storage import submission as storage
from shared import deadlines, idempotency, ledger
from shared.auth import Caller
from shared.database import Database, Session
from shared.deadlines import Due, Hold
from shared.events.publication import (
    EntryPublished,
    SubmissionHandedIn,
    SubmissionPublished,
    SubmissionReturned,
    SubmissionWithdrawn,
)
from shared.idempotency import Answer, Once
from shared.problems import NotFound
from shared.working_days import london_day

Told = SubmissionHandedIn | SubmissionPublished | SubmissionReturned | SubmissionWithdrawn


async def hand_in(
    database: Database,
    name: str,
    command: PublishEntries,
    *,
    caller: Caller,
    once: Once,
    now: datetime,
    seen: int | None = None,
) -> Answer:
    """Entries are handed in, all of them or none; every fault is named now, not when somebody looks.

    Raises NotYourWords for what it is not for the caller's body or role to say; Stale where the agreement has grown
    since its version `seen`.

    202: they wait for a second person of the caller's body. 201: they are on the record, for good, where the area's
    rules let one person publish.
    """
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        agreement = on_record(await agreements.lock(session, name))
        require_seen(agreement, seen)
        with as_problems():
            by = await judged(session, agreement.opened.area, london_day(now))
            named_author = replace(command, author=_author(by, command.entries, caller))
            events = decide(agreement, named_author, london_day(now), by)
        if not by.policy.negotiation.two_persons:
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
        held = await _keep(session, agreement, named_author, by=by, caller=caller, now=now)
        return await idempotency.keep(session, once, Answer(202, encode(document(held))))


async def publish(
    database: Database,
    name: str,
    number: int,
    because: str | None,
    *,
    caller: Caller,
    keys: frozenset[str],
    once: Once,
    now: datetime,
) -> Answer:
    """A second person of the body publishes what waits; or who handed it in does, saying why (`because`)."""
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        agreement, held = await _find(session, name, number, caller)
        with as_problems():
            how = rules.cleared_by(held, _person(caller, keys), because)
            by = await judged(session, held.area, london_day(now))
            _author(by, held.entries, caller)
            clearance = held.clearance(how, because)
            after, events = await _publish(
                session, agreement, held, by=by, clearance=clearance, actor=caller.id, now=now
            )
        return await idempotency.keep(session, once, answer(after, events))


async def give_back(
    database: Database,
    name: str,
    number: int,
    because: str,
    *,
    caller: Caller,
    keys: frozenset[str],
    once: Once,
    now: datetime,
) -> Answer:
    """A second person of the body does not publish it, and says why."""
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        _, held = await _find(session, name, number, caller)
        with as_problems():
            back = rules.returned(held, _person(caller, keys), because, now)
        told = SubmissionReturned(area=held.area, agreement=name, submission=number, by_clock=False)
        await _answer(session, back, told, caller.id, now)
        return await idempotency.keep(session, once, Answer(200, encode(document(back))))


async def withdraw(
    database: Database,
    name: str,
    number: int,
    *,
    caller: Caller,
    keys: frozenset[str],
    once: Once,
    now: datetime,
) -> Answer:
    """Who handed it in takes it back."""
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        _, held = await _find(session, name, number, caller)
        with as_problems():
            gone = rules.withdrawn(held, _person(caller, keys), now)
        told = SubmissionWithdrawn(area=held.area, agreement=name, submission=number)
        await _answer(session, gone, told, caller.id, now)
        return await idempotency.keep(session, once, Answer(200, encode(document(gone))))


async def listed(database: Database, name: str, caller: Caller) -> Sequence[Submission]:
    """What the caller's body handed in to an agreement of its areas, the newest first; NotFound where there is none."""
    async with database.unit_of_work(caller.areas) as session:
        if await agreements.area_of(session, name) is None:
            raise NotFound("There is no agreement of this name in your areas.")
        return await storage.of_body(session, name, caller.acting_body())


async def lock(session: Session, subject: str) -> object:
    """Lock the agreement to which something was handed in."""
    return await agreements.lock(session, named(subject)[0])


async def let_silence_publish(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 the shape of every Fire
    """Nobody looked in time: what was handed in is published, and says so; or returned, where it no longer can be."""
    name, number = named(due.subject)
    agreement, held = on_record(await agreements.find(session, name)), await storage.lock(session, name, number)
    by = await circumstances(session, due.area, london_day(now))
    if held is None or by is None or held.standing is not rules.Standing.WAITING:
        return
    try:
        clearance = held.clearance(Cleared.BY_CLOCK)
        await _publish(session, agreement, held, by=by, clearance=clearance, actor="system", now=now)
    except (Refused, NotPossible) as refused:
        codes = ", ".join(one.code for one in refused.wrongs) if isinstance(refused, Refused) else str(refused)
        back = rules.returned_by_clock(held, f"What has happened since does not allow it any more: {codes}.", now)
        told = SubmissionReturned(area=held.area, agreement=name, submission=number, by_clock=True)
        await _answer(session, back, told, "system", now)


async def _keep(
    session: Session,
    agreement: Agreement,
    command: PublishEntries,
    *,
    by: Circumstances,
    caller: Caller,
    now: datetime,
) -> Submission:
    name, area = agreement.opened.agreement, agreement.opened.area
    reckoned = by.policy.negotiation.publish.reckon(london_day(now), by.calendar)
    held = Submission(
        agreement=name,
        submission=await storage.following(session, name),
        area=area,
        body=caller.acting_body(),
        author=command.author,
        entries=command.entries,
        after=len(agreement.marks),
        account=caller.id,
        system=caller.system,
        received_at=now,
        due_on=reckoned.due_on,
    )
    await storage.add(session, held)
    told = SubmissionHandedIn(
        area=area,
        agreement=name,
        submission=held.submission,
        by=held.body,
        entries=len(held.entries),
        due_on=held.due_on,
    )
    await _tell(session, held, told, caller.id, now)
    working = f"{by.policy.negotiation.publish.words()} for a second person to look"
    await deadlines.arm_day(
        session, area=area, subject=about(held), kind=LOOK, due_on=held.due_on, working=working, policy=by.policy
    )
    return held


async def _publish(
    session: Session,
    agreement: Agreement,
    held: Submission,
    *,
    by: Circumstances,
    clearance: Clearance,
    actor: str,
    now: datetime,
) -> tuple[Agreement, Sequence[AgreementEvent]]:
    command = held.command(len(agreement.marks))
    events = decide(agreement, command, london_day(now), by)
    after = await put_on_record(
        session,
        agreement,
        command,
        events,
        by=by,
        clearance=clearance,
        entered_by=held.body,
        actor=actor,
        now=now,
    )
    numbers = tuple(event.entry for event in events if isinstance(event, EntryPublished))
    told = SubmissionPublished(
        area=held.area,
        agreement=held.agreement,
        submission=held.submission,
        how=clearance.how.value,
        entries=numbers,
    )
    await _answer(session, rules.published(held, numbers, actor, now), told, actor, now)
    return after, events


async def _answer(session: Session, answered: Submission, told: Told, actor: str, now: datetime) -> None:
    await storage.answer(session, answered)
    await deadlines.meet(session, about(answered), LOOK, now)
    await _tell(session, answered, told, actor, now)


async def _tell(session: Session, held: Submission, told: Told, actor: str, now: datetime) -> None:
    await ledger.append(session, about(held), held.version - 1, [told], area=held.area, actor=actor, now=now)


async def _find(session: Session, name: str, number: int, caller: Caller) -> tuple[Agreement, Submission]:
    agreement = on_record(await agreements.lock(session, name))
    held = await storage.lock(session, name, number)
    if held is None or held.body != caller.acting_body():
        raise NotFound("Your body handed nothing in under this number.")
    return agreement, held


def _person(caller: Caller, keys: frozenset[str]) -> Person:
    return Person(caller.id, caller.system, caller.acting_body(), keys)


def _author(by: Circumstances, entries: Sequence[Said], caller: Caller) -> str | None:
    """The caller's body by its name; raises NotYourWords for what it is not for the caller's body or role to say."""
    body = by.register.partners.get(caller.body or "")
    require_own_part(entries, body, is_registrar=caller.is_in(by.register.area, "registrar"))
    return body.name if body else None
