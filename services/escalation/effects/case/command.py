"""What a command does to a case: it is locked, the domain's tables decide, what happened is told, and what it rests on
is kept beside it.

People with an account come here, and the organiser of a petition behind its link.
"""

from datetime import datetime

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Actor, Circumstances, Proposal
from services.escalation.domain.case.command import AgreeAsSecond, Command
from services.escalation.domain.case.lookup import Kept
from services.escalation.domain.case.refusal import CHANGED, NO_CASE, Refused
from services.escalation.domain.course.command import Merge, Pause, RenewPause, Withdraw
from services.escalation.domain.inspection.command import FileReply, LodgeComplaint, WithdrawComplaint
from services.escalation.domain.ladder.decision import Events, decide
from services.escalation.domain.screening.command import Reject
from services.escalation.domain.scrutiny.command import RefuseInformation
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_case
from services.escalation.effects.case.merger import lock_others, settle_others
from services.escalation.schemas.case.refusal import problem
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import pause, proposal
from services.escalation.storage.inspection import complaint, reply
from services.escalation.storage.scrutiny import refusal as refusals
from shared.database import Session
from shared.events.escalation import CasePaused, PauseRenewed, SecondAsked
from shared.problems import NotFound, Stale

# Commands that may move other cases with this one: those merged into it, or the one that takes it in.
MOVES_OTHERS = (Merge, Reject, Withdraw, AgreeAsSecond)


async def lock(
    session: Session,
    reference: str,
    command: Command,
    *,
    actor: Actor,
    expected_version: int | None,
    now: datetime,
    received_at: datetime,
) -> tuple[Case, Circumstances]:
    """The case, locked with those that the command may move too, and what a decision on it rests on.

    Raises NotFound, and Stale where the case is another than whoever asks has seen.
    """
    if isinstance(command, MOVES_OTHERS):
        await lock_others(session, reference, command)
    case = await cases.lock(session, reference)
    if case is None:
        raise NotFound(NO_CASE)
    if expected_version is not None and expected_version != case.version:
        raise Stale(CHANGED, version=case.version)
    at = await circumstances.of_case(session, case, now=now, actor=actor, received_at=received_at, asked=command)
    return case, at


async def do(session: Session, case: Case, command: Command, at: Circumstances) -> Case:
    """Do what is asked of a case that was locked. Raises NotNow, NotYours, or Malformed naming what is missing."""
    try:
        events = decide(case, command, at)
    except Refused as refusal:
        raise problem(refusal) from refusal
    await _keep(session, case, command, events, at)
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
