"""A small place and ways to walk a case up its ladder, for the tests of the chain. Nothing here is a test."""

# ruff: noqa: ARG005 every sample is made in the same way, whether or not it looks at the walk

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import MACHINE, Actor, Circumstances, Found, Proposal
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
)
from services.escalation.domain.case.committee import Committee, Seat
from services.escalation.domain.case.course import Course, Overlay
from services.escalation.domain.case.inspection_register import OtherInspection
from services.escalation.domain.case.lookup import Earlier, Kept, OtherCase, PauseGround, Taken
from services.escalation.domain.case.measure import NOT_KNOWN, Measure
from services.escalation.domain.case.meeting import Meetings
from services.escalation.domain.case.part import answering
from services.escalation.domain.case.register import Body, Ending, Lead, Register
from services.escalation.domain.case.row import Row
from services.escalation.domain.case.state import State
from services.escalation.domain.case.trigger import Raised
from services.escalation.domain.course.chain import MAY_MERGE
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
from services.escalation.domain.inspection.chain import BEFORE_NEGOTIATION
from services.escalation.domain.inspection.choice import KEPT_BY_FIGURE
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
from services.escalation.domain.inspection.step import complainants_with, complainants_without
from services.escalation.domain.ladder import chain
from services.escalation.domain.ladder.decision import Events, decide, fire, open_case
from services.escalation.domain.ladder.history import evolve, evolved, opened
from services.escalation.domain.ladder.merger import as_other
from services.escalation.domain.ladder.second import waits_as
from services.escalation.domain.remedy import choice as remedy_choice
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
from services.escalation.domain.scrutiny.choice import ALL_AGREE, ENOUGH, PASSED_ON, SHOWN, STANDS
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
from services.escalation.domain.scrutiny.recommendation import Draft
from shared.calendars import calendar
from shared.events import escalation as told
from shared.events.escalation import Minute
from shared.policy import Policy, resolve

CALENDAR = calendar("England and Wales")
POLICY: Policy = resolve("laa-2008-1", (), date(2026, 1, 5))
SIGNED = date(2025, 4, 1)
MONDAY = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)


def body(id: str, regime: str = "ordinary", parent: str | None = None, signed_on: date | None = SIGNED) -> Body:
    return Body(
        id=id,
        name=id.title(),
        kind="partner",
        regime=regime,
        inspectorate="inspectors",
        signed_on=signed_on,
        parent=parent,
    )


BODIES = {
    b.id: b
    for b in (
        body("council"),
        body("police", "crime"),
        body("fire"),
        body("college"),
        body("housing"),
        body("hospital", "health", parent="trust"),
        body("clinic", "health", parent="trust"),
        body("newcomer", signed_on=None),
    )
}


def committee(name: str, regime: str = "ordinary", seats: int = 7, quorum: int = 4, **sits_on: str) -> Committee:
    """A committee with seats `a`, `b`, ...; `sits_on` names the body on whose board a seat's member sits."""
    held = (Seat(seat=one, boards=(sits_on[one],) if one in sits_on else ()) for one in "abcdefghij"[:seats])
    return Committee(id=name.lower(), name=name, regime=regime, quorum=quorum, seats=tuple(held))


REGISTER = Register(
    version=7,
    authority="council",
    committee="Scrutiny Committee",
    bodies=BODIES,
    lead=Lead(body="housing", contributors=("fire",), basis="agreement of 2025", since_on=SIGNED),
    committees=(committee("Overview", a="housing"), committee("Joint", "joint"), committee("Crime", "crime")),
)

NOTICE = told.TriggerRecord(
    body="fire", name="Fire", party="fire", decided_on=date(2026, 1, 5), reference="letter of 5 January"
)

WARD = told.TriggerRecord(
    body="council",
    name="the councillors for Castle Ward",
    party="the councillors for Castle Ward",
    decided_on=date(2026, 1, 5),
    reference="the register",
)

WORKER = Actor(id="w", body="council", roles=frozenset({"case_worker"}))
MONITOR = Actor(id="m", body="council", roles=frozenset({"monitoring_officer"}))
PAUSER = replace(MONITOR, id="p")
OFFICER = Actor(id="o", body="council", roles=frozenset({"scrutiny_officer"}))
ORGANISER = Actor(id="u", roles=frozenset({"organiser"}), petition="TEST-2026-0001-0")
INSPECTOR = Actor(id="i", body="inspectors", roles=frozenset({"inspector"}))


def partner(id: str) -> Actor:
    return Actor(id=f"staff of {id}", body=id, roles=frozenset({"partner"}))


SUBJECT = partner("housing")
FACILITATOR = partner("college")


def smart(addressee: str, by_on: date) -> Draft:
    return Draft(
        text="Repair every reported lift within two working days",
        addressee=addressee,
        owner="Head of repairs",
        measure="NI 1",
        value="95",
        unit="%",
        by_on=by_on,
        resources="Two fitters, already budgeted",
    )


def minute(walk: "Walk") -> Minute:
    """The minute of a meeting that the committee holds today, all of its members but one for what is decided."""
    left = len(set(walk.case.scrutiny.seats) - set(walk.case.scrutiny.recused)) or 6
    return Minute(met_on=walk.now.date(), reference="12/26", votes_for=left - 1, votes_against=1)


def seen(walk: "Walk") -> Minute:
    """The minute of that meeting as it tells what was seen there, on which nobody votes."""
    return replace(minute(walk), votes_for=0, votes_against=0)


def recusal(walk: "Walk", seat: str) -> RecuseMember:
    """The member of this seat stands aside, as the minute of today's meeting tells."""
    return RecuseMember(seat=seat, reasons="A tenant there", minute=minute(walk))


@dataclass
class Walk:
    """One case and the day it has reached."""

    now: datetime = MONDAY
    policy: Policy = POLICY
    register: Register = REGISTER
    trigger: str = "petition"
    complainants: tuple[str, ...] = ()
    reply: str = ""
    proposal: Proposal | None = None
    frequency: str = ""
    judged: str = ""
    measure: Measure = NOT_KNOWN
    earlier: tuple[Earlier, ...] = ()
    refusers: frozenset[str] = frozenset()
    raisers: dict[str, frozenset[str]] = field(default_factory=dict)
    kept: dict[int, Kept] = field(default_factory=dict)
    grounds: tuple[PauseGround, ...] = ()
    inspections: tuple[OtherInspection, ...] = ()
    others: tuple[OtherCase, ...] = ()
    taken: tuple[Taken, ...] = ()
    meetings: dict[str, Meetings] = field(default_factory=dict)
    files: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.case = self._opened()
        self.events: list[told.CaseStep] = []

    def _opened(self) -> Case:
        event = told.CaseOpened(
            case="TEST-2026-0001-0",
            state=State.SCREENING.value,
            area="E1",
            trigger=self.trigger,
            title="Lifts that stand still",
            measure="NI 1",
            signatures=60,
            policy_version=self.policy.version,
        )
        first, *rest = open_case(event, self.at(MACHINE))
        assert isinstance(first, told.CaseOpened)
        today = self.at(MACHINE).today
        return evolved(opened(first, today), rest, today)

    def at(self, actor: Actor, received_at: datetime | None = None) -> Circumstances:
        return Circumstances(
            now=self.now,
            policy=self.policy,
            calendar=CALENDAR,
            register=self.register.since(self.case.opened_on) if hasattr(self, "case") else self.register,
            actor=actor,
            received_at=received_at,
            frequency=self.frequency,
            judged=self.judged,
            measure=self.measure,
            elections=(),
            found=Found(
                complainants=self.complainants,
                reply=self.reply,
                proposal=self.proposal,
                earlier=self.earlier,
                refusers=self.refusers,
                raisers=self.raisers,
                kept=self.kept,
                grounds=self.grounds,
                inspections=self.inspections,
                others=self.others,
                taken=self.taken,
                meetings=self.meetings,
                files=self.files,
            ),
        )

    def take(self, events: Events, actor: Actor = MACHINE) -> Events:
        for event in events:
            taken = Taken(version=self.case.version + 1, event=event, at=self.now, actor=actor.id)
            self.taken = (*self.taken, taken)
            self.case = evolve(self.case, event, self.at(MACHINE).today)
        self.events.extend(events)
        return events

    def do(self, actor: Actor, command: Command, received_at: datetime | None = None) -> Events:
        events = self.take(decide(self.case, command, self.at(actor, received_at)), actor)
        if isinstance(events[-1], told.SecondAsked):
            self.proposal = Proposal(command=command, by=actor)
        if isinstance(command, LodgeComplaint):
            self.complainants = complainants_with(self.at(actor))
        if isinstance(command, WithdrawComplaint):
            self.complainants = complainants_without(self.at(actor))
        decided = self.proposal.command if isinstance(command, AgreeAsSecond) and self.proposal else command
        if isinstance(events[-1], told.CasePaused | told.PauseRenewed) and isinstance(decided, Pause | RenewPause):
            self.grounds = (*self.grounds, PauseGround(reasons=decided.reasons, letter=decided.letter))
        if isinstance(command, FileReply):
            self.reply = command.reply
        if isinstance(command, RefuseInformation):
            self.kept = {**self.kept, command.notice: Kept(ground=command.ground, reasons=command.reasons)}
        return events

    def stands_in(self, state: State) -> bool:
        return self.case.state is state

    def pass_days(self, days: int) -> "Walk":
        self.now += timedelta(days=days)
        return self

    def go_to(self, day: date) -> "Walk":
        self.now = datetime.combine(day, time(10), UTC)
        return self

    def wait_out(self, late_by: int = 0) -> Events:
        """Nobody does anything until the day is over; the sweep comes `late_by` days after it should."""
        assert self.case.due_on is not None
        self.go_to(self.case.due_on + timedelta(days=1 + late_by))
        return self.take(fire(self.case, self.at(MACHINE)))

    def day(self, days: int) -> date:
        return self.now.date() + timedelta(days=days)


def screening() -> Walk:
    return Walk()


def rejected() -> Walk:
    walk = refusal_proposed()
    walk.do(MONITOR, AgreeAsSecond(reasons="The published rule says so"))
    return walk


def refusal_proposed() -> Walk:
    walk = Walk()
    walk.do(WORKER, Reject(reason_code="vexatious", reasons="The same letter forty times"))
    return walk


def under_review() -> Walk:
    walk = rejected()
    walk.do(WORKER, RequestReview(reasons="It was one letter"))
    return walk


def looked_at_from_outside() -> Walk:
    walk = under_review()
    walk.do(partner("fire"), BackRejection(reasons="It is the same letter"))
    return walk


def admitted() -> Walk:
    walk = Walk()
    walk.do(WORKER, Admit(level="local", reasons="It cites an agreed measure"))
    return walk


def admitted_by_default() -> Walk:
    walk = Walk()
    walk.wait_out()
    return walk


def duty_served() -> Walk:
    walk = admitted()
    walk.do(WORKER, ServeDuty())
    return walk


def disputed() -> Walk:
    walk = duty_served()
    walk.do(SUBJECT, DisputeDuty(body="college", reasons="The college runs the lifts"))
    return walk


def remedy_running() -> Walk:
    walk = duty_served()
    walk.do(SUBJECT, FilePlan(actions="New motors", owner="Head of repairs", target="95 %", by_on=walk.day(40)))
    return walk


def verifying() -> Walk:
    walk = remedy_running()
    walk.do(SUBJECT, ClaimRemedy(evidence="All lifts run", together="The fire service tried them with us"))
    return walk


def agreed() -> Walk:
    """The organiser says itself that it is put right."""
    walk = verifying()
    walk.do(ORGANISER, AgreeRemedy(reasons="They run for us"))
    return walk


def verifying_by_a_sign() -> Walk:
    walk = duty_served()
    walk.do(SUBJECT, replace(plan(walk, days=40), sign="Twelve motors are in"))
    walk.do(SUBJECT, ClaimRemedy(evidence="All lifts run", together="The fire service tried them with us"))
    return walk


def found() -> Walk:
    """Somebody outside the subject found it put right, and whoever raised it may contest that."""
    walk = verifying_by_a_sign()
    walk.do(WORKER, VerifyRemedy(reasons="Twelve are in"))
    return walk


def raised_by_fire(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, raised by a partner."""

    def built() -> Walk:
        walk = build()
        walk.case = replace(walk.case, trigger="partner_action", raised=Raised(records=(NOTICE,)))
        return walk

    return built


def more_time_asked() -> Walk:
    walk = remedy_running()
    walk.do(SUBJECT, SAMPLES[RequestMoreTime][1](walk))
    return walk


def with_a_process() -> Walk:
    walk = remedy_running()
    walk.do(SUBJECT, SAMPLES[StartProcess][1](walk))
    return walk


def resolved_stage1() -> Walk:
    walk = agreed()
    walk.do(WORKER, VerifyRemedy(reasons="We rode in them"))
    return walk


def resolved_stage2() -> Walk:
    walk = with_met_figure(monitoring)()
    walk.do(OFFICER, Resolve(reasons="They run", minute=minute(walk)))
    return walk


def closed_after_inspection() -> Walk:
    walk = measured(action_in_force())
    walk.do(INSPECTOR, CompletePlan(reasons="Kept", figure="95"))
    return walk


def referred() -> Walk:
    walk = duty_served()
    walk.wait_out()
    return walk


def referred_unclaimed() -> Walk:
    walk = remedy_running()
    walk.wait_out()
    return walk


def referred_unchecked() -> Walk:
    walk = verifying()
    walk.wait_out()
    return walk


def scheduled() -> Walk:
    walk = referred()
    walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(14), minute=minute(walk)))
    return walk


def heard_later() -> Walk:
    """Scheduled for a day by which a body can be asked to come before."""
    walk = referred()
    walk.do(OFFICER, ScheduleHearing(hearing_on=walk.day(28), minute=minute(walk)))
    return walk


def on_the_day() -> Walk:
    walk = scheduled()
    return walk.pass_days(14)


def evidence() -> Walk:
    walk = on_the_day()
    walk.do(OFFICER, OpenEvidence(questions="Why do the lifts stand still?", minute=minute(walk)))
    return walk


def awaiting(*addressees: str) -> Walk:
    walk = evidence()
    drafts = tuple(smart(addressee, walk.day(90)) for addressee in addressees or ("housing",))
    walk.do(OFFICER, IssueRecommendations(recommendations=drafts, signed_off_by="Chair", minute=minute(walk)))
    return walk


def on_the_brink(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, with as few members left as the committee may have."""

    def built() -> Walk:
        walk = build()
        for seat in "bc":
            walk.do(OFFICER, recusal(walk, seat))
        return walk

    return built


def asked_to_come(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, with a body asked to come, on the day."""

    def built() -> Walk:
        walk = build()
        walk.do(OFFICER, SAMPLES[RequireAttendance][1](walk))
        return walk.go_to(walk.case.scrutiny.notices[-1].by_on)

    return built


def asked_for_information(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, with a body asked for information."""

    def built() -> Walk:
        walk = build()
        walk.do(OFFICER, SAMPLES[RequestInformation][1](walk))
        return walk

    return built


def information_refused(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, with information refused."""

    def built() -> Walk:
        walk = asked_for_information(build)()
        walk.do(*sample(RefuseInformation, walk))
        return walk

    return built


def with_process(build: Callable[[], Walk]) -> Callable[[], Walk]:
    """The same, with something tried beside."""

    def built() -> Walk:
        walk = build()
        walk.do(*sample(StartProcess, walk))
        return walk

    return built


def sample(asked: type[Command], walk: Walk) -> tuple[Actor, Command]:
    """The sample of a command, and who asks it."""
    actor, make = SAMPLES[asked]
    return actor, make(walk)


def asker(asked: type[Command], walk: Walk) -> Actor:
    """Who asks for the sample; where those who raised the case are to agree, one who complains in it."""
    of = walk.case.waiting.of if walk.case.waiting else ""
    return partner("police") if asked in ABOUT_SECONDS[:2] and of != "monitoring_officer" else SAMPLES[asked][0]


def resolution_proposed() -> Walk:
    walk = monitoring()
    walk.do(OFFICER, Resolve(reasons="We rode in them", minute=minute(walk)))
    return walk


def opposed_once() -> Walk:
    walk = resolution_proposed()
    walk.do(partner("fire"), OpposeResolution(reasons="Two stand still"))
    return walk


def monitoring() -> Walk:
    walk = awaiting()
    walk.do(SUBJECT, Respond(recommendation=1, answer="accepted", reasons="Agreed"))
    return walk


def refused() -> Walk:
    walk = awaiting()
    walk.do(SUBJECT, Respond(recommendation=1, answer="refused", reasons="No money"))
    return walk


def exhausted() -> Walk:
    walk = refused()
    walk.do(OFFICER, Exhaust(reasons="They will not act", minute=minute(walk)))
    return walk


def call_in_open(policy: Policy = POLICY) -> Walk:
    walk = exhausted()
    walk.policy = policy
    walk.do(WORKER, RequestCallIn())
    return walk


def complained(walk: Walk) -> Walk:
    walk.do(partner("police"), LodgeComplaint(grounds="It harms our work", authorised_by="Chief officer"))
    return walk


def call_in_admitted(policy: Policy = POLICY) -> Walk:
    walk = call_in_open(policy)
    for complainant in ("police", "fire"):
        walk.do(partner(complainant), LodgeComplaint(grounds="It harms our work", authorised_by="Chief officer"))
    return walk


def brokering() -> Walk:
    walk = call_in_admitted()
    walk.do(WORKER, AssignFacilitator(facilitator="college", declaration="It has none"))
    return walk


def settlement_proposed() -> Walk:
    walk = brokering()
    walk.do(FACILITATOR, Settle(terms="New motors by May"))
    return walk


def with_inspectorate() -> Walk:
    walk = brokering()
    walk.do(FACILITATOR, RequestInspection(reasons="No settlement"))
    return walk


def declined() -> Walk:
    walk = with_inspectorate()
    walk.do(INSPECTOR, DeclineInspection(reasons="Looked at last year"))
    return walk


def inspecting() -> Walk:
    walk = with_inspectorate()
    walk.do(INSPECTOR, AcceptInspection(scope="Lifts and their upkeep"))
    return walk


def findings_draft() -> Walk:
    walk = inspecting()
    walk.do(INSPECTOR, DraftFindings())
    return walk


def replied() -> Walk:
    walk = findings_draft()
    walk.do(SUBJECT, FileReply(reply="We disagree"))
    return walk


def action_negotiation() -> Walk:
    walk = replied()
    walk.do(INSPECTOR, PublishFindings(findings="Upkeep is failing", grade="failing"))
    return walk


KNOWN = Measure(title="Lifts that run", unit="%", polarity="higher", value=Decimal(80), target=Decimal(95))
ALL_SEEN = "1: The new motors run"
PLAN_SHOWN = {"owner": "Head of repairs", "measure": "NI 1", "value": "95", "unit": "%"}


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


def to_be_imposed() -> Walk:
    walk = action_negotiation()
    walk.case = replace(walk.case, inspection=replace(walk.case.inspection, style="directive"))
    return walk


def declared(state: State) -> Walk:
    walk = case_in(state)
    actor, sample = SAMPLES[DeclareNoConfidence]
    walk.do(actor, sample(walk))
    return walk


def action_in_force() -> Walk:
    walk = action_negotiation()
    put_plan_in_force(walk, AgreePlan(actions="Replace the motors", last_on=walk.day(200), **PLAN_SHOWN))
    return walk


def plan_over(plans: int = 1) -> Walk:
    """The last day of so many action plans has passed, each but the last found not kept."""
    walk = action_negotiation()
    for number in range(plans):
        if number:
            measured(walk, "70").do(INSPECTOR, CompletePlan(reasons="Not kept", figure="70"))
        put_plan_in_force(walk, AgreePlan(actions="Motors", last_on=walk.day(20), **PLAN_SHOWN))
        walk.pass_days(21)
    return walk


def measured(walk: Walk, value: str = "95") -> Walk:
    """A figure of the measure comes, of the first month that began after the action plan came into force."""
    since = walk.case.inspection.plan_since
    assert since is not None
    month = (since.replace(day=1) + timedelta(days=32)).replace(day=1)
    walk.now = max(walk.now, datetime.combine(month + timedelta(days=40), time(10), UTC))
    verdict = "met" if Decimal(value) >= KNOWN.target else "missed"  # type: ignore[operator]  # it is there
    walk.do(MACHINE, replace(figure(verdict, f"{month:%Y-%m}"), value=value))
    return walk


def put_plan_in_force(walk: Walk, plan: AgreePlan) -> None:
    """The body that answers puts the plan forward, and one of those who complain agrees."""
    walk.do(SUBJECT, plan)
    walk.do(partner("police"), AgreeAsSecond(reasons="It will do"))


def in_own_cause(walk: Walk, asked: type[Command]) -> tuple[Actor, Command]:
    """A command, asked by somebody whose own body the case is about, or by whoever writes it down for another."""
    if asked is AgreeSettlement:
        return partner("newcomer"), AgreeSettlement(reasons="The organiser said so at the desk")
    actor, sample = SAMPLES[asked]
    if actor is INSPECTOR:
        return actor, sample(walk)
    if actor is OFFICER:
        about_the_council(walk)
    return replace(actor, body=answering(walk.case, walk.at(actor))), sample(walk)


def about_the_council(walk: Walk) -> None:
    """From now on the case is about the council itself, whose officers speak for the committee."""
    walk.register = replace(walk.register, lead=Lead(body="council", contributors=(), basis="its own", since_on=SIGNED))
    if walk.case.remedy.duty is not None:
        duty = replace(walk.case.remedy.duty, lead="council")
        walk.case = replace(walk.case, remedy=replace(walk.case.remedy, duty=duty))


def plan(walk: Walk, *, days: int) -> FilePlan:
    return FilePlan(actions="New motors", owner="Head of repairs", target="95 %", by_on=walk.day(days))


def with_met_figure(build: Callable[[], Walk]) -> Callable[[], Walk]:
    def built() -> Walk:
        walk = build()
        walk.do(MACHINE, figure("met"))
        return walk

    return built


def figure(verdict: str, period: str = "2026-03") -> NoteFigures:
    return NoteFigures(period=period, value="96", target="95", verdict=verdict, before="missed")


REACH: dict[State, Callable[[], Walk]] = {
    State.SCREENING: screening,
    State.REJECTED: rejected,
    State.REJECTION_REVIEW: under_review,
    State.ADMITTED: admitted,
    State.DUTY_SERVED: duty_served,
    State.DUTY_DISPUTED: disputed,
    State.REMEDY_RUNNING: remedy_running,
    State.VERIFYING: verifying,
    State.REFERRED: referred,
    State.SCHEDULED: scheduled,
    State.EVIDENCE: evidence,
    State.AWAITING_RESPONSES: awaiting,
    State.MONITORING: monitoring,
    State.RESOLUTION_PROPOSED: resolution_proposed,
    State.STAGE2_EXHAUSTED: exhausted,
    State.CALL_IN_OPEN: call_in_open,
    State.CALL_IN_ADMITTED: call_in_admitted,
    State.BROKERING: brokering,
    State.WITH_INSPECTORATE: with_inspectorate,
    State.DECLINED: declined,
    State.INSPECTING: inspecting,
    State.FINDINGS_DRAFT: findings_draft,
    State.ACTION_NEGOTIATION: action_negotiation,
    State.ACTION_IN_FORCE: action_in_force,
    State.RESOLVED_STAGE1: resolved_stage1,
    State.RESOLVED_STAGE2: resolved_stage2,
    State.CLOSED_AFTER_INSPECTION: closed_after_inspection,
}


def case_in(state: State) -> Walk:
    """A case that people brought to the state; ends and the state that is left at once are set by hand."""
    if state in REACH:
        return REACH[state]()
    walk = call_in_admitted()
    walk.case = replace(walk.case, state=state, due_on=None)
    return walk


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


def merged_from(state: State) -> Walk:
    """A case that was merged from that state into one that takes it in."""
    walk = case_in(state)
    walk.do(WORKER, merge(walk))
    return walk


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
ABOUT_SECONDS = (AgreeAsSecond, RefuseAsSecond, NoteNoSecond)


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


def pause(walk: Walk, *, days: int = 60, letter: str = "") -> Pause:
    return Pause(reason_class="legal_proceedings", reasons="A court has it", review_on=walk.day(days), letter=letter)


def rows_with_seconds() -> list[Row]:
    """The rows whose decision waits for a second person, always or in one's own cause."""
    return [row for row in chain.BY_PEOPLE if row.second is not None]
