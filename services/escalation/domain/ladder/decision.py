"""Deciding: a command or a silence, the tables, and the events that follow. Pure; nothing is looked up or stored here.

    decide(case, command, at)   what somebody asked
    fire(case, at)              what silence does when its day is over
    open_commands(case, at)     what the acting person may ask now, and why not the rest

Refusals are `Refused`, `NotYourPart` and `Incomplete`, each with its name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypeVar

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import MACHINE, Circumstances
from services.escalation.domain.case.command import AgreeAsSecond, Command, NoteFigures, verb
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.minute import Decided
from services.escalation.domain.case.part import CALLED, Part, concerned, part_lost, parts_of
from services.escalation.domain.case.refusal import Gap, Incomplete, NotYourPart, Refused
from services.escalation.domain.case.row import Row, Silence
from services.escalation.domain.case.second import Asked, Second, asked_of, is_own_cause
from services.escalation.domain.case.state import OPEN_STATES, PLACES, State
from services.escalation.domain.case.step import Partial
from services.escalation.domain.correction.correction import as_at_first
from services.escalation.domain.course.command import Withdraw
from services.escalation.domain.course.guard import is_written_down, passes_over
from services.escalation.domain.inspection.command import AgreeSettlement
from services.escalation.domain.inspection.settlement import is_for_organiser
from services.escalation.domain.ladder import chain, silence
from services.escalation.domain.ladder.asking import about_of, require_not_asked_out
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.domain.ladder.history import evolve, evolved, opened
from shared.events import escalation as told
from shared.working_days import in_words

Events = tuple[told.CaseStep, ...]
COMMITTEE = "committee"  # what the record calls the scrutiny committee where it did something
Step = TypeVar("Step", bound=told.CaseStep)


NOT_HERE, NOT_YOURS = "not_in_this_state", "not_your_part"


@dataclass(frozen=True, slots=True)
class Offer:
    """A command as somebody sees it on a case now: open to them, or not and why; who would have to agree to it.

    `rule` is the stable name of what keeps it shut.
    """

    name: str
    command: type[Command]
    is_open: bool
    leads_to: State | None
    reason: str = ""
    rule: str = ""
    second: Asked | None = None


def open_case(event: told.CaseOpened, at: Circumstances, figure: NoteFigures | None = None) -> Events:
    """The first event of a case with the clock that runs from it, its acknowledgement, and the figure that stands.

    Raises Refused for a case that cites no measure.
    """
    if not event.measure:
        raise Refused("cites_nothing", "A case rests on an agreed measure; this cites none.")
    first = _clocked(event, opened(event, at.today), at)
    case = opened(first, at.today)
    acknowledged = _settled(case, (told.CaseAcknowledged,), case.state, at)
    if figure is None:
        return (first, *acknowledged)
    case = evolved(case, acknowledged, at.today)
    return (first, *acknowledged, *decide(case, figure, replace(at, actor=MACHINE)))


def decide(case: Case, command: Command, at: Circumstances) -> Events:
    """The events of a command on the case as it stands. Raises Refused, NotYourPart, Incomplete."""
    at = _agreeing(type(command), at)
    row = _row(case, type(command), command, at)
    _require_part(row, case, at)
    _require_needs(row, case, at)
    of = _second(row, case, command, at)
    _require_free(case, of, at)
    if of is not None:
        require_not_asked_out(_doer(row, case, command, at), command, at)
    gaps: list[Gap] = [gap for check in row.all_checks() for gap in check(case, command, at)]
    if gaps:
        raise Incomplete(gaps)
    done_by = _doer(row, case, command, at)
    if of is not None:
        return _proposed(case, command, of, at, done_by)
    return _settled(case, row.tells(case, command, at), row.to, at, done_by=done_by)


def fire(case: Case, at: Circumstances, *, is_provisional: bool = False) -> Events:
    """What silence does now that the case's day is over. Raises Refused while the day is not over or no clock runs.

    `is_provisional` when facts received in time may still be on their way; what is told then says so.
    """
    if case.due_on is None:
        raise Refused("no_clock", "No clock runs in this case.")
    if at.today <= case.due_on:
        raise Refused("not_due", f"The day is not over: {in_words(case.due_on)}.")
    row = silence_row(case, at)
    late_since = case.due_on if (at.today - case.due_on).days > 1 else None
    events = _settled(case, row.tells(case, at), row.to, at, late_since=late_since)
    return tuple(replace(event, is_provisional=is_provisional) for event in events)


def silence_row(case: Case, at: Circumstances) -> Silence:
    """The one row of the silence table that applies to the case now."""
    rows = silence.rows(case.state, case.overlay)
    holding = [row for row in rows if row.when is None or row.when.holds(case, None, at)]
    if len(holding) != 1:
        raise Refused("no_silence_row", "The rules do not say what happens here when nobody acts.")
    return holding[0]


def open_commands(case: Case, at: Circumstances) -> tuple[Offer, ...]:
    """Every command that the case's state knows or the actor's parts may ask, with whether it is open to them now."""
    return tuple(_offers(case, at))


def _agreeing(asked: type[Command], at: Circumstances) -> Circumstances:
    """The same with whoever asked for what waits, where the command is a second person's yes to it."""
    return replace(at, asked_by=at.proposal.by) if asked is AgreeAsSecond and at.proposal is not None else at


def _offers(case: Case, now: Circumstances) -> Iterator[Offer]:
    parts = parts_of(case, now)
    for name, command in ASKED_BY_PEOPLE.items():
        at = _agreeing(command, now)
        if not chain.rows(case.state, command):
            if chain.who_ever(command) & parts:
                reason = _not_in_this_state(case, command)
                yield Offer(name, command, is_open=False, leads_to=None, reason=reason, rule=NOT_HERE)
            continue
        try:
            row = _row(case, command, None, at)
            _require_part(row, case, at)
            _require_needs(row, case, at)
            second = _second(row, case, None, at)
            _require_free(case, second, at)
        except Refused as refusal:
            yield Offer(name, command, is_open=False, leads_to=None, reason=refusal.words, rule=refusal.name)
        else:
            yield Offer(name, command, is_open=True, leads_to=row.to, second=second)


def _row(case: Case, asked: type[Command], command: Command | None, at: Circumstances) -> Row:
    known = chain.rows(case.state, asked)
    if not known:
        raise Refused(NOT_HERE, _not_in_this_state(case, asked))
    rows = [row for row in known if row.over is case.overlay]
    if not rows:
        raise _waits(case, known[0], at)
    for row in rows:
        if row.when is None or row.when.holds(case, command, at):
            return row
    if rows[0].when is None:
        raise TypeError(f"a row of {verb(asked)} holds always")
    raise Refused("condition_not_met", rows[0].when.otherwise)


def _require_part(row: Row, case: Case, at: Circumstances) -> None:
    if not row.who & parts_of(case, at):
        if lost := part_lost(case, row.who, at):
            raise NotYourPart(NOT_YOURS, lost)
        who = " or ".join(sorted(CALLED.get(part, part.value) for part in row.who))
        raise NotYourPart(NOT_YOURS, f"Only {who} can do this.")


def _require_needs(row: Row, case: Case, at: Circumstances) -> None:
    for need in row.needs:
        if not need.holds(case, at):
            raise Refused(need.name, need.says(case))


def _second(row: Row, case: Case, command: Command | None, at: Circumstances) -> Asked | None:
    """Of whom a second opinion is needed. A case that stood still before stands still again by two bodies only, nobody
    leaves by one body's pen, what somebody agreed to is corrected only with the same, and nobody's case goes on past a
    rung on which it never stood unless they say yes.
    """
    wanted = row.second
    if wanted is Second.AS_AT_FIRST:
        wanted = as_at_first(command, at)
    if wanted is Second.AGAIN:
        wanted = Second.OUTSIDER if case.course.days_paused else Second.OWN_CAUSE
    if wanted is Second.LATER_RUNG:
        wanted = Second.OTHER_SIDE if passes_over(case, command, at) else Second.OWN_CAUSE
    if wanted is Second.WRITTEN_DOWN:
        wanted = Second.OUTSIDER if _is_written_down(row, case, command, at) else Second.OWN_CAUSE
    return asked_of(concerned(case, at), wanted, at)


def _is_written_down(row: Row, case: Case, command: Command | None, at: Circumstances) -> bool:
    if row.asked is AgreeSettlement:
        return is_for_organiser(case, at)
    named = getattr(command, "organiser_of", case.reference if row.asked is Withdraw else "")
    return is_written_down(case, named, at)


def _require_free(case: Case, of: Asked | None, at: Circumstances) -> None:
    """One decision waits at a time; whoever needs nobody's agreement waits for no other's."""
    if of is not None and case.waiting is not None and not _gives_way(case, at):
        raise Refused("second_person_asked", "A decision waits for its second person already.")


def _gives_way(case: Case, at: Circumstances) -> bool:
    """Whether what waits was asked for by a body that the case is about, and the actor is of none of them."""
    if case.waiting is None or at.proposal is None:
        return False
    about = concerned(case, at)
    return is_own_cause(about, replace(at, actor=at.proposal.by)) and not is_own_cause(about, at)


def _doer(row: Row, case: Case, command: Command, at: Circumstances) -> str:
    """Whom the record names for what follows: the committee where its officer speaks for it, else the actor's body.

    What a second person agrees to was done by whoever proposed it. Empty for the machine: that comes by itself.
    """
    if at.actor == MACHINE:
        return ""
    if isinstance(command, AgreeAsSecond) and at.proposal is not None:
        return COMMITTEE if isinstance(at.proposal.command, Decided) else at.proposal.by.public_name
    parts = row.who & parts_of(case, at)
    return COMMITTEE if parts == {Part.SCRUTINY_OFFICER} else at.actor.public_name


def _proposed(case: Case, command: Command, of: Asked, at: Circumstances, done_by: str) -> Events:
    """The decision waits for a second person, in the place of what gave way; the case stays, and its clock runs on."""
    second_by = at.policy.safeguard.second_decider.reckon(at.today, at.calendar).due_on
    asked = partial(
        told.SecondAsked, command=verb(type(command)), of=of.value, second_by=second_by, about=about_of(command)
    )
    gone = (partial(told.SecondSetAside, command=case.waiting.command),) if case.waiting is not None else ()
    return _settled(case, (*gone, asked), case.state, at, done_by=done_by)


def _settled(
    case: Case,
    steps: Sequence[Partial],
    to: State,
    at: Circumstances,
    *,
    late_since: date | None = None,
    done_by: str = "",
) -> Events:
    """The steps as events standing in `to`, by whom they were taken, and then whatever acts by itself from there."""
    events: list[told.CaseStep] = []
    for number, step in enumerate(steps, start=1):
        event = step(case=case.reference, state=to.value, ended=PLACES[to].ended, late_since=late_since)
        if isinstance(event, told.Deed | told.CaseResumed):
            event = replace(event, done_by=done_by)
        if number == len(steps):
            event = _clocked(event, evolve(case, event, at.today), at)
        events.append(event)
        case = evolve(case, event, at.today)
    if case.is_open:
        row = silence_row(case, at)
        if row.limit is None:
            events.extend(_settled(case, row.tells(case, at), row.to, at, late_since=late_since))
    return tuple(events)


def _clocked(event: Step, after: Case, at: Circumstances) -> Step:
    """The event with the clock that runs after it."""
    if not after.is_open:
        return event
    row = silence_row(after, at)
    if row.limit is None:
        return replace(event, silence=row.name, leads_to=row.to.value)
    due, asked = row.limit.reckon(after, at), row.limit.asked().reckon(after, at)
    if due is None or asked is None:
        raise Refused("no_anchor", f"The case does not tell {row.limit.anchor}.")
    return replace(
        event,
        due_on=due.due_on,
        asked_by=asked.due_on,
        reckoning=due.words(),
        silence=row.name,
        leads_to=row.to.value,
    )


def _waits(case: Case, row: Row, at: Circumstances) -> Refused:
    """What lies over the state keeps the command out, or is missing for it: until when, and why."""
    pause = case.course.pause
    if case.overlay is Overlay.WITHDRAWN:
        until = f" until {in_words(case.due_on)}" if case.due_on else ""
        words = f"Whoever raised this case has left it, and nothing goes on{until} unless a body takes it up."
        return Refused(Overlay.WITHDRAWN.value, words)
    if pause is None:
        return Refused(f"not_{row.over.value}" if row.over else "not_now", "This case goes on as ever.")
    why = at.policy.wording.code(pause.reason_class)
    until = in_words(pause.review_on)
    return Refused("paused", f"This case stands still until {until}: {why}. No day runs out meanwhile.")


def _not_in_this_state(case: Case, asked: type[Command]) -> str:
    """Where the case stands instead; and where it can be done, if that is one place."""
    place = PLACES[case.state]
    if place.is_end:
        return f"The case has ended, and this cannot be done any more: {_lowered(place.meaning)}."
    words = f"This cannot be done while the case stands here: {_lowered(place.meaning)}."
    elsewhere = [state for state in OPEN_STATES if chain.rows(state, asked)]
    return f"{words} It can be done here: {_lowered(PLACES[elsewhere[0]].meaning)}." if len(elsewhere) == 1 else words


def _lowered(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"
