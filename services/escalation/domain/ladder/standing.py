"""Who stands behind a case when a body that raised it ceases, or comes to answer for it. Pure.

The successor that the register names has the body's standing and what it said; without one nobody has, and the ward's
councillors may.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.trigger import PERSONAL, Raised, Word
from shared.events import escalation as told


def lost(case: Case, body: str, successor: str, at: Circumstances) -> tuple[str, ...]:
    """The bodies that raised the case and answer for it from now on: nobody speaks against itself. A person stays."""
    if body != case.subject:
        return ()
    own = at.register.organisation(successor)
    raised = [one.body for one in case.raisers if one.kind not in PERSONAL]
    return tuple(one for one in dict.fromkeys(raised) if at.register.organisation(one) == own)


def passed(case: Case, body: str, successor: str, at: Circumstances) -> dict[str, Any]:
    """Who stands behind the case in the place of a body that ceased and had raised it: the successor that the register
    names, unless it answers for the case. The authority is nobody's successor by itself. A person stays. Any: the
    fields have types of their own.
    """
    if body not in {one.body for one in case.raisers if one.kind not in PERSONAL} or body == case.subject:
        return {}
    if not _is_named(body, successor, at):
        return {"standing_ended": (body,)}
    party = at.register.organisation(successor)
    if party == at.register.organisation(case.subject):
        return {"standing_lost": (body,)}
    return {"standing_to": successor, "standing_party": party}


def _is_named(body: str, heir: str, at: Circumstances) -> bool:
    """Whether the register itself names this heir: as the successor of the body, or of one that took over from it."""
    named, following = set[str](), [body]
    while following:
        ending = at.register.endings.get(following.pop())
        new = set(ending.successors) - named if ending else set()
        named |= new
        following.extend(new)
    return heir in named


def raised(event: told.BodySucceeded, case: Case) -> Raised:
    """The same with the successor in the place of the body that raised it, and without those that do so no more."""
    if event.standing_to:
        return _succeeded_to(event, case)
    gone = (*event.standing_lost, *event.standing_ended)
    kinds = {one: case.raised.kind_of(one, case.trigger) for one in gone}
    return replace(case.raised, left=_and(case.raised.left, (one for one in kinds if kinds[one] not in PERSONAL)))


def _succeeded_to(event: told.BodySucceeded, case: Case) -> Raised:
    raised, kind = case.raised, case.raised.kind_of(event.body, case.trigger)
    own = next((one for one in raised.standing if one.body == event.body), None)
    if own is None or kind in PERSONAL:
        return raised
    if event.standing_to not in {one.body for one in raised.standing}:
        taken = replace(own, body=event.standing_to, name=event.successor_name, party=event.standing_party)
        raised = raised.with_record(taken, kind)
    return replace(raised, left=_and(raised.left, [event.body]))


def behind(one: told.Joined, event: told.BodySucceeded) -> told.Joined:
    """The merged case with the successor behind it, and without those that stand behind it no more."""
    gone = {*event.standing_lost, *event.standing_ended}
    if event.standing_to in {each.body for each in one.behind}:
        gone.add(event.body)
    left = [each for each in one.behind if each.kind in PERSONAL or each.body not in gone]
    return replace(one, behind=tuple(_in_its_place(each, event) for each in left))


def _in_its_place(one: told.Behind, event: told.BodySucceeded) -> told.Behind:
    if not event.standing_to or one.kind in PERSONAL or one.body != event.body:
        return one
    return replace(one, body=event.standing_to, name=event.successor_name, party=event.standing_party)


def said(event: told.BodySucceeded, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """What the body said as one of those who raised the case is the successor's word, unless that has one."""
    if not event.standing_to:
        return words
    have = {one.raiser for one in words}
    return tuple(_passed(one, event, have) for one in words)


def _passed(one: Word, event: told.BodySucceeded, have: set[str]) -> Word:
    reference, _, body = one.raiser.rpartition("/")
    heir = f"{reference}/{event.standing_to}"
    return replace(one, raiser=heir) if body == event.body and heir not in have else one


def _and(left: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*left, *more)))
