"""What can happen to who speaks for a petition while it is signed: its organiser leaves it, somebody who signed it asks
for the letter, takes it up by the button behind its link, or nobody does in time.

Opening a link changes nothing, and no answer tells whether an address has signed.
"""

from datetime import datetime
from urllib.parse import urlencode

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.person import leadership as letters
from services.escalation.domain.petition import leadership
from services.escalation.domain.petition.petition import Petition
from services.escalation.effects.petition.petition import area_of, tell_petition
from services.escalation.effects.signature.signature import ASK_ANEW, NOT_LIVE, LinkNotLive
from services.escalation.schemas.case.refusal import problem
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import leadership as leaders
from services.escalation.storage.signature import signature as signatures
from shared import deadlines
from shared.database import EVERY_AREA, Database, Session
from shared.deadlines import Due, Hold
from shared.errands import Carrier, Errand
from shared.post.mail import Letter, post_from
from shared.settings import Settings
from shared.working_days import london_day

DAY = "petition.leadership"
NOT_YOURS = f"Somebody may have taken the petition up already, or its day is over. {ASK_ANEW}"


async def leave(database: Database, reference: str, token: str, *, now: datetime) -> None:
    """Whoever speaks for a petition leaves it; its days to be taken up begin. Raises LinkNotLive, NotNow."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        kept = await petitions.lock(session, reference)
        if kept is None or not await signatures.is_organiser(session, petition=reference, token=token):
            raise LinkNotLive(NOT_LIVE)
        about, today = kept.petition, london_day(now)
        rules = await register.rules_of(session, about.area, today)
        waits = rules.policy.petition.take_up.reckon(today, rules.calendar)
        try:
            left = leadership.leave(about, waits.due_on, today)
        except Refused as refusal:
            raise problem(refusal) from refusal
        await leaders.step_down(session, reference)
        after = await tell_petition(session, about, (left,), actor=ORGANISER, now=now)
        await deadlines.arm_day(
            session,
            area=about.area,
            subject=petitions.stream(reference),
            kind=DAY,
            round=after.version,
            due_on=waits.due_on,
            working=waits.words(),
            policy=rules.policy,
        )


async def ask(database: Database, reference: str, email: str, *, seal: Seal, now: datetime) -> None:
    """Book the letter by which a petition is taken up, to an address that signed it. Raises NotFound, NotNow."""
    async with database.unit_of_work(await area_of(database, reference)) as session:
        about = petitions.require(await petitions.find(session, reference)).petition
        _require_left(about, now)
        scheme = (await register.rules_of(session, about.area, london_day(now))).policy.petition
        await leaders.ask(session, seal, email, petition=reference, area=about.area, scheme=scheme)


async def look(database: Database, reference: str, token: str, *, now: datetime) -> Petition:
    """The petition behind the link of the letter. Raises LinkNotLive. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        kept = await petitions.find(session, reference)
        if kept is None or not await leaders.signed(session, petition=reference, token=token):
            raise LinkNotLive(NOT_YOURS)
        if not leadership.may_be_taken_up(kept.petition, london_day(now)):
            raise LinkNotLive(NOT_YOURS)
        return kept.petition


async def take_up(database: Database, reference: str, token: str, *, now: datetime) -> None:
    """Whoever signed and has the link speaks for the petition from now on. Raises LinkNotLive for any other, and where
    somebody else was first, or the day is over.
    """
    async with database.unit_of_work(await area_of(database, reference)) as session:
        kept = await petitions.lock(session, reference)
        if kept is None or not await leaders.signed(session, petition=reference, token=token):
            raise LinkNotLive(NOT_YOURS)
        try:
            found = leadership.take_up(kept.petition, london_day(now))
        except Refused as refusal:
            raise LinkNotLive(NOT_YOURS) from refusal
        await leaders.take_up(session, petition=reference, token=token)
        await tell_petition(session, kept.petition, (found,), actor=ORGANISER, now=now)
        await deadlines.meet(session, petitions.stream(reference), DAY, now)


async def lapse(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 shape of every Fire
    """Nobody took it up in time: it ends, with its count."""
    kept = await petitions.lock(session, petitions.reference_of(due.subject))
    if kept is not None:
        events = leadership.lapse(kept.petition, kept.signatures)
        await tell_petition(session, kept.petition, events, actor=MACHINE.id, now=now)


def carrier(settings: Settings) -> Carrier:
    """Who carries the letters by which a petition is taken up."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(EVERY_AREA) as session:
            to = await leaders.recipient(session, seal, errand.reference)
            kept = await petitions.find(session, to.petition) if to else None
        if to is None or kept is None or kept.petition.take_up_by is None:
            return
        page = f"{settings.public_address}/petitions/{to.petition}/take-up/link?{urlencode({'token': to.token})}"
        words = letters.take_up(
            title=kept.petition.title, reference=to.petition, address=page, last_on=kept.petition.take_up_by
        )
        await post_from(settings).send(Letter(to=to.email, subject=words.subject, text=words.text, key=errand.key))

    return carry


def _require_left(about: Petition, now: datetime) -> None:
    try:
        leadership.take_up(about, london_day(now))
    except Refused as refusal:
        raise problem(refusal) from refusal
