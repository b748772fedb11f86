"""Keeping what waits for a second person, and what came of it: the row, its event, the day on which the clock looks."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.publication.domain.agreement.agreement import Agreement, AgreementEvent
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.command import PublishEntries
from services.publication.domain.agreement.step import decide
from services.publication.domain.entry.clearance import Clearance, Hidden
from services.publication.domain.entry.entry import Said
from services.publication.domain.entry.voice import require_own_part
from services.publication.domain.register.refusal import NotPossible, Refused
from services.publication.domain.submission.deed import Deed, What, what_of
from services.publication.domain.submission.origin import told_of
from services.publication.domain.submission.submission import SYSTEM, Submission, published, returned_by_clock
from services.publication.effects.agreement.agreement import put_on_record
from services.publication.effects.submission.deed import do
from services.publication.schemas.register.refusal import HandedInBefore
from services.publication.storage.submission import submission as storage
from shared import deadlines, ledger
from shared.auth import Caller
from shared.database import Session
from shared.events.publication import (
    EntryPublished,
    SubmissionHandedIn,
    SubmissionHeld,
    SubmissionPublished,
    SubmissionReturned,
    SubmissionWithdrawn,
)
from shared.problems import NotYours
from shared.proof.merkle import SALT
from shared.working_days import in_words, london_day

LOOK = "submission.look"
OVERTAKEN = "Another approval of this agreement was published on {}: this one is overtaken."


Told = SubmissionHandedIn | SubmissionHeld | SubmissionPublished | SubmissionReturned | SubmissionWithdrawn


async def hold(
    session: Session,
    agreement: Agreement,
    command: PublishEntries,
    *,
    by: Circumstances,
    caller: Caller,
    now: datetime,
    entry: int | None = None,
    wish: Hidden | None = None,
) -> Submission:
    """Keep what was handed in until a second person looks, or the clock does: entries, or what is asked of one."""
    what = What.ENTRIES if entry is None else What.WITHHOLDING
    held = await _begun(session, agreement.opened.agreement, what, by=by, caller=caller, now=now)
    told = replace(
        held,
        author=command.author,
        entries=command.entries,
        after=len(agreement.marks),
        entry=entry,
        wish=wish,
    )
    return await _wait(session, told, by)


async def hold_deed(
    session: Session, name: str, deed: Deed, *, by: Circumstances, caller: Caller, now: datetime
) -> Submission:
    """Keep a deed until a second person looks. What waits under the same name in another area is not told: the
    opening that is published first has the name.
    """
    held = await _begun(session, name, what_of(deed), by=by, caller=caller, now=now)
    return await _wait(session, replace(held, deed=deed), by)


async def _begun(
    session: Session, name: str, what: What, *, by: Circumstances, caller: Caller, now: datetime
) -> Submission:
    return Submission(
        agreement=name,
        submission=await storage.following(session, name, caller.acting_body(), what),
        what=what,
        area=by.register.area,
        body=caller.acting_body(),
        author=None,
        entries=(),
        after=0,
        account=caller.id,
        system=caller.system,
        received_at=now,
        due_on=by.policy.negotiation.publish.reckon(london_day(now), by.calendar).due_on,
        salt=os.urandom(SALT).hex(),
    )


async def _wait(session: Session, held: Submission, by: Circumstances) -> Submission:
    await storage.add(session, held)
    told = SubmissionHandedIn(
        area=held.area,
        agreement=held.agreement,
        submission=held.submission,
        by=held.body,
        entries=len(held.entries),
        due_on=held.due_on,
        what=told_as(held.what),
        digest=storage.digest_of(held),
        author=held.author,
        after=held.after,
        entry=held.entry,
    )
    await tell(session, held, told, held.account, held.received_at)
    working = f"{by.policy.negotiation.publish.words()} for a second person to look"
    await deadlines.arm_day(
        session, area=held.area, subject=about(held), kind=LOOK, due_on=held.due_on, working=working, policy=by.policy
    )
    return held


def told_as(what: What) -> str | None:
    """How an event tells what was handed in; of entries nothing, as before there was anything else."""
    return None if what is What.ENTRIES else what.value


async def waiting_alike(
    session: Session, agreement: str, command: PublishEntries, caller: Caller
) -> tuple[Submission, ...]:
    """What the caller's body has handed in to an agreement that says the same as one of these, and waits."""
    waiting = await storage.waiting(session, agreement)
    return tuple(one for one in waiting if one.body == caller.body and one.repeats(command.entries))


async def require_known(session: Session, agreement: str, command: PublishEntries, caller: Caller, known: int) -> None:
    """Raises HandedInBefore where something alike waits that has a higher number than `known`: nobody was shown it."""
    newer = [one for one in await waiting_alike(session, agreement, command, caller) if one.submission > known]
    if newer:
        raise HandedInBefore("Your body has handed the same in since you looked. Look at that one first.")


async def require_as_handed_in(session: Session, held: Submission) -> None:
    """Raise NotPossible where what waits is not what was handed in: a row can be changed, the ledger cannot."""
    if differences := await differing(session, held):
        raise NotPossible(
            f"What waits is not what was handed in: {', '.join(differences)}. Somebody changed it. Send it back."
        )


async def differing(session: Session, held: Submission) -> Sequence[str]:
    """What of a submission is not as its events tell, by the names of its parts."""
    told = await ledger.read_stream(session, about(held))
    return told_of(
        [(one.event, one.actor, one.occurred_at) for one in told],
        held,
        digest=storage.digest_of(held),
        reason=storage.digest_of_reason(held),
        holding=storage.digest_of_holding(held),
    )


async def answer_submission(session: Session, submission: Submission, news: Told, actor: str, now: datetime) -> None:
    """Keep what came of it; nobody needs to look any more."""
    answered, told = replace(submission, salt=os.urandom(SALT).hex() if submission.because else None), news
    if isinstance(news, SubmissionPublished):
        told = replace(news, digest=storage.digest_of(submission))
    elif isinstance(news, SubmissionReturned):
        told = replace(news, digest=storage.digest_of_reason(answered))
    await storage.answer(session, answered)
    await deadlines.meet(session, about(answered), LOOK, now)
    await tell(session, answered, told, actor, now)


async def return_by_clock(session: Session, held: Submission, refused: Refused | NotPossible, now: datetime) -> None:
    """Give back what can no longer be published, naming what stands against it: nobody is there to be told."""
    codes = ", ".join(one.code for one in refused.wrongs) if isinstance(refused, Refused) else str(refused)
    back = returned_by_clock(held, f"What has happened since does not allow it any more: {codes}.", now)
    told = SubmissionReturned(area=held.area, agreement=held.agreement, submission=held.submission, by_clock=True)
    await answer_submission(session, back, told, SYSTEM, now)


async def publish_entries(
    session: Session,
    agreement: Agreement,
    held: Submission,
    *,
    by: Circumstances,
    clearance: Clearance,
    actor: str,
    now: datetime,
) -> tuple[Agreement, Sequence[AgreementEvent]]:
    """What was handed in goes on the record. Raises Refused and NotPossible where that cannot be any more."""
    command = held.command(len(agreement.marks), london_day(now))
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
        handed_in_by=held.account,
    )
    numbers = tuple(event.entry for event in events if isinstance(event, EntryPublished))
    told = SubmissionPublished(
        area=held.area,
        agreement=held.agreement,
        submission=held.submission,
        how=clearance.how.value,
        entries=numbers,
    )
    await answer_submission(session, published(held, numbers, actor, now), told, actor, now)
    return after, events


async def publish_deed(
    session: Session,
    agreement: Agreement | None,
    held: Submission,
    deed: Deed,
    *,
    by: Circumstances,
    clearance: Clearance,
    actor: str,
    now: datetime,
) -> tuple[Agreement, Sequence[AgreementEvent]]:
    """A deed that was handed in is done. Raises as `do` does where that cannot be any more."""
    after, events = await do(
        session, agreement, held.agreement, deed, by=by, body=held.body, clearance=clearance, actor=actor, now=now
    )
    told = SubmissionPublished(
        area=held.area,
        agreement=held.agreement,
        submission=held.submission,
        how=clearance.how.value,
        entries=(),
        what=told_as(held.what),
    )
    await answer_submission(session, published(held, (), actor, now), told, actor, now)
    if isinstance(deed, Approve):
        await _overtake(session, held, now)
    return after, events


async def _overtake(session: Session, done: Submission, now: datetime) -> None:
    """An agreement is approved once: other approvals of it that wait go back to whoever handed them in, at once."""
    for one in await storage.waiting(session, done.agreement):
        if one.what is What.APPROVAL:
            back = returned_by_clock(one, OVERTAKEN.format(in_words(london_day(now))), now)
            told = SubmissionReturned(area=one.area, agreement=one.agreement, submission=one.submission, by_clock=True)
            await answer_submission(session, back, told, SYSTEM, now)


def require_role(what: What, caller: Caller, area: str) -> None:
    """Raises NotYours for a deed that registrars of the area alone hand in and publish; a reply is not one of them."""
    if what not in (What.ENTRIES, What.WITHHOLDING, What.REPLY) and not caller.is_in(area, "registrar"):
        raise NotYours("Only a registrar of this area opens, approves or revises an agreement.")


def author_of(by: Circumstances, entries: Sequence[Said], caller: Caller) -> str | None:
    """The caller's body by its name; raises NotYourWords for what it is not for the caller's body or role to say."""
    body = by.register.partners.get(caller.body or "")
    require_own_part(entries, body, is_registrar=caller.is_in(by.register.area, "registrar"))
    return body.name if body else None


async def tell(session: Session, held: Submission, told: Told, actor: str, now: datetime) -> None:
    """Append an event to the submission's own stream, after the row was changed as it says."""
    await ledger.append(session, about(held), held.version - 1, [told], area=held.area, actor=actor, now=now)


def about(held: Submission) -> str:
    """What the deadline of a submission is about; its stream's name too."""
    return f"submission/{held.agreement}/{held.submission}"


def submission_of(subject: str) -> tuple[str, int]:
    """The agreement and the number of the submission that a deadline is about."""
    name, _, number = subject.removeprefix("submission/").rpartition("/")
    return name, int(number)
