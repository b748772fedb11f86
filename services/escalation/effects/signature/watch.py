"""What the watch does when a signature is confirmed: it is compared, and it or a whole hand of them is held."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypedDict

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.petition.petition import Petition
from services.escalation.domain.signature.origin import Mailbox
from services.escalation.domain.signature.watch import HELD as HELD_OF_ALL
from services.escalation.domain.signature.watch import Hand, further, is_looked_back, judge, sightings, tallies
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import invalidation as invalidations
from services.escalation.storage.signature import origin as origins
from services.escalation.storage.signature import paper as papers
from shared import deadlines
from shared.database import Session
from shared.policy import Policy
from shared.working_days import Calendar, london_day

HELD = "petition.held"
SECOND = "petition.invalidation"  # the day of a second person, of one decision about signatures


class Place(TypedDict):
    """Whose tallies are meant."""

    petition: str
    area: str


async def watch(session: Session, kept: Kept, token: str, at: Circumstances) -> Kept | None:
    """Compare the signature that was confirmed here, on the petition that is locked here, with those before it.

    None when it is held and does not count; else the petition as it stands before the signature is counted.
    """
    about, today = kept.petition, london_day(at.now)
    noted = await origins.of_token(session, petition=about.reference, token=token)
    if noted is None:
        return kept
    rules, place = at.policy.watch, Place(petition=about.reference, area=about.area)
    seen = await origins.count(session, tallies(noted.origin), **place, on=today, days=rules.window.count)
    seen |= await origins.count(session, further(noted.origin, seen), **place, on=today, days=rules.window.count)
    hand = judge(noted.origin, seen, rules)
    if hand is not None and await origins.is_released(session, noted.origin, petition=about.reference):
        hand = None
    reason = noted.suspected_for or (hand.reason if hand else None)
    if reason is None:
        return kept
    await origins.hold(session, noted.signature, reason)
    if hand is not None and await _is_looked_back(session, hand, place, today, rules.window.count):
        since = None if hand.lasts else at.now - timedelta(days=rules.window.count)
        if held := await origins.hold_hand(session, hand, petition=about.reference, since=since):
            _, moved = await papers.set_beside(session, about.reference)
            kept = replace(kept, signatures=await petitions.move_count(session, about.reference, moved - held))
        await origins.recount_held(session, **place)
    elif noted.origin.mailbox is not Mailbox.OWN:
        await origins.count(session, {HELD_OF_ALL: 1}, **place, on=today, days=rules.window.count)
    await ask_decision(session, about, at.policy, at.calendar, at.now)
    return None


async def _is_looked_back(session: Session, hand: Hand, place: Place, today: date, days: int) -> bool:
    tally = sightings(hand)
    seen = await origins.count(session, {tally: 1}, **place, on=today, days=days)
    return is_looked_back(seen[tally])


async def ask_decision(session: Session, about: Petition, policy: Policy, calendar: Calendar, now: datetime) -> None:
    """Set the day until which somebody decides about what is held, where none is set."""
    subject = petitions.stream(about.reference)
    rounds = await invalidations.rounds_of(session, subject, HELD)
    if rounds.is_open:
        return
    await arm_decision(session, about, policy, calendar, now=now, round=rounds.last + 1)


async def arm_decision(
    session: Session, about: Petition, policy: Policy, calendar: Calendar, *, now: datetime, round: int
) -> None:
    """Set a round of that day."""
    waits = policy.watch.decide.reckon(london_day(now), calendar)
    await deadlines.arm_day(
        session,
        area=about.area,
        subject=petitions.stream(about.reference),
        kind=HELD,
        round=round,
        due_on=waits.due_on,
        working=waits.words(),
        policy=policy,
    )
