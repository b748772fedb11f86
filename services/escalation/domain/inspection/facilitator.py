"""Who may try a settlement between those who quarrel: a body outside it, without a stake in the measure. Pure."""

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.stake import Held, Stake, barred
from services.escalation.domain.inspection import command as asked

WORDS: dict[Stake, str] = {
    Stake.UNKNOWN: "The register knows no body of this name.",
    Stake.CEASED: "This body has ceased. Name one that still exists.",
    Stake.SIDE: "The facilitator must be outside the quarrel: not the body under duty, and none that raised the case, "
    "took it up, complains in it or has declared no confidence.",
    Stake.MEASURE: "The facilitator must not lead, contribute to or own the figures of this measure.",
    Stake.COUNCIL: "The council names the facilitator, and does not name itself: name a body of another organisation.",
    Stake.INSPECTS: "This body may have to inspect what a settlement leaves open, so it does not try one.",
}


def outside_the_quarrel(case: Case, command: asked.AssignFacilitator, at: Circumstances) -> Iterator[Gap]:
    """The facilitator is a body of the register that has no part in the quarrel, nor an arm of one."""
    if command.facilitator:
        found = barred(Held.FACILITATOR, case, command.facilitator, at)
        yield from (Gap("facilitator", stake.value, WORDS[stake]) for stake in found)


def may_facilitate(case: Case, body: str, at: Circumstances) -> bool:
    """Whether a body of the register may try the settlement: outside the quarrel, and no provider or funder here."""
    return not barred(Held.FACILITATOR, case, body, at)


def next_facilitator(case: Case, at: Circumstances) -> str:
    """The first body on the area's list that may facilitate; empty when there is none."""
    return next((body for body in at.policy.stage3.facilitators if may_facilitate(case, body, at)), "")
