"""The review of a petition's text that was hidden: its organiser asks for it, and somebody of another body finds."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.petition import review as rules
from services.escalation.domain.petition.notice import DECIDING, Notice, Review
from services.escalation.effects.petition.notice import REVIEW, TO_ORGANISER, arm, look, meet, tell, write
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.paper import role_of
from services.escalation.effects.signature.signature import NOT_LIVE, LinkNotLive
from services.escalation.schemas.case.refusal import problem
from services.escalation.schemas.petition.notice import FindingForm
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import notice as notices
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import signature as signatures
from shared.auth import Caller
from shared.database import Database, Session
from shared.problems import NotFound, NotYours


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A notice that hid one's text, and what the petition is called."""

    one: Notice
    title: str


async def see(database: Database, reference: str, number: int, token: str) -> Own:
    """The notice behind the link of an organiser's letter. Raises LinkNotLive, NotFound."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        await _require_organiser(session, reference, token)
        kept = petitions.require(await petitions.find(session, reference))
        return Own(one=await notices.find(session, reference, number), title=kept.petition.title)


async def ask(
    database: Database, reference: str, number: int, token: str, *, reasons: str, seal: Seal, now: datetime
) -> None:
    """Whoever started the petition asks that somebody else looks at the hiding of its text.

    Raises LinkNotLive, NotFound, and NotNow where nothing was hidden or one was asked for.
    """
    async with database.unit_of_work(await area_of(database, reference)) as session:
        await _require_organiser(session, reference, token)
        matter = await look(session, reference, number, now=now, locking=True)
        at = matter.at
        waits = at.policy.notice.review.reckon(at.today, at.calendar)
        try:
            events = rules.ask_review(matter.one, waits.due_on)
        except Refused as refused:
            raise problem(refused) from refused
        review = Review(asked_on=at.today, due_on=waits.due_on, words=reasons)
        await notices.ask_review(session, seal, matter.one, review)
        await tell(session, matter.one, matter.about, events, at)
        await arm(session, matter.one, waits, at, round=REVIEW)


async def find(
    database: Database, reference: str, number: int, sent: FindingForm, *, caller: Caller, now: datetime
) -> Notice:
    """Leave the text hidden, or show it again; what was found once stays so.

    Raises NotFound, NotYours, NotNow where no review waits, and the named refusal for whoever hid it, for their body,
    and for whoever would leave a text hidden that is about their own.
    """
    role = role_of(caller, DECIDING)
    if not role:
        raise NotYours("Only those who check petitions review what was hidden.")
    async with database.unit_of_work(caller.areas) as session:
        matter = await look(session, reference, number, now=now, caller=caller, locking=True)
        one, at = matter.one, matter.at
        others = [each for each in await notices.hidden_by(session, reference) if each.number != number]
        try:
            events = rules.find(
                one,
                sent.finding,
                sent.reasons,
                at=at,
                about=matter.concerned,
                role=role,
                hidden_by_others=bool(others),
            )
        except Refused as refused:
            raise problem(refused) from refused
        if one.review is None:
            raise NotFound(notices.NONE_HERE)
        found = replace(
            one.review, finding=sent.finding, found_on=at.today, reasons=sent.reasons, by=at.actor.public_name
        )
        await notices.find_review(session, one, found)
        await tell(session, one, matter.about, events, at)
        await meet(session, one, now)
        await write(session, TO_ORGANISER, one, "reviewed")
        return replace(one, review=found)


async def _require_organiser(session: Session, reference: str, token: str) -> None:
    if not await signatures.is_organiser(session, petition=reference, token=token):
        raise LinkNotLive(NOT_LIVE)
