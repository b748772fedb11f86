"""The register as a gate reads it: what everybody could read for some days, so that no change made today opens anything
today. Pure.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import reduce
from itertools import groupby
from typing import NamedTuple

from services.publication.domain.register.register import KINDS, Register, RegisterEvent, evolve, key_of, of_kind
from shared.events.publication import (
    AreaRegistered,
    CalendarClosed,
    CommitteeRegistered,
    CouncillorRegistered,
    LeadAssigned,
    PartnerEnded,
    PartnerRegistered,
    PolicyOverridden,
    SeatRegistered,
    SubjectNamed,
)

# Their first statement changes what was so before: a rule of the profile, that a body is there or speaks for itself.
# A body that nobody had heard of decides, advises and consents when everybody could read for some days that it is one.
ALWAYS_CHANGES = (PolicyOverridden, PartnerEnded, PartnerRegistered)


# What no gate asks for: a register that differs in nothing else is read as the one before it.
OF_NO_GATE = (CalendarClosed, CommitteeRegistered, SeatRegistered, CouncillorRegistered, SubjectNamed)


class Stated(NamedTuple):
    """What was stated of an area, at which moment, on which day, and whether the register began with it."""

    at: datetime
    on: date
    fact: RegisterEvent
    is_of_beginning: bool


def settled(area: str, told: Iterable[Stated], is_public_long: Callable[[date], bool]) -> tuple[Register, ...]:
    """The area's register without the changes that were not public for long on the day that asks; then as it was read
    after each of these, in their order, the last time as it is read now. What each of them refuses opens nothing: else
    a change that stood for a minute would open it on the day on which it alone is old enough, or is stated anew.

    What the register began with counts, and whatever is stated of something for the first time: a new measure, the
    first lead on it. A new body, another name, kind, lead, rule or meaning counts after its days.
    """
    register, late = Register(area), list[Stated]()
    for one in told:
        if one.is_of_beginning or is_public_long(one.on) or _is_first(register, one.fact):
            register = evolve(register, one.fact)
        else:
            late.append(one)
    states = [register]
    for _, together in groupby(late, key=lambda one: one.at):
        facts = [one.fact for one in together]
        register = reduce(evolve, facts, register)
        if all(isinstance(fact, OF_NO_GATE) for fact in facts):
            states.pop()
        states.append(register)
    return tuple(states)


def _is_first(register: Register, fact: RegisterEvent) -> bool:
    if isinstance(fact, ALWAYS_CHANGES):
        return False
    if isinstance(fact, AreaRegistered):
        return register.about is None
    if isinstance(fact, LeadAssigned):
        return all(one.measure != fact.measure for one in register.leads.values())
    return key_of(fact) not in of_kind(register, KINDS[type(fact)].many)
