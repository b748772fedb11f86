"""What the events of the second rung add to a case."""

# ruff: noqa: ARG001 every event is applied in the same way

from dataclasses import replace
from datetime import date
from typing import Any

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.history import Additions, Facts
from services.escalation.domain.case.scrutiny import (
    ATTENDANCE,
    GIVEN,
    INFORMATION,
    NO_ANSWER,
    REFUSED,
    Answer,
    Notice,
    Question,
    Review,
)
from services.escalation.domain.case.trigger import YES, with_words
from shared.events import escalation as told


def _with(case: Case, **changed: Any) -> Facts:  # noqa: ANN401 each fact has a type of its own; `replace` knows them
    return {"scrutiny": replace(case.scrutiny, **changed)}


def _recused(event: told.MemberRecused, case: Case, on: date) -> Facts:
    return _with(case, recused=(*case.scrutiny.recused, event.seat))


def _passed_on(event: told.CommitteeChanged, case: Case, on: date) -> Facts:
    return _with(
        case,
        committee=event.committee,
        regime=event.regime,
        why=event.why,
        quorum=event.quorum,
        seats=event.seats,
        recused=event.recused,
        changes=case.scrutiny.changes + 1,
        hearing_on=None,
        special="",
        adjournments=0,
    )


def _scheduled(event: told.HearingScheduled, case: Case, on: date) -> Facts:
    return _with(case, hearing_on=event.hearing_on, special=event.special)


def _adjourned(event: told.HearingAdjourned, case: Case, on: date) -> Facts:
    return _with(case, hearing_on=event.hearing_on, special=event.special, adjournments=case.scrutiny.adjournments + 1)


def _requested(event: told.InformationRequested, case: Case, on: date) -> Facts:
    return _noticed(case, INFORMATION, event, served_on=on, by_on=event.answer_by)


def _required(event: told.AttendanceRequired, case: Case, on: date) -> Facts:
    return _noticed(case, ATTENDANCE, event, served_on=on, by_on=event.attend_on)


def _noticed(
    case: Case,
    kind: str,
    event: told.InformationRequested | told.AttendanceRequired,
    *,
    served_on: date,
    by_on: date,
) -> Facts:
    notice = Notice(
        number=event.notice, kind=kind, body=event.body, wanted=event.wanted, served_on=served_on, by_on=by_on
    )
    return _with(case, notices=(*case.scrutiny.notices, notice))


def _given(event: told.InformationGiven, case: Case, on: date) -> Facts:
    return _changed(case, event.notice, answer=GIVEN, words=event.information, ground="", answered_on=on)


def _refused(event: told.InformationRefused, case: Case, on: date) -> Facts:
    return _changed(case, event.notice, answer=REFUSED, answered_on=on)


def _refusal_published(event: told.RefusalPublished, case: Case, on: date) -> Facts:
    return _changed(case, event.notice, ground=event.ground, words=event.reasons)


def _attended(event: told.AttendanceRecorded, case: Case, on: date) -> Facts:
    return _changed(case, event.notice, answer=event.attendance, answered_on=on)


def _changed(case: Case, number: int, **changed: Any) -> Facts:  # noqa: ANN401 as above
    found = (replace(one, **changed) if one.number == number else one for one in case.scrutiny.notices)
    return _with(case, notices=tuple(found))


def _opened(event: told.EvidenceOpened, case: Case, on: date) -> Facts:
    asked = tuple(Question(number=number, text=text) for number, text in enumerate(event.questions, start=1))
    return _with(case, question_set=event.question_set, questions=asked, answer_by=event.answer_by)


def _question_answered(event: told.QuestionAnswered, case: Case, on: date) -> Facts:
    found = (
        replace(one, answer=event.answer, answered_on=on) if one.number == event.question else one
        for one in case.scrutiny.questions
    )
    return _with(case, questions=tuple(found))


def _recommended(event: told.RecommendationsIssued, case: Case, on: date) -> Facts:
    return _with(
        case,
        recommendations=event.recommendations,
        addressees=event.addressees,
        signed_off_by=event.signed_off_by,
        issued_on=on,
    )


def _received(event: told.ReceiptRecorded, case: Case, on: date) -> Facts:
    found = (
        replace(one, received_on=event.received_on, answer_by=event.answer_by) if one.body == event.body else one
        for one in case.scrutiny.addressees
    )
    return _with(case, addressees=tuple(found))


def _responded(event: told.ResponseReceived, case: Case, on: date) -> Facts:
    answer = Answer(
        recommendation=event.recommendation,
        body=event.body,
        answer=event.answer,
        reasons=event.reasons,
        answered_on=on,
    )
    return _with(case, answers=(*case.scrutiny.answers, answer))


def _response_missing(event: told.ResponseMissing, case: Case, on: date) -> Facts:
    silent = (
        Answer(recommendation=one.number, body=one.addressee, answer=NO_ANSWER, reasons="", answered_on=on)
        for one in case.scrutiny.recommendations
        if one.addressee in event.bodies and one.number not in case.scrutiny.answered
    )
    return _with(case, answers=(*case.scrutiny.answers, *silent))


def _monitored(event: told.MonitoringOpened, case: Case, on: date) -> Facts:
    return _with(case, monitored_since=on, quarter_from=on)


def _reviewed(event: told.ProgressReviewed, case: Case, on: date) -> Facts:
    review = Review(
        recommendation=event.recommendation,
        quarter=case.scrutiny.quarters + 1,
        progress=event.progress,
        reasons=event.reasons,
        reviewed_on=on,
    )
    return _with(
        case,
        reviews=(*case.scrutiny.reviews, review),
        quarters=case.scrutiny.quarters + int(event.closes),
        quarter_from=event.quarter_from,
    )


def _review_missed(event: told.ReviewMissed, case: Case, on: date) -> Facts:
    return _with(case, quarters=case.scrutiny.quarters + 1, reviews_missed=event.missed, quarter_from=on)


def _agreed(event: told.ResolutionAgreed, case: Case, on: date) -> Facts:
    words = with_words(case.scrutiny.words, event.speaks_for, YES, by=event.said_by, how=event.how)
    return _with(case, words=words)


def _opposed(event: told.ResolutionOpposed, case: Case, on: date) -> Facts:
    return _with(case, opposers=event.opposers)


def _exhausted(event: told.ScrutinyExhausted, case: Case, on: date) -> Facts:
    return {**_with(case, spent_on=on), "cause": event.cause}


ADDITIONS: Additions = {
    told.MemberRecused: _recused,
    told.CommitteeChanged: _passed_on,
    told.HearingScheduled: _scheduled,
    told.HearingAdjourned: _adjourned,
    told.InformationRequested: _requested,
    told.AttendanceRequired: _required,
    told.InformationGiven: _given,
    told.InformationRefused: _refused,
    told.RefusalPublished: _refusal_published,
    told.AttendanceRecorded: _attended,
    told.EvidenceOpened: _opened,
    told.QuestionAnswered: _question_answered,
    told.RecommendationsIssued: _recommended,
    told.ReceiptRecorded: _received,
    told.ResponseReceived: _responded,
    told.ResponseMissing: _response_missing,
    told.MonitoringOpened: _monitored,
    told.ProgressReviewed: _reviewed,
    told.ReviewMissed: _review_missed,
    told.ResolutionAgreed: _agreed,
    told.ResolutionOpposed: _opposed,
    told.ScrutinyExhausted: _exhausted,
}
