"""The letters about notices, carried: an address is looked up when a letter goes, and forgotten with the last."""

from urllib.parse import urlencode

from services.escalation.domain.person import notice as letters
from services.escalation.domain.petition.notice import Notice, measure_of
from services.escalation.domain.signature.telephone import news
from services.escalation.schemas.petition.notice import page_of
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.person import notice as reporters
from services.escalation.storage.petition import notice as notices
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature import telephone as telephones
from shared.database import EVERY_AREA, Database, Session
from shared.errands import Carrier, Errand
from shared.post.mail import Letter, Post, post_from
from shared.post.text_messages import Text, gateway_from
from shared.settings import Settings


def carrier_to_reporters(settings: Settings, post: Post | None = None) -> Carrier:
    """Who tells whoever gave a notice that it came in, and what was decided; with that the address is forgotten.

    Each letter goes once, however many carry it at once: the notice's letters are locked while one is on its way, and
    one that says that it came in does not follow the one that says what was decided. They go by this `post`, or the
    settings'.
    """
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        reference, number, what = _named(errand)
        async with database.unit_of_work(EVERY_AREA) as session:
            await reporters.lock_letters(session, reference, number)  # until it has gone: each goes once, in order
            to, is_acknowledged = await reporters.address_of(session, seal, reference, number)
            one = await notices.find(session, reference, number)
            is_first = what == "received"
            if not to or (is_first and (is_acknowledged or one.outcome is not None)):
                return
            address, about = f"{settings.public_address}{page_of(reference, number)}", await _measure(session, one)
            words = (
                letters.received(one, about=about, address=address)
                if is_first
                else letters.decided(one, about=about, by=await _name(session, one, one.by), address=address)
            )
            await (post or post_from(settings)).send(
                Letter(to=to, subject=words.subject, text=words.text, key=errand.key)
            )
            await (reporters.acknowledged if is_first else reporters.forget_address)(session, reference, number)

    return carry


def carrier_to_organisers(settings: Settings) -> Carrier:
    """Who tells whoever started a petition that its text was hidden, and what a review of that found. Of whoever gave a
    telephone number it is a text message, with the number and PIN of their page.
    """
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        reference, number, what = _named(errand)
        async with database.unit_of_work(EVERY_AREA) as session:
            to = await signatures.organiser(session, seal, reference)
            rung = await telephones.organiser(session, seal, reference) if to is None else None
            kept = petitions.require(await petitions.find(session, reference))
            one = await notices.find(session, reference, number)
            by = await _name(session, one, one.review.by if what == "reviewed" and one.review else one.by)
        base, title = f"{settings.public_address}/petitions/{reference}", kept.petition.title
        if rung is not None:
            said = "its text was hidden" if what == "hidden" else "the hiding of its text was reviewed"
            words_of = news(reference, said, page=f"{base}/number", stub=rung.stub)
            await gateway_from(settings).send(Text(to=rung.number, words=words_of, key=errand.key))
        if to is None:
            return
        if what == "hidden":
            ask = f"{base}/report/{number}/review?{urlencode({'token': to.token})}"
            words = letters.hidden(one, title=title, by=by, ask=ask)
        else:
            words = letters.reviewed(one, title=title, by=by, page=base)
        await post_from(settings).send(Letter(to=to.email, subject=words.subject, text=words.text, key=errand.key))

    return carry


def _named(errand: Errand) -> tuple[str, int, str]:
    reference, number, what = errand.reference.split("/")
    return reference, int(number), what


async def _name(session: Session, one: Notice, by: str) -> str:
    bodies = await register.bodies(session, one.area)
    return bodies[by].name if by in bodies else "the council"


async def _measure(session: Session, one: Notice) -> str:
    """What the measure is called that the notice is about, and where; empty of other pages."""
    code = measure_of(one.page)
    measure = await register.measure(session, one.area, code) if code else None
    area = await register.area(session, one.area) if measure else None
    return f"the measure {measure.title}, {area.name}" if measure and area else ""
