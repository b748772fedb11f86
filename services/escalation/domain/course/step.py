"""What is told of a case on any rung: that its clocks stop, and from which day they run again."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from datetime import date
from functools import partial
from typing import TypedDict

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import NoteJoined
from services.escalation.domain.case.part import as_asked
from services.escalation.domain.case.step import Partial, Steps, joined
from services.escalation.domain.case.trigger import IN_PERSON, ORGANISED, WRITTEN_DOWN
from services.escalation.domain.course import command as asked
from services.escalation.domain.course.guard import STATUTORY_PROCESS, behind, is_written_down, leaving
from shared.events import escalation as told
from shared.working_days import ONE_DAY, add_working_days, is_working

BY_PEOPLE = "people"
BY_SILENCE = "silence"
AREA_WIDE = "area_wide"


def paused(case: Case, command: asked.Pause, at: Circumstances) -> Steps:
    """The clocks stop. Why is told by its class; a statutory process is told by nothing else."""
    event = partial(
        told.CasePaused,
        reason_class=command.reason_class,
        reasons=_public(command.reason_class, command.reasons),
        review_on=command.review_on,
        is_asked_in_writing=bool(command.letter.strip()),
    )
    return (event,)


def renewed(case: Case, command: asked.RenewPause, at: Circumstances) -> Steps:
    """The clocks go on standing still."""
    reason_class = case.course.pause.reason_class if case.course.pause else ""
    event = partial(
        told.PauseRenewed,
        reason_class=reason_class,
        reasons=_public(reason_class, command.reasons),
        review_on=command.review_on,
        is_asked_in_writing=bool(command.letter.strip()),
    )
    return (event,)


def resumed(case: Case, command: asked.Resume, at: Circumstances) -> Steps:
    """Somebody lets the clocks run again."""
    return (_resumed(case, BY_PEOPLE, command.reasons, at),)


def resumed_by_silence(case: Case, at: Circumstances) -> Steps:
    """Nobody renewed the pause: the clocks run again."""
    return (_resumed(case, BY_SILENCE, "", at),)


def withdrawn(case: Case, command: asked.Withdraw, at: Circumstances) -> Steps:
    """The organiser leaves; the case stays while anybody else has standing, and waits to be taken up otherwise."""
    body = leaving(case, case.reference, at)
    leaves = partial(told.CaseWithdrawn, reasons=command.reasons, **_pen(case, case.reference, at))
    if behind(case, case.reference) > 1 or (body and case.trigger not in ORGANISED):
        return (partial(leaves, is_left=False, body=body),)
    is_left = case.trigger in ORGANISED and not _has_standing(case, without=case.reference)
    return (partial(leaves, is_left=is_left),)


def withdrawn_at_once(case: Case, command: asked.Withdraw, at: Circumstances) -> Steps:
    """The organiser takes back a case that was not let in yet."""
    pen = _pen(case, case.reference, at)
    return (partial(told.CaseWithdrawn, reasons=command.reasons, is_left=False, **pen),)


def stepped_back(case: Case, command: asked.StepBack, at: Circumstances) -> Steps:
    """The organiser of a merged case leaves, or one of several bodies that raised it and leave each for itself; a case
    that was let in waits to be taken up when nobody else is left.
    """
    pen = _pen(case, command.organiser_of, at)
    left = partial(told.OrganiserLeft, organiser_of=command.organiser_of, reasons=command.reasons, **pen)
    if behind(case, command.organiser_of) > 1:
        return (partial(left, is_left=False, body=leaving(case, command.organiser_of, at)),)
    is_left = bool(case.screening.level) and not _has_standing(case, without=command.organiser_of)
    return (partial(left, is_left=is_left),)


class Pen(TypedDict):
    """Who said that somebody leaves, and how: in person, or written down for the organiser of a petition."""

    said_by: str
    how: str


def _pen(case: Case, reference: str, at: Circumstances) -> Pen:
    how = WRITTEN_DOWN if is_written_down(case, reference, at) else IN_PERSON
    return Pen(said_by=as_asked(at).actor.public_name, how=how)


def _has_standing(case: Case, *, without: str) -> bool:
    """Whether anybody else stands behind the case when this organiser leaves."""
    others = set(case.organisers) - {without}
    return bool(others or case.inspection.complaints or case.course.adopters)


def adopted(case: Case, command: asked.Adopt, at: Circumstances) -> Steps:
    """A body takes the case up; its clocks run again."""
    return (_adopted(case, as_asked(at).actor.public_name, command.reasons, at),)


def joined_and_adopted(case: Case, command: NoteJoined, at: Circumstances) -> Steps:
    """Another body raises the same matter and so takes the case up that was left."""
    return (*joined(case, command, at), _adopted(case, command.record.body, command.failure, at))


def merged(case: Case, command: asked.Merge, at: Circumstances) -> Steps:
    """The case ends here and goes on in the other."""
    return (partial(told.CaseMerged, into=command.into, was=case.state.value, reasons=command.reasons),)


def taken_in(case: Case, command: asked.TakeIn, at: Circumstances) -> Steps:
    """The other goes on in this one: of what both have, the earlier day holds, though none before today is due."""
    duty, plan = case.remedy.duty, case.remedy.plan
    stands_alike = command.state == case.state.value
    is_wider = AREA_WIDE in (command.level, case.screening.level) and case.screening.level
    remedy_on = _earlier(plan.remedy_on, command.remedy_on) if plan else None
    event = partial(
        told.CaseTakenIn,
        merged=command.merged,
        joined=command.joined,
        reasons=command.reasons,
        stands_since=min(case.since_on, command.since_on) if stands_alike else case.since_on,
        served_on=_earlier(duty.served_on, command.served_on) if duty else None,
        acknowledge_by=_earlier(duty.acknowledge_by, command.acknowledge_by) if duty else None,
        remedy_on=max(remedy_on, min(at.today, plan.remedy_on)) if plan and remedy_on else None,
        level=AREA_WIDE if is_wider else case.screening.level,
        failure_alleged_on=_earlier(case.screening.failure_alleged_on, command.failure_alleged_on),
        adopters=tuple(dict.fromkeys((*case.course.adopters, *command.adopters))),
    )
    return (event,)


def revived(case: Case, command: asked.Revive, at: Circumstances) -> Steps:
    """The other was refused: this one goes on by itself."""
    return (partial(told.CaseRevived, host=command.host),)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _public(reason_class: str, reasons: str) -> str:
    return "" if reason_class == STATUTORY_PROCESS else reasons


def _adopted(case: Case, body: str, reasons: str, at: Circumstances) -> Partial:
    lasted = _lasted(case, at)
    moved = days_moved(case, case.course.stopped_on, lasted, at)
    return partial(told.CaseAdopted, body=body, reasons=reasons, working_days=lasted, **moved)


def _resumed(case: Case, how: str, reasons: str, at: Circumstances) -> Partial:
    lasted = _lasted(case, at)
    return partial(
        told.CaseResumed,
        how=how,
        reasons=reasons,
        working_days=lasted,
        **days_moved(case, case.course.stopped_on, lasted, at),
    )


class DaysMoved(TypedDict, total=False):
    """The days of a case that move together, as the events that move them name them; none where nothing moved."""

    acknowledge_by: date | None
    remedy_on: date | None
    more_time_until: date | None
    hearing_on: date | None
    answers_by: tuple[date, ...]
    plan_until: date | None
    questions_by: date | None
    notices_by: tuple[date, ...]
    report_by: date | None


def days_moved(case: Case, stopped_on: date | None, lasted: int, at: Circumstances) -> DaysMoved:
    """The days that were still ahead when the clocks stopped, moved by as many working days."""
    if stopped_on is None or not lasted:
        return {}

    def later(day: date | None) -> date | None:
        if day is None or day < stopped_on:
            return day
        return add_working_days(day, lasted, calendar=at.calendar).due_on

    duty, plan = case.remedy.duty, case.remedy.plan
    return {
        "acknowledge_by": later(duty.acknowledge_by) if duty else None,
        "remedy_on": later(plan.remedy_on) if plan else None,
        "more_time_until": later(plan.more_time_until) if plan else None,
        "hearing_on": later(case.scrutiny.hearing_on),
        "answers_by": tuple(later(one.answer_by) or one.answer_by for one in case.scrutiny.addressees),
        "plan_until": later(case.inspection.plan_until),
        "questions_by": later(case.scrutiny.answer_by),
        "notices_by": tuple(later(one.by_on) or one.by_on for one in case.scrutiny.notices),
        "report_by": later(case.inspection.report_by),
    }


def _lasted(case: Case, at: Circumstances) -> int:
    """The working days on which the clocks stood still, today not among them unless a pause began on it."""
    stopped_on = case.course.stopped_on or at.today
    least = 0 if case.course.pause is None else 1
    days = range(max((at.today - stopped_on).days, least))
    return sum(is_working(stopped_on + n * ONE_DAY, at.calendar) for n in days)
