"""What people ask of a case: the domain's tables decide, what happened is told, and what it rests on is kept beside it.

Machines and pages come here with the same commands.
"""

from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances, Proposal
from services.escalation.domain.case.command import AgreeAsSecond, Command
from services.escalation.domain.case.lookup import Kept
from services.escalation.domain.case.refusal import NO_CASE, Refused
from services.escalation.domain.course.command import Merge, Pause, RenewPause, Withdraw
from services.escalation.domain.inspection.command import FileReply, LodgeComplaint, WithdrawComplaint
from services.escalation.domain.ladder.decision import Events, decide
from services.escalation.domain.screening.command import Reject
from services.escalation.domain.scrutiny.command import RefuseInformation
from services.escalation.effects import circumstances
from services.escalation.effects.case import tell_case
from services.escalation.effects.merger import lock_others, settle_others
from services.escalation.schemas.case.actor import actor_of
from services.escalation.schemas.case.case import document
from services.escalation.schemas.case.refusal import problem
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import pause, proposal
from services.escalation.storage.inspection import complaint, reply
from services.escalation.storage.scrutiny import refusal as refusals
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events.escalation import CasePaused, PauseRenewed, SecondAsked
from shared.idempotency import Answer, Once
from shared.problems import NotFound, NotYours, Stale

# Commands that may move other cases with this one: those merged into it, or the one that takes it in.
MOVES_OTHERS = (Merge, Reject, Withdraw, AgreeAsSecond)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A command as a door hands it over: who asks, which version they saw, when the words came in."""

    reference: str
    command: Command
    caller: Caller
    expected_version: int | None
    now: datetime
    received_at: datetime


async def act(database: Database, wish: Wish) -> Case:
    """Do what is asked, or raise NotFound, Stale, NotNow, NotYours, or Malformed naming what is missing."""
    await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        return await _act(session, wish)


async def act_once(database: Database, wish: Wish, once: Once) -> Answer:
    """As `act`, for a machine that may repeat itself: the same request again gets the same answer."""
    await _require_area(database, wish)
    async with database.unit_of_work(wish.caller.areas) as session:
        if (answer := await idempotency.claim(session, once)) is not None:
            return answer
        case = await _act(session, wish)
        return await idempotency.keep(session, once, Answer.of(200, document(case), version=case.version))


async def _require_area(database: Database, wish: Wish) -> None:
    """Refuse before anything is locked. Every case is public, so that one of another area is known and not theirs."""
    async with database.unit_of_work(EVERY_AREA) as session:
        area = await cases.area_of(session, wish.reference)
    if area is None:
        raise NotFound(NO_CASE)
    if area not in wish.caller.areas:
        raise NotYours("This case is of an area that you do not act for.", rule="not_your_area")


async def _act(session: Session, wish: Wish) -> Case:
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
