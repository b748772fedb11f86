"""A walk up the ladder: commands and days, one after the other, on one case; and what happens to it on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import MACHINE, Actor, Circumstances, Found, Proposal
from services.escalation.domain.case.command import AgreeAsSecond, Command, NoteFigures
from services.escalation.domain.case.inspection_register import OtherInspection
from services.escalation.domain.case.lookup import Earlier, Kept, OtherCase, PauseGround, Taken
from services.escalation.domain.case.measure import NOT_KNOWN, Measure
from services.escalation.domain.case.meeting import Meetings
from services.escalation.domain.case.register import Register
from services.escalation.domain.case.state import State
from services.escalation.domain.course.command import Pause, RenewPause
from services.escalation.domain.inspection.command import AgreePlan, FileReply, LodgeComplaint, WithdrawComplaint
from services.escalation.domain.inspection.step import complainants_with, complainants_without
from services.escalation.domain.ladder.decision import Events, decide, fire, open_case
from services.escalation.domain.ladder.history import evolve, evolved, opened
from services.escalation.domain.remedy.command import FilePlan
from services.escalation.domain.scrutiny.command import RecuseMember, RefuseInformation
from shared.events import escalation as told
from shared.events.escalation import Minute
from shared.policy import Policy
from tests.unit.escalation.ladder.place import CALENDAR, MONDAY, POLICY, REGISTER, SUBJECT, partner


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


KNOWN = Measure(title="Lifts that run", unit="%", polarity="higher", value=Decimal(80), target=Decimal(95))
ALL_SEEN = "1: The new motors run"
PLAN_SHOWN = {"owner": "Head of repairs", "measure": "NI 1", "value": "95", "unit": "%"}


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


def pause(walk: Walk, *, days: int = 60, letter: str = "") -> Pause:
    return Pause(reason_class="legal_proceedings", reasons="A court has it", review_on=walk.day(days), letter=letter)
