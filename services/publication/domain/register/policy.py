"""What an area's settings are on a day, since when, what each will be; and which changes may be stated on pages.

A change holds from a day to come: nobody who has begun something finds its rules changed behind them. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register, override_of, overrides_of, policy_on
from shared.events.publication import CalendarClosed, ElectionSet, PolicyOverridden
from shared.policy import (
    LADDER,
    Basis,
    BelowFloor,
    OverLegalCeiling,
    PolicyError,
    Row,
    UnknownKey,
    check,
    hold_clock,
    kinds,
)
from shared.working_days import Period, in_words

STATED_ON = (Basis.STATUTE, Basis.GUIDANCE, Basis.LOCAL_AGREEMENT)
"""What an area's own value may rest on."""
ASKED: Mapping[type, str] = {
    bool: "Choose yes or no.",
    int: "Write a whole number in digits.",
    Decimal: "Write a number in digits.",
    Period: "Write how many, as a whole number in digits.",
    time: "Write a time of day, such as 03:00.",
    tuple: "Write one in each line, as short as the others.",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting on a day. `since_on` is None for the profile's own value, `next` where nothing else is stated."""

    key: str
    row: Row
    since_on: date | None
    next: PolicyOverridden | None


def settings_on(register: Register, day: date) -> tuple[Setting, ...]:
    """Every setting of the area on that day, in the profile's order. Raises PolicyError where they do not read."""
    rows = policy_on(register, day).rows
    return tuple(_setting(register, key, row, day) for key, row in rows.items())


def history(register: Register, key: str) -> tuple[PolicyOverridden, ...]:
    """What the area has stated about one setting, the latest day first, also of days to come."""
    own = (one for one in register.overrides.values() if one.key == key)
    return tuple(sorted(own, key=lambda one: one.since_on, reverse=True))


def too_soon(change: PolicyOverridden, at: str, announced: date) -> Iterator[Wrong]:
    """What is wrong with the day of a change to the ladder: everybody can read it for some days before it holds.
    `announced` is the last of these days.
    """
    if change.key.partition(".")[0] in LADDER and change.since_on <= announced:
        message = f"Everybody must be able to read this change first: it holds from a day after {in_words(announced)}."
        yield Wrong(f"{at}/since_on", "not-announced", message)


def wrong_change(register: Register, change: PolicyOverridden, today: date, announced: date) -> Iterator[Wrong]:
    """What is wrong with a change that somebody wants to make on a page; `announced` as of `too_soon`."""
    yield from too_soon(change, "/overrides/0", announced)
    if change.since_on <= today:
        message = "This must be a day to come: what began under another value keeps it."
        yield Wrong("/overrides/0/since_on", "not-a-day-to-come", message)
    if change.basis not in STATED_ON:
        yield Wrong("/overrides/0/basis", "unknown-basis", "Choose what it rests on.")
        return
    try:
        profile = register.about.profile if register.about else ""
        check(profile, (*overrides_of(register), override_of(change)))
        hold_clock(profile, override_of(change))
    except PolicyError as error:
        yield Wrong("/overrides/0/value", "does-not-fit", _why(error, change.key))
        return
    rows = policy_on(register, change.since_on).rows
    with_it = replace(register, overrides={**register.overrides, (change.key, change.since_on): change})
    before, after = rows[change.key], policy_on(with_it, change.since_on).rows[change.key]
    if (before.value, before.basis) == (after.value, after.basis):
        yield Wrong("/overrides/0/value", "no-change", "This is the value that holds on that day already.")


def wrong_closure(register: Register, closure: CalendarClosed, today: date) -> Iterator[Wrong]:
    """What is wrong with a closed day that somebody wants to state on a page."""
    if closure.closed_on < today:
        yield Wrong("/closures/0/closed_on", "over-already", "This day is over: who worked to it was in time.")
    if closure.closed_on in register.closures:
        yield Wrong("/closures/0/closed_on", "closed-already", "The offices are closed on this day already.")


def wrong_election(register: Register, election: ElectionSet, today: date) -> Iterator[Wrong]:
    """What is wrong with weeks before an election that somebody wants to state on a page: what is over stays as it was,
    and weeks that run may be given another last day.
    """
    at, held = "/elections/0", register.elections.get(election.starts_on)
    if election == held:
        yield Wrong(f"{at}/starts_on", "stated-already", "The register says exactly this already.")
    if election.starts_on < today and held is None:
        yield Wrong(f"{at}/starts_on", "over-already", "This day is over: who worked to it was in time.")
    if election.ends_on < today or (held is not None and held.ends_on < today):
        yield Wrong(f"{at}/ends_on", "over-already", "This day is over: what waited then has waited.")


def _why(error: PolicyError, key: str) -> str:
    """What is wrong with a value, for people."""
    match error:
        case OverLegalCeiling():
            return "With this value a setting would be above the most that it may be."
        case BelowFloor():
            return "With this value a setting would be below the least that it must be."
        case UnknownKey():
            return "There is no setting of this name."
    return ASKED.get(kinds()[key], "This cannot be taken here.")


def _setting(register: Register, key: str, row: Row, day: date) -> Setting:
    told = history(register, key)
    now = next((one for one in told if one.since_on <= day), None)
    later = [one for one in told if one.since_on > day]
    return Setting(key, row, now.since_on if now else None, later[-1] if later else None)
