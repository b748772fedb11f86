"""What is looked at again when something else is to stand in a step: the rules that held when it was said. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import StartProcess
from services.escalation.domain.case.guard import ahead, no_later, not_after
from services.escalation.domain.case.lookup import Taken
from services.escalation.domain.case.minute import came_on, held_between
from services.escalation.domain.case.post import post_named
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.state import State
from services.escalation.domain.correction import slip
from services.escalation.domain.inspection.command import AgreePlan, ImposePlan
from services.escalation.domain.inspection.plan import smart_plan
from services.escalation.domain.remedy.command import FilePlan, RequestMoreTime
from services.escalation.domain.remedy.guard import (
    ends_before_the_remedy,
    owned_and_aimed,
    remedy_can_be_seen,
    within_the_extension,
)
from services.escalation.domain.remedy.observation import latest_remedy
from services.escalation.domain.scrutiny.command import RequireAttendance, ScheduleHearing
from services.escalation.domain.scrutiny.guard import ends_in_reach, ends_while_followed, hearing_in_reach
from services.escalation.domain.scrutiny.hearing import notice_long_enough
from services.escalation.domain.scrutiny.recommendation import Draft, lint
from shared.events import escalation as told
from shared.events.escalation import CaseStep
from shared.working_days import in_words


def allowed(case: Case, step: Taken, field: str, at: Circumstances) -> Iterator[Gap]:
    """The gaps that the step would have had with what is to stand there now, each told of the correction."""
    event = step.event
    minute = getattr(event, "minute", None)
    if field == slip.MET_ON and isinstance(minute, told.Minute):
        found = held_between("met_on", minute.met_on, came_on(case, at, before=step.version), at)
    else:
        check = _CHECKS.get((type(event), slip.own_name(type(event), field.rpartition("/")[2])))
        found = check(case, event, at) if check else iter(())
    yield from (Gap("correction", gap.code, gap.message) for gap in found)


def _planned(case: Case, event: told.RemedyPlanned, at: Circumstances) -> Iterator[Gap]:
    yield from ahead("remedy_on", event.remedy_on, at)
    yield from no_later("remedy_on", event.remedy_on, latest_remedy(case, at))
    filed = FilePlan(
        actions=event.actions, owner=event.owner, target=event.target, by_on=event.remedy_on, sign=event.sign
    )
    yield from remedy_can_be_seen(case, filed, at)
    yield from owned_and_aimed(case, filed, at)


def _more_time(case: Case, event: told.MoreTimeRequested, at: Circumstances) -> Iterator[Gap]:
    yield from within_the_extension(case, RequestMoreTime(until_on=event.until_on, reasons=event.reasons), at)


def _process(case: Case, event: told.ProcessStarted, at: Circumstances) -> Iterator[Gap]:
    started = StartProcess(process=event.process, outcome=event.outcome, until_on=event.until_on)
    reach = {State.REMEDY_RUNNING: ends_before_the_remedy, State.MONITORING: ends_while_followed}
    yield from reach.get(case.state, ends_in_reach)(case, started, at)


def _scheduled(case: Case, event: told.HearingScheduled, at: Circumstances) -> Iterator[Gap]:
    yield from hearing_in_reach(case, ScheduleHearing(hearing_on=event.hearing_on, minute=event.minute), at)


def _required(case: Case, event: told.AttendanceRequired, at: Circumstances) -> Iterator[Gap]:
    asked = RequireAttendance(notified=event.body, wanted=event.wanted, attend_on=event.attend_on, minute=event.minute)
    yield from notice_long_enough(case, asked, at)


def _recommended(case: Case, event: told.RecommendationsIssued, at: Circumstances) -> Iterator[Gap]:
    for one in event.recommendations:
        draft = Draft(**{name: getattr(one, name) for name in Draft.__dataclass_fields__})
        found = lint(draft, case_measure=case.measure, today=at.today, known=at.measure)
        yield from (Gap("text", verdict.criterion.value, verdict.why) for verdict in found if not verdict.holds)
        yield from post_named("owner", draft.owner, (draft.addressee,), at)


def _received(case: Case, event: told.ReceiptRecorded, at: Circumstances) -> Iterator[Gap]:
    served_on = case.scrutiny.issued_on or at.today
    if not served_on <= event.received_on <= at.today:
        yield Gap("received_on", "not_in_reach", f"Say a day from {in_words(served_on)} to today.")
    yield from not_after("received_on", event.received_on, at.policy.stage2.receipt, served_on, at)


def _declared(case: Case, event: told.NoConfidenceDeclared, at: Circumstances) -> Iterator[Gap]:
    yield from held_between("meeting_on", event.meeting_on, case.remedy.spent_on or case.opened_on, at)


def _action_plan(case: Case, event: told.PlanAgreed | told.PlanImposed, at: Circumstances) -> Iterator[Gap]:
    asked: type[AgreePlan | ImposePlan] = AgreePlan if isinstance(event, told.PlanAgreed) else ImposePlan
    yield from smart_plan(case, asked(**{one.name: getattr(event, one.name) for one in fields(asked)}), at)


# What is looked at again when something else is to stand in a field; other words may say anything.
_CHECKS: Mapping[tuple[type[CaseStep], str], Callable[..., Iterator[Gap]]] = {
    **{(told.RemedyPlanned, name): _planned for name in ("owner", "target", "sign", "remedy_on")},
    (told.MoreTimeRequested, "until_on"): _more_time,
    (told.ProcessStarted, "until_on"): _process,
    (told.HearingScheduled, "hearing_on"): _scheduled,
    (told.AttendanceRequired, "attend_on"): _required,
    (told.ReceiptRecorded, "received_on"): _received,
    (told.NoConfidenceDeclared, "meeting_on"): _declared,
    **{(told.RecommendationsIssued, name): _recommended for name in slip.RECOMMENDED},
    **{(shape, name): _action_plan for shape in (told.PlanAgreed, told.PlanImposed) for name in slip.PLAN},
}
