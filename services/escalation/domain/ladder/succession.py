"""A body ceases: its successor has from then on what it had to do in a case, and some more time, once.

No case ends because a body did. What was decided stays as it was told; only what is still to be done passes on.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import NoteStanding, NoteSuccession
from services.escalation.domain.case.course import Course, Overlay, Succession
from services.escalation.domain.case.history import Facts
from services.escalation.domain.case.part import MACHINE
from services.escalation.domain.case.register import Body
from services.escalation.domain.case.remedy import Dispute, Duty
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import Steps, standing_passed
from services.escalation.domain.case.trigger import PERSONAL
from services.escalation.domain.course.chain import LET_IN, STANDING
from services.escalation.domain.course.history import moved
from services.escalation.domain.course.step import DaysMoved, days_moved
from services.escalation.domain.inspection.facilitator import may_facilitate, next_facilitator
from services.escalation.domain.ladder import standing
from services.escalation.domain.ladder.holder import on_whom
from services.escalation.domain.ladder.relapse import UP
from shared.events import escalation as told
from shared.working_days import ONE_DAY, Span, add_working_days

SUCCEEDED = "a successor takes over"
# Ends from which a case may be taken up again: there too a body's successor is the one that answers.
HEARING: tuple[State, ...] = (*UP, State.MERGED)
# Where the clock runs to a day that was fixed: the day moves. Elsewhere a period stands still.
FIXED = frozenset({State.REMEDY_RUNNING, State.AWAITING_RESPONSES, State.ACTION_IN_FORCE})
_UNINSPECTED = frozenset({State.WITH_INSPECTORATE, State.INSPECTING, State.FINDINGS_DRAFT})


def concerns(case: Case, body: str) -> bool:
    """Whether the body has anything to do in the case still."""
    duty, scrutiny, inspection = case.remedy.duty, case.scrutiny, case.inspection
    named = {
        case.subject,
        inspection.facilitator,
        *(duty.contributors if duty else ()),
        *(one.body for one in scrutiny.addressees),
        *(one.body for one in scrutiny.notices if not one.answer),
        *inspection.complainants,
        *(one.by for one in inspection.declarations),
        *(inspection.settlement.agreed if inspection.settlement else ()),
        *case.course.adopters,
        *(one.body for one in case.raisers if one.kind not in PERSONAL),
        *(one.body for one in case.processes if one.ended_on is None),
        *([case.remedy.disputes[-1].body] if case.state is State.DUTY_DISPUTED else ()),
    }
    return body in named


def succeeded(case: Case, command: NoteSuccession, at: Circumstances) -> Steps:
    """The successor has what the body had to do; where a clock runs on that body, it has more time, once."""
    successor = at.register.heir(command.body, at.today)
    known = at.register.body(successor) or Body(id=successor, name=successor)
    ending = at.register.endings[command.body]
    is_inspected = case.state in _UNINSPECTED
    more = _more_time(case, command.body, at)
    event = partial(
        told.BodySucceeded,
        body=command.body,
        successor=successor,
        successor_name=known.name,
        successor_kind=known.kind,
        regime=at.regime_of(known),
        inspectorate=case.inspection.inspectorate if is_inspected else at.inspectorate_of(known),
        facilitator=_facilitator(case, command.body, successor, at),
        last_on=ending.last_on,
        standing_lost=standing.lost(case, command.body, successor, at),
        **_silenced(case, command.body, successor, at),
        **standing.passed(case, command.body, successor, at),
        reasons=ending.basis,
        working_days=more,
        stood_until=_until(at, more) if more and case.state not in FIXED else None,
        **_own_days(case, command.body, more, at),
    )
    return (event,)


def _more_time(case: Case, body: str, at: Circumstances) -> int:
    if not case.is_open or case.overlay is not None or case.course.succeeded_on is not None:
        return 0
    return at.policy.safeguard.succession.count if body in on_whom(case, at) else 0


def _until(at: Circumstances, working_days: int) -> date:
    return add_working_days(at.today - ONE_DAY, working_days, calendar=at.calendar).due_on


def _own_days(case: Case, body: str, more: int, at: Circumstances) -> DaysMoved:
    """The days fixed for this body that are still ahead, moved; those of others stay."""
    days = days_moved(case, at.today, more, at)
    if not days:
        return {}
    addressees, notices = case.scrutiny.addressees, case.scrutiny.notices
    own: DaysMoved = {
        "answers_by": tuple(
            by if one.body == body else one.answer_by for one, by in zip(addressees, days["answers_by"], strict=True)
        ),
        "notices_by": tuple(
            by if one.body == body else one.by_on for one, by in zip(notices, days["notices_by"], strict=True)
        ),
    }
    if body != case.subject:
        return own
    return {
        **own,
        "acknowledge_by": days["acknowledge_by"],
        "remedy_on": days["remedy_on"],
        "more_time_until": days["more_time_until"],
        "questions_by": days["questions_by"],
        "plan_until": days["plan_until"],
        "report_by": days["report_by"],
    }


def _silenced(case: Case, body: str, successor: str, at: Circumstances) -> dict[str, Any]:
    """Whose complaint and declaration count no more, for it answers now. Any: the fields have types of their own."""
    answers = at.register.organisation(successor if body == case.subject else case.subject)

    def heir(one: str) -> str:
        return at.register.organisation(successor) if one == body else one

    said = {*at.complainants, *case.inspection.complainants, *(one.by for one in case.inspection.declarations)}
    if answers not in map(heir, said):
        return {}
    left = sum(heir(one) != answers for one in at.complainants)
    return {"silenced": answers, "complaints": left if at.complainants else None}


def _facilitator(case: Case, body: str, successor: str, at: Circumstances) -> str:
    """Who tries the settlement then: the successor, unless it stands in the quarrel itself; then the next on the list,
    and nobody where none is left, so that the case goes to the inspectorate on its day.
    """
    if case.inspection.facilitator != body:
        return case.inspection.facilitator
    return successor if may_facilitate(case, successor, at) else next_facilitator(case, at)


def evolved(event: told.BodySucceeded, case: Case, on: date) -> Facts:
    """What a succession adds to the case: the successor's name wherever something is still to be done."""

    def heir(id: str) -> str:
        return event.successor if id == event.body else id

    facts = dict(moved(event, case))
    remedy, scrutiny, inspection = facts["remedy"], facts["scrutiny"], facts["inspection"]
    remedy, scrutiny = (replace(one, words=standing.said(event, one.words)) for one in (remedy, scrutiny))
    is_subject = event.body == case.subject
    silenced = {event.silenced, event.successor} if event.silenced else set()
    is_open = {one.number for one in case.scrutiny.notices if not one.answer}
    return {
        "remedy": replace(remedy, duty=_duty(remedy.duty, event), disputes=_disputes(case, event)),
        "scrutiny": replace(
            scrutiny,
            addressees=tuple(replace(one, body=heir(one.body)) for one in scrutiny.addressees),
            recommendations=tuple(replace(one, addressee=heir(one.addressee)) for one in scrutiny.recommendations),
            notices=tuple(
                replace(one, body=heir(one.body)) if one.number in is_open else one for one in scrutiny.notices
            ),
        ),
        "inspection": replace(
            inspection,
            inspectorate=event.inspectorate if is_subject else inspection.inspectorate,
            facilitator=event.facilitator,
            complaints=inspection.complaints if event.complaints is None else event.complaints,
            complainants=_once(heir(one) for one in inspection.complainants if heir(one) not in silenced),
            declarations=tuple(
                replace(one, by=heir(one.by)) for one in inspection.declarations if heir(one.by) not in silenced
            ),
            settlement=inspection.settlement
            and replace(inspection.settlement, agreed=_once(heir(one) for one in inspection.settlement.agreed)),
        ),
        "processes": tuple(
            replace(one, body=heir(one.body)) if one.ended_on is None else one for one in case.processes
        ),
        "raised": standing.raised(event, case),
        "course": _course(event, case, on),
    }


def _once(bodies: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(bodies))


def _duty(duty: Duty | None, event: told.BodySucceeded) -> Duty | None:
    if duty is None:
        return None
    helps = _once(event.successor if one == event.body else one for one in duty.contributors)
    if duty.lead != event.body:
        return replace(duty, contributors=tuple(one for one in helps if one != duty.lead))
    return replace(
        duty,
        lead=event.successor,
        lead_name=event.successor_name,
        lead_kind=event.successor_kind,
        regime=event.regime,
        inspectorate=event.inspectorate,
        contributors=tuple(one for one in helps if one != event.successor),
        basis=f"{duty.basis}; taken over from {duty.lead_name}: {event.reasons}",
    )


def _disputes(case: Case, event: told.BodySucceeded) -> tuple[Dispute, ...]:
    def heir(id: str) -> str:
        return event.successor if id == event.body else id

    return tuple(replace(one, holder=heir(one.holder), body=heir(one.body)) for one in case.remedy.disputes)


def _course(event: told.BodySucceeded, case: Case, on: date) -> Course:
    adopters = _once(event.successor if one == event.body else one for one in case.course.adopters)
    spans = case.course.spans
    if event.stood_until is not None:
        spans = (*spans, Span(first_on=on, last_on=event.stood_until, reason=SUCCEEDED))
    since = on if event.working_days else case.course.succeeded_on
    taken = Succession(body=event.body, successor=event.successor, since_on=event.last_on + ONE_DAY)
    successions = (*case.course.successions, taken)
    joined = tuple(standing.behind(one, event) for one in case.course.joined)
    return replace(
        case.course, joined=joined, adopters=adopters, spans=spans, succeeded_on=since, successions=successions
    )


LAYERS: tuple[Overlay | None, ...] = (None, *Overlay)
ROWS: tuple[Row, ...] = (
    *(
        Row(state=state, over=over, asked=NoteSuccession, who=MACHINE, to=state, tells=succeeded, basis="S15, D28")
        for state, over in (
            *((state, over) for state in STANDING for over in LAYERS),
            *((end, None) for end in HEARING),
        )
    ),
    *(
        Row(state=state, asked=NoteStanding, who=MACHINE, to=state, tells=standing_passed, basis="S13, S15, C91")
        for state in LET_IN
    ),
)
