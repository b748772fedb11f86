"""What a change of an area's rules or closed days would move among what is open. Pure.

Nothing is described: the functions decide that count days again when a calendar has changed, from what holds to what is
supposed. What was reached stays reached, and no day comes nearer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder.clock import Known, counted_again
from services.escalation.domain.obligation.clock import counted_again as owed_again
from services.escalation.domain.obligation.obligation import Obligation
from services.escalation.domain.petition.clock import checked_again
from services.escalation.domain.petition.moderation import Moderation
from services.escalation.domain.petition.petition import Petition, marks_of
from shared.events.escalation import ClockMoved
from shared.events.escalation.obligation import ObligationClockMoved
from shared.policy import Policy
from shared.working_days import Calendar, Span

NOT_ADMITTED = frozenset({State.SCREENING, State.REJECTED, State.REJECTION_REVIEW})
"""Cases that get the rules of the day on which they are admitted, if they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is supposed to hold for something that is open."""

    policy: Policy
    calendar: Calendar
    elections: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A day that would move: of a case, of something (`what`) owed to a petition, of one that is being checked."""

    reference: str
    title: str
    what: str = ""
    was_on: date
    now_on: date
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of signatures that sets something going, as petitions get it that are opened now, and then."""

    name: str
    now: tuple[int, ...]
    then: tuple[int, ...]


def moved_case(case: Case, at: Circumstances, then: Rules) -> Moved | None:
    """The day of a case that would move, and why; None where every day stays."""
    for event in counted_again(case, _under(at, then), Known.of(at.calendar, at.elections)):
        if isinstance(event, ClockMoved) and event.due_on is not None and event.asked_by is not None:
            is_due = event.due_on != event.was_due_on
            return Moved(
                reference=case.reference,
                title=case.title,
                was_on=event.was_due_on if is_due else event.was_asked_by,
                now_on=event.due_on if is_due else event.asked_by,
                because=event.because,
            )
    return None


def moved_owed(owed: Obligation, about: Petition, at: Circumstances, then: Rules) -> Moved | None:
    """The day of something owed to a petition that would move; None where every day stays."""
    for event in owed_again(owed, _under(at, then), at.calendar.closed):
        if isinstance(event, ObligationClockMoved):
            return Moved(
                reference=owed.petition,
                title=about.title,
                what=owed.what.value,
                was_on=event.was_on,
                now_on=event.now_on,
                because=event.because,
            )
    return None


def moved_check(one: Moderation, at: Circumstances, then: Rules) -> Moved | None:
    """The day of a petition that is being checked that would move, without its words; None where it stays."""
    found = checked_again(one, _under(at, then), at.calendar.closed)
    if found is None:
        return None
    event, _ = found
    return Moved(reference=one.reference, title="", was_on=event.was_on, now_on=event.now_on, because=event.because)


def is_changed(now: Rules, then: Rules) -> bool:
    """Whether anything of these rules would be another."""
    was = (now.policy.version, now.calendar.closed, now.elections)
    return was != (then.policy.version, then.calendar.closed, then.elections)


def numbers(now: Policy, then: Policy, population: int) -> tuple[Number, ...]:
    """The numbers of signatures that new petitions get, where they differ."""
    was, will = (_by_name(policy, population) for policy in (now, then))
    names = dict.fromkeys((*was, *will))
    found = [Number(name=name, now=was.get(name, ()), then=will.get(name, ())) for name in names]
    return tuple(one for one in found if one.now != one.then)


def closing(open_now: Sequence[Petition], now: Policy, then: Policy, on: date) -> tuple[Petition, ...]:
    """The open petitions that could not be signed any more from that day, though they could as things stand."""
    was, will = (policy.petition.signing_stays_open for policy in (now, then))
    return tuple(
        one for one in open_now if one.may_be_signed(on, stays_open=was) and not one.may_be_signed(on, stays_open=will)
    )


def _by_name(policy: Policy, population: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for mark in marks_of(policy.petition, population):
        found[mark.name] = (*found.get(mark.name, ()), mark.required)
    return found


def _under(at: Circumstances, then: Rules) -> Circumstances:
    return replace(at, policy=then.policy, calendar=then.calendar, elections=then.elections)
