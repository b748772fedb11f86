"""How long a petition may wait in each state before everybody may sign it. Pure."""

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.petition.moderation import Standing
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
