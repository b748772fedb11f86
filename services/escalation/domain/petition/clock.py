"""How long a petition may wait in each state before everybody may sign it; and the days of notices about pages, counted
again when the calendar has changed. Pure.
"""

from dataclasses import replace
from datetime import date

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.clock import newly_closed
from services.escalation.domain.petition.moderation import Standing
from services.escalation.domain.petition.notice import Notice
from shared.events.escalation import notice as told
from shared.policy import BeforeElection
from shared.working_days import Reckoning, Span


def reckoned(standing: Standing, at: Circumstances) -> Reckoning:
    """The clock of a state that begins today. Raises KeyError for an end."""
    if standing is Standing.HELD:
        span = election(at)
        last_on = span.last_on if span else at.today
        return Reckoning(
            start=at.today, rule="until the time before the election is over, from", skipped=(), due_on=last_on
        )
    rules, safeguard = at.policy.moderation, at.policy.safeguard
    period = {
        Standing.SPONSORING: rules.sponsor,
        Standing.WAITING: rules.decide,
        Standing.OVERDUE: rules.overdue,
        Standing.RETURNED: rules.mend,
        Standing.REFUSED: safeguard.review_window,
        Standing.REVIEW: safeguard.outside_review,
        Standing.COMMITTEE: safeguard.review_hear,
    }[standing]
    return period.reckon(at.today, at.calendar)


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
