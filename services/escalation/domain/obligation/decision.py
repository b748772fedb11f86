"""What is owed when a petition's number is reached, what people may then do about it, and what silence does. Pure.

Each mark obliges to one thing, once. Several reached at one moment: each in order, and one reply, by whoever replies at
the highest of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import singledispatch
from typing import Any

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Gap, Incomplete, NotYourPart, Refused
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.obligation import command as asked
from services.escalation.domain.obligation.meeting import against, committees_for, first, meetings_of
from services.escalation.domain.obligation.obligation import Obligation, Standing, What, step
from services.escalation.domain.petition.petition import Petition
from shared.events.escalation import ThresholdReached
from shared.events.escalation import obligation as told
from shared.policy import Policy
from shared.working_days import Period, Reckoning, in_words

Events = tuple[object, ...]

DEBATE, EVIDENCE = "debate", "officer_evidence"
# Within what it is to be held, or a reply given, from the day on which it is owed.
LIMITS: Mapping[What, Callable[[Policy], Period]] = {
    What.DEBATE: lambda policy: policy.obligation.debate,
    What.EVIDENCE: lambda policy: policy.obligation.officer_evidence,
    What.REPLY: lambda policy: policy.petition.reply,
}
AGAINST = {
    "not_ahead": "A day is fixed before it comes.",
    "agenda_closed": "The agenda of that day is closed already.",
    "too_soon": "This is sooner than the notice that the scheme gives before a meeting.",
    "beyond_the_limit": "This is later than the last day on which it may be held.",
}


def arising(
    petition: Petition, reached: Sequence[ThresholdReached], owed: Mapping[str, Obligation], at: Circumstances
) -> tuple[Events, ...]:
    """What each mark begins, in order; `owed` is what the petition is owed already, by name."""
    found: list[Events] = []
    for mark in reached:
        if mark.threshold == EVIDENCE and EVIDENCE not in owed:
            on_request = at.policy.petition.officer_evidence_replaces_debate
            found.append(_begin(petition, EVIDENCE, What.EVIDENCE, mark, at, on_request=on_request))
        elif mark.threshold == DEBATE and DEBATE not in owed and not _is_evidence_instead(owed, at):
            on_request = at.policy.petition.debate_only_on_request
            found.append(_begin(petition, DEBATE, What.DEBATE, mark, at, on_request=on_request))
    replying = [mark for mark in reached if mark.answered_by]
    if replying:
        highest = max(replying, key=lambda mark: mark.required)
        found.append(replied(petition, highest, at))
    return tuple(found)


def replied(petition: Petition, mark: ThresholdReached, at: Circumstances) -> Events:
    """A reply is owed by whoever the scheme names for this number."""
    return _begin(petition, f"reply-{mark.required}", What.REPLY, mark, at, on_request=False)


def decide(obligation: Obligation, command: asked.Command, at: Circumstances, roles: frozenset[str]) -> Events:
    """What the command makes of it. Raises Refused: not now, not yours, or with every gap named.

    `roles` are those with which it is asked: a role of the area, or the organiser's.
    """
    if not (allowed := asked.may(obligation.what, type(command))):
        raise Refused("not_of_this_kind", "This is not asked of what is owed here.")
    if not allowed & roles:
        raise NotYourPart("not_your_part", f"Only these may: {', '.join(sorted(allowed)).replace('_', ' ')}.")
    return _decide(command, obligation, at, min(allowed & roles))


def stop_for(obligation: Obligation, instead: Obligation) -> Events:
    """Another one was asked for in place of this one, which is not held yet."""
    if obligation.standing not in (Standing.OFFERED, Standing.WAITING, Standing.SCHEDULED):
        return ()
    return (told.ObligationReplaced(**step(obligation), instead=instead.what.value),)


def replaces(obligation: Obligation, events: Sequence[object], at: Circumstances) -> str:
    """The name of what these events put this one in place of; empty where there is none."""
    is_instead = obligation.what is What.EVIDENCE and at.policy.petition.officer_evidence_replaces_debate
    return DEBATE if is_instead and any(isinstance(one, told.ObligationAskedFor) for one in events) else ""


def not_asked(obligation: Obligation, on: date) -> Events:
    """The day is over until which it could be asked for."""
    if obligation.standing is not Standing.OFFERED or obligation.ask_by is None or on <= obligation.ask_by:
        return ()
    return (told.ObligationNotAskedFor(**step(obligation), missed_on=obligation.ask_by),)


def not_scheduled(obligation: Obligation, on: date) -> Events:
    """The day is over by which a day was to be fixed."""
    day = obligation.schedule_by
    if obligation.standing is not Standing.WAITING or obligation.not_scheduled_on or day is None or on <= day:
        return ()
    return (told.ObligationNotScheduled(**step(obligation), missed_on=day),)


def not_held(obligation: Obligation, on: date) -> Events:
    """The day is over on which it was to be held, and those in which it was to be written down."""
    if obligation.standing not in (Standing.WAITING, Standing.SCHEDULED) or obligation.due_on is None:
        return ()
    missed_on = obligation.fixed.meets_on if obligation.fixed else obligation.due_on
    if on <= missed_on or (obligation.not_held_on and not obligation.fixed):
        return ()
    return (told.ObligationNotHeld(**step(obligation), missed_on=missed_on),)


def result_missed(obligation: Obligation, on: date) -> Events:
    """The day is over by which what came of it was to be told."""
    minuted = obligation.minuted
    if obligation.standing is not Standing.HELD or obligation.result_missed_on or minuted is None:
        return ()
    return (told.ObligationResultMissed(**step(obligation), missed_on=minuted.tell_by),) if on > minuted.tell_by else ()


def _is_evidence_instead(owed: Mapping[str, Obligation], at: Circumstances) -> bool:
    evidence = owed.get(EVIDENCE)
    return at.policy.petition.officer_evidence_replaces_debate and evidence is not None and bool(evidence.asked_on)


def _begin(
    petition: Petition, name: str, what: What, mark: ThresholdReached, at: Circumstances, *, on_request: bool
) -> Events:
    facts: dict[str, Any] = {  # Any: each has a type of its own, and the events refuse what does not fit
        "petition": petition.reference,
        "name": name,
        "what": what.value,
        "area": petition.area,
        "title": petition.title,
        "required": mark.required,
        "count": mark.count,
        "answered_by": mark.answered_by,
        "policy_version": petition.policy_version,
    }
    if on_request:
        asking = at.policy.obligation.ask.reckon(at.today, at.calendar)
        while_open = f"Until signing closes, {in_words(petition.closes_on)}."
        is_later = petition.closes_on > asking.due_on
        ask_by, words = (petition.closes_on, while_open) if is_later else (asking.due_on, asking.words())
        return (told.ObligationOffered(**facts, ask_by=ask_by, reckoning=words),)
    schedule_by, due = _dates(what, at)
    return (told.ObligationArose(**facts, schedule_by=schedule_by, due_on=due.due_on, reckoning=due.words()),)


def _dates(what: What, at: Circumstances) -> tuple[date | None, Reckoning]:
    """By when a day is to be fixed, and by when it is to be held, from today on."""
    due = LIMITS[what](at.policy).reckon(at.today, at.calendar)
    if what is What.REPLY:
        return None, due
    return min(at.policy.obligation.schedule.reckon(at.today, at.calendar).due_on, due.due_on), due


@singledispatch
def _decide(command: object, obligation: Obligation, at: Circumstances, role: str) -> Events:  # noqa: ARG001 one way
    raise TypeError(f"nothing decides on {type(command).__name__}")


@_decide.register
def _(command: asked.AskFor, obligation: Obligation, at: Circumstances, role: str) -> Events:
    if obligation.standing is not Standing.OFFERED:
        raise Refused("not_offered", "This does not wait to be asked for.")
    is_written_down = role != ORGANISER
    if is_written_down and not command.reasons.strip():
        raise Incomplete([Gap("reasons", "missing", "Say how whoever started the petition asked for it.")])
    schedule_by, due = _dates(obligation.what, at)
    return (
        told.ObligationAskedFor(
            **step(obligation),
            schedule_by=schedule_by or due.due_on,
            due_on=due.due_on,
            reckoning=due.words(),
            by=at.actor.public_name if is_written_down else ORGANISER,
            role=role,
            reasons=command.reasons if is_written_down else "",
        ),
    )


@_decide.register
def _(command: asked.Schedule, obligation: Obligation, at: Circumstances, role: str) -> Events:
    _require_due(obligation, (Standing.WAITING, Standing.SCHEDULED))
    if gaps := list(_unfit(obligation, command, at)):
        raise Incomplete(gaps)
    committee = next(
        one for one in committees_for(obligation.what, at) if command.committee in (one.id, "")
    )  # `_unfit` saw that there is one
    recorded = at.policy.obligation.silence.reckon(command.meets_on, at.calendar)
    return (
        told.ObligationScheduled(
            **step(obligation),
            meets_on=command.meets_on,
            committee=committee.id,
            committee_name=committee.name,
            record_by=recorded.due_on,
            reckoning=recorded.words(),
            organiser_minutes=at.policy.petition.organiser_minutes,
            debate_minutes=at.policy.petition.debate_minutes,
            post=command.post.strip(),
            body=command.body or at.register.authority,
            standing=_in_time(obligation, command.meets_on),
            special=command.special.strip(),
            by=at.actor.public_name,
            role=role,
            reasons=command.reasons.strip(),
        ),
    )


@_decide.register
def _(command: asked.Record, obligation: Obligation, at: Circumstances, role: str) -> Events:
    _require_due(obligation, (Standing.WAITING, Standing.SCHEDULED))
    if gaps := list(_unwritten(obligation, command, at)):
        raise Incomplete(gaps)
    telling = at.policy.obligation.result_told.reckon(command.held_on, at.calendar)
    name = obligation.fixed.committee_name if obligation.fixed else committees_for(obligation.what, at)[0].name
    held = told.ObligationHeld(
        **step(obligation),
        held_on=command.held_on,
        committee_name=name,
        minute_reference=command.minute_reference.strip(),
        votes_for=command.votes_for,
        votes_against=command.votes_against,
        abstained=command.abstained,
        tell_by=telling.due_on,
        reckoning=telling.words(),
        standing=_in_time(obligation, command.held_on),
        by=at.actor.public_name,
        role=role,
    )
    if not command.result.strip():
        return (held,)
    return (held, _result(obligation, command.result, at, role, due_on=telling.due_on))


@_decide.register
def _(command: asked.TellResult, obligation: Obligation, at: Circumstances, role: str) -> Events:
    is_reply = obligation.what is What.REPLY
    _require_due(obligation, (Standing.WAITING,) if is_reply else (Standing.HELD,))
    if not command.result.strip():
        raise Incomplete([Gap("result", "missing", "Say what came of it.")])
    due_on = obligation.minuted.tell_by if obligation.minuted else obligation.due_on
    return (_result(obligation, command.result, at, role, due_on=due_on),)


def _result(
    obligation: Obligation, result: str, at: Circumstances, role: str, *, due_on: date | None
) -> told.ObligationResultTold:
    is_late = due_on is not None and at.today > due_on
    return told.ObligationResultTold(
        **step(obligation),
        result=result.strip(),
        standing=told.LATE if is_late else told.IN_TIME,
        by=at.actor.public_name,
        role=role,
    )


def _in_time(obligation: Obligation, on: date) -> str:
    return told.LATE if obligation.due_on is not None and on > obligation.due_on else told.IN_TIME


def _require_due(obligation: Obligation, where: tuple[Standing, ...]) -> None:
    if obligation.standing is Standing.OFFERED:
        raise Refused("not_asked_for", "It is held only when whoever started the petition asks for it.")
    if obligation.standing not in where:
        raise Refused("not_now", "This is not possible where it stands now.")


def _unfit(obligation: Obligation, command: asked.Schedule, at: Circumstances) -> Iterator[Gap]:
    """What is wrong with a day, each by its field."""
    possible = committees_for(obligation.what, at)
    committee = next((one for one in possible if command.committee in (one.id, "")), None)
    if committee is None:
        yield Gap("committee", "not_a_choice", f"Choose one of: {', '.join(one.id for one in possible)}.")
        return
    if code := against(obligation, command.meets_on, at):
        yield Gap("meets_on", code, AGAINST[code])
    if obligation.what is What.EVIDENCE and not command.post.strip():
        yield Gap("post", "missing", "Name the post that gives evidence, not the person.")
    if command.body and at.register.body(command.body) is None:
        yield Gap("body", "unknown_body", "The register knows no body of this name.")
    kept = meetings_of(committee, at)
    meets = command.meets_on in kept.days
    if meets and command.special.strip():
        yield Gap("special", "meets_anyway", "The committee meets on this day anyway; it is no special meeting.")
    elif kept.is_kept and not meets and not command.special.strip():
        yield Gap("meets_on", "no_meeting", "The committee does not meet on this day. Say why it meets specially.")
    yield from _unreasoned(obligation, command, at)


def _unreasoned(obligation: Obligation, command: asked.Schedule, at: Circumstances) -> Iterator[Gap]:
    soonest = first(obligation, at)
    if command.reasons.strip():
        return
    if obligation.fixed is not None:
        yield Gap("reasons", "missing", "Say why the day is moved.")
    elif soonest is not None and command.meets_on > soonest.on:
        message = f"The first meeting that can hold it is on {in_words(soonest.on)}. Say why it is a later one."
        yield Gap("reasons", "missing", message)


def _unwritten(obligation: Obligation, command: asked.Record, at: Circumstances) -> Iterator[Gap]:
    """What is wrong with a minute, each by its field."""
    if command.held_on > at.today:
        yield Gap("held_on", "not_yet", "This day has not come yet.")
    elif command.held_on < obligation.since_on:
        yield Gap("held_on", "before_it_was_due", "This day lies before it was due.")
    if not command.minute_reference.strip():
        yield Gap("minute_reference", "missing", "Say where it is written down.")
    if obligation.what is not What.DEBATE and command.votes_for + command.votes_against + command.abstained:
        yield Gap("votes_for", "no_vote", "Where evidence is heard, nothing is voted on.")
