"""What can happen to sheets of signatures that were entered: somebody else compares drawn lines with them, and then
they count; or nobody compares them in time, which is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from services.escalation.domain.case.circumstances import MACHINE, Circumstances
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.petition.petition import Petition, Standing, close
from services.escalation.domain.signature import invalidation, paper
from services.escalation.domain.signature.paper import PAPER, Batch, Finding, Outcome
from services.escalation.domain.signature.sheet import COMPARING, counts_by_silence, needs_other_body, require_comparer
from services.escalation.effects.case import circumstances
from services.escalation.effects.obligation.obligation import begin_correspondence
from services.escalation.effects.petition.petition import tell_petition
from services.escalation.effects.signature.paper import DAY, arm, ask_others, one_of, role_of, subject_of, wrong
from services.escalation.effects.signature.signature import count_rows, submit
from services.escalation.schemas.case.refusal import problem
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import invalidation as invalidations
from services.escalation.storage.signature import paper as papers
from services.escalation.storage.signature import sheet as sheets
from services.escalation.storage.signature import signature as signatures
from shared import deadlines
from shared.auth import Caller
from shared.database import Database, Session
from shared.deadlines import Due, Hold
from shared.events import escalation as told
from shared.problems import NotNow

__all__ = ["COMPARING"]  # of the domain, which doors do not know


async def compare(
    database: Database, reference: str, number: int, found: Mapping[int, Finding], *, caller: Caller, now: datetime
) -> Batch:
    """Write down what was found of drawn lines. With the last of them it is decided what counts.

    Raises NotFound, NotNow for a batch that was decided, NotYours for whoever entered it or is of the body that
    answers, Malformed for a line that was not drawn.
    """
    async with database.unit_of_work(caller.areas) as session:
        kept = petitions.require(await petitions.lock(session, reference))
        at = await circumstances.of_petition(session, kept.petition, now, caller)
        before = one_of(await papers.batches(session, reference), number)
        _require_comparable(before, found, at)
        batch = paper.compared(before, found)
        if batch.left:
            await papers.save(session, reference, batch)
            return batch
        return await _decide(session, kept, batch, at, role=role_of(caller, COMPARING))


async def lock(session: Session, subject: str) -> object:
    """Lock the petition that a batch's clock is about."""
    return await petitions.lock(session, _named(subject)[0])


async def tell_not_compared(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 every Fire
    """Nobody compared the lines in time. Nothing is counted or struck out, that is told, and the next day is set; after
    the last such day lines count that the authority entered in its own cause, so that its silence wins it nothing: up
    to a share of what the petition needs, for nobody else has seen them. The others wait on, and its closing does not.

    A petition whose closing waited for lines that the authority's own people may compare goes to the council, as it
    does for signatures that are held.
    """
    reference, number = _named(due.subject)
    kept = await petitions.lock(session, reference)
    if kept is None or due.due_on is None:
        return
    batches = await papers.batches(session, reference)
    batch = one_of(batches, number)
    if not batch.is_open:
        return
    at = await circumstances.of_petition(session, kept.petition, now, None)
    if counts_by_silence(batch, at, missed=due.round):
        await _count_unseen(session, kept, batches, batch, at, round=due.round + 1)
        return
    next_by = at.policy.paper.check.reckon(at.today, at.calendar).due_on
    missed = told.paper.PaperNotChecked(
        petition=reference, paper=number, lines=batch.lines, due_on=due.due_on, next_by=next_by
    )
    about = await tell_petition(session, kept.petition, (missed,), actor=MACHINE.id, now=now)
    await papers.save(session, reference, replace(batch, check_by=next_by))
    await arm(session, about, number, at, round=due.round + 1)
    if not batch.is_bounded:
        await ask_others(session, about, replace(batch, check_by=next_by), at)
    awaited = {PAPER: sum(one.waiting for one in batches if not needs_other_body(one, at))}
    could = invalidation.may_still_suffice(about, kept.signatures, await papers.undecided(session, reference) | awaited)
    if about.standing is Standing.GATHERING and about.closes_on < due.due_on and could:
        submitted = told.PetitionSubmitted(petition=reference, count=kept.signatures)
        about = await tell_petition(session, about, (submitted,), actor=MACHINE.id, now=now)
        await submit(session, about, kept.signatures, at)


async def _count_unseen(
    session: Session, kept: Kept, batches: Sequence[Batch], batch: Batch, at: Circumstances, *, round: int
) -> None:
    """Let silence decide about a batch: its lines count as far as there is room under the petition."""
    about, rules = kept.petition, at.policy.paper
    lines, are_all = paper.unseen(batch, paper.room(about.threshold, batches, rules))
    if are_all:
        await _count(session, kept, batch, (Outcome.UNSEEN, lines), at, role="")
        return
    counted = await _sign(session, about, batch, lines, at)
    rows = await signatures.count(session, about.reference)
    next_by = rules.check.reckon(at.today, at.calendar).due_on
    after = replace(paper.bounded(batch, lines, rules, next_by), counted=counted, doubles=len(lines) - counted)
    await papers.save(session, about.reference, after)
    bounded = told.paper.PaperBounded(
        petition=about.reference,
        paper=batch.number,
        waiting=after.waiting,
        most=paper.room(about.threshold, (), rules),
        next_by=next_by,
    )
    some = replace(batch, outcome=Outcome.UNSEEN, lines=len(lines), counted=counted, doubles=len(lines) - counted)
    first = (*_taken_up(about, batch, rows), _counted(about, some, rows, at, role="")) if lines else ()
    told_of = await tell_petition(session, about, (*first, bounded), actor=MACHINE.id, now=at.now)
    await arm(session, told_of, batch.number, at, round=round)
    if counted:
        await count_rows(session, replace(kept, petition=told_of), at.now)
    await _close(session, about.reference, at)


async def _sign(session: Session, about: Petition, batch: Batch, lines: Sequence[int], at: Circumstances) -> int:
    """Make these lines signatures that count; how many do."""
    if not batch.is_listed:
        return await papers.count_unnamed(
            session, petition=about.reference, area=about.area, lines=len(lines), now=at.now
        )
    return await papers.count_lines(session, petition=about.reference, batch=batch.number, lines=lines, now=at.now)


async def _decide(session: Session, kept: Kept, batch: Batch, at: Circumstances, *, role: str) -> Batch:
    about, rules = kept.petition, at.policy.paper
    await deadlines.meet(session, subject_of(about, batch.number), DAY, at.now)
    rule = paper.counting(batch, rules)
    if rule is not None:
        return await _count(session, kept, batch, rule, at, role=role)
    wider = paper.widened(batch, rules.check.reckon(at.today, at.calendar).due_on)
    widened = told.paper.PaperCheckWidened(
        petition=about.reference,
        paper=batch.number,
        lines=batch.lines,
        drawn=len(batch.found),
        wrong=batch.wrong,
        check_by=wider.check_by,
        body=at.actor.public_name,
        role=role,
    )
    await tell_petition(session, about, (widened,), actor=at.actor.id, now=at.now)
    rounds = await invalidations.rounds_of(session, subject_of(about, batch.number), DAY)
    await arm(session, about, batch.number, at, round=rounds.last + 1)
    await papers.save(session, about.reference, wider)
    return wider


async def _count(
    session: Session, kept: Kept, batch: Batch, rule: tuple[Outcome, tuple[int, ...]], at: Circumstances, *, role: str
) -> Batch:
    """Turn lines into signatures that count, tell it, and let follow what follows: marks, a case, or closing."""
    (outcome, lines), about = rule, kept.petition
    reference, number = about.reference, batch.number
    counted = await _sign(session, about, batch, lines, at)
    await papers.forget_lines(session, petition=reference, batch=number)
    await sheets.forget(session, reference, number)
    rows = await signatures.count(session, reference)
    now_counted = replace(batch, outcome=outcome, counted=counted, doubles=len(lines) - counted, counted_on=at.today)
    done = replace(
        now_counted, counted=batch.counted + now_counted.counted, doubles=batch.doubles + now_counted.doubles
    )
    await papers.save(session, reference, done)
    events = (*_taken_up(about, batch, rows), _counted(about, now_counted, rows, at, role=role))
    after = await tell_petition(session, about, events, actor=at.actor.id, now=at.now)
    if counted:
        await count_rows(session, replace(kept, petition=after), at.now)
    await _close(session, reference, at)
    return done


def _taken_up(about: Petition, batch: Batch, rows: int) -> tuple[object, ...]:
    """A petition that lapsed for want of signatures that had been received goes on."""
    if about.lapsed_on is None or about.withdrawn_on is not None or rows < about.threshold:
        return ()
    again = told.paper.PetitionTakenUpAgain(petition=about.reference, lapsed_on=about.lapsed_on, paper=batch.number)
    return (again,)


def _counted(about: Petition, batch: Batch, rows: int, at: Circumstances, *, role: str) -> object:
    if batch.outcome is Outcome.UNSEEN:
        return told.paper.PaperCountedUnseen(
            petition=about.reference,
            paper=batch.number,
            lines=batch.lines,
            due_on=batch.check_by,
            doubles=batch.doubles,
            counted=batch.counted,
            count=rows,
        )
    return told.paper.PaperCounted(
        petition=about.reference,
        paper=batch.number,
        lines=batch.lines,
        drawn=len(batch.found),
        wrong=batch.wrong,
        outcome=batch.outcome.value if batch.outcome else "",
        doubles=batch.doubles,
        counted=batch.counted,
        count=rows,
        body=at.actor.public_name,
        role=role,
    )


async def _close(session: Session, reference: str, at: Circumstances) -> None:
    """Its closing waited for these sheets: it lapses now, unless what is still undecided could carry it."""
    kept = petitions.require(await petitions.find(session, reference))
    about = kept.petition
    if about.standing is not Standing.GATHERING or about.closes_on >= at.today:
        return
    if not invalidation.may_still_suffice(about, kept.signatures, await papers.undecided(session, reference)):
        await tell_petition(session, about, close(about, kept.signatures), actor=MACHINE.id, now=at.now)
        await begin_correspondence(session, about, kept.signatures, at.now)


def _require_comparable(batch: Batch, found: Mapping[int, Finding], at: Circumstances) -> None:
    if not batch.is_open:
        raise NotNow("These sheets have been compared, and what counts is decided.")
    try:
        require_comparer(batch, at)
    except Refused as refusal:
        raise problem(refusal) from refusal
    if strangers := sorted(set(found) - set(batch.drawn)):
        raise wrong(f"Line {strangers[0]} was not drawn.", "not-drawn", "/found")


def _named(subject: str) -> tuple[str, int]:
    """The petition and the batch of a deadline's subject."""
    reference, _, number = petitions.reference_of(subject).partition("/paper-")
    return reference, int(number)
