"""Referring a case to scrutiny: from whichever rung it comes, the machine chooses the committee on that day."""

from functools import partial
from typing import Any

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.committee import JOINT, Routing, joint, route
from services.escalation.domain.case.part import answering
from services.escalation.domain.case.register import Body
from services.escalation.domain.case.step import Partial
from shared.events import escalation as told


def referred(case: Case, at: Circumstances, cause: str) -> Partial:
    """The case goes to the committee that hears such cases; why it left the rung below is `cause`."""
    routing = routed(case, at)
    return partial(told.CaseReferred, cause=cause, committee=routing.committee.name, **_of(routing))


def routed(case: Case, at: Circumstances) -> Routing:
    """The committee for the body that answers, as the register stands."""
    return routing_for(answering(case, at), at)


def routing_for(body: str, at: Circumstances) -> Routing:
    """The committee that hears of matters of this body."""
    known = at.register.body(body) or Body(id=body, name=body)
    return route(
        at.register.committees,
        body=body,
        regime=at.regime_of(known),
        default=at.register.committee,
        organisation=at.register.organisation,
    )


def passed_on(case: Case, at: Circumstances) -> Partial | None:
    """The case passes to a joint committee, for too few are left of its own; None where there is none."""
    routing = joint_for(case, at)
    if routing is None:
        return None
    before = case.scrutiny.committee
    undoes = case.scrutiny.hearing_on
    return partial(
        told.CommitteeChanged, before=before, committee=routing.committee.name, undoes=undoes, **_of(routing)
    )


def joint_for(case: Case, at: Circumstances) -> Routing | None:
    """The joint committee that would have the case next; a case passes on once."""
    if case.scrutiny.regime == JOINT or case.scrutiny.changes:
        return None
    return joint(
        at.register.committees,
        but=case.scrutiny.committee,
        recused=(),
        of=at.register.organisation(answering(case, at)),
        organisation=at.register.organisation,
    )


def _of(routing: Routing) -> dict[str, Any]:  # the fields of two events, each with a type of its own
    committee = routing.committee
    return {
        "regime": committee.regime,
        "why": routing.why,
        "quorum": committee.quorum,
        "seats": tuple(seat.seat for seat in committee.seats),
        "recused": routing.recused,
    }
