"""What can happen to a case: somebody asks something of it, or nobody does and its day is over. Also what it shows.

Every door (machines, pages, deadlines) comes here; the tables of the domain decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from operator import attrgetter

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances, Proposal
from services.escalation.domain.case.command import AgreeAsSecond, Command, NoteNoSecond
from services.escalation.domain.case.lookup import Kept
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.course.command import Merge, Pause, RenewPause, Withdraw
from services.escalation.domain.inspection.command import FileReply, LodgeComplaint, WithdrawComplaint
from services.escalation.domain.ladder.clock import Known, counted_again
from services.escalation.domain.ladder.decision import Events, Offer, decide, fire, open_commands
from services.escalation.domain.screening.command import Reject
from services.escalation.domain.scrutiny.command import RefuseInformation
from services.escalation.effects import circumstances
from services.escalation.effects.case import tell_case
from services.escalation.effects.merger import lock_others, settle_others
from services.escalation.schemas.actor import actor_of
from services.escalation.schemas.case import document
from services.escalation.schemas.refusal import problem
from services.escalation.storage import case as cases
from services.escalation.storage import clock as counted
from services.escalation.storage import complaint, pause, proposal, register, reply
from services.escalation.storage import evidence as files
from services.escalation.storage import refusal as refusals
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.events.escalation import REMOVALS, CasePaused, PauseRenewed, SecondAsked
from shared.idempotency import Answer, Once
from shared.inbox import is_caught_up
from shared.ledger import Recorded, read_stream, read_streams
from shared.policy import Wording
from shared.problems import NotFound, NotYours, Stale
from shared.working_days import Period, end_of_day, london_day

NO_CASE = "There is no case of this reference."
# Commands that may move other cases with this one: those merged into it, or the one that takes it in.
MOVES_OTHERS = (Merge, Reject, Withdraw, AgreeAsSecond)
HELD_AT_MOST = Period.parse("1 WD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A case as somebody sees it: its facts, what its decisions rest on, what is open to them, what happened.

    `wording` is that of the reader's day; the policy that the case runs under is that of its admission. `area_name` is
    what the area is called; its code, while the copy of the register has not heard of it.
    """

    case: Case
    at: Circumstances
    wording: Wording
    area_name: str
    offers: Sequence[Offer]
    history: Sequence[Recorded]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command as a door hands it over: who asks, which version they saw, when the words came in."""

    reference: str
    command: Command
    caller: Caller
    expected_version: int | None
    now: datetime
    received_at: datetime


async def act(database: Database, wish: Asked) -> Case:
    """Do what is asked, or raise NotFound, Stale, NotNow, NotYours, or Malformed naming what is missing."""
    await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        return await _act(session, wish)


async def act_once(database: Database, wish: Asked, once: Once) -> Answer:
    """As `act`, for a machine that may repeat itself: the same request again gets the same answer."""
    await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        case = await _act(session, wish)
        return await idempotency.keep(session, once, Answer.of(200, document(case), version=case.version))


async def see(database: Database, reference: str, *, caller: Caller, now: datetime) -> Seen:
    """The case, public as it is, with what is open to the caller in the areas it acts for."""
    async with database.unit_of_work(EVERY_AREA) as session:
        case = await cases.find(session, reference)
        if case is None:
            raise NotFound(NO_CASE)
        at = await circumstances.of_case(session, case, now=now, actor=actor_of(caller, case.area))
        wording, area_name = await _words(session, case.area, at.today)
        history = await read_stream(session, cases.stream(reference))
        asked = await _removals(session, reference)
    return Seen(
        case=case,
        at=at,
        wording=wording,
        area_name=area_name,
        offers=open_commands(case, at),
        history=sorted((*history, *asked), key=attrgetter("occurred_at")),
    )


async def desk(
    database: Database, *, caller: Caller, now: datetime, after: cases.Position | None = None, limit: int = 100
) -> tuple[list[Seen], cases.Position | None]:
    """A page of the open cases of the caller's areas with what is open to the caller, and where the next page begins.

    Whoever silence moves next comes first, cases without a clock last.
    """
    async with database.unit_of_work(caller.areas) as session:
        found = await cases.list_open(session, after=after, limit=limit + 1)
        page = found[:limit]
        rests_on = await circumstances.of_cases(session, page, now=now, actor_in=partial(actor_of, caller))
        words = {area: await _words(session, area, london_day(now)) for area in {case.area for case in page}}
    seen = [_on_the_desk(case, rests_on[case.reference], *words[case.area]) for case in page]
    last = found[limit - 1] if len(found) > limit else None
    return seen, (last.due_on, last.reference) if last else None


async def _words(session: Session, area: str, on: date) -> tuple[Wording, str]:
    """The words of an area, and what it is called."""
    known = await register.area(session, area)
    return await register.wording(session, area, on), known.name if known else area


def _on_the_desk(case: Case, at: Circumstances, wording: Wording, area_name: str) -> Seen:
    return Seen(case=case, at=at, wording=wording, area_name=area_name, offers=open_commands(case, at), history=())


async def list_all(database: Database, *, after: str, limit: int) -> list[Case]:
    """A page of all cases in order of reference."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await cases.list_all(session, after=after, limit=limit)


async def lock(session: Session, subject: str) -> object:
    """Lock the case that a deadline is about."""
    return await cases.lock(session, cases.reference_of(subject))


async def holds(session: Session, due: Due, now: datetime) -> Hold:
    """Wait while figures told before the day ended may still be on their way; after a working day fire, and say so."""
    case = await cases.find(session, cases.reference_of(due.subject))
    if case is None or due.due_on is None:
        return Hold.GO
    streams = [f"measure/{case.area}/{case.measure}"]
    if await is_caught_up(session, "escalation.measure", streams, due.due_at):
        return Hold.GO
    at = await circumstances.of_case(session, case, now=now)
    patience = end_of_day(HELD_AT_MOST.reckon(due.due_on, at.calendar).due_on)
    return Hold.WAIT if now <= patience else Hold.PROVISIONAL


async def let_silence_act(session: Session, due: Due, now: datetime, hold: Hold) -> None:
    """Nobody did anything by the day: what the silence table says happens. A clock that moved on does nothing."""
    case = await cases.lock(session, cases.reference_of(due.subject))
    if case is None or case.round != due.round or not case.is_open:
        return
    at = await circumstances.of_case(session, case, now=now)
    if (events := await _moved(session, case, at)) is None:
        events = fire(case, at, is_provisional=hold is Hold.PROVISIONAL)
    await tell_case(session, case, events, at)


async def _moved(session: Session, case: Case, at: Circumstances) -> Events | None:
    """What moved, when the calendar has changed and the day is not over by it: whoever counts again comes after us."""
    last = await counted.last(session, case.area)
    events = counted_again(case, at, last.known if last else Known.of(at.calendar, at.elections))
    due_on = events[-1].due_on if events else None
    return events if due_on is not None and due_on >= at.today else None


async def let_second_lapse(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """Nobody spoke as second person by the day: the decision that waited has no effect."""
    case = await cases.lock(session, cases.reference_of(due.subject))
    if case is None or case.waiting is None or case.waiting.second_by != due.due_on:
        return
    at = await circumstances.of_case(session, case, now=now)
    await tell_case(session, case, decide(case, NoteNoSecond(), at), at)


async def _require_area(database: Database, wish: Asked) -> None:
    """Refuse before anything is locked. Every case is public, so that one of another area is known and not theirs."""
    async with database.unit_of_work(EVERY_AREA) as session:
        area = await cases.area_of(session, wish.reference)
    if area is None:
        raise NotFound(NO_CASE)
    if area not in wish.caller.areas:
        raise NotYours("This case is of an area that you do not act for.", rule="not_your_area")


async def _act(session: Session, wish: Asked) -> Case:
    if isinstance(wish.command, MOVES_OTHERS):
        await lock_others(session, wish.reference, wish.command)
    case = await cases.lock(session, wish.reference)
    if case is None:
        raise NotFound(NO_CASE)
    if wish.expected_version is not None and wish.expected_version != case.version:
        raise Stale("The case has changed since you looked; look again and decide again.", version=case.version)
    at = await circumstances.of_case(
        session,
        case,
        now=wish.now,
        actor=actor_of(wish.caller, case.area),
        received_at=wish.received_at,
        asked=wish.command,
    )
    try:
        events = decide(case, wish.command, at)
    except Refused as refusal:
        raise problem(refusal) from refusal
    await _keep(session, case, wish.command, events, at)
    moved = await tell_case(session, case, events, at)
    await settle_others(session, case, events, at)
    return moved


async def _removals(session: Session, reference: str) -> list[Recorded]:
    """What came of asking to take out files of the case: told in its story, though each file is a stream of its own."""
    streams = [files.stream(one.evidence) for one in await files.of_case(session, reference)]
    told = await read_streams(session, streams) if streams else {}
    return [one for stream in streams for one in told[stream] if isinstance(one.event, REMOVALS)]


async def _keep(session: Session, case: Case, command: Command, events: Events, at: Circumstances) -> None:
    """What a command says that its events do not tell: kept beside the case, each in a place of its own."""
    if any(isinstance(event, SecondAsked) for event in events):
        kept = Proposal(command=command, by=at.actor)
        await proposal.save(session, case.reference, case.area, kept, at.now)
    match command:
        case LodgeComplaint():
            await complaint.add(session, _complaint(case, command, at))
        case RefuseInformation():
            await refusals.add(session, _refusal(case, command, at))
        case WithdrawComplaint():
            own = at.register.organisation(at.actor.public_name)
            await complaint.withdraw(session, case.reference, own, at.now)
        case FileReply():
            await reply.add(session, _reply(case, command, at))
    if any(isinstance(event, CasePaused | PauseRenewed) for event in events):
        await pause.add(session, _ground(case, command, at))


def _ground(case: Case, command: Command, at: Circumstances) -> pause.Ground:
    """What a pause rests on, as whoever decided it wrote it: the second person's reasons are told by their event."""
    decided = at.proposal.command if isinstance(command, AgreeAsSecond) and at.proposal else command
    if not isinstance(decided, Pause | RenewPause):
        raise TypeError(f"{type(decided).__name__} pauses no case")
    return pause.Ground(
        reference=case.reference,
        area=case.area,
        body=at.actor.public_name,
        reasons=decided.reasons,
        letter=decided.letter,
        said_at=at.now,
    )


def _complaint(case: Case, command: LodgeComplaint, at: Circumstances) -> complaint.Complaint:
    body = at.actor.public_name
    return complaint.Complaint(
        reference=case.reference,
        area=case.area,
        organisation=at.register.organisation(body),
        body=body,
        grounds=command.grounds,
        authorised_by=command.authorised_by,
        lodged_at=at.now,
    )


def _refusal(case: Case, command: RefuseInformation, at: Circumstances) -> refusals.InformationRefusal:
    return refusals.InformationRefusal(
        reference=case.reference,
        area=case.area,
        notice=command.notice,
        body=at.actor.public_name,
        kept=Kept(ground=command.ground, reasons=command.reasons),
        refused_at=at.now,
    )


def _reply(case: Case, command: FileReply, at: Circumstances) -> reply.Reply:
    return reply.Reply(
        reference=case.reference, area=case.area, body=at.actor.public_name, words=command.reply, filed_at=at.now
    )
