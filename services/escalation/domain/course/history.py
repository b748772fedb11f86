"""What the events of any rung's course add to a case."""

# ruff: noqa: ARG001 every event is applied in the same way

from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.course import Pause
from services.escalation.domain.case.history import Additions, Facts
from services.escalation.domain.case.state import PLACES, State
from shared.events import escalation as told


def _paused(event: told.CasePaused, case: Case, on: date) -> Facts:
    pause = Pause(
        reason_class=event.reason_class,
        since_on=on,
        review_on=event.review_on,
        is_asked_in_writing=event.is_asked_in_writing,
    )
    return {"course": case.course.stand_still(on, pause=pause), "waiting": None}


def _renewed(event: told.PauseRenewed, case: Case, on: date) -> Facts:
    if case.course.pause is None:
        return {}
    pause = replace(case.course.pause, review_on=event.review_on, is_asked_in_writing=event.is_asked_in_writing)
    return {"course": replace(case.course, pause=pause)}


def _resumed(event: told.CaseResumed, case: Case, on: date) -> Facts:
    return {"course": case.course.run_again(on), "waiting": None, **moved(event, case)}


def _withdrawn(event: told.CaseWithdrawn, case: Case, on: date) -> Facts:
    if event.body:
        return {"raised": replace(case.raised, left=(*case.raised.left, event.body))}
    everybody = [one.body for one in case.raisers if one.reference == case.reference]
    course = case.course.stand_still(on, pause=None) if event.is_left else case.course
    if PLACES[State(event.state)].is_end:
        course = replace(course.run_again(on), joined=())  # they go on by themselves
    return {
        "course": replace(course, left_on=on),
        "raised": replace(case.raised, left=(*case.raised.left, *everybody)),
        "cause": "withdrawn" if event.ended else case.cause,
        **_nothing_waits(event),
    }


def _organiser_left(event: told.OrganiserLeft, case: Case, on: date) -> Facts:
    course = case.course.stand_still(on, pause=None) if event.is_left else case.course
    joined = (_left(one, event.body) if one.reference == event.organiser_of else one for one in course.joined)
    return {"course": replace(course, joined=tuple(joined)), **_nothing_waits(event)}


def _nothing_waits(event: told.CaseWithdrawn | told.OrganiserLeft) -> Facts:
    """What waited for a second person has no place any more where the case stands still or ends."""
    return {"waiting": None} if event.is_left or event.ended else {}


def _left(one: told.Joined, body: str) -> told.Joined:
    """The merged case without this body behind it, or without anybody where none is named."""
    return replace(one, behind=tuple(other for other in one.behind if body and other.body != body))


def _adopted(event: told.CaseAdopted, case: Case, on: date) -> Facts:
    course = case.course.run_again(on)
    adopters = (*course.adopters, event.body)
    return {"course": replace(course, adopters=adopters), "waiting": None, **moved(event, case)}


def _merged(event: told.CaseMerged, case: Case, on: date) -> Facts:
    course = replace(case.course, merged_into=event.into, merged_from=event.was, merges=case.course.merges + 1)
    return {"course": course, "cause": "merged"}


def _taken_in(event: told.CaseTakenIn, case: Case, on: date) -> Facts:
    duty, plan = case.remedy.duty, case.remedy.plan
    if duty is not None:
        served_on, by = event.served_on or duty.served_on, event.acknowledge_by or duty.acknowledge_by
        duty = replace(duty, served_on=served_on, acknowledge_by=by)
    if plan is not None and event.remedy_on is not None:
        plan = replace(plan, remedy_on=event.remedy_on)
    screening = replace(case.screening, level=event.level, failure_alleged_on=event.failure_alleged_on)
    return {
        "since_on": event.stands_since,
        "course": replace(case.course, joined=(*case.course.joined, *event.joined), adopters=event.adopters),
        "remedy": replace(case.remedy, duty=duty, plan=plan),
        "screening": screening,
    }


def _revived(event: told.CaseRevived, case: Case, on: date) -> Facts:
    return {"course": replace(case.course, merged_into=""), "cause": "", "first_closed_on": None}


def moved(event: told.ClocksResumed, case: Case) -> Facts:
    """The days that the event tells anew; the others stay."""
    duty, plan = case.remedy.duty, case.remedy.plan
    addressees, notices = case.scrutiny.addressees, case.scrutiny.notices
    if duty is not None and event.acknowledge_by is not None:
        duty = replace(duty, acknowledge_by=event.acknowledge_by)
    if plan is not None and event.remedy_on is not None:
        plan = replace(plan, remedy_on=event.remedy_on, more_time_until=event.more_time_until)
    if event.answers_by:
        addressees = tuple(replace(one, answer_by=by) for one, by in zip(addressees, event.answers_by, strict=True))
    if event.notices_by:
        notices = tuple(replace(one, by_on=by) for one, by in zip(notices, event.notices_by, strict=True))
    return {
        "remedy": replace(case.remedy, duty=duty, plan=plan),
        "scrutiny": replace(
            case.scrutiny,
            addressees=addressees,
            notices=notices,
            hearing_on=event.hearing_on or case.scrutiny.hearing_on,
            answer_by=event.questions_by or case.scrutiny.answer_by,
        ),
        "inspection": replace(
            case.inspection,
            plan_until=event.plan_until or case.inspection.plan_until,
            report_by=event.report_by or case.inspection.report_by,
        ),
    }


ADDITIONS: Additions = {
    told.CasePaused: _paused,
    told.PauseRenewed: _renewed,
    told.CaseResumed: _resumed,
    told.CaseWithdrawn: _withdrawn,
    told.OrganiserLeft: _organiser_left,
    told.CaseAdopted: _adopted,
    told.CaseMerged: _merged,
    told.CaseTakenIn: _taken_in,
    told.CaseRevived: _revived,
}
