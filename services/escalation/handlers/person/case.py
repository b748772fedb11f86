"""The letters to organisers that their case stands elsewhere now, carried: as it stands when the letter goes."""

from urllib.parse import urlencode

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.second import Asked
from services.escalation.domain.course.command import Merge
from services.escalation.domain.ladder import wording as words
from services.escalation.domain.person import case as letters
from services.escalation.domain.signature.telephone import news
from services.escalation.effects.case import circumstances
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature import telephone as telephones
from shared.clock import Clock
from shared.database import EVERY_AREA, Database, Session
from shared.errands import Carrier, Errand
from shared.policy import Wording
from shared.post.mail import Letter, post_from
from shared.post.text_messages import Text, gateway_from
from shared.settings import Settings
from shared.working_days import in_words

MOVED = "your case has moved on; what you may say or ask for, and until when, stands on your page"


def carrier(settings: Settings, clock: Clock) -> Carrier:
    """Who tells whoever started a petition that its case has moved on. Of two steps before a letter went, the later one
    is told alone. Of whoever gave a telephone number it is a text message, with the number and PIN of their page.
    """
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        reference, _, state, petition = errand.reference.split("/")
        async with database.unit_of_work(EVERY_AREA) as session:
            case, kept = await cases.find(session, reference), await petitions.find(session, petition)
            if case is None or kept is None or case.state.value != state:
                return
            recipient = await signatures.organiser(session, seal, petition)
            rung = await telephones.organiser(session, seal, petition) if recipient is None else None
            at = await circumstances.of_case(session, case, now=clock.now())
            said, stands = await _standing(session, case, at)
        if rung is not None:
            page = f"{settings.public_address}/petitions/{petition}/number"
            told = news(petition, MOVED, page=page, stub=rung.stub)
            await gateway_from(settings).send(Text(to=rung.number, words=told, key=errand.key))
        if recipient is None:
            return
        own = f"{settings.public_address}/petitions/{petition}/organiser/case?{urlencode({'token': recipient.token})}"
        letter = letters.moved_on(title=kept.petition.title, reference=petition, said=said, stands=stands, address=own)
        await post_from(settings).send(
            Letter(to=recipient.email, subject=letter.subject, text=letter.text, key=errand.key)
        )

    return carry


async def _asked(session: Session, case: Case, at: Circumstances, wording: Wording) -> tuple[str, str]:
    """What those who raised the case are asked to agree to, and where a case stands that theirs would go on in."""
    waits, command = case.waiting, at.proposal.command if at.proposal else None
    if waits is None:
        raise ValueError("nothing waits for those who raised the case")
    said = f"You are asked to agree {wording.code(waits.command)}. Nothing is done unless you do."
    day = in_words(waits.second_by)
    until = f"Your yes or no is waited for until {day}. If you say nothing, your case goes on as it is."
    if not isinstance(command, Merge):
        return said, until
    host = await cases.find(session, command.into)
    if host is None:
        return said, until
    stands, own = wording.state(host.state).title, wording.state(case.state).title
    passed = f"The other case is {host.reference}. It stands here: {stands}. Yours stands here: {own}."
    lost = "If you agree, yours goes on there, and nobody is asked again to put it right before that."
    return said, f"{passed} {lost}\n\n{until}"


async def _standing(session: Session, case: Case, at: Circumstances) -> tuple[str, str]:
    """Where the case stands, and who must act by when, in words."""
    wording = await register.wording(session, case.area, at.today)
    if case.waiting is not None and case.waiting.of == Asked.RAISER:
        return await _asked(session, case, at, wording)
    state, area = wording.state(case.state), await register.require_area(session, case.area)
    must = words.must(case, at, wording, area.name)
    by = case.asked_by or case.due_on
    if must is None or by is None:
        return f"Your case stands here now: {state.title}.", "Nobody is waited for now."
    return (
        f"Your case stands here now: {state.title}.",
        f"By {in_words(by)}: {must.who} {must.does} If nothing is done: {must.otherwise}",
    )
