"""The days that run on what is owed to a petition, and what each does when it is over. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.obligation.decision import Events, not_asked, not_held, not_scheduled, result_missed
from services.escalation.domain.obligation.obligation import Obligation, Standing, What
from shared.working_days import in_words


class Kind(StrEnum):
    """What a day is for: to ask, to fix a day, to hold it and write it down, to tell what came of it."""

    ASKING = "obligation.asking"
    FIXING = "obligation.fixing"
    HOLDING = "obligation.holding"
    TELLING = "obligation.telling"


# What happens when a day is over and nothing came.
SILENCE: Mapping[str, Callable[[Obligation, date], Events]] = {
    Kind.ASKING: not_asked,
    Kind.FIXING: not_scheduled,
    Kind.HOLDING: not_held,
    Kind.TELLING: result_missed,
}
# The names of the profiles' words for a day, by what is owed.
WORDS: Mapping[tuple[Kind, What], str] = {
    (Kind.ASKING, What.DEBATE): "debate_to_ask_for",
    (Kind.ASKING, What.EVIDENCE): "evidence_to_ask_for",
    (Kind.FIXING, What.DEBATE): "debate_to_fix",
    (Kind.FIXING, What.EVIDENCE): "evidence_to_fix",
    (Kind.HOLDING, What.DEBATE): "debate_to_hold",
    (Kind.HOLDING, What.EVIDENCE): "evidence_to_hold",
    (Kind.HOLDING, What.REPLY): "reply_to_give",
    (Kind.TELLING, What.DEBATE): "result_to_tell",
    (Kind.TELLING, What.EVIDENCE): "result_to_tell",
}
# Days that a clerk keeps a calendar of; a reply is written, and needs no meeting.
OF_CLERK = tuple(
    dict.fromkeys(name for (kind, what), name in WORDS.items() if kind is not Kind.ASKING and what is not What.REPLY)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A day that runs: what it is for, its name in the profile's words, how it was worked out, the bodies it is on."""

    kind: Kind
    name: str
    due_on: date
    working: str
    bodies: tuple[str, ...] = ()


def promises(obligation: Obligation, at: Circumstances) -> tuple[Promise, ...]:
    """Every day that runs on it now. What was missed has none until somebody fixes a day again."""
    return tuple(_promises(obligation, at))


def _promises(obligation: Obligation, at: Circumstances) -> Iterator[Promise]:
    def promise(kind: Kind, due_on: date, working: str) -> Promise:
        name = WORDS[kind, obligation.what]
        return Promise(kind=kind, name=name, due_on=due_on, working=working, bodies=_bodies(obligation, at))

    match obligation.standing:
        case Standing.OFFERED if obligation.ask_by is not None:
            yield promise(Kind.ASKING, obligation.ask_by, obligation.reckoning)
        case Standing.WAITING if obligation.due_on is not None and obligation.not_held_on is None:
            if obligation.schedule_by is not None and obligation.not_scheduled_on is None:
                fixing = at.policy.obligation.schedule.reckon(obligation.since_on, at.calendar)
                yield promise(Kind.FIXING, obligation.schedule_by, fixing.words())
            yield _holding(promise, obligation, at)
        case Standing.SCHEDULED if obligation.fixed is not None:
            yield promise(Kind.HOLDING, obligation.fixed.record_by, obligation.reckoning)
        case Standing.HELD if obligation.minuted is not None and obligation.result_missed_on is None:
            yield promise(Kind.TELLING, obligation.minuted.tell_by, obligation.reckoning)


def _holding(promise: Callable[[Kind, date, str], Promise], obligation: Obligation, at: Circumstances) -> Promise:
    """A reply is late after its day; what a meeting holds may be written down for some days more."""
    due_on = obligation.due_on or at.today
    if obligation.what is What.REPLY:
        return promise(Kind.HOLDING, due_on, obligation.reckoning)
    recorded = at.policy.obligation.silence.reckon(due_on, at.calendar)
    last = f"To be held by {in_words(due_on)}. To be written down: {recorded.words()}"
    return promise(Kind.HOLDING, recorded.due_on, last)


def _bodies(obligation: Obligation, at: Circumstances) -> tuple[str, ...]:
    """The council, and the body whose post gives evidence."""
    asked = obligation.fixed.body if obligation.fixed else ""
    return tuple(dict.fromkeys(one for one in (at.register.authority, asked) if one))
