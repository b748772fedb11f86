"""What can happen to words offered by letter: a body names an address, looks behind the link, confirms or disputes.

Looking changes nothing. A link works until its day is over, and is dead when another address is named.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.entry.offer import Contact, Offer, hash_of, letter, token_of
from services.publication.domain.entry.reply import OPERATOR, Heard, heard
from services.publication.effects.agreement.agreement import judged, on_record
from services.publication.effects.agreement.reply import put_reply
from services.publication.schemas.entry.offer import OfferAnswer
from services.publication.schemas.register.refusal import as_problems
from services.publication.storage.agreement import agreement as agreements
from services.publication.storage.entry import entry as entries
from services.publication.storage.entry import offer as storage
from services.publication.storage.entry import reply as replies
from services.publication.storage.register import register as registers
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.errands import Carrier, Errand
from shared.events.publication import PartnerRegistered
from shared.post.mail import Letter, post_from
from shared.problems import NotFound, NotYours
from shared.settings import Settings
from shared.working_days import london_day


class OfferOver(NotFound):
    """The link was never sent, its day is over, or another address was named since."""

    slug, title = "offer-over", "This link does not work any more"


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind a link: the offer, whose words they are, in which agreement, each entry as the record tells it."""

    offer: Offer
    body: PartnerRegistered
    agreement: Agreement
    by: Circumstances
    told: tuple[Heard, ...]


async def name_contact(
    database: Database, area: str, body: str, email: str, *, caller: Caller, now: datetime
) -> Contact:
    """Have words that others type for a body offered at this address from now on; again changes it.

    A body names its own; a registrar names one for a body that has not. Raises NotYours, and NotFound for no such body.
    """
    own = caller.acting_body()
    async with database.unit_of_work(caller.areas) as session:
        _require_theirs(await _contact(session, area, body, caller), own)
        named = Contact(area=area, body=body, email=email, named_by=own, named_at=now)
        await storage.save_contact(session, named)
        return named


async def contact(database: Database, area: str, body: str, *, caller: Caller) -> Contact:
    """Where letters to a body go, for itself and the area's registrars. NotFound where nobody has said."""
    async with database.unit_of_work(caller.areas) as session:
        held = await _contact(session, area, body, caller)
    if held is None:
        raise NotFound("No address is named for this body.")
    return held


async def forget_contact(database: Database, area: str, body: str, *, caller: Caller) -> None:
    """Send nothing more to it; what was sent cannot be answered any more."""
    own = caller.acting_body()
    async with database.unit_of_work(caller.areas) as session:
        held = await _contact(session, area, body, caller)
        if held is None:
            raise NotFound("No address is named for this body.")
        _require_theirs(held, own)
        await storage.forget_contact(session, area, body)


async def load_contact(database: Database, area: str, body: str, email: str, *, now: datetime) -> None:
    """Name a body's address as whoever runs this installation, who types nobody's words: its silence counts then. One
    that the body named itself stays. Raises NotFound for no such body, NotYours.
    """
    async with database.unit_of_work(frozenset({area})) as session:
        register = await registers.find(session, area)
        if register is None or body not in register.partners:
            raise NotFound("The register of this area knows no such body.")
        _require_theirs(await storage.contact(session, area, body), OPERATOR)
        named = Contact(area=area, body=body, email=email, named_by=OPERATOR, named_at=now)
        await storage.save_contact(session, named)


def _require_theirs(held: Contact | None, own: str) -> None:
    """Raise NotYours where a body, or whoever runs this, named an address that somebody else would change."""
    if held is not None and held.named_by == held.body != own:
        raise NotYours("This body has named its address itself. Nobody else changes it.")
    if held is not None and held.named_by == OPERATOR and own not in (OPERATOR, held.body):
        raise NotYours("Whoever runs this record has named this address. Only they and the body itself change it.")


async def look(database: Database, token: str, *, now: datetime) -> Behind:
    """What is behind a link. Changes nothing. Raises OfferOver."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await _behind(session, await _offer(session, token, now), now)


async def answer(database: Database, given: OfferAnswer, *, now: datetime) -> Offer:
    """The body behind the link confirms or disputes one entry; nobody can change it afterwards.

    Raises OfferOver, NotFound for an entry that the letter does not offer, Malformed naming every fault.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        offer = await _offer(session, given.token, now)
    async with database.unit_of_work(frozenset({offer.area})) as session:
        on_record(await agreements.lock(session, offer.agreement))
        found = await _behind(session, await _offer(session, given.token, now), now)
        told = next((one for one in found.told if one.entry.number == given.entry), None)
        if told is None:
            raise NotFound("This letter does not offer an entry of this number.")
        command = given.command(told.entry, found.body, offer)
        if told.answer is not None and (told.answer.stance, told.answer.words) == (command.stance, command.words):
            return offer  # the same button, pressed twice
        await put_reply(session, found.agreement, command, found.by, actor=f"offer/{offer.id}", now=now)
    return offer


def carrier(settings: Settings) -> Carrier:
    """Who carries the letters; where the address was taken away meanwhile, none goes."""
    key = settings.secret.get_secret_value()

    async def carry(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(EVERY_AREA) as session:
            offer = await storage.find(session, UUID(errand.reference))
            contact = await storage.contact(session, offer.area, offer.body) if offer else None
            if offer is None or contact is None:
                return
            token = token_of(key, offer.id)
            await storage.arm(session, offer.id, hash_of(token), contact.named_by)
            agreement = on_record(await agreements.find(session, offer.agreement))
            register = await registers.find(session, offer.area)
        body = register.partners[offer.body].name if register else offer.body
        address = f"{settings.public_address}/record/offered?token={token}"
        words = letter(offer, body=body, title=agreement.opened.title, address=address)
        await post_from(settings).send(Letter(to=contact.email, subject=words.subject, text=words.text, key=errand.key))
        async with database.unit_of_work(EVERY_AREA) as session:
            await storage.mark_sent(session, offer.id)

    return carry


async def _contact(session: Session, area: str, body: str, caller: Caller) -> Contact | None:
    """The address of a body whose affair it is of the caller's: its own, or that of a body of the registrar's area."""
    is_registrar = caller.is_in(area, "registrar")
    if area not in caller.areas or (body != caller.acting_body() and not is_registrar):
        raise NotYours("An address is named by the body itself, or by a registrar of the area.")
    register = await registers.find(session, area)
    if register is None or body not in register.partners:
        raise NotFound("The register of this area knows no such body.")
    return await storage.contact(session, area, body)


async def _offer(session: Session, token: str, now: datetime) -> Offer:
    offer = await storage.behind(session, hash_of(token))
    if offer is None or london_day(now) > offer.ends_on:
        raise OfferOver("Its day is over, or another address was named since. The record itself is open to everybody.")
    return offer


async def _behind(session: Session, offer: Offer, now: datetime) -> Behind:
    agreement = on_record(await agreements.find(session, offer.agreement))
    with as_problems():
        by = await judged(session, offer.area, london_day(now))
    said = [one for one in await entries.of_agreement(session, offer.agreement) if one.number in offer.entries]
    beside = await replies.of_agreement(session, offer.agreement)
    offered = await storage.sent(session, offer.agreement, by.register)
    told = heard([one for one in said if one.superseded_by is None], beside, by.register, offered)
    return Behind(offer, by.register.partners[offer.body], agreement, by, tuple(told))
