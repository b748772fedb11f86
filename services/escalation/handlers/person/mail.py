"""The letters about signatures, carried: the address is looked up when a letter goes, never kept beside the errand."""

from datetime import timedelta
from urllib.parse import urlencode

from services.escalation.domain.obligation.obligation import Standing
from services.escalation.domain.person import case as case_letters
from services.escalation.domain.person import mail
from services.escalation.domain.signature.telephone import message, news, turn
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.obligation import obligation as obligations
from services.escalation.storage.person import data_request as data_requests
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature import telephone as telephones
from services.escalation.storage.signature.signature import Recipient
from services.escalation.storage.signature.telephone import Organiser
from shared.clock import Clock
from shared.database import EVERY_AREA, Database, Session
from shared.errands import Carrier, Errand
from shared.events import short_name
from shared.events.escalation import OrganiserLeft
from shared.ledger import read_stream
from shared.post.mail import Letter, post_from
from shared.post.text_messages import Gateway, Text, gateway_from
from shared.settings import Settings
from shared.working_days import in_words, london_day

UNNAMED = "A petition that is not public yet"
NOBODY_NAMED = "none"  # the value of a policy that no area has decided about
INSTANT = timedelta(microseconds=1)  # a link works until the end of a day, which is where the next one begins


def carrier(settings: Settings) -> Carrier:
    """Who carries the letters: looks the address up when it goes, so that a forgotten person is not written to."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(EVERY_AREA) as session:
            recipient = await signatures.recipient(session, seal, errand.reference)
            title = await _title(session, recipient) if recipient else None
        if recipient is None or title is None:
            return
        reference = recipient.petition
        words = mail.confirmation(
            title=title,
            reference=reference,
            address=f"{settings.public_address}/petitions/{reference}/confirm?{urlencode({'token': recipient.token})}",
            last_on=london_day(recipient.expires_at - INSTANT),
            is_organiser=recipient.is_organiser,
        )
        await post_from(settings).send(
            Letter(to=recipient.email, subject=words.subject, text=words.text, key=errand.key)
        )

    return carry


def carrier_of_codes(settings: Settings, clock: Clock, gateway: Gateway | None = None) -> Carrier:
    """Who carries codes to telephones: the last one of a signature, while it is good. Only tests put a gateway in."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(EVERY_AREA) as session:
            found = await telephones.recipient(session, seal, errand.reference)
        if found is None or found.until <= clock.now():
            return
        page = f"{settings.public_address}/petitions/{found.petition}/code?request={found.request}"
        purpose = "to start your petition" if found.is_organiser else "to sign a petition"
        words = message(found.code, until=found.until, page=page, purpose=purpose)
        await (gateway or gateway_from(settings)).send(Text(to=found.number, words=words, key=errand.key))

    return carry


def carrier_of_data_codes(settings: Settings, clock: Clock) -> Carrier:
    """Who carries the codes by which people without e-mail ask what is held of them."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(EVERY_AREA) as session:
            found = await data_requests.code_of(session, seal, errand.reference)
        if found is None or found[2] <= clock.now():
            return
        number, code, until = found
        words = message(
            code, until=until, page="the page where you asked", purpose="to see or erase what is held of you"
        )
        await gateway_from(settings).send(Text(to=number, words=words, key=errand.key))

    return carry


def owed_carrier(settings: Settings) -> Carrier:
    """Who carries the letters to whoever started a petition about what it is owed: one for each step that was told."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        stream, _, version = errand.reference.rpartition("/")
        reference, name = obligations.of_stream(stream)
        async with database.unit_of_work(EVERY_AREA) as session:
            recipient = await signatures.organiser(session, seal, reference)
            found = await obligations.find(session, reference, name)
            rung = await telephones.organiser(session, seal, reference)
            said = await _said(session, found.area, stream, until=int(version)) if found else ""
        is_offered = found is not None and found.standing is Standing.OFFERED
        if rung is not None and found is not None and found.ask_by and is_offered:
            asking = f"on your page you may ask until {in_words(found.ask_by)} for what it is owed"
            await _text(settings, rung, reference, asking, errand)
        if recipient is None or found is None:
            return
        page = f"{settings.public_address}/petitions/{reference}"
        words = mail.step(
            title=found.title,
            reference=reference,
            said=said,
            page=page,
            ask=f"{page}/owed/{name}/ask?{urlencode({'token': recipient.token})}" if is_offered else "",
            ask_by=found.ask_by,
        )
        await post_from(settings).send(
            Letter(to=recipient.email, subject=words.subject, text=words.text, key=errand.key)
        )

    return carry


def carrier_of_turns(settings: Settings) -> Carrier:
    """Who carries the letters that tell organisers how their petitions stand: as each stands when its letter goes. Of
    whoever gave a telephone number it is a text message, with the number and PIN of their page.
    """
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        reference = errand.reference
        async with database.unit_of_work(EVERY_AREA) as session:
            recipient = await signatures.organiser(session, seal, reference)
            one = await moderations.find(session, reference)
            title = await _title(session, recipient) if recipient else None
            wording = await register.wording(session, one.area, one.since_on) if one else None
            policy = (await register.rules_of(session, one.area, one.since_on)).policy if one else None
            rung = await telephones.organiser(session, seal, reference) if recipient is None else None
        if rung is not None and one is not None:
            await _text(settings, rung, reference, turn(one), errand)
        if recipient is None or one is None or wording is None or policy is None:
            return
        address = f"{settings.public_address}/petitions/{reference}/organiser?{urlencode({'token': recipient.token})}"
        publishes = policy.moderation.silence_publishes
        words = mail.turn(one, title=title or "", address=address, wording=wording, publishes=publishes)
        await post_from(settings).send(
            Letter(to=recipient.email, subject=words.subject, text=words.text, key=errand.key)
        )

    return carry


def carrier_to_whoever_left(settings: Settings) -> Carrier:
    """Who tells the organiser of a petition that somebody wrote down that it leaves the case."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        case, _, version = errand.reference.rpartition("/")
        async with database.unit_of_work(EVERY_AREA) as session:
            found, stream = await cases.find(session, case), cases.stream(case)
            events = [one.event for one in await read_stream(session, stream) if one.version == int(version)]
            reference = next((one.organiser_of for one in events if isinstance(one, OrganiserLeft)), case)
            recipient = await signatures.organiser(session, seal, reference)
            title = await _title(session, recipient) if recipient else None
            if found is None or recipient is None or title is None:
                return
            said = await _said(session, found.area, stream, until=int(version))
        page = f"{settings.public_address}/petitions/{reference}"
        words = case_letters.left(title=title, reference=reference, said=said, page=page)
        await post_from(settings).send(
            Letter(to=recipient.email, subject=words.subject, text=words.text, key=errand.key)
        )

    return carry


def carrier_to_whom_words_were_written_down(settings: Settings) -> Carrier:
    """Who tells the organiser of a petition what somebody wrote down as its words, and how to say that it is wrong."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        case, version, petition = errand.reference.split("/")
        async with database.unit_of_work(EVERY_AREA) as session:
            found = await cases.find(session, case)
            recipient = await signatures.organiser(session, seal, petition)
            rung = await telephones.organiser(session, seal, petition)
            title = await _title(session, recipient) if recipient else None
            said = await _said(session, found.area, cases.stream(case), until=int(version)) if found else ""
        if rung is not None:
            words = "somebody wrote down what you are said to want; if it is wrong, say so on your page"
            await _text(settings, rung, petition, words, errand)
        if recipient is None or title is None:
            return
        own = f"{settings.public_address}/petitions/{petition}/organiser/case"
        letter = case_letters.spoken_for(
            title=title, reference=petition, said=said, address=f"{own}?{urlencode({'token': recipient.token})}"
        )
        await post_from(settings).send(
            Letter(to=recipient.email, subject=letter.subject, text=letter.text, key=errand.key)
        )

    return carry


def carrier_to_clerks(settings: Settings, clock: Clock) -> Carrier:
    """Who tells a committee's clerk that an election has caught a hearing: at the address that the area names today,
    if any.
    """

    async def carry(database: Database, errand: Errand) -> None:
        case, _, version = errand.reference.rpartition("/")
        async with database.unit_of_work(EVERY_AREA) as session:
            found = await cases.find(session, case)
            if found is None:
                return
            rules = await register.rules_of(session, found.area, london_day(clock.now()))
            to = rules.policy.stage2.clerk_address
            if to == NOBODY_NAMED:
                return
            said = await _said(session, found.area, cases.stream(case), until=int(version))
        words = case_letters.hearing_caught(
            title=found.title, reference=case, said=said, page=f"{settings.public_address}/cases/{case}"
        )
        await post_from(settings).send(Letter(to=to, subject=words.subject, text=words.text, key=errand.key))

    return carry


def carrier_of_data_links(settings: Settings) -> Carrier:
    """Who carries the link by which a person asks what is held of them, or has it erased."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(EVERY_AREA) as session:
            said = await data_requests.asking(session, seal, errand.reference)
        if said is None:
            return
        words = mail.data_link(
            wants=said.wants,
            address=f"{settings.public_address}/privacy/request/{said.request}?{urlencode({'token': said.token})}",
            last_on=london_day(said.expires_at - INSTANT),
            by_letter=said.by_letter,
        )
        await post_from(settings).send(Letter(to=said.email, subject=words.subject, text=words.text, key=errand.key))

    return carry


async def _text(settings: Settings, rung: Organiser, reference: str, said: str, errand: Errand) -> None:
    """Tell whoever started a petition by telephone, with the way back to it."""
    page = f"{settings.public_address}/petitions/{reference}/number"
    words = news(reference, said, page=page, stub=rung.stub)
    await gateway_from(settings).send(Text(to=rung.number, words=words, key=errand.key))


async def _said(session: Session, area: str, stream: str, *, until: int) -> str:
    """The public sentence of the step with that number, as the profile of its day has it."""
    steps = [one for one in await read_stream(session, stream) if one.version == until]
    bodies = await register.bodies(session, area)
    said = []
    for one in steps:
        on = london_day(one.occurred_at)
        wording = await register.wording(session, area, on)
        names = {body.id: body.name_on(on) for body in bodies.values()}
        said.append(wording.told(short_name(one.type), one.event, names, {}))
    return " ".join(said)


async def _title(session: Session, recipient: Recipient) -> str | None:
    """What the letter calls the petition; strangers are sent no words that nobody has checked."""
    waiting = await drafts.find(session, recipient.petition)
    if waiting is not None:
        return waiting.draft.title if recipient.is_organiser else UNNAMED
    kept = await petitions.find(session, recipient.petition)
    return kept.petition.title if kept else None
