"""What a signature that counts sets going: the petition counts it, marks are reached, the petition is handed in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import NoteLevel
from services.escalation.domain.petition import petition
from services.escalation.domain.petition.petition import Petition
from services.escalation.domain.signature import settling
from services.escalation.effects.case import circumstances
from services.escalation.effects.obligation.obligation import begin_owed
from services.escalation.effects.petition.petition import tell_petition
from services.escalation.effects.trigger.trigger import open_raised, raise_level
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import invalidation as invalidations
from services.escalation.storage.signature import origin as origins
from services.escalation.storage.signature import paper as papers
from services.escalation.storage.signature import signature as signatures
from shared import deadlines
from shared.database import Session
from shared.events import escalation as told
from shared.problems import NotFound, NotNow
from shared.working_days import in_words, london_day

COUNT, SETTLING = "petition.count", "petition.settling"
PUBLIC = "public"
NOT_LIVE = (
    "Its days are over, or it is not whole: some mail programs cut a long link in two. Copy all of it from the letter, "
    "up to its last letter, into the line where your browser shows an address."
)
ASK_ANEW = f"{NOT_LIVE} If that does not help, ask once more to get a new one."
SIGN_ANEW = f"{NOT_LIVE} If that does not help, sign once more to get a new one."


class LinkNotLive(NotFound):
    """The link was never given out, or its days are over."""

    slug, title = "link-not-live", "This link does not work any more"


class SigningOver(NotNow):
    """The petition takes no more signatures."""

    slug, title = "signing-over", "This petition takes no more signatures"


async def require_open(session: Session, about: Petition, received_at: datetime) -> Circumstances:
    """What rules a petition that may be signed at that moment, as things stood then. Raises SigningOver."""
    on = london_day(received_at)
    at = await circumstances.of_measure(session, about.area, measure=about.measure, now=received_at)
    if not about.may_be_signed(on, stays_open=at.policy.petition.signing_stays_open):
        handed_in = about.submitted_on if about.lapsed_on is None and on <= about.closes_on else None
        raise SigningOver(f"Signing was open until {in_words(handed_in or about.closes_on)}.")
    return at


async def at_moment(session: Session, about: Petition, at: Circumstances, now: datetime) -> Circumstances:
    """What rules the petition now, when that is known of a moment before: the same, unless a day has begun since."""
    if at.today == london_day(now):
        return replace(at, now=now)
    return await circumstances.of_measure(session, about.area, measure=about.measure, now=now)


async def count_signature(session: Session, kept: Kept, at: Circumstances) -> int:
    """One more signature counts on the petition that is locked here, with all that follows; how many there are now."""
    return await _counted(session, kept, await petitions.count_one(session, kept.petition.reference, at.today), at)


async def count_person(session: Session, kept: Kept, token: str, at: Circumstances) -> int:
    """As `count_signature`, of the row of this token, unless it stands beside one that proves the person better."""
    reference = kept.petition.reference
    counts, moved = await papers.set_beside(session, reference, token)
    count = await petitions.move_count(session, reference, moved)
    return await count_signature(session, kept, at) if counts else count


async def count_rows(session: Session, kept: Kept, now: datetime) -> int:
    """Rows came that count and were pressed for by no button: who signed before the petition was public, or on paper.

    How many count in all. The petition is locked here, or new.
    """
    about = kept.petition
    at = await circumstances.of_measure(session, about.area, measure=about.measure, now=now)
    await papers.set_beside(session, about.reference)
    count = await signatures.count(session, about.reference)
    await petitions.count_all(session, about.reference, count, at.today)
    return await _counted(session, kept, count, at)


async def _counted(session: Session, kept: Kept, count: int, at: Circumstances) -> int:
    about = kept.petition
    if kept.last_signed_on is None or kept.last_signed_on < at.today:
        await _arm_count(session, about, at)
    await follow_count(session, about, count, at)
    return count


async def follow_count(session: Session, about: Petition, count: int, at: Circumstances) -> Petition:
    """What follows when so many signatures count: each mark once, in order, what it obliges to, and at the first the
    petition goes in. Where many of the last ones are held, marks wait first, once.
    """
    events = petition.signed(about, count)
    if events and (in_doubt := await _in_doubt(session, about, count, at)):
        return await _wait(session, about, count, in_doubt, at)
    return await _follow(session, about, events, count, at)


async def settle(session: Session, about: Petition, count: int, at: Circumstances) -> Petition:
    """The wait of the petition's marks is over, and what counts now decides. Nothing where none waits."""
    events = settling.settle(about, count)
    if events:
        await deadlines.meet(session, petitions.stream(about.reference), SETTLING, at.now)
    return await _follow(session, about, events, count, at)


async def settle_early(session: Session, about: Petition, count: int, at: Circumstances) -> Petition:
    """Somebody has decided about what is held: what is left of it may put off no mark any more."""
    if about.settles_on is None:
        return about
    return about if await _in_doubt(session, about, count, at) else await settle(session, about, count, at)


async def _in_doubt(session: Session, about: Petition, count: int, at: Circumstances) -> int:
    """How many of the last days are in doubt; 0 where they are too few to put a mark off."""
    watch, reference = at.policy.watch, about.reference
    since = at.now - timedelta(days=watch.settle.count)
    found = await origins.count_held(session, petition=reference, since=since)
    if not settling.is_in_doubt(count, found, watch):
        found += settling.doubted(await origins.last_counted(session, petition=reference, since=since), watch)
    return found if settling.is_in_doubt(count, found, watch) else 0


async def _wait(session: Session, about: Petition, count: int, in_doubt: int, at: Circumstances) -> Petition:
    subject, waits = petitions.stream(about.reference), at.policy.watch.settle.reckon(at.today, at.calendar)
    event = settling.wait(about, count, in_doubt=in_doubt, until=waits.due_on)
    rounds = await invalidations.rounds_of(session, subject, SETTLING)
    await deadlines.arm_day(
        session,
        area=about.area,
        subject=subject,
        kind=SETTLING,
        round=rounds.last + 1,
        due_on=waits.due_on,
        working=waits.words(),
        policy=at.policy,
    )
    return await tell_petition(session, about, (event,), actor=PUBLIC, now=at.now)


async def _follow(
    session: Session, about: Petition, events: Sequence[object], count: int, at: Circumstances
) -> Petition:
    after = await tell_petition(session, about, events, actor=PUBLIC, now=at.now)
    await begin_owed(session, about, events, at.now)
    if any(isinstance(event, told.PetitionSubmitted) for event in events):
        await submit(session, about, count, at)
    await _widen(session, about, events, at.now)
    return after


async def _widen(session: Session, about: Petition, events: Sequence[object], now: datetime) -> None:
    """So many have signed that the case, if there is one, is a matter of the whole area."""
    for event in events:
        if isinstance(event, told.ThresholdReached) and event.threshold == petition.AREA_WIDE:
            note = NoteLevel(by="signatures", count=event.count, required=event.required)
            await raise_level(session, about.reference, note, now)


async def _arm_count(session: Session, about: Petition, at: Circumstances) -> None:
    """The day's count is published when the day is over; a day on which nobody signs has none."""
    await deadlines.arm_day(
        session,
        area=about.area,
        subject=petitions.stream(about.reference),
        kind=COUNT,
        round=(at.today - about.opened_on).days + 1,
        due_on=at.today,
        working=f"The count of {in_words(at.today)}, when that day is over.",
        policy=at.policy,
    )


async def submit(session: Session, about: Petition, count: int, at: Circumstances) -> None:
    """Hand the petition in: a case of the same reference begins, in the same transaction."""
    opened = told.CaseOpened(
        case=about.reference,
        state="screening",
        area=about.area,
        trigger="petition",
        title=about.title,
        measure=about.measure,
        signatures=count,
        level="area_wide" if petition.is_area_wide(about) else "",
        policy_version=at.policy.version,
        ward=about.ward,
    )
    await open_raised(session, opened, at)
