"""What a signature that counts sets going: the petition counts it, marks are reached, the petition is handed in."""

from collections.abc import Sequence
from datetime import datetime

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import NoteLevel
from services.escalation.domain.petition import petition
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects import circumstances
from services.escalation.effects.obligation import begin_owed
from services.escalation.effects.petition import tell_petition
from services.escalation.effects.trigger import open_raised, raise_level
from services.escalation.storage import petition as petitions
from services.escalation.storage import signature as signatures
from services.escalation.storage.petition import Kept
from shared import deadlines
from shared.database import Session
from shared.events import escalation as told
from shared.problems import NotFound, NotNow
from shared.working_days import in_words, london_day

COUNT = "petition.count"
PUBLIC = "public"
NOT_LIVE = "It was never given out, or its days are over. Sign once more to get a new one."


class LinkNotLive(NotFound):
    """The link was never given out, or its days are over."""

    slug, title = "link-not-live", "This link does not work any more"


class SigningOver(NotNow):
    """The petition takes no more signatures."""

    slug, title = "signing-over", "This petition takes no more signatures"


async def require_open(session: Session, about: Petition, received_at: datetime) -> Circumstances:
    """What rules a petition that may be signed at that moment. Raises SigningOver."""
    on = london_day(received_at)
    at = await circumstances.of_measure(session, about.area, measure=about.measure, now=received_at)
    if not about.may_be_signed(on, stays_open=at.policy.petition.signing_stays_open):
        handed_in = about.submitted_on if about.lapsed_on is None and on <= about.closes_on else None
        raise SigningOver(f"Signing was open until {in_words(handed_in or about.closes_on)}.")
    return at


async def count_signature(session: Session, kept: Kept, now: datetime) -> int:
    """One more signature counts on the petition that is locked here, with all that follows; how many there are now."""
    return await _counted(
        session, kept, await petitions.count_one(session, kept.petition.reference, london_day(now)), now
    )


async def count_rows(session: Session, kept: Kept, now: datetime) -> int:
    """Rows came that count and were pressed for by no button: who signed before the petition was public, or on paper.

    How many count in all. The petition is locked here, or new.
    """
    count = await signatures.count(session, kept.petition.reference)
    await petitions.count_all(session, kept.petition.reference, count, london_day(now))
    return await _counted(session, kept, count, now)


async def _counted(session: Session, kept: Kept, count: int, now: datetime) -> int:
    about, today = kept.petition, london_day(now)
    at = await circumstances.of_measure(session, about.area, measure=about.measure, now=now)
    if kept.last_signed_on is None or kept.last_signed_on < today:
        await _arm_count(session, about, at)
    await follow_count(session, about, count, at)
    return count


async def follow_count(session: Session, about: Petition, count: int, at: Circumstances) -> Petition:
    """What follows when so many signatures count: each mark once, in order, what it obliges to, and at the first the
    petition goes in.
    """
    events = petition.signed(about, count)
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
    )
    await open_raised(session, opened, at)
