"""What the organiser of a petition may do behind the link of its letters: read it, mend it, ask for a review, withdraw.

Opening the link changes nothing. None of what the organiser writes stands in an event.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from services.escalation.domain.case.circumstances import Actor, Circumstances
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.obligation.obligation import Obligation
from services.escalation.domain.obligation.obligation import Standing as Offered
from services.escalation.domain.petition.decision import BY_ORGANISER, Deed, decide, may
from services.escalation.domain.petition.guard import Said
from services.escalation.domain.petition.leadership import may_be_left
from services.escalation.domain.petition.moderation import Moderation, Standing
from services.escalation.domain.petition.notice import Notice
from services.escalation.domain.petition.petition import Draft, Petition, cleaned
from services.escalation.effects.petition.moderation import look, refusals, tell
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.signature import NOT_LIVE, PUBLIC, LinkNotLive
from services.escalation.schemas.case.refusal import problem
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.obligation import obligation as obligations
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import notice as notices
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import signature as signatures
from shared.database import EVERY_AREA, Database, Session
from shared.ledger import Recorded
from shared.policy import Wording
from shared.problems import NotFound
from shared.working_days import london_day

SELF = Actor(id=PUBLIC, roles=frozenset({ORGANISER}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A petition as its organiser sees it: its words while they are kept, what may be done, who has signed.

    `sponsor_token` stands in the link that others support it by, while they can. `offers`: what may be asked for.
    `title` once nothing else of its words is kept here, and `is_open`: whether it may be signed, and
    `may_leave` whether they may leave it to others. `has_case`: a case
    came of it. `hidings`: the notices that hide its text; `refusals`: what refused it, and whoever found that right.
    """

    one: Moderation
    wording: Wording
    area: str
    draft: Draft | None
    title: str
    is_open: bool
    may_leave: bool
    appeal: str
    deeds: tuple[Deed, ...]
    signatures: int
    sponsor_token: str
    offers: tuple[Obligation, ...]
    has_case: bool
    hidings: tuple[Notice, ...]
    refusals: tuple[Recorded, ...]
    at: Circumstances


async def see(database: Database, reference: str, token: str, *, seal: Seal, now: datetime) -> Own:
    """The petition behind the organiser's link. Raises LinkNotLive for any other. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        one = await _of(session, reference, token)
        waiting = await drafts.find(session, reference)
        draft = waiting.draft if waiting else Draft(area=one.area, measure=one.measure, title="", text="")
        owed, kept = await obligations.of_petitions(session, [reference]), await petitions.find(session, reference)
        about = (await look(session, draft, reference=reference, now=now, actor=SELF)).about
        return Own(
            one=one,
            wording=await register.wording(session, one.area, about.at.today),
            area=(await register.require_area(session, one.area)).name,
            draft=waiting.draft if waiting else None,
            title=kept.petition.title if kept else "",
            is_open=kept is not None and await _is_open(session, kept.petition, now),
            may_leave=kept is not None and may_be_left(kept.petition, about.at.today),
            appeal=waiting.appeal if waiting else "",
            deeds=tuple(deed for deed in BY_ORGANISER if may(one, deed, about)),
            signatures=await signatures.count(session, reference),
            offers=tuple(each for each in owed[reference] if each.standing is Offered.OFFERED),
            at=about.at,
            has_case=await cases.area_of(session, reference) is not None,
            hidings=tuple(await notices.hidden_by(session, reference)),
            refusals=await refusals(session, one),
            sponsor_token=seal.sponsor(reference) if one.standing is Standing.SPONSORING else "",
        )


async def _is_open(session: Session, about: Petition, now: datetime) -> bool:
    today = london_day(now)
    scheme = (await register.rules_of(session, about.area, today)).policy.petition
    return about.may_be_signed(today, stays_open=scheme.signing_stays_open)


async def mend(database: Database, reference: str, token: str, *, words: Draft, now: datetime) -> None:
    """Put other words in place of those that were sent back; it waits for a decision again.

    Raises LinkNotLive, and NotNow where it is not for mending.
    """
    async with database.unit_of_work(await area_of(database, reference)) as session:
        one = await _of(session, reference, token, locking=True)
        kept = cleaned(replace(words, area=one.area, measure=one.measure))
        await _do(session, one, Deed.MEND, now, words=kept)
        await drafts.mend(session, reference, kept)


async def ask_review(database: Database, reference: str, token: str, *, reasons: str, now: datetime) -> None:
    """Ask that somebody else looks at the refusal. Raises LinkNotLive, and NotNow where none can be asked for."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        one = await _of(session, reference, token, locking=True)
        await _do(session, one, Deed.ASK_REVIEW, now, reasons=reasons)
        await drafts.keep_appeal(session, reference, reasons)


async def withdraw(database: Database, reference: str, token: str, *, now: datetime) -> None:
    """Take the petition back before it is public: all that was written of it is deleted. Raises LinkNotLive, NotNow."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        one = await _of(session, reference, token, locking=True)
        await _do(session, one, Deed.WITHDRAW, now)


async def _of(session: Session, reference: str, token: str, *, locking: bool = False) -> Moderation:
    one = await (moderations.lock if locking else moderations.find)(session, reference)
    if one is None or not await signatures.is_organiser(session, petition=reference, token=token):
        raise LinkNotLive(NOT_LIVE)
    return one


async def _do(
    session: Session, one: Moderation, deed: Deed, now: datetime, *, words: Draft | None = None, reasons: str = ""
) -> None:
    waiting = await drafts.lock(session, one.reference)
    if waiting is None:
        raise NotFound("Nothing of this petition is kept here any more.")
    matter = await look(session, words or waiting.draft, reference=one.reference, now=now, actor=SELF)
    try:
        event = decide(one, deed, Said(reasons=reasons), matter.about)
    except Refused as refusal:
        raise problem(refusal) from refusal
    await tell(session, one, event, matter.about.at)
