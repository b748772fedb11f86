"""How a case comes to where a row of the ladder holds only on a condition."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from services.escalation.domain.case.circumstances import Actor
from services.escalation.domain.case.command import (
    AgreeAsSecond,
    Command,
    EndProcess,
    NoteFigures,
    NoteNoSecond,
    RefuseAsSecond,
    WithdrawProposal,
)
from services.escalation.domain.case.course import Course, Overlay
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.state import State
from services.escalation.domain.course.chain import MAY_MERGE
from services.escalation.domain.course.command import Revive
from services.escalation.domain.inspection.chain import BEFORE_NEGOTIATION
from services.escalation.domain.inspection.choice import KEPT_BY_FIGURE
from services.escalation.domain.inspection.command import (
    AgreeSettlement,
    CompletePlan,
    ImposePlan,
    PublishFindings,
    WithdrawComplaint,
    WithdrawNoConfidence,
)
from services.escalation.domain.ladder import chain
from services.escalation.domain.ladder.second import waits_as
from services.escalation.domain.remedy import choice as remedy_choice
from services.escalation.domain.remedy.command import (
    ClaimRemedy,
    ContestRemedy,
    FilePlan,
    GrantMoreTime,
    RefuseMoreTime,
    RefuseRemedy,
    VerifyRemedy,
)
from services.escalation.domain.screening.command import Reject, UpholdRejection
from services.escalation.domain.scrutiny.choice import ALL_AGREE, ENOUGH, PASSED_ON, SHOWN, STANDS
from services.escalation.domain.scrutiny.command import (
    AgreeResolution,
    Exhaust,
    GiveInformation,
    OpenEvidence,
    OpposeResolution,
    PublishRefusal,
    RecordAttendance,
    RecordReceipt,
    RecuseMember,
    RefuseInformation,
    Resolve,
)
from tests.unit.escalation.ladder.later import (
    action_in_force,
    call_in_open,
    case_in,
    complained,
    declared,
    in_own_cause,
    plan_over,
    replied,
    settlement_proposed,
    to_be_imposed,
)
from tests.unit.escalation.ladder.place import PAUSER, WORKER, partner
from tests.unit.escalation.ladder.rung import (
    admitted_by_default,
    agreed,
    asked_for_information,
    asked_to_come,
    awaiting,
    evidence,
    exhausted,
    found,
    heard_later,
    information_refused,
    looked_at_from_outside,
    monitoring,
    more_time_asked,
    on_the_brink,
    on_the_day,
    opposed_once,
    raised_by_fire,
    referred,
    referred_unchecked,
    referred_unclaimed,
    refused,
    resolution_proposed,
    scheduled,
    verifying,
    verifying_by_a_sign,
    with_a_process,
    with_process,
)
from tests.unit.escalation.ladder.sample import SAMPLES, merge
from tests.unit.escalation.ladder.walk import Walk, measured, pause, with_met_figure


def asker(asked: type[Command], walk: Walk) -> Actor:
    """Who asks for the sample: whoever asked for what is taken back; where those who raised the case are to agree, one
    who complains in it.
    """
    if asked is WithdrawProposal and walk.proposal is not None:
        return walk.proposal.by
    of = walk.case.waiting.of if walk.case.waiting else ""
    return partner("police") if asked in ABOUT_SECONDS[:2] and of != "monitoring_officer" else SAMPLES[asked][0]


def merged_from(state: State) -> Walk:
    """A case that was merged from that state into one that takes it in."""
    walk = case_in(state)
    walk.do(WORKER, merge(walk))
    return walk


# How a case comes to where a conditional row holds; rows that are not named here hold in the state as people reach it.
SPECIAL: dict[tuple[State, type[Command], str], Callable[[], Walk]] = {
    (State.ADMITTED, Reject, "by default"): admitted_by_default,
    (State.REJECTION_REVIEW, UpholdRejection, ""): looked_at_from_outside,
    (State.REMEDY_RUNNING, GrantMoreTime, ""): more_time_asked,
    (State.REMEDY_RUNNING, RefuseMoreTime, ""): more_time_asked,
    (State.REMEDY_RUNNING, EndProcess, ""): with_a_process,
    (State.VERIFYING, VerifyRemedy, remedy_choice.SHOWN): agreed,
    (State.VERIFYING, VerifyRemedy, remedy_choice.NOT_SHOWN): verifying_by_a_sign,
    (State.VERIFYING, ContestRemedy, remedy_choice.MADE): found,
    (State.ACTION_IN_FORCE, CompletePlan, KEPT_BY_FIGURE): lambda: measured(action_in_force()),
    (State.ACTION_IN_FORCE, CompletePlan, "missed, and it runs on"): lambda: measured(action_in_force(), "70"),
    (State.ACTION_IN_FORCE, CompletePlan, "missed at its end, may be renewed"): lambda: measured(plan_over(), "70"),
    (State.ACTION_IN_FORCE, CompletePlan, "missed at its end, last plan"): lambda: measured(plan_over(2), "70"),
    (State.RESOLUTION_PROPOSED, AgreeResolution, ALL_AGREE): raised_by_fire(resolution_proposed),
    (State.VERIFYING, RefuseRemedy, "spent"): lambda: verifying().pass_days(45),
    (State.REFERRED, NoteFigures, remedy_choice.SHOWS_IN_TIME): referred_unchecked,
    (State.SCHEDULED, OpenEvidence, ""): on_the_day,
    **{
        (state, RecuseMember, answer): come(build)
        for state, build in ((State.REFERRED, referred), (State.SCHEDULED, scheduled), (State.EVIDENCE, evidence))
        for answer, come in ((STANDS, lambda build: build), (PASSED_ON, on_the_brink))
    },
    **{
        (state, asked, ""): come(build)
        for state, build in ((State.SCHEDULED, scheduled), (State.EVIDENCE, evidence))
        for asked, come in (
            (GiveInformation, asked_for_information),
            (RefuseInformation, asked_for_information),
            (PublishRefusal, information_refused),
        )
    },
    (State.SCHEDULED, RecordAttendance, ""): asked_to_come(heard_later),
    (State.EVIDENCE, RecordAttendance, ""): asked_to_come(evidence),
    (State.EVIDENCE, EndProcess, ""): with_process(evidence),
    (State.MONITORING, EndProcess, ""): with_process(monitoring),
    (State.AWAITING_RESPONSES, RecordReceipt, ""): lambda: awaiting().pass_days(1),
    (State.RESOLUTION_PROPOSED, OpposeResolution, ENOUGH): opposed_once,
    (State.EVIDENCE, Resolve, SHOWN): with_met_figure(evidence),
    (State.MONITORING, Resolve, SHOWN): with_met_figure(monitoring),
    (State.MONITORING, Exhaust, ""): refused,
    (State.REFERRED, ClaimRemedy, ""): referred_unclaimed,
    (State.REFERRED, FilePlan, ""): referred,
    (State.FINDINGS_DRAFT, PublishFindings, ""): replied,
    (State.STAGE2_EXHAUSTED, WithdrawComplaint, ""): lambda: complained(exhausted()),
    (State.BROKERING, AgreeSettlement, ""): settlement_proposed,
    (State.ACTION_NEGOTIATION, ImposePlan, ""): to_be_imposed,
    **{(state, WithdrawNoConfidence, ""): partial(declared, state) for state in BEFORE_NEGOTIATION},
    **{(State.MERGED, Revive, state.value): partial(merged_from, state) for state in MAY_MERGE},
    (State.CALL_IN_OPEN, WithdrawComplaint, ""): lambda: complained(call_in_open()),
}
ABOUT_SECONDS = (AgreeAsSecond, RefuseAsSecond, WithdrawProposal, NoteNoSecond)


def standing_for(row: Row) -> Walk:
    """A case that stands where the row holds, with what waits for a second person where the row is about one."""
    answer = row.when.answer if row.when else ""
    if row.asked in ABOUT_SECONDS:
        (decided,) = (
            one
            for one in chain.BY_PEOPLE
            if (one.state, one.over) == (row.state, row.over)
            and one.second
            and waits_as(one, rows_with_seconds()) == answer
        )
        walk = standing_for(decided)
        walk.do(*in_own_cause(walk, decided.asked))
        return walk
    walk = SPECIAL.get((row.state, row.asked, answer), lambda: case_in(row.state))()
    if row.over is Overlay.PAUSED:
        walk.do(PAUSER, pause(walk))
    if row.over is Overlay.WITHDRAWN:
        walk.case = replace(walk.case, course=Course(leaving_since=walk.now.date(), stopped_on=walk.now.date()))
    return walk


def rows_with_seconds() -> list[Row]:
    """The rows whose decision waits for a second person, always or in one's own cause."""
    return [row for row in chain.BY_PEOPLE if row.second is not None]
