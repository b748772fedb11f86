"""Whose words a step of a case is made of: by them, and by nobody else, a slip in it is put right. Pure."""

from collections.abc import Sequence

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.trigger import IN_PERSON
from shared.events import escalation as told
from shared.events.escalation import CaseStep
from shared.events.escalation.answering import answered_by

# Steps of the body that answers, of one that they name as `body` or `by`, of the inspectorate, and of the facilitator.
OF_SUBJECT = (
    *(told.DutyDisputed, told.RemedyPlanned, told.MoreTimeRequested, told.RemedyClaimed, told.QuestionAnswered),
    *(told.PlanAgreed, told.ProgressReported),
)
OF_NAMED = (
    *(told.RejectionBacked, told.RemedyFound, told.ProcessStarted, told.InformationGiven, told.ResponseReceived),
    *(told.ResolutionOpposed, told.CaseAdopted, told.NoConfidenceDeclared, told.NoConfidenceWithdrawn),
)
OF_INSPECTORATE = (told.InspectionAccepted, told.InspectionDeclined, told.PlanImposed)
COUNCILS = ("", "council", "committee")  # what steps call the responsible authority, and what comes of its committee


def author(event: CaseStep, case: Case, at: Circumstances) -> str:
    """The body whose words these are, by id; the responsible authority's where the step tells of nobody else."""
    found = _named(event, case)
    return at.register.authority if found in COUNCILS else found


def doers(history: Sequence[object], case: Case, at: Circumstances) -> list[str]:
    """The body that took each of these steps of one case, by id, oldest first; empty where it came by itself.

    What the answering body does is told without its name: it is the one with which the duty stood then.
    """
    stood = answered_by(history)
    return [_doer(event, answering.body, case, at) for event, answering in zip(history, stood, strict=True)]


def _doer(event: object, answering: str, case: Case, at: Circumstances) -> str:
    if not isinstance(event, CaseStep):
        return ""
    if isinstance(event, OF_SUBJECT):
        return answering or case.subject
    found = _named(event, case)
    return at.register.authority if found == "council" else found


def _named(event: CaseStep, case: Case) -> str:
    if isinstance(event, told.Word) and event.how == IN_PERSON and event.speaks_for:
        return event.speaks_for[0].rpartition("/")[2]
    if isinstance(event, told.Word):
        return event.said_by
    if isinstance(event, OF_SUBJECT):
        return case.subject
    if isinstance(event, OF_INSPECTORATE):
        return case.inspection.inspectorate
    if isinstance(event, told.SettlementProposed):
        return case.inspection.facilitator
    if isinstance(event, told.ProcessEnded):
        return next((one.body for one in case.processes if one.number == event.number), "")
    if isinstance(event, OF_NAMED):
        return str(getattr(event, "body", "") or getattr(event, "by", ""))
    return str(getattr(event, "done_by", ""))
