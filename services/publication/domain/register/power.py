"""The powers that there are in an area, and how often the record tells of each being used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.publication.domain.register.register import Register, policy_on
from shared.policy import Policy, Power
from shared.policy.inspectorate import Inspectorate

OF = ":"  # between an event and the one kind of it that is meant


@dataclass(frozen=True, slots=True)
class Use:
    """How often something was told, and the last day of it."""

    times: int
    last_on: date


# What was told: the short name of the event, and of which kind where it tells one.
Uses = Mapping[tuple[str, str], Use]


@dataclass(frozen=True, slots=True)
class Held:
    """A power with its use in the area: None where the record hears nothing of it; `last_on` None while unused."""

    power: Power
    times: int | None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Powers:
    """The powers of an area on a day, and who inspects whom there."""

    register: Register
    policy: Policy
    held: tuple[Held, ...]
    inspectorates: tuple[Inspectorate, ...]


def events_of(powers: Sequence[Power]) -> frozenset[str]:
    """The short names of all events that tell of a use."""
    return frozenset(told.partition(OF)[0] for power in powers for told in power.told)


def held(powers: Sequence[Power], uses: Uses) -> tuple[Held, ...]:
    """Each power with how often it was used."""
    return tuple(_held(power, uses) for power in powers)


def inspectorates_on(register: Register, day: date) -> tuple[Inspectorate, ...]:
    """Who inspects which kinds of body on a day, where an area's register names nobody else."""
    rows = policy_on(register, day).inspectorates.rows
    return tuple(row for row in rows if row.since_on <= day <= row.until_on)


def _held(power: Power, uses: Uses) -> Held:
    if not power.told:
        return Held(power, None)
    found = [use for (name, of), use in uses.items() for told in power.told if _is_of(told, name, of)]
    last_on = max((use.last_on for use in found), default=None)
    return Held(power, sum(use.times for use in found), last_on)


def _is_of(told: str, name: str, of: str) -> bool:
    event, _, kind = told.partition(OF)
    return event == name and kind in ("", of)
