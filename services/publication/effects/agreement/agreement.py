"""What every command of a negotiation shares: the circumstances it is judged by, keeping what follows, its clocks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from types import MappingProxyType

from services.publication.domain.agreement.agreement import Agreement, AgreementEvent, evolve
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.command import PublishEntries
from services.publication.domain.entry.clearance import Clearance, Cleared
from services.publication.domain.entry.embargo import salts_of
from services.publication.domain.record.counterpart import leaf_of_agreement, leaf_of_entry
from services.publication.domain.register.refusal import Refused, Wrong
from services.publication.domain.register.register import Register, policy_on
from services.publication.effects.entry.offer import offer_words
from services.publication.effects.entry.withholding import withhold
from services.publication.effects.register.settled import settled_registers
from services.publication.schemas.agreement.agreement import receipt
from services.publication.schemas.register.link import encode
from services.publication.storage.agreement import agreement as storage
from services.publication.storage.entry import entry as entries
from services.publication.storage.entry import offer as offers
from services.publication.storage.leaf import leaf
from services.publication.storage.record import removal as removals
from services.publication.storage.register import register as registers
from services.publication.storage.submission import submission as submissions
from services.publication.storage.timeline import timeline
from shared import deadlines, ledger
from shared.calendars import calendar
from shared.database import Session
from shared.deadlines import Expected
from shared.events.publication import EntryPublished
from shared.idempotency import Answer
from shared.problems import NotFound, NotNow, Stale
from shared.working_days import london_day

ANSWER_OWED = "negotiation.answer"


async def circumstances(session: Session, area: str, on: date, agreement: str | None = None) -> Circumstances | None:
    """What a command in this area is judged by on that day, on the `agreement` where it is about one; None for an area
    nobody has registered.
    """
    register = await registers.find(session, area)
    if register is None or register.about is None:
        return None
    inspecting = await timeline.inspecting(session, area, register.about.responsible_authority)
    letters = await offers.left(session, agreement) if agreement else {}
    settled, *since = await settled_registers(session, register, on)
    by = judged_by(register, on, frozenset(name.casefold() for name in inspecting), letters, settled=settled)
    by = replace(by, since=tuple(since))
    if agreement is None:
        return by
    taken = await removals.read_by_gates(session, agreement)
    return replace(by, holds_back=await submissions.holds_back(session, agreement), taken=taken)


def judged_by(
    register: Register,
    on: date,
    inspecting: frozenset[str] = frozenset(),
    letters: Mapping[int, date | None] = MappingProxyType({}),
    settled: Register | None = None,
) -> Circumstances:
    """The circumstances of an area whose register is at hand, by the rules of what of it has `settled`."""
    policy = policy_on(settled or register, on)
    days = calendar(policy.clock.calendar, area=register.area, closures=register.closed)
    return Circumstances(
        register=register, policy=policy, calendar=days, inspecting=inspecting, letters=letters, settled=settled
    )


async def judged(session: Session, area: str, on: date, agreement: str | None = None) -> Circumstances:
    """The same; Refused for an area nobody has registered."""
    by = await circumstances(session, area, on, agreement)
    if by is None:
        raise Refused([Wrong("/area", "unknown-area", "No area of this code is registered here.")])
    return by


def on_record(agreement: Agreement | None) -> Agreement:
    """The agreement itself; NotFound where there is none."""
    if agreement is None:
        raise NotFound("There is no agreement of this name.")
    return agreement


def require_seen(agreement: Agreement, seen: int | None) -> None:
    """Raise Stale where something was added to the agreement since its version `seen`; None looks at none."""
    if seen is not None and agreement.version != seen:
        raise Stale("Something was put on the record of this agreement since you opened the page.")


def answer(agreement: Agreement, news: Sequence[AgreementEvent]) -> Answer:
    """What a writer is answered: how the agreement stands, and the numbers its entries were given."""
    numbers = tuple(event.entry for event in news if isinstance(event, EntryPublished))
    return Answer(201 if news else 200, encode(receipt(agreement, len(news), numbers)))


async def keep(
    session: Session,
    before: Agreement | None,
    events: Sequence[AgreementEvent],
    *,
    actor: str,
    now: datetime,
) -> Agreement:
    """Save the agreement after these events of its own stream, and append them to the ledger.

    Raises NotNow for a name that an agreement of another area has.
    """
    after = reduce(evolve, events, before)
    if after is None:
        raise ValueError("nothing was opened")
    if events:
        try:
            await storage.save(session, after, events, now)
        except storage.NameTaken:
            raise NotNow("An agreement of this name is open already, in another area.") from None
        stream, version = f"agreement/{after.opened.agreement}", before.version if before else 0
        await ledger.append(session, stream, version, events, area=after.opened.area, actor=actor, now=now)
        leaves = [leaf_of_agreement(event, list(after.rounds), now) for event in events]
        await leaf.add(session, [each for each in leaves if each is not None])
    return after


async def put_on_record(
    session: Session,
    agreement: Agreement,
    command: PublishEntries,
    events: Sequence[AgreementEvent],
    *,
    by: Circumstances,
    clearance: Clearance,
    entered_by: str,
    actor: str,
    now: datetime,
    handed_in_by: str | None = None,
) -> Agreement:
    """What was said goes on the record, as `events` tell it; nobody can change it afterwards.

    What the other side is to answer gets its day, what it answers here ends the day; words that another body typed are
    offered to their author.
    """
    name, area = agreement.opened.agreement, agreement.opened.area
    published = [event for event in events if isinstance(event, EntryPublished)]
    said = await entries.add(session, published, command.entries, entered_by=entered_by, now=now, clearance=clearance)
    leaves = [leaf_of_entry(name, area, one, event.facts) for one, event in zip(said, published, strict=True)]
    await (leaf.add(session, leaves, salts_of(command.secret)) if command.secret else leaf.add(session, leaves))
    for one in said:
        if one.said.hidden is not None:
            persons, by_clock = (handed_in_by or actor, actor), clearance.how is Cleared.BY_CLOCK
            await withhold(
                session, one, one.said.hidden, agreement=name, by=by, persons=persons, now=now, by_clock=by_clock
            )
    after = await keep(session, agreement, events, actor=actor, now=now)
    await set_clocks(session, agreement, after, by, now)
    await offer_words(session, after.opened, said, by.register, now)
    return after


async def set_clocks(session: Session, before: Agreement, after: Agreement, by: Circumstances, now: datetime) -> None:
    """Set the days by which new entries are to be answered; end those that were answered, taken back or approved."""
    today = london_day(now)
    had = {one.entry for one in before.owed(by, today) if one.answered_by is None}
    waiting = {one.entry: one for one in after.owed(by, today) if one.answered_by is None}
    area, rules = after.opened.area, by.policy.negotiation
    for entry in had - waiting.keys():
        await deadlines.meet(session, about(after, entry), ANSWER_OWED, now)
    new = [waiting[entry] for entry in sorted(waiting.keys() - had)]
    for one in new:  # an answer that its body disputes now had ended this day
        await deadlines.resume(session, about(after, one.entry), ANSWER_OWED)
    working = f"{rules.government_response.words()} for an answer"
    expected = [Expected(area, about(after, one.entry), one.due_on, working, by.policy) for one in new]
    await deadlines.arm_days(session, ANSWER_OWED, expected)


def about(agreement: Agreement, entry: int) -> str:
    """What the deadline of an entry's answer is about."""
    return f"answer/{agreement.opened.agreement}/{entry}"


def entry_of(subject: str) -> tuple[str, int]:
    """The agreement and the number of the entry that a deadline is about."""
    name, _, number = subject.removeprefix("answer/").rpartition("/")
    return name, int(number)
