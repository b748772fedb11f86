"""What every command of a negotiation shares: the circumstances it is judged by, keeping what follows, its clocks."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce

from services.publication.domain.agreement import Agreement, AgreementEvent, evolve
from services.publication.domain.answer import owed
from services.publication.domain.circumstances import Circumstances
from services.publication.domain.register import Register, policy_on
from services.publication.storage import agreement as storage
from services.publication.storage import register as registers
from services.publication.storage import timeline
from shared import deadlines, ledger
from shared.calendars import calendar
from shared.database import Session
from shared.deadlines import Expected
from shared.problems import NotNow

ANSWER_OWED = "negotiation.answer"


async def circumstances(session: Session, area: str, on: date) -> Circumstances | None:
    """What a command in this area is judged by on that day; None for an area nobody has registered."""
    register = await registers.find(session, area)
    if register is None or register.about is None:
        return None
    inspecting = await timeline.inspecting(session, area, register.about.responsible_authority)
    return judged_by(register, on, frozenset(name.casefold() for name in inspecting))


def judged_by(register: Register, on: date, inspecting: frozenset[str] = frozenset()) -> Circumstances:
    """The circumstances of an area whose register is at hand."""
    policy = policy_on(register, on)
    days = calendar(policy.clock.calendar, area=register.area, closures=register.closed)
    return Circumstances(register=register, policy=policy, calendar=days, inspecting=inspecting)


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
    return after


async def set_clocks(session: Session, before: Agreement, after: Agreement, by: Circumstances, now: datetime) -> None:
    """Set the days by which new entries are to be answered; end those that were answered, taken back or approved."""
    had = {one.entry for one in owed(before.marks) if one.answered_by is None}
    waiting = {one.entry: one for one in owed(after.marks) if one.answered_by is None and after.approved is None}
    area, rules = after.opened.area, by.policy.negotiation
    for entry in had - waiting.keys():
        await deadlines.meet(session, about(after, entry), ANSWER_OWED, now)
    new = [waiting[entry] for entry in sorted(waiting.keys() - had)]
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
