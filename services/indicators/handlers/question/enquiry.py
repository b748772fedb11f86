"""Enquiries: a figure is asked of a partner once, or taken from what is held; silence is told; what it adds up to."""

from datetime import datetime
from uuid import UUID

from services.indicators.domain.question.asking import Wanted
from services.indicators.domain.question.burden import Burden
from services.indicators.domain.question.enquiry import (
    Enquiry,
    Question,
    State,
    Supplier,
    due,
    make,
    parts_held,
    spare,
)
from services.indicators.effects.question import asking
from services.indicators.schemas.question.enquiry import document, spared
from services.indicators.storage.measure.register import frequencies
from services.indicators.storage.question import enquiry
from services.indicators.storage.question.enquiry import ENQUIRIES
from services.indicators.storage.question.register import suppliers
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.events import new_id
from shared.idempotency import Answer, Once
from shared.problems import NotFound, NotKnownHereYet, NotNow, NotYours
from shared.register import rules
from shared.working_days import london_day

RETRY_AFTER = 5


class PartsAreHeld(NotNow):
    """The figure can be made from shorter periods that are held (`parts`); nobody is asked for it."""

    slug, title = "parts-are-held", "The figure can be made from what is held"


class AskedAlready(NotNow):
    """Somebody has asked for this figure and waits for it (`enquiry`)."""

    slug, title = "asked-already", "This figure has been asked for already"


class NobodyToAsk(NotNow):
    """No body supplies the figures of this measure, or not the one named; `suppliers` says who does."""

    slug, title = "nobody-to-ask", "There is nobody to ask for this figure"


async def show(database: Database, id: UUID) -> Enquiry:
    """An enquiry, as everybody may read it."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await ENQUIRIES.find(session, id)
    if found is None:
        raise NotFound("There is no enquiry of this number.")
    return found


async def list_all(database: Database, wanted: Wanted, *, before: UUID | None, limit: int) -> list[Enquiry]:
    """A page of the wanted enquiries, the newest first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await ENQUIRIES.page(session, wanted, before=before, limit=limit)


async def burden(database: Database, area: str, body: str | None) -> list[Burden]:
    """What the bodies of an area were put to, the latest quarter first."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await enquiry.burden(session, area, body)


async def ask(
    database: Database, question: Question, *, body: str | None, caller: Caller, once: Once, now: datetime
) -> Answer:
    """Ask for the figure (201), or answer it from what is held (200); the same request again gets the same answer.

    Raises NotYours for an area that is not the caller's, NotKnownHereYet, PartsAreHeld, AskedAlready or NobodyToAsk.
    """
    if question.area not in caller.areas or caller.body is None:
        raise NotYours("You may ask for figures of your own areas only.")
    async with database.unit_of_work(frozenset({question.area})) as session:
        if (kept := await idempotency.claim(session, once)) is not None:
            return kept
        answer = await _ask(session, question, body, asked_by=caller.body, now=now)
        return await idempotency.keep(session, once, answer)


async def _ask(session: Session, question: Question, body: str | None, *, asked_by: str, now: datetime) -> Answer:
    area, measure, period, today = question.area, question.measure, question.period.text, london_day(now)
    standing = await enquiry.standing(session, area, measure, period)
    rules_of = await rules(session, [area], today)
    frequency = (await frequencies(session, [(area, measure)])).get((area, measure))
    if area not in rules_of or frequency is None:
        raise NotKnownHereYet("The register here has not heard of this area or measure.", retry_after=RETRY_AFTER)
    supplier = _chosen(await suppliers(session, area, measure, today), body)
    if (held := await enquiry.held(session, area, measure, period)) is not None:
        event = spare(question, supplier, id=new_id(), asked_by=asked_by, today=today)
        made = await asking.tell(session, ENQUIRIES, None, event, actor=asked_by, now=now)
        return _answered(200, spared(made, held), made)
    if parts := parts_held(question.period, await enquiry.periods(session, area, measure)):
        raise PartsAreHeld(f"{len(parts)} figures that are held make up this period.", parts=parts)
    if standing is not None and standing.state in (State.ASKED, State.OVERDUE):
        raise AskedAlready("It was asked for before, and has not come yet.", enquiry=str(standing.id))
    policy, days = rules_of[area].policy, rules_of[area].calendar
    reckoned = due(question, frequency, policy=policy, calendar=days, today=today)
    asked = make(question, supplier, reckoned, id=new_id(), asked_by=asked_by, policy=policy, today=today)
    made = await asking.ask(
        session,
        ENQUIRIES,
        asked,
        due_on=asked.due_on,
        working=asked.reckoning,
        policy=policy,
        actor=asked_by,
        now=now,
    )
    return _answered(201, document(made), made)


def _chosen(supplying: list[Supplier], body: str | None) -> Supplier:
    """The body named among those that supply the figures; without a name, the only or first of them."""
    for one in supplying:
        if body in (None, one.body):
            return one
    names = tuple(one.body for one in supplying)
    raise NobodyToAsk("The register names no such body as supplying the figures of this measure.", suppliers=names)


def _answered(status: int, told: dict[str, object], one: Enquiry) -> Answer:
    return Answer.of(status, told, location=f"/indicators/v1/enquiries/{one.id}")
