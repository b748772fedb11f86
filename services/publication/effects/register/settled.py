"""The register as gates read it, folded from the ledger where something was changed lately."""

from datetime import date

from services.publication.domain.register.register import Register, RegisterEvent, policy_on
from services.publication.domain.register.settled import Stated, settled
from shared import ledger
from shared.calendars import calendar
from shared.database import Session
from shared.policy import resolve
from shared.working_days import Period, london_day

COMMAND_LINE = "command-line"
"""Who acts where whoever runs this installation loads a register."""


def announced(register: Register, on: date) -> date:
    """The last of the days for which everybody can read a change of that day before it may hold: those that a body has
    to dispute what others say of it, by the area's profile.
    """
    days = calendar(policy_on(register, on).clock.calendar, area=register.area, closures=register.closed)
    return _confirm(register, on).reckon(on, days).due_on


def _confirm(register: Register, on: date) -> Period:
    return resolve(register.about.profile if register.about else "", (), on).negotiation.confirm


async def settled_registers(session: Session, register: Register, on: date) -> tuple[Register, ...]:
    """The register as gates read it on that day, then as it was read after each change since: a change counts when it
    was public for the days that a body has to dispute what others say of it, by the area's profile. What the register
    began with and what whoever runs this loads counts at once. Read from the ledger only when something was changed
    lately.
    """
    stream = f"register/{register.area}"
    told = await ledger.told_between(session, stream)
    if told is None or register.about is None:
        return (register,)
    began, last = told
    days = calendar(policy_on(register, on).clock.calendar, area=register.area, closures=register.closed)
    confirm = _confirm(register, on)

    def is_public_long(day: date) -> bool:
        return confirm.reckon(day, days).due_on < on

    if last == began or is_public_long(london_day(last)):
        return (register,)
    stated = (
        Stated(
            one.occurred_at,
            london_day(one.occurred_at),
            one.event,
            one.occurred_at == began or one.actor.startswith(COMMAND_LINE),
        )
        for one in await ledger.read_stream(session, stream)
        if isinstance(one.event, RegisterEvent)
    )
    return settled(register.area, stated, is_public_long)
