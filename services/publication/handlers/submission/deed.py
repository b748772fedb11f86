"""A deed is handed in: an agreement's opening, its rounds, its approval, a revision, a reply beside an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.publication.domain.agreement.agreement import Agreement, AgreementEvent
from services.publication.domain.agreement.change import Revise
from services.publication.domain.agreement.command import Command, OpenAgreement
from services.publication.domain.agreement.stated import on_record as stated
from services.publication.domain.agreement.step import decide
from services.publication.domain.entry.clearance import Clearance, Cleared
from services.publication.domain.register.register import Register
from services.publication.domain.submission.deed import Deed
from services.publication.effects.agreement.agreement import answer, judged, on_record
from services.publication.effects.submission.deed import command_of, do
from services.publication.effects.submission.submission import hold_deed
from services.publication.schemas.register.link import encode
from services.publication.schemas.register.refusal import as_problems
from services.publication.schemas.submission.submission import document
from services.publication.storage.agreement import agreement as agreements
from services.publication.storage.agreement import target as targets
from services.publication.storage.entry import entry as entries
from services.publication.storage.register import register as registers
from services.publication.storage.submission import submission as storage
from shared import idempotency
from shared.auth import Caller
from shared.database import EVERY_AREA, Database
from shared.events.publication import AgreementOpened
from shared.idempotency import Answer, Once
from shared.problems import NotFound, NotNow, NotYours, Problem
from shared.working_days import london_day


async def hand_in(database: Database, name: str, deed: Deed, *, caller: Caller, once: Once, now: datetime) -> Answer:
    """A deed is handed in to the agreement of this name; every fault is named now, and asked for again when published.

    202: it waits for a second person of the caller's body. 201: it is on the record, for good, where the area's rules
    let one person publish. 200: it is so already. Raises NotFound where there is no such agreement, or no such entry.
    """
    body = caller.acting_body()
    await _require_free_name(database, name, deed)
    async with database.unit_of_work(caller.areas) as session:
        if kept := await idempotency.claim(session, once):
            return kept
        agreement = await agreements.lock(session, name)
        area = _area_of(agreement, deed, caller)
        with as_problems():
            by = await judged(session, area, london_day(now), name)
            command = await command_of(session, agreement, name, deed, body=body, by=by)
            events: Sequence[AgreementEvent] = decide(agreement, command, london_day(now), by)
        if agreement is not None and not events:
            return await idempotency.keep(session, once, answer(agreement, ()))
        seen = command if isinstance(command, OpenAgreement) else deed  # an opening names the release of its profile
        if by.policy.negotiation.two_persons:
            held = await hold_deed(session, name, seen, by=by, caller=caller, now=now)
            return await idempotency.keep(session, once, Answer(202, encode(document(held))))
        with as_problems():
            alone = Clearance(Cleared.ONE_PERSON, now)
            after, events = await do(
                session, agreement, name, seen, by=by, body=body, clearance=alone, actor=caller.id, now=now
            )
        return await idempotency.keep(session, once, answer(after, events))


@dataclass(frozen=True, slots=True)
class Judged:
    """A deed as it would be done now, and what stands against it; `command` is None where even that cannot be told."""

    command: Command | None
    hindered: Problem | None


async def judge(database: Database, name: str, deed: Deed, *, caller: Caller, now: datetime) -> Judged:
    """What publishing the deed for the caller's body would do now, or raise; keeps nothing."""
    try:
        await _require_free_name(database, name, deed)
    except NotNow as refused:
        return Judged(deed if isinstance(deed, OpenAgreement) else None, refused)
    async with database.unit_of_work(caller.areas) as session:
        agreement, command = await agreements.find(session, name), None
        try:
            with as_problems():
                by = await judged(session, _area_of(agreement, deed, caller), london_day(now), name)
                command = await command_of(session, agreement, name, deed, body=caller.acting_body(), by=by)
                decide(agreement, command, london_day(now), by)
        except Problem as refused:
            return Judged(command, refused)
    return Judged(command, None)


async def in_force(database: Database, name: str, *, caller: Caller, today: date) -> Revise:
    """A revision of nothing yet: the targets in force, what was spent on each, and every figure on the record."""
    async with database.unit_of_work(caller.areas) as session:
        standing, spent = await targets.of_agreement(session, name), await targets.spent(session, name)
        figures = stated(await entries.of_agreement(session, name))
    return Revise(today, standing=tuple(standing), spent=spent, figures=figures)


async def holds_back(database: Database, name: str, *, caller: Caller) -> bool:
    """Whether words on this agreement were handed in that wait for the end of the weeks before an election."""
    async with database.unit_of_work(caller.areas) as session:
        return await storage.holds_back(session, name)


async def to_be_opened(
    database: Database, name: str, number: int, *, caller: Caller
) -> tuple[AgreementOpened, Register]:
    """What an agreement would begin with whose opening waits for a second person of the caller's body; or NotFound."""
    async with database.unit_of_work(caller.areas) as session:
        held = await storage.find(session, name, number)
        if held is None or held.body != caller.acting_body() or not isinstance(held.deed, OpenAgreement):
            raise NotFound("There is no agreement of this name, and your body has not handed in its opening.")
        return held.deed.opened, await registers.find(session, held.area) or Register(held.area)


async def _require_free_name(database: Database, name: str, deed: Deed) -> None:
    """Raise NotNow for an opening under a name that is another area's, which everybody can read."""
    if isinstance(deed, OpenAgreement):
        async with database.unit_of_work(EVERY_AREA) as session:
            area = await agreements.area_of(session, name)
        if area not in (None, deed.opened.area):
            raise NotNow("An agreement of this name is open already, in another area.")


def _area_of(agreement: Agreement | None, deed: Deed, caller: Caller) -> str:
    if not isinstance(deed, OpenAgreement):
        return on_record(agreement).opened.area
    if deed.opened.area not in caller.areas:
        raise NotYours("You may not open an agreement in this area.")
    return deed.opened.area
