"""What is owed to a petition, as its events have made it. Pure; it decides nothing.

What was missed stays written, and what is held late is late: no event takes a missed day back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import singledispatch

from shared.events.escalation import obligation as told


class What(StrEnum):
    """What is owed. The values are codes of the profiles' words."""

    DEBATE = told.COUNCIL_DEBATE
    EVIDENCE = told.EVIDENCE_IN_PUBLIC
    REPLY = told.NAMED_REPLY


class Standing(StrEnum):
    """Where it stands. The values are codes of the profiles' words."""

    OFFERED = "obligation_offered"
    WAITING = "obligation_waiting"
    SCHEDULED = "obligation_scheduled"
    HELD = "obligation_held"
    TOLD = "obligation_told"
    NOT_ASKED_FOR = "obligation_not_asked_for"
    REPLACED = "obligation_replaced"


ENDED = (Standing.TOLD, Standing.NOT_ASKED_FOR, Standing.REPLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """The day that is fixed: before which committee, which post of which body answers; why no ordinary meeting."""

    meets_on: date
    committee: str
    committee_name: str
    record_by: date
    organiser_minutes: int
    debate_minutes: int
    post: str
    body: str
    special: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Minuted:
    """That it was held: when, before whom, under which minute, by which votes; until when its result is to be told."""

    held_on: date
    committee_name: str
    reference: str
    votes_for: int
    votes_against: int
    abstained: int
    tell_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """A debate, evidence or reply that a petition is owed. `version` counts its events.

    `schedule_by` and `due_on` are None while it is only offered. Days of what was missed stay; `is_late` once it was
    held or told after its day.
    """

    petition: str
    name: str
    what: What
    area: str
    title: str
    required: int
    answered_by: str
    policy_version: str
    arose_on: date
    reckoning: str
    ask_by: date | None = None
    asked_on: date | None = None
    schedule_by: date | None = None
    due_on: date | None = None
    fixed: Fixed | None = None
    minuted: Minuted | None = None
    result: str = ""
    is_late: bool = False
    not_scheduled_on: date | None = None
    not_held_on: date | None = None
    result_missed_on: date | None = None
    not_asked_on: date | None = None
    replaced_on: date | None = None
    told_on: date | None = None
    version: int = 1

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.replaced_on is not None:
            return Standing.REPLACED
        if self.not_asked_on is not None:
            return Standing.NOT_ASKED_FOR
        if self.told_on is not None:
            return Standing.TOLD
        if self.minuted is not None:
            return Standing.HELD
        if self.fixed is not None:
            return Standing.SCHEDULED
        return Standing.OFFERED if self.due_on is None else Standing.WAITING

    @property
    def is_open(self) -> bool:
        """Whether somebody owes something, however late."""
        return self.standing not in ENDED

    @property
    def since_on(self) -> date:
        """The day on which it began to be due."""
        return self.asked_on or self.arose_on


def step(obligation: Obligation) -> dict[str, str]:
    """What every step of it tells."""
    return {"petition": obligation.petition, "name": obligation.name, "what": obligation.what.value}


def begun(event: told.ObligationOffered | told.ObligationArose, on: date) -> Obligation:
    """What is owed, or offered, from that day."""
    new = Obligation(
        petition=event.petition,
        name=event.name,
        what=What(event.what),
        area=event.area,
        title=event.title,
        required=event.required,
        answered_by=event.answered_by,
        policy_version=event.policy_version,
        arose_on=on,
        reckoning=event.reckoning,
    )
    if isinstance(event, told.ObligationOffered):
        return replace(new, ask_by=event.ask_by)
    return replace(new, schedule_by=event.schedule_by, due_on=event.due_on)


def evolve(obligation: Obligation, event: object, on: date) -> Obligation:
    """The obligation after the event that happened on that day."""
    return replace(_apply(event, obligation, on), version=obligation.version + 1)


def evolved(obligation: Obligation | None, events: Sequence[object], on: date) -> Obligation:
    """The same after all of these events of one day; the first of all begins it."""
    for event in events:
        if obligation is not None:
            obligation = evolve(obligation, event, on)
        elif isinstance(event, told.ObligationOffered | told.ObligationArose):
            obligation = begun(event, on)
    if obligation is None:
        raise ValueError("an obligation begins by being offered or by arising")
    return obligation


def refolded(history: Iterable[tuple[object, date]]) -> Obligation | None:
    """What its whole history makes, each event with its day; None for a history that does not begin one."""
    obligation: Obligation | None = None
    for event, on in history:
        if obligation is None and not isinstance(event, told.ObligationOffered | told.ObligationArose):
            return None
        obligation = evolved(obligation, (event,), on)
    return obligation


@singledispatch
def _apply(event: object, obligation: Obligation, on: date) -> Obligation:  # noqa: ARG001 events are applied in one way
    raise TypeError(f"an obligation is not changed by {type(event).__name__}")


@_apply.register
def _(event: told.ObligationAskedFor, obligation: Obligation, on: date) -> Obligation:
    return replace(
        obligation,
        asked_on=on,
        schedule_by=event.schedule_by,
        due_on=event.due_on,
        reckoning=event.reckoning,
    )


@_apply.register
def _(event: told.ObligationNotAskedFor, obligation: Obligation, on: date) -> Obligation:  # noqa: ARG001 as above
    return replace(obligation, not_asked_on=on)


@_apply.register
def _(event: told.ObligationReplaced, obligation: Obligation, on: date) -> Obligation:  # noqa: ARG001 as above
    return replace(obligation, replaced_on=on)


@_apply.register
def _(event: told.ObligationScheduled, obligation: Obligation, on: date) -> Obligation:  # noqa: ARG001 as above
    fixed = Fixed(
        meets_on=event.meets_on,
        committee=event.committee,
        committee_name=event.committee_name,
        record_by=event.record_by,
        organiser_minutes=event.organiser_minutes,
        debate_minutes=event.debate_minutes,
        post=event.post,
        body=event.body,
        special=event.special,
    )
    return replace(obligation, fixed=fixed, reckoning=event.reckoning)


@_apply.register
def _(event: told.ObligationClockMoved, obligation: Obligation, on: date) -> Obligation:  # noqa: ARG001 as above
    fixed, minuted = obligation.fixed, obligation.minuted
    if fixed is not None and event.record_by is not None:
        fixed = replace(fixed, record_by=event.record_by)
    if minuted is not None and event.tell_by is not None:
        minuted = replace(minuted, tell_by=event.tell_by)
    return replace(
        obligation,
        ask_by=event.ask_by or obligation.ask_by,
        schedule_by=event.schedule_by or obligation.schedule_by,
        due_on=event.due_on or obligation.due_on,
        fixed=fixed,
        minuted=minuted,
        reckoning=event.reckoning,
    )


@_apply.register
def _(event: told.ObligationNotScheduled, obligation: Obligation, on: date) -> Obligation:  # noqa: ARG001 as above
    return replace(obligation, not_scheduled_on=obligation.not_scheduled_on or event.missed_on)


@_apply.register
def _(event: told.ObligationHeld, obligation: Obligation, on: date) -> Obligation:  # noqa: ARG001 as above
    minuted = Minuted(
        held_on=event.held_on,
        committee_name=event.committee_name,
        reference=event.minute_reference,
        votes_for=event.votes_for,
        votes_against=event.votes_against,
        abstained=event.abstained,
        tell_by=event.tell_by,
    )
    is_late = obligation.is_late or event.standing == told.LATE
    return replace(obligation, minuted=minuted, reckoning=event.reckoning, is_late=is_late)


@_apply.register
def _(event: told.ObligationNotHeld, obligation: Obligation, on: date) -> Obligation:  # noqa: ARG001 as above
    return replace(obligation, not_held_on=obligation.not_held_on or event.missed_on, fixed=None)


@_apply.register
def _(event: told.ObligationResultTold, obligation: Obligation, on: date) -> Obligation:
    is_late = obligation.is_late or event.standing == told.LATE
    return replace(obligation, result=event.result, told_on=on, is_late=is_late)


@_apply.register
def _(event: told.ObligationResultMissed, obligation: Obligation, on: date) -> Obligation:  # noqa: ARG001 as above
    return replace(obligation, result_missed_on=event.missed_on)
