"""The register as a gate reads it: what everybody could read for some days, so that no change made today opens anything
today. Pure.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from services.publication.domain.register.register import KINDS, Register, RegisterEvent, evolve, key_of, of_kind
from shared.events.publication import AreaRegistered, LeadAssigned, PartnerEnded, PartnerRegistered, PolicyOverridden

# Their first statement changes what was so before: a rule of the profile, that a body is there or speaks for itself.
# A body that nobody had heard of decides, advises and consents when everybody could read for some days that it is one.
ALWAYS_CHANGES = (PolicyOverridden, PartnerEnded, PartnerRegistered)


class Stated(NamedTuple):
    """What was stated of an area, on which day, and whether the register began with it."""

    on: date
    fact: RegisterEvent
    is_of_beginning: bool


def settled(area: str, told: Iterable[Stated], is_public_long: Callable[[date], bool]) -> Register:
    """The area's register without the changes that were not public for long on the day that asks.

    What the register began with counts, and whatever is stated of something for the first time: a new measure, the
    first lead on it. A new body, another name, kind, lead, rule or meaning counts after its days.
    """
    register = Register(area)
    for one in told:
        if one.is_of_beginning or is_public_long(one.on) or _is_first(register, one.fact):
            register = evolve(register, one.fact)
    return register


def _is_first(register: Register, fact: RegisterEvent) -> bool:
    if isinstance(fact, ALWAYS_CHANGES):
        return False
    if isinstance(fact, AreaRegistered):
        return register.about is None
    if isinstance(fact, LeadAssigned):
        return all(one.measure != fact.measure for one in register.leads.values())
    return key_of(fact) not in of_kind(register, KINDS[type(fact)].many)
