"""What happens on the first rung when nobody does anything."""

# ruff: noqa: ARG001, ARG005 every row of the table calls its function in the same way

from collections.abc import Callable
from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.choice import ADMISSION, When
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.referral import referred
from services.escalation.domain.case.row import Holder, Limit, Silence
from services.escalation.domain.case.silence import day_missed
from services.escalation.domain.case.state import State
from services.escalation.domain.case.step import Steps
from services.escalation.domain.remedy import choice, step
from shared.events import escalation as told

S = State


def _duty_served(case: Case, at: Circumstances) -> Steps:
    return step.duty_served(case, None, at)


def _to_scrutiny(cause: str) -> Callable[[Case, Circumstances], Steps]:
    return lambda case, at: (referred(case, at, cause),)


def _confirmed(case: Case, at: Circumstances) -> Steps:
    words = "Nobody decided in time; it stays where it is."
    return (partial(told.DutyConfirmed, holder=case.subject, reasons=words),)


def _unclaimed(case: Case, at: Circumstances) -> Steps:
    """A request for more time that nobody decided lapses on the remedy's day."""
    is_asked = case.remedy.plan is not None and case.remedy.plan.more_time_until is not None
    lapsed = partial(told.MoreTimeRefused, reasons="Nobody decided before the day.")
    return (*_to_scrutiny("no_claim")(case, at), *((lapsed,) if is_asked else ()))


def _who_fixed(case: Case, at: Circumstances) -> str:
    """Who set the day for the remedy: the body's own plan, or whoever granted it more time."""
    if case.remedy.plan is not None and case.remedy.plan.extensions:
        return "A later day for the remedy was asked for and granted"
    return f"{case.remedy.duty.lead_name if case.remedy.duty else 'The body'} has this day for the remedy by its plan"


def _agreed(case: Case, at: Circumstances) -> Steps:
    return (partial(told.RemedyVerified, how="organiser", reasons="Nobody else had checked it by its day."),)


def _uncontested(case: Case, at: Circumstances) -> Steps:
    words = f"Somebody outside the partner had found it so, and nobody contested it by {day_missed(case)}."
    return (partial(told.RemedyVerified, how="people", reasons=words),)


REMEDY_DAY = Limit(
    anchor="the remedy's day",
    start=lambda case, at: case.remedy.plan.remedy_on if case.remedy.plan else None,
    fixed=_who_fixed,
)


CONTEST = Limit(
    keys=("stage1.contest",),
    anchor="the day somebody outside found it put right",
    start=lambda case, at: case.remedy.found_on,
)


CHECKED = Limit(keys=("stage1.verify", "silence.verifying"))


SILENCES: tuple[Silence, ...] = (
    Silence(name="admitted", state=S.ADMITTED, to=S.DUTY_SERVED, tells=_duty_served, on=Holder.AUTHORITY, basis="row 8",
            limit=Limit(keys=("stage1.serve",)), when=When(ADMISSION, "by a person")),
    Silence(name="admitted_by_default", state=S.ADMITTED, to=S.DUTY_SERVED, tells=_duty_served,
            on=Holder.AUTHORITY, basis="D3",
            limit=Limit(keys=("safeguard.default_admission_hold",)), when=When(ADMISSION, "by default")),
    Silence(name="duty_served", state=S.DUTY_SERVED, to=S.REFERRED, tells=_to_scrutiny("no_plan"),
            on=Holder.SUBJECT, basis="row 12", limit=Limit(keys=("stage1.plan", "silence.duty_served"))),
    Silence(name="duty_disputed", state=S.DUTY_DISPUTED, to=S.DUTY_SERVED, tells=_confirmed,
            on=Holder.AUTHORITY, basis="D7",
            limit=Limit(keys=("stage1.dispute_decide", "silence.duty_disputed")), counter="disputes"),
    Silence(name="remedy_running", state=S.REMEDY_RUNNING, to=S.REFERRED, tells=_unclaimed,
            on=Holder.SUBJECT, basis="row 18, 5.2b", limit=REMEDY_DAY),
    Silence(name="verifying", state=S.VERIFYING, to=S.REFERRED, tells=_to_scrutiny("not_checked"),
            on=Holder.AUTHORITY, basis="5.2b",
            limit=CHECKED, when=When(choice.RAISERS, choice.DO_NOT_AGREE)),
    Silence(name="verifying_agreed", state=S.VERIFYING, to=S.RESOLVED_STAGE1, tells=_agreed,
            on=Holder.AUTHORITY, basis="5.2b", limit=CHECKED, when=When(choice.RAISERS, choice.AGREE)),
    Silence(name="remedy_found", state=S.VERIFYING, to=S.RESOLVED_STAGE1, tells=_uncontested,
            on=Holder.NOBODY, basis="row 16, S15", limit=CONTEST, when=When(choice.RAISERS, choice.MAY_CONTEST)),
)  # fmt: skip
