"""How long a petition may wait in each state before everybody may sign it; and the days of notices about pages, counted
again when the calendar has changed. Pure.
"""

from dataclasses import replace
from datetime import date

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.clock import newly_closed
from services.escalation.domain.petition.moderation import Moderation, Standing
from services.escalation.domain.petition.notice import Notice
from shared.events.escalation import moderation as told_checking
from shared.events.escalation import notice as told
from shared.policy import BeforeElection
from shared.working_days import Period, Reckoning, Span


def reckoned(standing: Standing, at: Circumstances) -> Reckoning:
    """The clock of a state that begins today. Raises KeyError for an end."""
    if standing is Standing.HELD:
        span = election(at)
        last_on = span.last_on if span else at.today
        return Reckoning(
            start=at.today, rule="until the time before the election is over, from", skipped=(), due_on=last_on
        )
    return _period(standing, at).reckon(at.today, at.calendar)


def checked_again(
    one: Moderation, at: Circumstances, closed: frozenset[date]
) -> tuple[told_checking.ModerationDayMoved, Reckoning] | None:
    """The event that tells the later day of a petition that is not public yet, and how it was reckoned; None where the
    day stays. `closed` are the days that were closed when it was counted last.
    """
    if one.due_on is None or one.standing is Standing.HELD:  # whoever is held waits for an election, not for a period
        return None
    period = _period(one.standing, at)
    now = period.reckon(one.since_on, at.calendar)
    before = period.reckon(one.since_on, replace(at.calendar, closed=closed))
    if before.due_on != one.due_on or now.due_on <= one.due_on:
        return None
    because = newly_closed(now, closed)
    event = told_checking.ModerationDayMoved(
        petition=one.reference, was_on=one.due_on, now_on=now.due_on, because=because
    )
    return event, now


def _period(standing: Standing, at: Circumstances) -> Period:
    """How long a petition may wait in a state. Raises KeyError for an end."""
    rules, safeguard = at.policy.moderation, at.policy.safeguard
    return {
        Standing.SPONSORING: rules.sponsor,
        Standing.WAITING: rules.decide,
        Standing.OVERDUE: rules.overdue,
        Standing.RETURNED: rules.mend,
        Standing.REFUSED: safeguard.review_window,
        Standing.REVIEW: safeguard.outside_review,
        Standing.COMMITTEE: safeguard.review_hear,
    }[standing]


def election(at: Circumstances) -> Span | None:
    """The time before an election in which the area is today, where it lets petitions on candidates wait."""
    if at.policy.pre_election.petitions_on_candidates is not BeforeElection.WAITS:
        return None
    return next((span for span in at.elections if at.today in span), None)


def counted_again(one: Notice, at: Circumstances, closed: frozenset[date]) -> tuple[Notice, Reckoning, object] | None:
    """The notice with the later day of what waits, how it was reckoned, and the event that tells it; None where the day
    stays. `closed` are the days that were closed when it was counted last.
    """
    review = one.review
    if not one.waits:
        return None
    rules = at.policy.notice
    period, start, was_on = (
        (rules.review, review.asked_on, review.due_on) if review else (rules.decide, one.told_on, one.due_on)
    )
    now = period.reckon(start, at.calendar)
    if period.reckon(start, replace(at.calendar, closed=closed)).due_on != was_on or now.due_on <= was_on:
        return None
    moved = replace(one, review=replace(review, due_on=now.due_on)) if review else replace(one, due_on=now.due_on)
    because = newly_closed(now, closed)
    if one.page:
        event: object = told.PageNoticeDayMoved(
            area=one.area, notice=one.number, was_on=was_on, now_on=now.due_on, because=because
        )
    else:
        event = told.NoticeDayMoved(
            petition=one.reference,
            notice=one.number,
            is_review=review is not None,
            was_on=was_on,
            now_on=now.due_on,
            because=because,
        )
    return moved, now, event
