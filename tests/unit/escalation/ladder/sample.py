"""A sample of every command, asked by somebody who may."""

# ruff: noqa: ARG005 every sample is made in the same way, whether or not it looks at the walk

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import (
    AgreeAsSecond,
    Command,
    EndProcess,
    NoteFigures,
    NoteJoined,
    NoteLevel,
    NoteNoSecond,
    NoteRegister,
    NoteStanding,
    NoteSuccession,
    RefuseAsSecond,
    StartProcess,
    WithdrawProposal,
)
from services.escalation.domain.case.lookup import Taken
from services.escalation.domain.case.part import answering
from services.escalation.domain.case.register import Ending
from services.escalation.domain.case.state import State
from services.escalation.domain.course.command import (
    Adopt,
    Correct,
    Merge,
    Pause,
    RenewPause,
    Resume,
    Revive,
    StepBack,
    TakeIn,
    Withdraw,
)
from services.escalation.domain.inspection.command import (
    AcceptInspection,
    AgreePlan,
    AgreeSettlement,
    AskAgain,
    AssignFacilitator,
    CompletePlan,
    DeclareNoConfidence,
    DeclineInspection,
    DraftFindings,
    FileReply,
    ImposePlan,
    LodgeComplaint,
    PublishFindings,
    ReportProgress,
    RequestCallIn,
    RequestInspection,
    Settle,
    WithdrawComplaint,
    WithdrawNoConfidence,
)
from services.escalation.domain.ladder.merger import as_other
from services.escalation.domain.remedy.command import (
    Acknowledge,
    AgreeRemedy,
    ClaimRemedy,
    ConfirmDuty,
    ContestRemedy,
    DisputeDuty,
    FilePlan,
    GrantMoreTime,
    ReassignDuty,
    RefuseMoreTime,
    RefuseRemedy,
    RequestMoreTime,
    ServeDuty,
    VerifyRemedy,
)
from services.escalation.domain.reserve.command import NoteUnsealed, ReceiveReserveFindings
from services.escalation.domain.screening.command import (
    Admit,
    AllegeSystematicFailure,
    BackRejection,
    OverturnRejection,
    Reject,
    RequestReview,
    UpholdRejection,
)
from services.escalation.domain.scrutiny.command import (
    AdjournHearing,
    AgreeResolution,
    AnswerQuestion,
    ContestResolution,
    Exhaust,
    GiveInformation,
    IssueRecommendations,
    OpenEvidence,
    OpposeResolution,
    PublishRefusal,
    RecordAttendance,
    RecordReceipt,
    RecuseMember,
    RefuseInformation,
    RequestInformation,
    RequireAttendance,
    Resolve,
    Respond,
    ReviewProgress,
    ScheduleHearing,
)
from shared.events import escalation as told
from tests.unit.escalation.ladder.place import (
    FACILITATOR,
    INSPECTOR,
    MONDAY,
    MONITOR,
    NOTICE,
    OFFICER,
    ORGANISER,
    PAUSER,
    SIGNED,
    SUBJECT,
    WARD,
    WORKER,
    body,
    partner,
    smart,
)
from tests.unit.escalation.ladder.walk import ALL_SEEN, PLAN_SHOWN, Walk, figure, minute, pause, recusal, seen


def sample(asked: type[Command], walk: Walk) -> tuple[Actor, Command]:
    """The sample of a command, and who asks it."""
    actor, make = SAMPLES[asked]
    return actor, make(walk)


def imposed_plan(walk: Walk, kind: str = "family_peer") -> ImposePlan:
    return ImposePlan(
        intervener="Next council",
        intervener_kind=kind,
        passed_over_because="" if kind == "family_peer" else "none_ready",
        power="best_value_direction",
        actions="Motors",
        last_on=walk.day(200),
        **PLAN_SHOWN,
    )


PETITIONER = told.Behind(kind="petition", body="organiser", name="", party="organiser")
GUEST, HOST = "TEST-2026-0008-0", "TEST-2026-0009-0"


def merge(walk: Walk) -> Merge:
    """Merging the case into another that stands where it does; none takes in others while it may be contested."""
    state = State.REFERRED if walk.stands_in(State.VERIFYING) else walk.case.state
    walk.others = (replace(as_other(walk.case), reference=HOST, state=state),)
    return Merge(into=HOST, reasons="The same lifts")


def taken_in(**facts: object) -> TakeIn:
    """Another case, screened since the Monday, goes on in this one."""
    joined = told.Joined(reference=GUEST, opened_on=MONDAY.date(), signatures=70, behind=(PETITIONER,))
    said = {
        "merged": GUEST,
        "joined": (joined,),
        "reasons": "The same lifts",
        "state": State.SCREENING.value,
        "since_on": MONDAY.date(),
        **dict.fromkeys(("served_on", "acknowledge_by", "remedy_on", "failure_alleged_on")),
        "level": "",
        "adopters": (),
    }
    return TakeIn(**{**said, **facts})  # type: ignore[arg-type]  # fields by name, each of its own type


def step_back(walk: Walk) -> StepBack:
    """The organiser of a merged case leaves; until then it has standing here."""
    if not walk.case.course.joined:
        walk.case = replace(walk.case, course=replace(walk.case.course, joined=taken_in().joined))
    return StepBack(organiser_of=GUEST, reasons="We have moved away")


def correct(walk: Walk) -> Correct:
    """A slip in the last step, as if it had been this one: the reasons are to say something else."""
    event = told.SystematicFailureAlleged(
        case=walk.case.reference, state=walk.case.state.value, reasons="Evry lift", said_by="council"
    )
    walk.taken = (*walk.taken[:-1], Taken(version=walk.case.version, event=event, at=walk.now, actor=WORKER.id))
    return Correct(
        step=walk.case.version, field="reasons", correction="Every lift runs again", reasons="A letter was left out"
    )


def body_ended(walk: Walk, id: str, *successors: str) -> NoteSuccession:
    """The body's last day was yesterday, as the register has it."""
    ending = Ending(last_on=walk.day(-1), successors=successors, basis="Order of 2026")
    known = {**walk.register.bodies, **{one: body(one) for one in successors if one not in walk.register.bodies}}
    raw = replace(walk.register, bodies=known, endings={**walk.register.endings, id: ending})
    walk.register = raw.as_of(walk.now.date())
    return NoteSuccession(body=id)


# A command that says something, asked by somebody who may, for every command there is.
SAMPLES: dict[type[Command], tuple[Actor, Callable[[Walk], Command]]] = {
    Admit: (WORKER, lambda walk: Admit(level="local", reasons="It cites a measure")),
    Reject: (WORKER, lambda walk: Reject(reason_code="abusive", reasons="It insults")),
    AllegeSystematicFailure: (WORKER, lambda walk: AllegeSystematicFailure(reasons="Every lift, every winter")),
    RequestReview: (WORKER, lambda walk: RequestReview(reasons="It was one letter")),
    OverturnRejection: (partner("fire"), lambda walk: OverturnRejection(level="local", reasons="It was one letter")),
    BackRejection: (partner("fire"), lambda walk: BackRejection(reasons="It is the same letter")),
    UpholdRejection: (OFFICER, lambda walk: UpholdRejection(reasons="It is the same letter", minute=minute(walk))),
    ServeDuty: (WORKER, lambda walk: ServeDuty()),
    DisputeDuty: (SUBJECT, lambda walk: DisputeDuty(body="college", reasons="The college runs the lifts")),
    ConfirmDuty: (WORKER, lambda walk: ConfirmDuty(reasons="Housing runs them")),
    ReassignDuty: (WORKER, lambda walk: ReassignDuty(body="fire", reasons="It does run them")),
    RequestMoreTime: (
        SUBJECT,
        lambda walk: RequestMoreTime(
            until_on=(walk.case.remedy.plan.remedy_on if walk.case.remedy.plan else walk.day(1)) + timedelta(days=14),
            reasons="The motors are late",
        ),
    ),
    GrantMoreTime: (WORKER, lambda walk: GrantMoreTime(reasons="They are")),
    RefuseMoreTime: (WORKER, lambda walk: RefuseMoreTime(reasons="They are not")),
    StartProcess: (
        SUBJECT,
        lambda walk: StartProcess(process="mediation", outcome="Agreed hours of repair", until_on=walk.day(20)),
    ),
    EndProcess: (SUBJECT, lambda walk: EndProcess(number=1, result="Hours are agreed")),
    AgreeRemedy: (partner("fire"), lambda walk: AgreeRemedy(reasons="She told us that they run")),
    ContestRemedy: (partner("fire"), lambda walk: ContestRemedy(reasons="She told us that they do not")),
    Acknowledge: (SUBJECT, lambda walk: Acknowledge()),
    FilePlan: (
        SUBJECT,
        lambda walk: FilePlan(actions="New motors", owner="Head", target="95 %", by_on=walk.day(30)),
    ),
    ClaimRemedy: (SUBJECT, lambda walk: ClaimRemedy(evidence="They run", together="Tried with the fire service")),
    VerifyRemedy: (partner("fire"), lambda walk: VerifyRemedy(reasons="We rode in them")),
    RefuseRemedy: (WORKER, lambda walk: RefuseRemedy(reasons="Two stand still")),
    ScheduleHearing: (OFFICER, lambda walk: ScheduleHearing(hearing_on=walk.day(14), minute=minute(walk))),
    RecuseMember: (OFFICER, lambda walk: recusal(walk, "d")),
    RequireAttendance: (
        OFFICER,
        lambda walk: RequireAttendance(
            notified="housing", wanted="The repairs of 2026", attend_on=walk.day(20), minute=minute(walk)
        ),
    ),
    RequestInformation: (
        OFFICER,
        lambda walk: RequestInformation(notified="fire", wanted="Every call to a lift", minute=minute(walk)),
    ),
    GiveInformation: (partner("fire"), lambda walk: GiveInformation(notice=1, information="Forty calls")),
    RefuseInformation: (
        partner("fire"),
        lambda walk: RefuseInformation(notice=1, ground="not_held", reasons="We keep no such list"),
    ),
    PublishRefusal: (OFFICER, lambda walk: PublishRefusal(notice=1, minute=minute(walk))),
    RecordAttendance: (OFFICER, lambda walk: RecordAttendance(notice=1, attendance="came", minute=seen(walk))),
    AnswerQuestion: (SUBJECT, lambda walk: AnswerQuestion(question=1, information="The motors are old")),
    RecordReceipt: (SUBJECT, lambda walk: RecordReceipt(addressee="housing", received_on=walk.now.date())),
    ReviewProgress: (
        OFFICER,
        lambda walk: ReviewProgress(
            recommendation=1, progress="partly_implemented", reasons="Half of them run", minute=minute(walk)
        ),
    ),
    AgreeResolution: (partner("fire"), lambda walk: AgreeResolution(reasons="She told us that they run")),
    ContestResolution: (partner("fire"), lambda walk: ContestResolution(reasons="She told us that they do not")),
    OpposeResolution: (partner("police"), lambda walk: OpposeResolution(reasons="We wait there too")),
    AdjournHearing: (
        OFFICER,
        lambda walk: AdjournHearing(
            hearing_on=(walk.case.scrutiny.hearing_on or walk.day(1)) + timedelta(days=20),
            reasons="No quorum",
            minute=minute(walk),
        ),
    ),
    OpenEvidence: (OFFICER, lambda walk: OpenEvidence(questions="Why?", minute=minute(walk))),
    IssueRecommendations: (
        OFFICER,
        lambda walk: IssueRecommendations(
            recommendations=(smart("housing", walk.day(60)),), signed_off_by="Chair", minute=minute(walk)
        ),
    ),
    Respond: (SUBJECT, lambda walk: Respond(recommendation=1, answer="accepted", reasons="Yes")),
    Resolve: (OFFICER, lambda walk: Resolve(reasons="They run", minute=minute(walk))),
    Exhaust: (OFFICER, lambda walk: Exhaust(reasons="They do not", minute=minute(walk))),
    RequestCallIn: (WORKER, lambda walk: RequestCallIn()),
    LodgeComplaint: (
        partner("police"),
        lambda walk: LodgeComplaint(grounds="It harms us", authorised_by="Chief constable"),
    ),
    WithdrawComplaint: (partner("police"), lambda walk: WithdrawComplaint()),
    AssignFacilitator: (WORKER, lambda walk: AssignFacilitator(facilitator="college", declaration="None")),
    Settle: (FACILITATOR, lambda walk: Settle(terms="New motors by May")),
    AgreeSettlement: (partner("police"), lambda walk: AgreeSettlement()),
    RequestInspection: (WORKER, lambda walk: RequestInspection(reasons="No settlement")),
    AcceptInspection: (INSPECTOR, lambda walk: AcceptInspection(scope="Lifts")),
    DeclineInspection: (INSPECTOR, lambda walk: DeclineInspection(reasons="No")),
    AskAgain: (WORKER, lambda walk: AskAgain(reasons="Things are worse")),
    DraftFindings: (INSPECTOR, lambda walk: DraftFindings()),
    FileReply: (SUBJECT, lambda walk: FileReply(reply="We disagree")),
    PublishFindings: (INSPECTOR, lambda walk: PublishFindings(findings="Failing", grade="failing")),
    AgreePlan: (SUBJECT, lambda walk: AgreePlan(actions="Motors", last_on=walk.day(100), **PLAN_SHOWN)),
    ImposePlan: (INSPECTOR, imposed_plan),
    ReportProgress: (SUBJECT, lambda walk: ReportProgress(report="Half the motors are new")),
    DeclareNoConfidence: (
        partner("police"),
        lambda walk: DeclareNoConfidence(
            decided_by="Police and crime panel",
            meeting_on=walk.day(-3),
            minute_reference="14/3",
            reasons="They do not listen",
        ),
    ),
    WithdrawNoConfidence: (partner("police"), lambda walk: WithdrawNoConfidence(reasons="They listen now")),
    CompletePlan: (INSPECTOR, lambda walk: CompletePlan(reasons="Kept", outputs=ALL_SEEN)),
    Pause: (PAUSER, lambda walk: pause(walk, days=60)),
    RenewPause: (PAUSER, lambda walk: RenewPause(reasons="It has it still", review_on=walk.day(80))),
    Withdraw: (ORGANISER, lambda walk: Withdraw(reasons="We have moved away")),
    Adopt: (WORKER, lambda walk: Adopt(reasons="It is ours too")),
    StepBack: (replace(ORGANISER, id="v", petition=GUEST), step_back),
    Correct: (WORKER, correct),
    Merge: (WORKER, merge),
    TakeIn: (MACHINE, lambda walk: taken_in()),
    Revive: (MACHINE, lambda walk: Revive(host=HOST)),
    Resume: (WORKER, lambda walk: Resume(reasons="The court is done")),
    AgreeAsSecond: (MONITOR, lambda walk: AgreeAsSecond(reasons="It is so")),
    WithdrawProposal: (WORKER, lambda walk: WithdrawProposal(reasons="It was a slip")),
    RefuseAsSecond: (MONITOR, lambda walk: RefuseAsSecond(reasons="It is not so")),
    NoteNoSecond: (MACHINE, lambda walk: NoteNoSecond()),
    NoteSuccession: (MACHINE, lambda walk: body_ended(walk, "housing", "homes")),
    NoteFigures: (MACHINE, lambda walk: figure("missed")),
    NoteRegister: (MACHINE, lambda walk: NoteRegister(lead="fire", since_on=SIGNED)),
    NoteLevel: (MACHINE, lambda walk: NoteLevel(by="signatures", count=2_400, required=2_351)),
    NoteStanding: (MACHINE, lambda walk: NoteStanding(ward="castle", name=WARD.name, records=(WARD,))),
    NoteJoined: (MACHINE, lambda walk: NoteJoined(trigger="partner_action", failure="So do ours.", record=NOTICE)),
    ReceiveReserveFindings: (
        MACHINE,
        lambda walk: ReceiveReserveFindings(
            matter="m",
            subject=answering(walk.case, walk.at(MACHINE)),
            findings="Forged",
            found_by=("police",),
            inspectorate="inspectors",
            lodged_on=SIGNED,
            sent_on=SIGNED,
            entries=(),
        ),
    ),
    NoteUnsealed: (MACHINE, lambda walk: NoteUnsealed(matter="m", lodged_on=SIGNED, sent_on=SIGNED, entries=())),
}
