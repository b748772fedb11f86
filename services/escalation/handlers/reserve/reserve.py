"""The reserve power: lodging a suspicion, deciding on it, reviewing, unsealing or closing it; and what may be counted.

Nothing is told of a sealed matter: no event, no errand, no deadline of its own, no row outside the sealed store.
Whoever may not see one is answered as if there were none. What is refused is raised after the commit, so that the log
of readings keeps who had it opened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.part import answering
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.ladder.decision import decide as decide_case
from services.escalation.domain.reserve.command import NoteUnsealed, ReceiveReserveFindings
from services.escalation.domain.reserve.commitment import opened
from services.escalation.domain.reserve.decision import decide, lodge
from services.escalation.domain.reserve.guard import is_about_who_answers
from services.escalation.domain.reserve.matter import Happened, Lodged, Matter, TurnedDown
from services.escalation.domain.reserve.particulars import Lodge, ReserveCommand, Unseal
from services.escalation.domain.reserve.seat import ROLES, Seat, may_read, seats_of, shown_to
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_case
from services.escalation.effects.reserve.reserve import write_matter
from services.escalation.schemas.case.actor import actor_of
from services.escalation.schemas.case.refusal import problem
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.reserve import commitment
from services.escalation.storage.reserve import reserve as store
from services.escalation.storage.reserve.reserve import Kept, Line, Reading
from shared import ledger
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events.escalation import CommitmentOpened, OpenedEntry
from shared.idempotency import Once
from shared.problems import Fault, KeyReused, Malformed, NotFound, NotYours, Problem, Stale
from shared.working_days import london_day

NOTHING = "There is nothing at this address."
FEWEST_TOLD = 5
MISUSE_AFTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A sealed matter as somebody sees it. `readings` are for those who answer for it; for others they are empty."""

    id: UUID
    matter: Matter
    lines: tuple[Line, ...]
    readings: Sequence[Reading] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of a sealed matter: by whom, and which version they saw."""

    id: UUID
    command: ReserveCommand
    name: str
    caller: Caller
    expected_version: int
    now: datetime


async def lodge_matter(
    database: Database, command: Lodge, caller: Caller, *, seal: Seal, once: Once, now: datetime
) -> Seen:
    """Take a suspicion into the sealed store; the same request again finds the same matter.

    Raises NotYours for who may not lodge, Malformed naming each particular that is missing, KeyReused.
    """
    if command.area not in caller.areas:
        raise NotYours("You do not act for this area.", rule="not_your_area")
    async with database.unit_of_work(caller.areas) as session:
        at = await _circumstances(session, caller, command.area, now)
        try:
            events = lodge(command, at)
        except Refused as refusal:
            raise problem(refusal) from refusal
        await _require_case(session, command, now)
        name, request = seal.matter_name(once.client, once.key), once.body_sha256
        first = Happened(event=events[0], on=at.today, holder=caller.id)
        kept = await store.add(session, seal, name, first, area=command.area, now=now, request_sha256=request)
        if kept is None:
            return await _lodged_before(session, seal, name, request, caller)
    return Seen(id=name, matter=kept.matter, lines=kept.lines)


async def see(database: Database, id: UUID, caller: Caller, *, seal: Seal, now: datetime) -> Seen:
    """The matter, for those who may see it; NotFound for all others, as where there is none."""
    _require_some_part(caller)
    async with database.unit_of_work(caller.areas) as session:
        seen = await _seen(session, seal, id, caller, now)
    if seen is None:
        raise NotFound(NOTHING)
    return seen


async def list_mine(database: Database, caller: Caller, *, seal: Seal, now: datetime) -> list[Seen]:
    """The matters that the caller may see, the last lodged first; NotFound for who can see none ever."""
    _require_some_part(caller)
    async with database.unit_of_work(caller.areas) as session:
        found = [await _seen(session, seal, each, caller, now) for each in await store.of_areas(session)]
    return [seen for seen in found if seen is not None]


async def act(database: Database, wish: Wish, *, seal: Seal) -> Seen:
    """Do what is asked. Raises NotFound for who may not see it, then Stale, NotNow, NotYours, Malformed."""
    _require_some_part(wish.caller)
    async with database.unit_of_work(wish.caller.areas) as session:
        outcome = await _act(session, wish, seal)
    if isinstance(outcome, Problem):
        raise outcome
    return outcome


async def counts(database: Database, first: date, before: date) -> Mapping[str, int | None]:
    """How many matters were lodged in each area from a day to before another; None where they are fewer than five."""
    async with database.unit_of_work(EVERY_AREA) as session:
        areas = [area.area for area in await register.areas(session)]
        lodged = await store.lodged_between(session, first, before, areas)
    return {area: count if (count := lodged.get(area, 0)) >= FEWEST_TOLD else None for area in areas}


async def misuse(database: Database, caller: Caller, now: datetime) -> list[tuple[str, str, int]]:
    """Organisations with three refused lodgings or more in twelve months: area, organisation, how many."""
    today = london_day(now)
    since = date(today.year - 1, today.month, min(today.day, 28))
    async with database.unit_of_work(caller.areas) as session:
        return await store.refused_lodgings(session, since=since, at_least=MISUSE_AFTER)


def _require_some_part(caller: Caller) -> None:
    """Somebody who never has a part in any matter is answered before anything is looked up; so is a key on trial, of
    whose doing nothing is kept: no reading would be noted.
    """
    if caller.is_trial or not caller.roles & ROLES:
        raise NotFound(NOTHING)


async def _circumstances(
    session: Session, caller: Caller, area: str, now: datetime, policy_on: date | None = None
) -> Circumstances:
    actor = actor_of(caller, area)
    return await circumstances.of_measure(session, area, measure="", now=now, policy_on=policy_on, actor=actor)


async def _require_case(session: Session, command: Lodge, now: datetime) -> None:
    """The case that is named is one of the area, and the body that the matter is about answers in it."""
    if not command.case:
        return
    case = await cases.find(session, command.case)
    if case is None or case.area != command.area:
        raise _wrong_case("unknown-case", "This area has no case of this reference.")
    at = await circumstances.of_measure(session, case.area, measure=case.measure, now=now)
    if not is_about_who_answers(case, command.subject, at):
        answers = at.register.body(answering(case, at))
        words = f"In this case another body answers: {answers.name if answers else answering(case, at)}."
        raise _wrong_case(
            "another-body-answers", f"{words} Lodge it without a case, or with a case about the same body."
        )


def _wrong_case(code: str, words: str) -> Malformed:
    return Malformed("Some of what is needed is missing or not right.", errors=[Fault(code, words, "/case")])


async def _lodged_before(session: Session, seal: Seal, id: UUID, request: bytes, caller: Caller) -> Seen:
    if await store.request_of(session, id) != request:
        raise KeyReused("This Idempotency-Key came with another request before.")
    kept = await store.open_matter(session, seal, id, holder=caller.id, purpose="lodge again")
    if kept is None:
        raise NotFound(NOTHING)
    return Seen(id=id, matter=kept.matter, lines=kept.lines[:1])


async def _seen(session: Session, seal: Seal, id: UUID, caller: Caller, now: datetime) -> Seen | None:
    kept = await store.open_matter(session, seal, id, holder=caller.id, purpose="see")
    if kept is None:
        return None
    at = await _circumstances(session, caller, kept.matter.area, now, kept.matter.lodged_on)
    if not may_read(kept.matter, at):
        await store.note_refusal(session, id, kept.matter.area, holder=caller.id, purpose="see")
        return None
    return await _as_seen(session, kept, at)


async def _as_seen(session: Session, kept: Kept, at: Circumstances) -> Seen:
    answers_for_it = bool(seats_of(kept.matter, at) & {Seat.ACCOUNTABLE, Seat.AUDITOR})
    readings = await store.readings(session, kept.id) if answers_for_it else ()
    lines = tuple(line for line in kept.lines if shown_to(kept.matter, line.happened, at))
    return Seen(id=kept.id, matter=kept.matter, lines=lines, readings=readings)


async def _act(session: Session, wish: Wish, seal: Seal) -> Seen | Problem:
    kept = await store.open_matter(session, seal, wish.id, holder=wish.caller.id, purpose=wish.name, locking=True)
    if kept is None:
        return NotFound(NOTHING)
    at = await _circumstances(session, wish.caller, kept.matter.area, wish.now, kept.matter.lodged_on)
    if not may_read(kept.matter, at):
        await store.note_refusal(session, wish.id, kept.matter.area, holder=wish.caller.id, purpose=wish.name)
        return NotFound(NOTHING)
    if wish.expected_version != kept.matter.version:
        return Stale(
            "The matter has changed since you looked; look again and decide again.", version=kept.matter.version
        )
    try:
        events = decide(kept.matter, wish.command, at)
    except Refused as refusal:
        return problem(refusal)
    moved = await write_matter(session, kept, events, at)
    if any(isinstance(event, TurnedDown) for event in events):
        organisation = at.register.organisation(kept.matter.lodged_for)
        await store.add_refused_lodging(session, area=kept.matter.area, organisation=organisation, on=at.today)
    if isinstance(wish.command, Unseal):
        await _tell(session, moved, wish.command, at)
    return await _as_seen(session, moved, at)


async def _tell(session: Session, kept: Kept, command: Unseal, at: Circumstances) -> None:
    """What was sealed is public from now on, but for what is withheld, with the proofs that it was kept then.

    It enters the case that it came from, if that is open: findings of a failure by one row, else as a note.
    """
    entries = await _opened(session, kept.lines, command)
    matter = kept.matter
    told = CommitmentOpened(matter=str(kept.id), area=matter.area, case=matter.case, entries=entries)
    await ledger.append(session, f"commitment/{kept.id}", 0, [told], area=matter.area, actor=at.actor.id, now=at.now)
    case = await cases.lock(session, matter.case) if matter.case else None
    if case is None or not case.is_open:
        return
    of_case = await circumstances.of_case(session, case, now=at.now)
    await tell_case(session, case, decide_case(case, _entering(case, kept, entries, of_case), of_case), of_case)


def _entering(case: Case, kept: Kept, entries: tuple[OpenedEntry, ...], at: Circumstances) -> Command:
    """How the matter enters its case: as findings where they name a failure of the body that answers there, which may
    have changed since the matter was lodged; else as a note.
    """
    matter = kept.matter
    sent_on = matter.sent_on or matter.lodged_on
    if not matter.is_failing or not is_about_who_answers(case, matter.subject, at):
        return NoteUnsealed(matter=str(kept.id), lodged_on=matter.lodged_on, sent_on=sent_on, entries=entries)
    subject = answering(case, at)
    body = at.register.body(subject)
    return ReceiveReserveFindings(
        matter=str(kept.id),
        subject=subject,
        findings=" ".join(one.words for one in matter.telling),
        found_by=tuple(one.body for one in matter.telling),
        inspectorate=(at.inspectorate_of(body) or None) if body else None,
        lodged_on=matter.lodged_on,
        sent_on=sent_on,
        entries=entries,
    )


async def _opened(session: Session, lines: Sequence[Line], command: Unseal) -> tuple[OpenedEntry, ...]:
    wanted = {line.day for line in lines if line.day is not None}
    days = {day.day: day for day in await commitment.days(session, wanted)}
    return tuple(
        opened(
            line.sheet,
            days.get(line.day) if line.day else None,
            command.grounds(line.sheet.number, is_lodging=isinstance(line.happened.event, Lodged)),
        )
        for line in lines
    )
