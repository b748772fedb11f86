"""Erasing a signature, whoever asks for it: a person, or a copy of the record that was put back from a backup.

While a petition may be signed, an erased signature counts no more: nobody could tell it from one that was made up, and
the same person could sign again and count twice. Once signing is over the row stays, as a number without a person.
Where another row stands beside the erased one, it counts from then on.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from services.escalation.domain.case.circumstances import Actor
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.petition.decision import Deed, decide, may
from services.escalation.domain.petition.guard import Said
from services.escalation.domain.signature.invalidation import short
from services.escalation.effects.petition.moderation import look, tell
from services.escalation.effects.petition.petition import tell_petition
from services.escalation.storage.case import register
from services.escalation.storage.person import retention as kept_of
from services.escalation.storage.person.retention import Signed
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import paper as papers
from shared.database import Session
from shared.working_days import london_day

SYSTEM = "system"
GONE = Actor(id=SYSTEM, roles=frozenset({ORGANISER}))


async def erase(session: Session, signatures: Sequence[Signed], now: datetime) -> None:
    """Erase these, in order of petition; each is kept by its id as erased. Marks that were reached stay reached."""
    for reference, group in groupby(signatures, key=lambda one: one.petition):
        await _erase(session, reference, list(group), now)


async def _erase(session: Session, reference: str, group: Sequence[Signed], now: datetime) -> None:
    today = london_day(now)
    found = await petitions.lock(session, reference)
    is_over = False
    if found is not None:
        rules = await register.rules_of(session, found.petition.area, today)
        is_over = not found.petition.may_be_signed(today, stays_open=rules.policy.petition.signing_stays_open)
    elif any(one.is_organiser for one in group):
        await _take_back(session, reference, now)
    fewer = 0
    for one in sorted(group, key=lambda one: one.counts):  # what stands beside another of these goes before it
        stays = is_over and one.counts and not await kept_of.has_beside(session, one.signature)
        await (kept_of.empty if stays else kept_of.delete)(session, one.signature)
        await kept_of.note_erased(session, one.signature, one.area, today)
        fewer += one.counts and not stays
    _, back = await papers.set_beside(session, reference)
    if found is not None and fewer != back:
        count = await petitions.move_count(session, reference, back - fewer)
        events = short(found.petition, count)
        await tell_petition(session, found.petition, events, actor=SYSTEM, now=now)


async def _take_back(session: Session, reference: str, now: datetime) -> None:
    """Whoever started it is erased before it is public: it is withdrawn, so that nothing is published of nobody."""
    one, waiting = await moderations.lock(session, reference), await drafts.lock(session, reference)
    if one is None or waiting is None:
        return
    about = (await look(session, waiting.draft, reference=reference, now=now, actor=GONE)).about
    if may(one, Deed.WITHDRAW, about):
        await tell(session, one, decide(one, Deed.WITHDRAW, Said(reasons=""), about), about.at)
