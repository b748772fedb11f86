"""What must hold for what is asked of a case on any rung."""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Iterator
from datetime import timedelta

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.guard import Guard, ahead, not_after
from services.escalation.domain.case.part import Part, parts_of
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.course import command as asked
from shared.working_days import in_words

HAS_ORGANISER = Guard(
    "organiser_to_leave",
    "Nobody stands behind this case who could take it back: nobody ever did, or it has left.",
    lambda case, at: case.has_organiser,
)
ONE_TO_LEAVE = Guard(
    "one_to_leave",
    "Several bodies raised this case; each takes back its own part, and says so itself.",
    lambda case, at: len(case.raised.standing) <= 1 or leaving(case, at) != "",
)
ALONE_BEHIND = Guard(
    "alone_behind_it",
    "Several bodies raised this case; none takes it back for all before it is let in.",
    lambda case, at: len(case.raised.standing) <= 1,
)


def leaving(case: Case, at: Circumstances) -> str:
    """The one of several bodies behind the case that would leave; empty where the actor speaks for none of them."""
    behind = [record.body for record in case.raised.standing]
    return at.actor.body if at.actor.body in behind and Part.ORGANISER in parts_of(case, at) else ""


STATUTORY_PROCESS = "statutory_process"
REASON_CLASSES = ("pre_election", "legal_proceedings", STATUTORY_PROCESS)


def class_listed(case: Case, command: asked.Pause, at: Circumstances) -> Iterator[Gap]:
    """A reason of the closed list."""
    if command.reason_class not in REASON_CLASSES:
        yield Gap("reason_class", "not_a_choice", f"Choose one of: {', '.join(REASON_CLASSES)}.")


def review_in_reach(case: Case, command: asked.Pause | asked.RenewPause, at: Circumstances) -> Iterator[Gap]:
    """The pause is looked at again after today, and soon enough."""
    yield from ahead("review_on", command.review_on, at)
    yield from not_after("review_on", command.review_on, at.policy.pause.review, at.today, at)


def within_all(case: Case, command: asked.Pause | asked.RenewPause, at: Circumstances) -> Iterator[Gap]:
    """All pauses of the case together are short enough, unless a court or the police ask in writing."""
    if command.letter.strip():
        return
    pause = case.course.pause
    since_on = pause.since_on if pause is not None else at.today
    longest = at.policy.pause.in_all
    latest = longest.reckon(since_on, at.calendar).due_on - timedelta(days=case.course.days_paused)
    if command.review_on > latest:
        words = f"A case may stand still for {longest.words()} in all: here until {in_words(latest)}"
        yield Gap("review_on", "too_long_in_all", f"{words}, unless a court or the police ask for more in writing.")
