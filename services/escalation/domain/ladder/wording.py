"""A case in words: who is to act by when and else what, a sentence for every step, as the profile has them.

Words follow the profile of the reader's day; the rules stay those of the day on which the case was admitted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.part import answering
from services.escalation.domain.case.register import Body
from services.escalation.domain.ladder.deadline import Kind, promises
from services.escalation.domain.ladder.holder import on_whom
from services.escalation.domain.ladder.request import Request, requests
from shared.events.base import DECLARED, short_name
from shared.events.escalation.answering import Answering, answered_by
from shared.policy import Wording
from shared.policy.sentences import begun, ended
from shared.policy.standing import Answers, Clock, Must
from shared.policy.standing import answers as answered
from shared.policy.standing import must as acting
from shared.policy.wording import SPEAKERS
from shared.working_days import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that somebody is to do: who, on which bodies its clock runs, and the answers about it."""

    acting: Must | None
    answers: Answers
    bodies: tuple[str, ...] = ()


def name_of(id: str, bodies: Mapping[str, Body]) -> str:
    """What pages call a body; its id, while the copy of the register does not know it."""
    return bodies[id].name if id in bodies else id


def named(case: Case, at: Circumstances) -> dict[str, Body]:
    """Whoever a sentence about the case may name, by id; forums and peers that raised it as they named themselves."""
    raised = {one.body: one.name for one in case.raised.records}
    raised |= {one.body: one.name for joined in case.course.joined for one in joined.behind if one.name}
    behind = {body: Body(id=body, name=name) for body, name in raised.items()}
    return {**behind, **at.register.bodies}


def facts(case: Case, at: Circumstances, area_name: str) -> dict[str, object]:
    """What sentences may name besides an event's own fields and what binds a body; the case's measure by its name."""
    known: dict[str, object] = {"subject": name_of(answering(case, at), at.register.bodies), "area_name": area_name}
    return known | ({"measure": at.measure.title} if at.measure.title else {})


def sentence(
    event: object, wording: Wording, bodies: Mapping[str, Body], facts: Mapping[str, object], on: date | None = None
) -> str:
    """The public sentence of what happened on that day, in the names that bodies had then; without one, have now."""
    names = {body.id: body.name_on(on) if on else body.name for body in bodies.values()}
    return wording.told(short_name(DECLARED[type(event)].type), event, names, facts)


def sentences(
    history: Sequence[tuple[object, date]], wording: Wording, bodies: Mapping[str, Body], facts: Mapping[str, object]
) -> list[str]:
    """The public sentence of each of these events with its day, oldest first; bodies have the names they had then."""
    return [
        sentence(event, wording, bodies, {**facts, **({"subject": name} if name else {})}, on)
        for (event, on), name in zip(history, subjects(history, bodies), strict=True)
    ]


def subjects(history: Sequence[tuple[object, date]], bodies: Mapping[str, Body]) -> list[str]:
    """The name that the body that answered had at each of these events; empty where none answered."""
    answered = answered_by(event for event, _ in history)
    return [_called(one, bodies, on) for (_, on), one in zip(history, answered, strict=True)]


def _called(answered: Answering, bodies: Mapping[str, Body], on: date) -> str:
    """By what the register knows of its names, if it had several; else as the events tell it."""
    known = bodies.get(answered.body)
    return known.name_on(on) if known is not None and known.former_names else answered.name


def bearing(body: str, case: Case, bodies: Mapping[str, Body]) -> str:
    """What pages call a body that stands now for what another did before it: with whom it follows, and since when."""
    taken = [one for one in case.course.successions if one.successor == body]
    name = name_of(body, bodies)
    if not taken:
        return name
    follows = " and ".join(f"from {name_of(one.body, bodies)} on {in_words(one.since_on)}" for one in taken)
    return f"{name}, which took over {follows}"


def must(case: Case, at: Circumstances, wording: Wording, area_name: str) -> Must | None:
    """Who is to act by when, and what happens by itself otherwise; None where the case has ended or no clock runs."""
    if not case.is_open or case.silence is None:
        return None
    owed = case.scrutiny.answers_owed_under
    told = facts(case, at, area_name)
    return acting(wording, clock(case), told, signed_on=signed_on(case, at), regimes=owed)


def answers(case: Case, at: Circumstances, wording: Wording, area_name: str) -> tuple[Part, ...]:
    """What a stranger asks of a case, each answered in sentences; then the same of what has a day of its own beside it:
    that the duty was received, that a day is fixed for the hearing.
    """
    days = promises(case, at)
    runs = replace(clock(case), asked_reckoning=next((one.working for one in days if one.kind is Kind.ASKED), ""))
    to_do = must(case, at, wording, area_name)
    main = answered(wording, runs, to_do, at.today, (*beside(case, at, wording), *_taken_over(case, at)))
    first = Part(acting=to_do, answers=main, bodies=on_whom(case, at) if to_do else ())
    return (first, *(part_of(one, case, at, wording, area_name) for one in requests(case, at)))


def part_of(one: Request, case: Case, at: Circumstances, wording: Wording, area_name: str) -> Part:
    """What is asked beside the state, as what somebody is to do by its own day."""
    runs = Clock(state=case.state.value, silence=one.name, asked_by=one.by_on, due_on=one.by_on, reckoning=one.working)
    names = _names(case, at, wording)
    own = {name: names.get(value, value) if isinstance(value, str) else value for name, value in one.facts.items()}
    to_do = acting(
        wording,
        runs,
        facts(case, at, area_name) | own,
        signed_on=_signed(one.bodies, at) if one.bodies else signed_on(case, at),
        regimes=one.regimes,
    )
    return Part(acting=to_do, answers=answered(wording, runs, to_do, at.today), bodies=one.bodies)


def _signed(bodies: tuple[str, ...], at: Circumstances) -> date | None:
    """When the one body that is asked signed the agreement; None of several, or where it did not."""
    known = at.register.body(bodies[0]) if len(bodies) == 1 else None
    return known.signed_on if known else None


def _names(case: Case, at: Circumstances, wording: Wording) -> dict[str, str]:
    """What sentences call whoever an event may name: bodies, and the roles that stand for none."""
    roles = {role: f"the {wording.role(role)}" for role in SPEAKERS}
    return roles | {code: body.name for code, body in named(case, at).items()}


def beside(case: Case, at: Circumstances, wording: Wording) -> tuple[str, ...]:
    """What stands beside the state: why it stands still, what waits for a second person, where it goes on, why it
    ended.
    """
    found = []
    if case.is_open and case.course.pause is not None:
        found.append(sentence_of_code(wording, case.course.pause.reason_class))
    if case.waiting is not None:
        by = _names(case, at, wording).get(case.waiting.by, case.waiting.by)
        said = {"command": case.waiting.command, "of": case.waiting.of, "second_by": case.waiting.second_by}
        said |= {"done_by": by}
        found.append(wording.sentence("case.second_asked", said))
    if case.course.merged_into:
        found.append(f"That case is {case.course.merged_into}.")
    elif not case.is_open and case.cause:
        found.append(sentence_of_code(wording, case.cause))
    return tuple(found)


def _taken_over(case: Case, at: Circumstances) -> tuple[str, ...]:
    """That the body that answers took over from another, while anything is owed."""
    answers = answering(case, at)
    if not case.is_open or not any(one.successor == answers for one in case.course.successions):
        return ()
    said = bearing(answers, case, at.register.bodies).replace(", which took over", " took over", 1)
    return (f"{begun(said)}.",)


def sentence_of_code(wording: Wording, code: str) -> str:
    """The words of a code as a sentence of their own."""
    return ended(begun(wording.code(code)))


def clock(case: Case) -> Clock:
    """What runs in the case."""
    return Clock(
        state=case.state.value,
        silence=case.silence,
        asked_by=case.asked_by or case.due_on,
        due_on=case.due_on,
        reckoning=case.reckoning,
        over=case.overlay.value if case.overlay else "",
        ended="" if case.is_open else case.state.value,
    )


def signed_on(case: Case, at: Circumstances) -> date | None:
    """When the body that answers signed the agreement; None when it did not."""
    body = at.register.body(answering(case, at))
    return body.signed_on if body else None
