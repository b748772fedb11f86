"""How bodies keep the record: what each withholds, forced, left to the clock, had removed, told late, wrote for others.

Counted by the body that entered it and by quarter. It is no ranking: a body that enters much has more of everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.publication.domain.entry.reply import LATE_AFTER
from services.publication.domain.leaf.day import Day
from shared.working_days import Calendar, OutsideCalendar, working_days_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a body entered in a quarter (`2026-Q2`), and what of it is out of the ordinary.

    `deeds` are openings, rounds, approvals, revisions and replies; of them and of entries are those that were `forced`
    or left to the clock. `unconfirmed` are words of others that it wrote down and their body neither confirmed nor
    disputed.
    """

    area: str
    body: str
    quarter: str
    entries: int = 0
    deeds: int = 0
    forced: int = 0
    by_clock: int = 0
    late: int = 0
    transcribed: int = 0
    unconfirmed: int = 0
    removals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """So many entries of a body that were said on one day and received on another."""

    area: str
    body: str
    quarter: str
    said_on: str
    received_on: date
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """So many removals that a body asked for, on one ground, in a quarter."""

    area: str
    body: str
    quarter: str
    ground: str
    removals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How many entries of a body are withheld now, and since when the oldest is."""

    area: str
    body: str
    entries: int
    oldest_on: date


@dataclass(frozen=True, slots=True)
class Conduct:
    """Everything that is counted, and the names of the bodies by area and code."""

    tallies: Sequence[Tally]
    holdings: Sequence[Holding]
    names: Mapping[tuple[str, str], str]


def tallied(
    counted: Sequence[Tally],
    spoken: Sequence[Spoken],
    removed: Sequence[Removed],
    calendars: Mapping[str, Calendar],
) -> list[Tally]:
    """The counts with what came late and what was removed, by area, body and quarter, the newest quarter first."""
    found = {(one.area, one.body, one.quarter): one for one in counted}
    for one in spoken:
        key, calendar = (one.area, one.body, one.quarter), calendars.get(one.area)
        if calendar is not None and key in found and _is_late(one, calendar):
            found[key] = replace(found[key], late=found[key].late + one.entries)
    for each in removed:
        key = (each.area, each.body, each.quarter)
        tally = found.get(key) or Tally(area=each.area, body=each.body, quarter=each.quarter)
        found[key] = replace(tally, removals={**tally.removals, each.ground: each.removals})
    in_order = sorted(found.values(), key=lambda one: one.quarter, reverse=True)
    return sorted(in_order, key=lambda one: (one.area, one.body))


def _is_late(one: Spoken, calendar: Calendar) -> bool:
    last = Day.parse(one.said_on).last
    if one.received_on <= last:
        return False
    try:
        return working_days_between(last, one.received_on, calendar=calendar) > LATE_AFTER
    except OutsideCalendar:
        return True
