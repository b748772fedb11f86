"""What moves a petition that is not public yet: its events are folded, told, its next clock is set, its organiser told.

Publishing one makes it a petition in the same transaction; of one that comes to nothing the words are forgotten.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.escalation.domain.case.circumstances import MACHINE, Actor, Circumstances
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.desk.concern import of_proposal
from services.escalation.domain.evidence.picture import UNPUBLISHED
from services.escalation.domain.petition import flag, petition
from services.escalation.domain.petition.caseload import WAITS, require_one_person
from services.escalation.domain.petition.clock import checked_again, reckoned
from services.escalation.domain.petition.decision import Deed, begin, decide, sponsor
from services.escalation.domain.petition.flag import Flag
from services.escalation.domain.petition.guard import About, Said, Same, was_decided_lately
from services.escalation.domain.petition.likeness import Other, alike
from services.escalation.domain.petition.moderation import FORGOTTEN, Cause, How, Moderation, Standing, begun, evolve
from services.escalation.domain.petition.petition import Draft, Petition
from services.escalation.effects.case import circumstances
from services.escalation.effects.desk import notification as notifications
from services.escalation.effects.evidence import evidence
from services.escalation.effects.person.retention import keep_until
from services.escalation.effects.petition.petition import CLOSING, DRAFT, tell_new_petition
from services.escalation.effects.signature.signature import count_rows
from services.escalation.schemas.case.refusal import problem
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.petition import caseload as caseloads
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.draft import Waiting
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import assistance as assistances
from services.escalation.storage.signature import paper as papers
from services.escalation.storage.signature import signature as signatures
from shared import deadlines, errands, ledger
from shared.database import Session
from shared.events.escalation import moderation as told
from shared.problems import NotFound, NotNow, NotYours, Stale
from shared.working_days import Reckoning

SILENCE, TURN = "moderation.silence", "moderation.turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a decision about a petition rests on, and what stands beside its words for whoever decides.

    `alike` are petitions that ask for nearly the same and are signed or dealt with, `waiting` those that wait to be
    checked as this one does, for those who check alone; `lately` what was decided about the same measure so lately that
    this may repeat it, each with the day.
    """

    about: About
    alike: tuple[Other, ...]
    lately: tuple[tuple[str, date], ...]
    waiting: tuple[Other, ...] = ()


async def look(
    session: Session, draft: Draft, *, reference: str, now: datetime, actor: Actor = MACHINE, same_as: str = ""
) -> Matter:
    """What a decision about this draft rests on now."""
    at = await circumstances.of_measure(session, draft.area, measure=draft.measure, now=now, actor=actor)
    others = await petitions.open_of(session, draft.area, at.today)
    waiting = [] if actor is MACHINE else await drafts.waiting_of(session, draft.area)
    near, beside = [
        tuple(await asyncio.to_thread(alike, draft.title, draft.text, [o for o in found if o.reference != reference]))
        for found in (others, waiting)
    ]
    lately = await _lately(session, draft, at)
    found = [*draft.flags, *([Flag.ALIKE.value] if near else []), *([Flag.REPEATS.value] if lately else [])]
    about = About(
        at=at,
        flags=tuple(found),
        same=await _same(session, same_as, at) if same_as else None,
        alleges_system=draft.alleges_system,
    )
    return Matter(about=about, alike=near, lately=lately, waiting=beside)


async def stand_by(session: Session, draft: Draft, reference: str, now: datetime) -> Moderation:
    """Its organiser stands by the draft: it waits to be looked at, or for others to support it."""
    about = (await look(session, draft, reference=reference, now=now)).about
    one = await tell(session, None, begin(draft.area, reference, draft.measure, about), about.at)
    await deadlines.meet(session, petitions.stream(reference), DRAFT, now)
    return one


async def support(session: Session, draft: Draft, one: Moderation, token: str, now: datetime) -> int:
    """Somebody supports what waits for others, by the row of this token, each person once; how many have then. With the
    last that it needs it goes to be checked. It is locked by the caller.
    """
    await papers.set_beside(session, one.reference, token)
    count = await signatures.count(session, one.reference)
    matter = await look(session, draft, reference=one.reference, now=now)
    for event in sponsor(one, count, matter.about):
        one = await tell(session, one, event, matter.about.at)
    return count


async def decided(
    session: Session,
    reference: str,
    deed: Deed,
    said: Said,
    *,
    actor: Actor,
    expected_version: int,
    now: datetime,
    is_of_several: bool = False,
) -> tuple[Moderation, object, Circumstances]:
    """It, locked, with the event to which the deed comes on the version that was seen, and on what that rests.

    Raises NotFound, Stale, NotNow, NotYours, Malformed. What waits to take effect among several is nobody's to decide
    about but `is_of_several`'s.
    """
    one = await moderations.lock(session, reference)
    if one is None:
        raise NotFound(petitions.NONE_HERE)
    if one.version != expected_version:
        raise Stale("The petition has changed since you looked; look again.", version=one.version)
    if not is_of_several and await caseloads.waiting(session, [reference]):
        raise NotNow(WAITS)
    waiting = await drafts.lock(session, one.reference)
    # Empty words after its end, when nothing can be decided any more.
    draft = waiting.draft if waiting else Draft(area=one.area, measure=one.measure, title="", text="")
    if await assistances.has_taken(session, one.reference, by=actor.id):
        words = "You started this petition at a desk, or took a signature under it. Somebody else decides about it."
        raise NotYours(words, rule="same_person")
    # Whoever agrees says nothing of the other petition: it is the one that the proposal names.
    same_as = said.same_as or (one.proposal.same_as if one.proposal is not None else "")
    matter = await look(session, draft, reference=one.reference, now=now, actor=actor, same_as=same_as)
    try:
        event = decide(one, deed, said, matter.about)
        if is_of_several:
            require_one_person(event)
    except Refused as refusal:
        raise problem(refusal) from refusal
    return one, event, matter.about.at


async def tell(session: Session, before: Moderation | None, event: object, at: Circumstances) -> Moderation:
    """Keep what the event makes of it, tell it, and do what follows. `before` is locked by this transaction."""
    if before is None:
        if not isinstance(event, told.ModerationBegun):
            raise TypeError("it begins with the organiser's button")
        after = begun(event, at.today)
    else:
        after = evolve(before, event, at.today, at.actor.id)
    stream, version = moderations.stream(after.reference), before.version if before else 0
    await moderations.save(session, after)
    await ledger.append(session, stream, version, [event], area=after.area, actor=at.actor.id, now=at.now)
    await _set_clock(session, before, after, at)
    if before is not None:
        await notifications.tell(session, of_proposal(after, before, at, stream=stream), at.now)
    if after.standing is Standing.PUBLISHED:
        await _publish(session, after, at)
    elif after.cause in FORGOTTEN:
        await drafts.remove(session, after.reference)
    if not after.is_open and after.standing is not Standing.PUBLISHED:
        await evidence.forget(session, after.reference, ground=UNPUBLISHED, now=at.now)
        await signatures.forget_all(session, after.reference, but_organiser=after.cause is not Cause.WITHDRAWN)
        await keep_until(session, after.reference, area=after.area, on=at.today, policy=at.policy, calendar=at.calendar)
    if before is None or before.standing is not after.standing:
        key = f"{TURN}/{after.reference}/{after.version}"
        await errands.book(session, area=after.area, kind=TURN, reference=after.reference, key=key)
    return after


async def count_again(session: Session, one: Moderation, at: Circumstances, closed: frozenset[date]) -> bool:
    """Move the day of what waits where the calendar has changed since `closed`; whether it moved. It is locked."""
    found = checked_again(one, at, closed)
    if found is None:
        return False
    event, waits = found
    after = await tell(session, one, event, at)
    day = deadlines.Mark(kind=SILENCE, name="", due_on=waits.due_on, working=waits.words())
    stream = moderations.stream(after.reference)
    await deadlines.move(session, stream, [day], area=after.area, round=after.version, policy=at.policy)
    return True


async def _set_clock(session: Session, before: Moderation | None, after: Moderation, at: Circumstances) -> None:
    """The clock of the state that begins, in place of the one before."""
    if before is not None and before.standing is after.standing:
        return
    stream = moderations.stream(after.reference)
    await deadlines.meet(session, stream, SILENCE, at.now)
    if after.due_on is None:
        return
    await deadlines.arm_day(
        session,
        area=after.area,
        subject=stream,
        kind=SILENCE,
        round=after.version,
        due_on=after.due_on,
        working=reckoned(after.standing, at).words(),
        policy=at.policy,
    )


async def _publish(session: Session, one: Moderation, at: Circumstances) -> None:
    """It is a petition from now on, its closing day reckoned from today; everybody who has signed it counts."""
    waiting = await drafts.lock(session, one.reference)
    if waiting is None:
        raise LookupError("a petition that waits has words")
    draft = shown(waiting, one)
    closing = at.policy.petition.open_longest.reckon(at.today, at.calendar)
    created = petition.create(
        draft,
        reference=one.reference,
        policy=at.policy,
        population=(await register.require_area(session, one.area)).population,
        closes_on=closing.due_on,
    )
    opened = await tell_new_petition(session, created, draft.text, actor=at.actor.id, now=at.now)
    await _arm_closing(session, opened, at, closing)
    await drafts.remove(session, one.reference)
    await count_rows(session, Kept(opened, draft.text, 0, None), at.now)


def shown(waiting: Waiting, one: Moderation) -> Draft:
    """The words as they are published: without the places that the machine found, where nobody had looked at them."""
    draft = waiting.draft
    if one.how not in (How.UNCHECKED, How.UNREVIEWED):
        return draft
    return replace(draft, title=flag.without(draft.title)[0], text=flag.without(draft.text)[0])


def left_out(draft: Draft) -> int:
    """How many places would be left out of words that nobody looked at."""
    return flag.without(draft.title)[1] + flag.without(draft.text)[1]


async def _arm_closing(session: Session, opened: Petition, at: Circumstances, closing: Reckoning) -> None:
    await deadlines.arm_day(
        session,
        area=opened.area,
        subject=petitions.stream(opened.reference),
        kind=CLOSING,
        due_on=closing.due_on,
        working=closing.words(),
        policy=at.policy,
    )


async def _lately(session: Session, draft: Draft, at: Circumstances) -> tuple[tuple[str, date], ...]:
    """The petitions that ask for nearly the same and were decided so lately that this one may repeat them."""
    since_on = at.today - circumstances.LOOKS_BACK
    ended = await cases.ended_about(session, draft.area, [draft.measure], since_on, with_refused=True)
    days = {
        one.reference: one.closed_on
        for one in ended[draft.measure]
        if was_decided_lately(Same(reference=one.reference, is_open=False, decided_on=one.closed_on), at)
    }
    kept = await petitions.of_references(session, days)
    others = [Other(reference, one.petition.title, one.text) for reference, one in kept.items()]
    return tuple((one.reference, days[one.reference]) for one in alike(draft.title, draft.text, others))


async def _same(session: Session, reference: str, at: Circumstances) -> Same | None:
    """The petition or case of this reference as far as it may be the same matter; None where there is neither."""
    kept, case = await petitions.find(session, reference), await cases.find(session, reference)
    if kept is None and case is None:
        return None
    stays_open = at.policy.petition.signing_stays_open
    is_signed = kept is not None and kept.petition.may_be_signed(at.today, stays_open=stays_open)
    is_open = is_signed or (case is not None and case.is_open)
    return Same(reference=reference, is_open=is_open, decided_on=case.closed_on if case else None)


async def refusals(session: Session, one: Moderation) -> tuple[ledger.Recorded, ...]:
    """What refused it as it stands, and whoever found that right: from the last refusal on; nothing of any other."""
    if not one.is_refused:
        return ()
    history = await ledger.read_stream(session, moderations.stream(one.reference))
    first = max(
        (n for n, each in enumerate(history) if isinstance(each.event, told.ModerationRefused)), default=len(history)
    )
    return tuple(
        each
        for each in history[first:]
        if isinstance(each.event, told.ModerationRefused | told.RefusalFoundRight | told.ModerationClosed)
    )
