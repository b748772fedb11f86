"""What moves a person's request: its events are kept and told, and its day is set."""

from collections.abc import Sequence
from datetime import date, datetime

from services.escalation.domain.case.second import is_own_cause
from services.escalation.domain.person import data_request as requests
from services.escalation.domain.person.data_request import (
    ROLES,
    Beside,
    CameBy,
    DataRequest,
    HeldFollow,
    HeldNotice,
    Outcome,
    Wants,
)
from services.escalation.domain.signature.signature import of_number
from services.escalation.effects.case import circumstances
from services.escalation.effects.person.erasure import SYSTEM, erase
from services.escalation.effects.signature.paper import role_of
from services.escalation.schemas.case.actor import actor_of
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.person import data_request as storage
from services.escalation.storage.person import follower as followers
from services.escalation.storage.person import notice as reporters
from services.escalation.storage.person import retention
from services.escalation.storage.person.data_request import Asking
from services.escalation.storage.person.retention import Signed
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import petition as petitions
from shared import deadlines, ledger
from shared.auth import Caller
from shared.database import Session
from shared.events.escalation.data_request import DataRequestAnswered, DataRequestReceived
from shared.problems import NotYours
from shared.working_days import london_day

DUE = "data_request.due"


async def begin(
    session: Session, said: Asking, came_by: CameBy, received_on: date, *, actor: str, now: datetime
) -> DataRequest:
    """A request begins; the month runs from the day on which it came."""
    rules = await register.rules_of(session, said.area, london_day(now))
    event = DataRequestReceived(
        area=said.area,
        request=said.request,
        wants=said.wants.value,
        came_by=came_by.value,
        received_on=received_on,
        due_on=rules.policy.retention.answer.reckon(received_on, rules.calendar).due_on,
        policy_version=rules.policy.version,
        by_mail=came_by is CameBy.LETTER and bool(said.email),
    )
    return await tell(session, None, event, actor=actor, now=now)


async def found_of(session: Session, said: Asking, seal: Seal, now: datetime) -> list[Signed]:
    """What is held of whoever asks, in the area that they ask."""
    if said.telephone:
        found = await retention.of_contact(session, seal, of_number(said.telephone))
    elif said.email:
        rules = await register.rules_of(session, said.area, london_day(now))
        found = await retention.of_mailbox(session, seal, said.email, rules.policy.petition)
    else:
        found = await retention.of_ids(session, said.signatures)
    return [one for one in found if one.area == said.area]


async def beside_of(session: Session, said: Asking, seal: Seal, now: datetime) -> list[Beside]:
    """What is held of whoever asks beside signatures, in the area that they ask: as somebody who reported a page, or
    who follows a petition.
    """
    if not said.email:
        return []
    scheme = (await register.rules_of(session, said.area, london_day(now))).policy.petition
    given = await reporters.of_mailbox(session, seal, said.area, said.email, scheme)
    return [*given, *await followers.of_mailbox(session, seal, said.area, said.email, scheme)]


async def _forget(session: Session, found: Sequence[Beside], now: datetime) -> None:
    """Forget who gave these notices and what they wrote, which are decided all the same; and who follows."""
    on = london_day(now)
    for one in found:
        if isinstance(one, HeldNotice):
            await reporters.forget(session, one.reference, one.number, on=on)
    await followers.forget(session, [one.follower for one in found if isinstance(one, HeldFollow)], on=on)


async def require_second(
    session: Session, one: DataRequest, found: Sequence[Signed], *, caller: Caller, now: datetime
) -> None:
    """Refuse whoever would erase, or be shown what is held, by a letter that they wrote down, or in the cause of their
    own body. Raises NotYours.

    No machine can tell such a letter from one that nobody wrote: each takes a signature away, or says who signed.
    """
    does = "erase it" if one.wants is Wants.ERASURE else "answer it"
    if await storage.writer(session, one.request) == caller.id:
        raise NotYours(f"Somebody else has to {does}, not whoever wrote the letter down.", rule="same_person")
    for reference in sorted({each.petition for each in found}):
        kept, waiting = await petitions.find(session, reference), await drafts.find(session, reference)
        about = kept.petition if kept else waiting.draft if waiting else None
        if about is None:
            continue
        actor = actor_of(caller, one.area)
        at = await circumstances.of_measure(session, one.area, measure=about.measure, now=now, actor=actor)
        if is_own_cause((at.register.answering,), at):
            words = f"Somebody of another body has to {does}: yours answers for what the petition is about."
            raise NotYours(words, rule="own_cause")


async def conclude(
    session: Session,
    one: DataRequest,
    outcome: Outcome,
    found: Sequence[Signed],
    *,
    now: datetime,
    caller: Caller | None = None,
    grounds: str = "",
    beside: Sequence[Beside] = (),
    keeps_link: bool = False,
) -> DataRequest:
    """Keep what came of it. What the person said when asking goes, but for a link that still shows what is held:
    of a letter, where `keeps_link`.
    """
    by = caller.body or "council" if caller else ""
    if outcome is Outcome.ERASED:
        await erase(session, found, now)
        await _forget(session, beside, now)
    if not keeps_link and (outcome is not Outcome.GIVEN or one.came_by is CameBy.LETTER):
        await storage.empty(session, one.request)
    event = DataRequestAnswered(
        request=one.request,
        outcome=outcome.value,
        grounds=grounds,
        by=by,
        role=role_of(caller, ROLES) if caller else "",
    )
    return await tell(session, one, event, actor=by or SYSTEM, now=now)


async def tell(
    session: Session, before: DataRequest | None, event: object, *, actor: str, now: datetime
) -> DataRequest:
    """Keep what the event makes of it, tell it, and set its day. `before` is locked by this transaction."""
    today = london_day(now)
    if before is None:
        if not isinstance(event, DataRequestReceived):
            raise TypeError("it begins by being received")
        after = requests.received(event)
    else:
        after = requests.evolve(before, event, today)
    stream = storage.stream(after.request)
    await storage.save(session, after)
    await ledger.append(
        session, stream, before.version if before else 0, [event], area=after.area, actor=actor, now=now
    )
    if before is None or before.due_on != after.due_on:
        await deadlines.meet(session, stream, DUE, now)
        rules = await register.rules_of(session, after.area, today)
        await deadlines.arm_day(
            session,
            area=after.area,
            subject=stream,
            kind=DUE,
            round=after.version,
            due_on=after.due_on,
            working="One month after it came in, and two more where it was told why.",
            policy=rules.policy,
        )
    elif not after.is_open:
        await deadlines.meet(session, stream, DUE, now)
    return after
