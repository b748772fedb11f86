"""What is told on the second rung."""

# ruff: noqa: ARG001 every row of the table calls its function in the same way

from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Body, Circumstances
from services.escalation.domain.case.step import Steps
from services.escalation.domain.scrutiny import command as asked
from services.escalation.domain.scrutiny.recommendation import numbered
from shared.events import escalation as told


def scheduled(case: Case, command: asked.ScheduleHearing, at: Circumstances) -> Steps:
    """A day is fixed."""
    return (partial(told.HearingScheduled, hearing_on=command.hearing_on),)


def adjourned(case: Case, command: asked.AdjournHearing, at: Circumstances) -> Steps:
    """The day is moved."""
    return (partial(told.HearingAdjourned, hearing_on=command.hearing_on, reasons=command.reasons),)


def evidence_opened(case: Case, command: asked.OpenEvidence, at: Circumstances) -> Steps:
    """The hearing began."""
    return (partial(told.EvidenceOpened, questions=command.questions),)


def recommended(case: Case, command: asked.IssueRecommendations, at: Circumstances) -> Steps:
    """The recommendations, and for each addressee the day by which it must, or is asked to, answer."""
    bodies = dict.fromkeys(draft.addressee for draft in command.recommendations)
    issued = partial(
        told.RecommendationsIssued,
        recommendations=tuple(numbered(n, draft) for n, draft in enumerate(command.recommendations, start=1)),
        addressees=tuple(_addressee(body, at) for body in bodies),
    )
    return (issued,)


def responded(case: Case, command: asked.Respond, at: Circumstances) -> Steps:
    """An addressee answered."""
    return (partial(told.ResponseReceived, body=at.actor.public_name, answer=command.answer, reasons=command.reasons),)


def resolved(case: Case, command: asked.Resolve, at: Circumstances) -> Steps:
    """The committee found it put right."""
    return (partial(told.CaseResolved, reasons=command.reasons),)


def exhausted(case: Case, command: asked.Exhaust, at: Circumstances) -> Steps:
    """The committee found that scrutiny is spent."""
    return (partial(told.ScrutinyExhausted, cause="committee_resolution", reasons=command.reasons),)


def _addressee(id: str, at: Circumstances) -> told.Addressee:
    regime = at.regime_of(at.register.body(id) or Body(id=id, name=id))
    answer_by = at.policy.regime(regime).response.reckon(at.today, at.calendar).due_on
    return told.Addressee(body=id, regime=regime, answer_by=answer_by)
