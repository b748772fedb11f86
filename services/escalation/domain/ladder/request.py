"""What is asked of somebody beside the state of a case: each once, of whom, and by when. Pure.

The state's own clock is not among them, and nothing is once a case has ended or the step is over in which it was asked.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from services.escalation.domain.case import process, standstill
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import AgreeAsSecond, Command
from services.escalation.domain.case.part import Part, parts_of
from services.escalation.domain.case.scrutiny import ATTENDANCE
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection.command import AgreeSettlement
from services.escalation.domain.inspection.settlement import parties
from services.escalation.domain.ladder.deadline import Kind, promises
from services.escalation.domain.remedy.command import Acknowledge, GrantMoreTime
from services.escalation.domain.scrutiny.command import (
    AdjournHearing,
    AnswerQuestion,
    GiveInformation,
    Respond,
    ScheduleHearing,
)
from services.escalation.domain.scrutiny.meeting import in_election
from shared.events.escalation import ACKNOWLEDGEMENT, HEARING_DATE
from shared.policy.sentences import begun
from shared.working_days import in_words

IN_PUBLIC = (State.SCHEDULED, State.EVIDENCE)  # where notices can be answered
OWN_DAYS = (Kind.ACKNOWLEDGEMENT, Kind.HEARING_DATE)
SECOND_ASKED, COME = "second_asked", "attendance_asked"
# By which deed whoever is asked does what is asked. To come on a day is none.
DONE_BY: Mapping[str, type[Command]] = {
    SECOND_ASKED: AgreeAsSecond,
    ACKNOWLEDGEMENT: Acknowledge,
    HEARING_DATE: ScheduleHearing,
    "hearing_to_move": AdjournHearing,
    "information_asked": GiveInformation,
    "questions_asked": AnswerQuestion,
    "more_time_asked": GrantMoreTime,
    "settlement_offered": AgreeSettlement,
    "answer_asked": Respond,
    "answer_asked_ordinary": Respond,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something asked: its name in the profile's words, what these words name, of which bodies, by when and why then.

    Without a day the clocks stand still. `regimes` are those under which it is owed, where the law differs by regime.
    """

    name: str
    bodies: tuple[str, ...] = ()
    by_on: date | None = None
    working: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    regimes: tuple[str, ...] = ()


def requests(case: Case, at: Circumstances) -> tuple[Request, ...]:
    """Everything that is open beside the state, what runs out first at the head."""
    if not case.is_open:
        return ()
    of_rungs = (*_in_public(case), *_of_rungs(case, at), *_tried(case, at))
    found = (*_with_days(case, at), *_to_move(case, at), *_second(case), *of_rungs)
    return tuple(sorted(found, key=lambda one: one.by_on or date.max))


def of_actor(case: Case, at: Circumstances, is_open: Collection[type[Command]]) -> tuple[Request, ...]:
    """What of this, with a day of its own, is asked of whoever acts, to whom these commands are open."""
    return tuple(one for one in requests(case, at) if one.by_on is not None and _is_of_actor(one, case, at, is_open))


def _is_of_actor(one: Request, case: Case, at: Circumstances, is_open: Collection[type[Command]]) -> bool:
    if one.bodies and at.actor.body not in one.bodies:
        return False
    if one.name == COME:
        return Part.NOTIFIED in parts_of(case, at)
    return DONE_BY.get(one.name) in is_open


def _with_days(case: Case, at: Circumstances) -> Iterator[Request]:
    """What has a clock of its own beside the state's."""
    for one in promises(case, at):
        if one.kind in OWN_DAYS:
            yield Request(name=one.name, bodies=one.bodies, by_on=one.due_on, working=one.working)


def heard_on(case: Case, on: date) -> Iterator[tuple[str, date]]:
    """The days ahead on which the case is heard: what each is, as a sentence names it, and which."""
    scrutiny = case.scrutiny
    if case.state is not State.SCHEDULED:
        return
    if scrutiny.hearing_on is not None and scrutiny.hearing_on >= on:
        yield "the day of the hearing", scrutiny.hearing_on
    for one in scrutiny.open_notices(ATTENDANCE):
        if one.by_on >= on:
            yield f"the day on which notice {one.number} asks to come", one.by_on


def _to_move(case: Case, at: Circumstances) -> Iterator[Request]:
    """A day of a hearing that an election set later has caught: the committee decides whether it moves."""
    found = [(what, day, in_election(day, at)) for what, day in heard_on(case, at.today)]
    caught = [(what, day, span) for what, day, span in found if span is not None]
    if caught and case.overlay is None:
        said = "; ".join(
            f"{what} is {in_words(day)}, and hearings wait from {span.words()}" for what, day, span in caught
        )
        yield Request(name="hearing_to_move", by_on=min(day for _, day, _ in caught), working=f"{begun(said)}.")


def _second(case: Case) -> Iterator[Request]:
    if case.waiting is not None:
        asked = in_words(case.waiting.asked_on)
        yield Request(
            name=SECOND_ASKED,
            by_on=case.waiting.second_by,
            working=f"The decision was proposed on {asked}, and waits for a second person until this day.",
            facts={"command": case.waiting.command, "of": case.waiting.of},
        )


def _in_public(case: Case) -> Iterator[Request]:
    """What the committee asked of bodies, while they can answer; under a pause the days move, so none is told."""
    scrutiny, runs = case.scrutiny, case.overlay is None
    for one in scrutiny.notices if case.state in IN_PUBLIC else ():
        if not one.answer:
            yield Request(
                name=COME if one.kind == ATTENDANCE else "information_asked",
                bodies=(one.body,),
                by_on=one.by_on if runs else None,
                working=f"The committee set this day in notice {one.number}, on {in_words(one.served_on)}.",
                facts={"body": one.body, "wanted": one.wanted, "notice": one.number},
            )
    unanswered = [one for one in scrutiny.questions if not one.answer]
    if case.state is State.EVIDENCE and unanswered:
        yield Request(
            name="questions_asked",
            bodies=(case.subject,),
            by_on=scrutiny.answer_by if runs else None,
            working="The committee set this day when it opened the hearing.",
            facts={"questions": tuple(str(one.number) for one in unanswered)},
        )


def _of_rungs(case: Case, at: Circumstances) -> Iterator[Request]:
    plan, settlement, runs = case.remedy.plan, case.inspection.settlement, case.overlay is None
    if case.state is State.REMEDY_RUNNING and plan is not None and plan.more_time_until is not None:
        yield Request(
            name="more_time_asked",
            bodies=(at.register.authority,),
            by_on=case.asked_by if runs else None,
            working="It is decided before the day that it would move; afterwards the day stays.",
            facts={"until_on": plan.more_time_until},
        )
    if case.state is State.BROKERING and settlement is not None:
        for one in parties(case, at):
            if one not in settlement.agreed:
                yield Request(
                    name="settlement_offered",
                    bodies=(one,) if one in at.register.bodies else (),
                    by_on=case.due_on if runs else None,
                    working="The settlement can be agreed to as long as the facilitator tries it.",
                    facts={"body": one},
                )
    if case.state is State.AWAITING_RESPONSES and runs:
        for addressee in case.scrutiny.outstanding:
            if addressee.answer_by != case.asked_by:
                reckoned = standstill.reckon(
                    at.policy.regime(addressee.regime).response, addressee.received_on, case.state, at
                )
                yield Request(
                    name="answer_asked" if addressee.is_owed else "answer_asked_ordinary",
                    bodies=(addressee.body,),
                    by_on=addressee.answer_by,
                    working=reckoned.words() if reckoned.due_on == addressee.answer_by else "",
                    facts={"body": addressee.body},
                    regimes=(addressee.regime,),
                )


def _tried(case: Case, at: Circumstances) -> Iterator[Request]:
    for one in process.running(case.processes, at.today):
        yield Request(
            name="process_tried",
            bodies=(one.body,) if one.body in at.register.bodies and not one.of_committee else (),
            by_on=one.until_on,
            working=f"Whoever began it named this day, on {in_words(one.started_on)}.",
            facts={"body": "committee" if one.of_committee else one.body, "process": one.process},
        )
