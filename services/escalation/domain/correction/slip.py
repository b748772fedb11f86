"""Which words, figures and days of which step may be put right as a slip, and what the case then says.

What a step decided is no slip: an answer, a finding, a grade, a body, a level. Those stay, and change by the ordinary
ways.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.history import Facts
from shared.events import escalation as told
from shared.events.base import DECLARED, short_name
from shared.events.escalation import CaseStep

REASONS, MINUTE_REFERENCE, MET_ON = "reasons", "minute_reference", "met_on"
MINUTED = (MINUTE_REFERENCE, MET_ON)  # where a decision is written down
PLAN = ("actions", "owner", "measure", "value", "unit", "last_on")
PLANS: tuple[type[CaseStep], ...] = (told.PlanAgreed, told.PlanImposed)
RECOMMENDED = ("text", "owner", "value", "unit", "by_on", "resources")

# The class of a step -> what may be put right in it. A step with a minute has the minute's number and day besides.
SLIPS: Mapping[type[CaseStep], tuple[str, ...]] = {
    told.CaseAdmitted: (REASONS, "new_evidence"),
    told.CaseRejected: (REASONS,),
    told.SystematicFailureAlleged: (REASONS,),
    told.ReviewRequested: (REASONS,),
    told.RejectionBacked: (REASONS,),
    told.RejectionOverturned: (REASONS,),
    told.DutyDisputed: (REASONS,),
    told.DutyConfirmed: (REASONS,),
    told.RemedyPlanned: ("actions", "owner", "target", "sign", "remedy_on"),
    told.MoreTimeRequested: ("until_on", REASONS),
    told.MoreTimeGranted: (REASONS,),
    told.MoreTimeRefused: (REASONS,),
    told.RemedyClaimed: ("evidence", "together"),
    told.RemedyAgreed: (REASONS,),
    told.RemedyContested: (REASONS,),
    told.RemedyFound: (REASONS,),
    told.RemedyNotVerified: (REASONS,),
    told.ProcessStarted: ("outcome", "until_on"),
    told.ProcessEnded: ("result",),
    told.HearingScheduled: ("hearing_on",),
    told.HearingAdjourned: (REASONS,),
    told.InformationRequested: ("wanted",),
    told.AttendanceRequired: ("wanted", "attend_on"),
    told.InformationGiven: ("information",),
    told.QuestionAnswered: ("answer",),
    told.RecommendationsIssued: (),
    told.ReceiptRecorded: ("received_on",),
    told.ResponseReceived: (REASONS,),
    told.ProgressReviewed: (REASONS,),
    told.ResolutionAgreed: (REASONS,),
    told.ResolutionProposed: (REASONS,),
    told.ResolutionContested: (REASONS,),
    told.ResolutionOpposed: (REASONS,),
    told.ScrutinyExhausted: (REASONS,),
    told.FacilitatorAssigned: ("declaration",),
    told.SettlementProposed: ("terms",),
    told.InspectionAccepted: ("scope",),
    told.InspectionDeclined: (REASONS,),
    told.NoConfidenceDeclared: ("decided_by", "meeting_on", "minute", REASONS),
    told.PlanAgreed: PLAN,
    told.PlanImposed: PLAN,
    told.ProgressReported: ("progress",),
    told.CaseAdopted: (REASONS,),
    told.CaseResumed: (REASONS,),
    told.MemberRecused: (REASONS,),
    told.EvidenceOpened: (),
    told.RefusalPublished: (),
    told.AttendanceRecorded: (),
    told.NoConfidenceWithdrawn: (REASONS,),
}
# What is a name, a figure or a reference; every other text is owed in words.
NAMES = frozenset({"owner", "target", "measure", "value", "unit", "decided_by", "minute", MINUTE_REFERENCE})
# What points to something outside the step that shows whether it is right: a minute, the case's own measure.
TOLD_ELSEWHERE = frozenset({MINUTE_REFERENCE, "measure", "unit"})
# What is told beside the steps: it is nobody's acting on the step before.
NOTES = (
    *(told.FiguresNoted, told.RegisterChanged, told.ClockMoved, told.CaseReminded, told.DayMissed),
    *(told.SecondAsked, told.SecondMissing, told.SecondRefused, told.SecondSetAside),
    told.second.SecondWithdrawn,
    told.DutyAcknowledged,  # that a duty was received builds on nothing in it
)
# What follows at once from a step, and is told behind it; a duty is served by a step of its own too.
FOLLOWS = (
    *(told.CaseReferred, told.MonitoringOpened, told.NegotiationOpened, told.InterventionNoticed),
    *(told.CallInAdmitted, told.InspectorateMissing),
)
# In which nothing is put right: what the machine tells, what decides and says no more, what ends or halts the case.
# Every step of a case is one of these, a note, one that follows, or has its fields above: a test holds them to it.
STANDS = (
    *(told.CaseOpened, told.CaseJoined, told.CaseAcknowledged, told.CaseClosed, told.CaseRelapsed),
    *(told.DeadlineSetAside, told.CommitteeChanged, told.ResponseMissing, told.ReviewMissed, told.CaseResolved),
    *(told.ReserveFindingsReceived, told.ReserveUnsealed, told.CasePaused, told.PauseRenewed, told.CaseWithdrawn),
    *(told.OrganiserLeft, told.CaseMerged, told.CaseTakenIn, told.CaseRevived, told.StepCorrected),
    *(told.BodySucceeded, told.InformationRefused, told.CallInRequested),
    *(told.ComplaintLodged, told.ComplaintWithdrawn, told.SettlementAgreed, told.InspectionRequested),
    *(told.FindingsDrafted, told.ReplyReceived, told.ReplyMissing, told.ReportMissing, told.PlanCompleted),
    *(told.PlanJudged, told.FindingsPublished),
    *(told.DutyServed, told.DutyReassigned, told.RemedyVerified, told.RejectionUpheld),
    *(told.SecondAgreed, told.CaseLevelRaised, told.StandingPassed),
)
# What a step calls otherwise than the command did with which it was taken: whoever corrects it says the command's word.
SAID_AS: Mapping[tuple[type[CaseStep], str], str] = {
    (told.RemedyPlanned, "remedy_on"): "by_on",
    (told.QuestionAnswered, "answer"): "information",
    (told.ProgressReported, "progress"): "report",
    (told.NoConfidenceDeclared, "minute"): MINUTE_REFERENCE,
}
_OWN = {(shape, said): name for (shape, name), said in SAID_AS.items()}
# Fields that number what a step was about.
NUMBERS = ("notice", "question", "recommendation", "number")


def values(event: CaseStep) -> Mapping[str, str | date]:
    """What may be put right in a step, by name, and what it says now; empty for a step in which nothing may be."""
    if type(event) not in SLIPS:
        return {}
    shape = type(event)
    found: dict[str, str | date] = {SAID_AS.get((shape, name), name): getattr(event, name) for name in SLIPS[shape]}
    if isinstance(event, told.RecommendationsIssued):
        found |= {f"{one.number}/{name}": getattr(one, name) for one in event.recommendations for name in RECOMMENDED}
    minute = getattr(event, "minute", None)
    if isinstance(minute, told.Minute):
        found |= {MINUTE_REFERENCE: minute.reference, MET_ON: minute.met_on}
    return found


def is_decided(event: CaseStep) -> bool:
    """Whether a committee decided the step, at a meeting whose minute it tells."""
    return isinstance(getattr(event, "minute", None), told.Minute)


def with_value(event: CaseStep, field: str, value: str | date) -> CaseStep:
    """The step as it would have been told without the slip. Any: each field has a type of its own."""
    minute = getattr(event, "minute", None) if field in MINUTED else None
    changed: dict[str, Any] = {own_name(type(event), field): value}
    if isinstance(minute, told.Minute):
        name = "reference" if field == MINUTE_REFERENCE else field
        changed = {"minute": replace(minute, **{name: value})}  # type: ignore[arg-type]  # of that field's type
    elif isinstance(event, told.RecommendationsIssued):
        number, _, name = field.partition("/")
        changed = {"recommendations": _recommended(event.recommendations, int(number), name, value)}
    return replace(event, **changed)


def own_name(shape: type[CaseStep], field: str) -> str:
    """What the step itself calls a field that `values` has under the command's word."""
    return _OWN.get((shape, field), field)


def about(event: CaseStep) -> tuple[object, ...]:
    """What a step was about beside others of its kind: which notice, question or recommendation, whose, which seat.

    Empty where a later step of the kind takes the place of the one before.
    """
    found = tuple(getattr(event, name, None) for name in (*NUMBERS, "body", "seat"))
    return found if any(found) else ()


def name_of(correction: told.StepCorrected) -> str:
    """The name under which `values` has what was put right."""
    is_recommended = correction.what == what_of(told.RecommendationsIssued) and correction.number
    return f"{correction.number}/{correction.field}" if is_recommended else correction.field


def what(event: CaseStep) -> str:
    """The code under which words and pages know the step."""
    return what_of(type(event))


def what_of(shape: type[CaseStep]) -> str:
    """The same for every step of a class."""
    return short_name(DECLARED[shape].type).partition(".")[2]


def number_of(event: CaseStep, field: str) -> int:
    """The number of what the step, or the field, is about; 0 for none."""
    if "/" in field:
        return int(field.partition("/")[0])
    names = {one.name for one in fields(event)}
    return next((getattr(event, name) for name in NUMBERS if name in names), 0)


def corrected(event: told.StepCorrected, case: Case, on: date) -> Facts:  # noqa: ARG001 as every event is applied
    """What a correction adds to the case: the fact that followed from the slip; most words stand in no fact."""
    found = _FACTS.get((event.what, event.field))
    return found[1](case, found[0], event) if found else {}


def _value(event: told.StepCorrected) -> Any:  # noqa: ANN401 a day, or words
    return event.now if event.day is None else event.day


def _recommended(
    known: tuple[told.Recommendation, ...], number: int, name: str, value: str | date
) -> tuple[told.Recommendation, ...]:
    changed: dict[str, Any] = {name: value}  # Any: of that field's type
    return tuple(replace(one, **changed) if one.number == number else one for one in known)


def _on_remedy_plan(case: Case, field: str, event: told.StepCorrected) -> Facts:
    if case.remedy.plan is None:
        return {}
    name = "more_time_until" if field == "until_on" else field
    return {"remedy": replace(case.remedy, plan=replace(case.remedy.plan, **{name: _value(event)}))}


def _on_process(case: Case, field: str, event: told.StepCorrected) -> Facts:
    changed = {field: _value(event)}
    return {
        "processes": tuple(replace(one, **changed) if one.number == event.number else one for one in case.processes)
    }


def _on_hearing(case: Case, field: str, event: told.StepCorrected) -> Facts:
    return {"scrutiny": replace(case.scrutiny, **{field: _value(event)})}


def _on_notice(case: Case, field: str, event: told.StepCorrected) -> Facts:
    changed = {{"attend_on": "by_on", "information": "words"}.get(field, field): _value(event)}
    notices = (replace(one, **changed) if one.number == event.number else one for one in case.scrutiny.notices)
    return {"scrutiny": replace(case.scrutiny, notices=tuple(notices))}


def _on_question(case: Case, field: str, event: told.StepCorrected) -> Facts:
    changed = {field: _value(event)}
    asked = (replace(one, **changed) if one.number == event.number else one for one in case.scrutiny.questions)
    return {"scrutiny": replace(case.scrutiny, questions=tuple(asked))}


def _on_recommendation(case: Case, field: str, event: told.StepCorrected) -> Facts:
    known = _recommended(case.scrutiny.recommendations, event.number, field, _value(event))
    return {"scrutiny": replace(case.scrutiny, recommendations=known)}


def _on_receipt(case: Case, field: str, event: told.StepCorrected) -> Facts:  # noqa: ARG001 as every patch is made
    """`number` is the addressee's place in their list."""
    changed: dict[str, Any] = {"received_on": event.day, "answer_by": event.answer_by}
    addressees = (
        replace(one, **changed) if number == event.number else one
        for number, one in enumerate(case.scrutiny.addressees, start=1)
    )
    return {"scrutiny": replace(case.scrutiny, addressees=tuple(addressees))}


def _on_answer(case: Case, field: str, event: told.StepCorrected) -> Facts:
    changed = {field: _value(event)}
    answers = (replace(one, **changed) if one.recommendation == event.number else one for one in case.scrutiny.answers)
    return {"scrutiny": replace(case.scrutiny, answers=tuple(answers))}


def _on_review(case: Case, field: str, event: told.StepCorrected) -> Facts:
    """The latest review of that recommendation; others may have followed it."""
    reviews = list(case.scrutiny.reviews)
    place = max(place for place, one in enumerate(reviews) if one.recommendation == event.number)
    reviews[place] = replace(reviews[place], **{field: _value(event)})
    return {"scrutiny": replace(case.scrutiny, reviews=tuple(reviews))}


def _on_inspection(case: Case, field: str, event: told.StepCorrected) -> Facts:
    if field == "terms":
        settlement = case.inspection.settlement
        changed = replace(settlement, terms=event.now) if settlement else None
        return {"inspection": replace(case.inspection, settlement=changed)}
    name = {"last_on": "plan_until", "actions": "plan_actions", "value": "plan_value"}.get(field, field)
    return {"inspection": replace(case.inspection, **{name: _value(event)})}


_Patch = Callable[[Case, str, told.StepCorrected], Facts]
# What stands in a fact of the case besides in the step itself.
_PATCHES: Mapping[tuple[type[CaseStep], str], _Patch] = {
    **{(told.RemedyPlanned, name): _on_remedy_plan for name in SLIPS[told.RemedyPlanned]},
    **{(told.RemedyClaimed, name): _on_remedy_plan for name in SLIPS[told.RemedyClaimed]},
    (told.MoreTimeRequested, "until_on"): _on_remedy_plan,
    **{(told.ProcessStarted, name): _on_process for name in SLIPS[told.ProcessStarted]},
    (told.ProcessEnded, "result"): _on_process,
    (told.HearingScheduled, "hearing_on"): _on_hearing,
    (told.InformationRequested, "wanted"): _on_notice,
    **{(told.AttendanceRequired, name): _on_notice for name in SLIPS[told.AttendanceRequired]},
    (told.InformationGiven, "information"): _on_notice,
    (told.QuestionAnswered, "answer"): _on_question,
    **{(told.RecommendationsIssued, name): _on_recommendation for name in RECOMMENDED},
    (told.ReceiptRecorded, "received_on"): _on_receipt,
    (told.ResponseReceived, REASONS): _on_answer,
    (told.ProgressReviewed, REASONS): _on_review,
    (told.FacilitatorAssigned, "declaration"): _on_inspection,
    (told.SettlementProposed, "terms"): _on_inspection,
    **{(shape, name): _on_inspection for shape in PLANS for name in ("actions", "value", "last_on")},
}
_FACTS: Mapping[tuple[str, str], tuple[str, _Patch]] = {
    (what_of(shape), SAID_AS.get((shape, name), name)): (name, patch) for (shape, name), patch in _PATCHES.items()
}
