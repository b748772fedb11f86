"""What the events of the second rung add to a case."""

# ruff: noqa: ARG001 every event is applied in the same way

from dataclasses import replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.history import Additions, Facts
from services.escalation.domain.case.scrutiny import Answer
from shared.events import escalation as told


def _scheduled(event: told.HearingScheduled, case: Case, on: date) -> Facts:
    return {"scrutiny": replace(case.scrutiny, hearing_on=event.hearing_on)}


def _adjourned(event: told.HearingAdjourned, case: Case, on: date) -> Facts:
    moved = replace(case.scrutiny, hearing_on=event.hearing_on, adjournments=case.scrutiny.adjournments + 1)
    return {"scrutiny": moved}


def _recommended(event: told.RecommendationsIssued, case: Case, on: date) -> Facts:
    issued = replace(case.scrutiny, recommendations=event.recommendations, addressees=event.addressees)
    return {"scrutiny": issued}


def _responded(event: told.ResponseReceived, case: Case, on: date) -> Facts:
    return _answered(case, Answer(body=event.body, answer=event.answer, reasons=event.reasons, answered_on=on))


def _response_missing(event: told.ResponseMissing, case: Case, on: date) -> Facts:
    return _answered(case, *(Answer(body=body, answer="none", reasons="", answered_on=on) for body in event.bodies))


def _answered(case: Case, *answers: Answer) -> Facts:
    return {"scrutiny": replace(case.scrutiny, answers=(*case.scrutiny.answers, *answers))}


def _monitored(event: told.MonitoringOpened, case: Case, on: date) -> Facts:
    return {"scrutiny": replace(case.scrutiny, monitored_since=on)}


def _exhausted(event: told.ScrutinyExhausted, case: Case, on: date) -> Facts:
    return {"scrutiny": replace(case.scrutiny, spent_on=on), "cause": event.cause}


ADDITIONS: Additions = {
    told.HearingScheduled: _scheduled,
    told.HearingAdjourned: _adjourned,
    told.RecommendationsIssued: _recommended,
    told.ResponseReceived: _responded,
    told.ResponseMissing: _response_missing,
    told.MonitoringOpened: _monitored,
    told.ScrutinyExhausted: _exhausted,
}
