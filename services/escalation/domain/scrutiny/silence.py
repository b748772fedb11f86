"""What happens on the second rung when nobody does anything."""

# ruff: noqa: ARG001, ARG005 every row of the table calls its function in the same way

from collections.abc import Callable
from datetime import date
from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import When
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.process import last_day_of_committees
from services.escalation.domain.case.row import Holder, Limit, Silence
from services.escalation.domain.case.silence import day_missed
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import Steps
from services.escalation.domain.scrutiny import choice
from shared.events import escalation as told
from shared.policy import Basis
from shared.working_days import in_words

S = State


# What had not come by the day, so that nobody who did something is said to have done nothing.
_NOT_COME = {
    "not_heard": "The committee had not heard the case by {}.",
    "no_recommendations": "The committee had made no recommendations by {}.",
    "no_reply": "Not every answer that the law asks for had come by {}.",
    "not_monitored": "Following up ended on {}, and no figures showed by then that it was put right.",
}


def _exhausted(cause: str) -> Callable[[Case, Circumstances], Steps]:
    return lambda case, at: (
        partial(told.ScrutinyExhausted, cause=cause, reasons=_NOT_COME[cause].format(day_missed(case))),
    )


def _review_missed(case: Case, at: Circumstances) -> Steps:
    missed = case.scrutiny.reviews_missed + 1
    return (partial(told.ReviewMissed, missed=missed, of=at.policy.stage2.reviews_missed),)


def _missing(case: Case, at: Circumstances) -> Steps:
    bodies = tuple(addressee.body for addressee in case.scrutiny.outstanding)
    return (partial(told.ResponseMissing, bodies=bodies),)


def _missing_by_law(case: Case, at: Circumstances) -> Steps:
    return (*_missing(case, at), *_exhausted("no_reply")(case, at))


def _monitoring(case: Case, at: Circumstances) -> Steps:
    return (told.MonitoringOpened,)


def _resolved_by_figures(case: Case, at: Circumstances) -> Steps:
    words = f"The measure met its target in {at.policy.stage2.figures_met} figures in succession."
    return (partial(told.CaseResolved, reasons=words),)


def _resolved_uncontested(case: Case, at: Circumstances) -> Steps:
    words = f"The committee had found it so, and nobody contested it by {day_missed(case)}."
    return (partial(told.CaseResolved, reasons=words),)


def _statutory_answer_by(case: Case, at: Circumstances) -> date | None:
    return min((one.answer_by for one in choice.owing(case, at)), default=None)


def _last_answer_by(case: Case, at: Circumstances) -> date | None:
    return max((addressee.answer_by for addressee in case.scrutiny.outstanding), default=None)


def _by_what(case: Case, at: Circumstances, day: date | None) -> str:
    """What sets the day by which an addressee answers: a law, or nothing but the asking."""
    of = next((one for one in case.scrutiny.outstanding if one.answer_by == day), None)
    if of is None:
        return "The recommendations are answered by this day"
    row = at.policy.row(f"regimes.{of.regime}.response")
    length = at.policy.regime(of.regime).response.words()
    counted = f"{length[:1].upper()}{length[1:]}, counted from receipt on {in_words(of.received_on)}"
    if row.basis is Basis.STATUTE:
        return f"{counted}, set by law ({row.source.partition(';')[0]})"
    return f"{counted}, asked for and not set by law"


HEARING = Limit(
    keys=("silence.scheduled",),
    anchor="the day of the hearing",
    start=lambda case, at: case.scrutiny.hearing_on,
    fixed=lambda case, at: f"{case.scrutiny.committee or 'The committee'} fixed this day for the hearing",
    keep=True,
)


OWED_ANSWER = Limit(
    keys=("silence.awaiting_responses",),
    anchor="the first day an answer is owed",
    start=_statutory_answer_by,
    fixed=lambda case, at: _by_what(case, at, _statutory_answer_by(case, at)),
)


ASKED_ANSWER = Limit(
    keys=("silence.awaiting_responses",),
    anchor="the last day an answer is asked for",
    start=_last_answer_by,
    fixed=lambda case, at: _by_what(case, at, _last_answer_by(case, at)),
)


PROCESSES = Limit(
    anchor="the last day of what the committee tries beside the hearing",
    start=lambda case, at: last_day_of_committees(case.processes),
    fixed=lambda case, at: "What the committee tries beside the hearing runs until this day",
)


QUARTER = Limit(
    keys=("stage2.monitor",),
    anchor="the day the quarter began",
    start=lambda case, at: case.scrutiny.quarter_from,
)


SILENCES: tuple[Silence, ...] = (
    Silence(name="referred", state=S.REFERRED, to=S.STAGE2_EXHAUSTED, tells=_exhausted("not_heard"),
            on=Holder.COMMITTEE, basis="D11", limit=Limit(keys=("stage2.referral",))),
    Silence(name="scheduled", state=S.SCHEDULED, to=S.STAGE2_EXHAUSTED, tells=_exhausted("not_heard"),
            on=Holder.COMMITTEE, basis="D12", limit=HEARING),
    Silence(name="evidence", state=S.EVIDENCE, to=S.STAGE2_EXHAUSTED, tells=_exhausted("no_recommendations"),
            on=Holder.COMMITTEE, basis="D12", limit=Limit(keys=("stage2.recommend",)),
            when=When(choice.PROCESSES, choice.WITHIN)),
    Silence(name="evidence_with_processes", state=S.EVIDENCE, to=S.STAGE2_EXHAUSTED,
            tells=_exhausted("no_recommendations"), on=Holder.COMMITTEE, basis="D12", limit=PROCESSES,
            when=When(choice.PROCESSES, choice.LONGER)),
    Silence(name="all_answered", state=S.AWAITING_RESPONSES, to=S.MONITORING, tells=_monitoring,
            on=Holder.NOBODY, basis="row 26, D13", limit=None, when=When(choice.RESPONSES, "all in")),
    Silence(name="awaiting_responses", state=S.AWAITING_RESPONSES, to=S.STAGE2_EXHAUSTED, tells=_missing_by_law,
            on=Holder.ADDRESSEES, basis="row 27, D13", limit=OWED_ANSWER, when=When(choice.RESPONSES, "owed by law")),
    Silence(name="awaiting_responses_ordinary", state=S.AWAITING_RESPONSES, to=S.AWAITING_RESPONSES, tells=_missing,
            on=Holder.ADDRESSEES, basis="D13", limit=ASKED_ANSWER,
            when=When(choice.RESPONSES, "only asked for"), counter="answers"),
    Silence(name="review_awaited", state=S.MONITORING, to=S.MONITORING, tells=_review_missed,
            on=Holder.COMMITTEE, basis="D14",
            limit=QUARTER, when=When(choice.FOLLOW_UP, choice.REVIEW), counter="reviews_missed"),
    Silence(name="monitoring", state=S.MONITORING, to=S.STAGE2_EXHAUSTED, tells=_exhausted("not_monitored"),
            on=Holder.COMMITTEE, basis="D14", limit=QUARTER, when=When(choice.FOLLOW_UP, choice.OVER_NOT_MET)),
    Silence(name="monitoring_met", state=S.MONITORING, to=S.RESOLVED_STAGE2, tells=_resolved_by_figures,
            on=Holder.COMMITTEE, basis="D14", limit=QUARTER, when=When(choice.FOLLOW_UP, choice.OVER_MET)),
    Silence(name="resolution_proposed", state=S.RESOLUTION_PROPOSED, to=S.RESOLVED_STAGE2,
            tells=_resolved_uncontested, on=Holder.NOBODY, basis="D10", limit=Limit(keys=("stage2.contest",))),
)  # fmt: skip
