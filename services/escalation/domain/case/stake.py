"""Who must never hold a part of the third rung: the facilitator, whoever inspects, the intervener. Pure.

The one place that tells it; each part names the stakes that keep a body out of it.
"""

from collections.abc import Collection, Iterator
from enum import StrEnum

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.register import Register
from shared.legible import letters


class Stake(StrEnum):
    """What keeps a body out of a part. The values are codes of a refusal."""

    UNKNOWN = "unknown_body"
    CEASED = "has_ceased"
    SIDE = "in_the_quarrel"
    MEASURE = "provider_or_funder"
    COUNCIL = "names_itself"
    BROKERS = "tries_the_settlement"
    INSPECTS = "inspects_it"


class Held(StrEnum):
    """A part that a body is given on the third rung."""

    FACILITATOR = "facilitator"
    PEER = "peer"
    INSPECTORATE = "inspectorate"
    INTERVENER = "intervener"


_PARTIAL = frozenset({Stake.CEASED, Stake.SIDE, Stake.MEASURE})
# Peers, inspectorates and interveners may be of another place, and stand in no register here.
BARS: dict[Held, frozenset[Stake]] = {
    Held.FACILITATOR: _PARTIAL | {Stake.UNKNOWN, Stake.COUNCIL, Stake.INSPECTS},
    Held.PEER: _PARTIAL | {Stake.COUNCIL, Stake.BROKERS},
    Held.INSPECTORATE: _PARTIAL | {Stake.BROKERS},
    Held.INTERVENER: _PARTIAL | {Stake.BROKERS, Stake.INSPECTS},
}


def barred(held: Held, case: Case, body: str, at: Circumstances) -> tuple[Stake, ...]:
    """The stakes that keep a body, given by its id or its name, out of this part; none where it may hold it."""
    return tuple(one for one in _stakes(case, _id(body, at.register), at) if one in BARS[held])


def takes_side(case: Case, body: str, at: Circumstances) -> bool:
    """Whether the body answers, raised the case or took it up, complains in it, or declared no confidence; or is an
    arm of one that did.
    """
    sides = {
        *(case.subject, *case.inspection.complainants, *case.course.adopters),
        *(one.body for one in case.raised.records),
        *(one.body for one in case.raisers),
        *(one.by for one in case.inspection.declarations),
    } - {""}
    return _is_one_of(body, sides, at)


def _stakes(case: Case, body: str, at: Circumstances) -> Iterator[Stake]:
    if at.register.has_ended(body, at.today):
        yield Stake.CEASED
    elif at.register.body(body) is None:
        yield Stake.UNKNOWN
    if takes_side(case, body, at):
        yield Stake.SIDE
    if _is_one_of(body, _of_the_measure(case, at), at):
        yield Stake.MEASURE
    if _is_one_of(body, {at.register.authority}, at):
        yield Stake.COUNCIL
    if _is_one_of(body, {case.inspection.facilitator}, at):
        yield Stake.BROKERS
    if _is_one_of(body, inspectorates(case, at), at):
        yield Stake.INSPECTS


def national(case: Case, at: Circumstances) -> tuple[str, ...]:
    """Who may be asked to inspect the body that answers, the first first; none where no body takes such requests.

    It is the one of the day on which the duty was served, or whoever has its work by the profile's table since; a later
    word of the register counts only where there was none. The table's own stands behind it, where that one may not.
    """
    duty, known, table = case.remedy.duty, at.register.body(case.subject), at.policy.inspectorates
    served = duty.inspectorate if duty else ""
    by_kind = table.of(duty.lead_kind, at.today) if duty else ""
    if duty and served == table.of(duty.lead_kind, duty.served_on):
        served = by_kind or served
    first = served or (at.inspectorate_of(known) if known else case.inspection.inspectorate)
    return tuple(dict.fromkeys(one for one in (first, by_kind) if one)) if first else ()


def inspectorates(case: Case, at: Circumstances) -> frozenset[str]:
    """Whoever inspects the body that answers, by the register, by the profile's table or for this case."""
    known = at.register.body(case.subject)
    told = (at.inspectorate_of(known), at.policy.inspectorates.of(known.kind, at.today)) if known else ()
    return frozenset({*told, *national(case, at), case.inspection.inspectorate} - {""})


def _of_the_measure(case: Case, at: Circumstances) -> set[str]:
    """The bodies that lead, contribute or own figures on the measure, when the duty was served and now, those
    that held the duty before, and whoever took over from one of these.
    """
    duty, lead = case.remedy.duty, at.register.lead
    bodies = {*((duty.lead, *duty.contributors) if duty else ()), *(one.holder for one in case.remedy.disputes)}
    if lead is not None:
        bodies |= {lead.body, *lead.contributors, *lead.data_owners}
    return bodies | {at.register.heir(body, at.today) for body in bodies}


def _is_one_of(body: str, others: Collection[str], at: Circumstances) -> bool:
    """Whether the body, by its id or its name, is an arm of one of these, now or when the case began."""
    own = _id(body, at.register)
    return any(at.register.are_one(own, _id(one, at.register)) for one in others if one)


def _id(body: str, register: Register) -> str:
    """The id of the body that has this id, or this name; what is neither stands for itself."""
    if body in register.bodies:
        return body
    named = (one.id for one in register.bodies.values() if letters(one.name) == letters(body))
    return next(named, body)
