"""Who may try a settlement between those who quarrel: a body outside it, without a stake in the measure. Pure."""

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.inspection import command as asked


def outside_the_quarrel(case: Case, command: asked.AssignFacilitator, at: Circumstances) -> Iterator[Gap]:
    """The facilitator is a body of the register, and neither the subject nor a complainant nor under their parents."""
    if command.facilitator:
        yield from (Gap("facilitator", code, words) for code, words in _faults(case, command.facilitator, at))


def may_facilitate(case: Case, body: str, at: Circumstances) -> bool:
    """Whether a body of the register may try the settlement: outside the quarrel, and no provider or funder here."""
    return not any(_faults(case, body, at))


def _faults(case: Case, body: str, at: Circumstances) -> Iterator[tuple[str, str]]:
    """Why a body may not try the settlement: a code and a sentence for each reason."""
    own = at.register.organisation(body)
    if at.register.body(body) is None:
        yield "unknown_body", "The register knows no body of this name."
    if not is_outside_the_quarrel(case, body, at):
        yield "in_the_quarrel", "The facilitator must be neither the subject nor a complainant."
    if own == at.register.organisation(at.register.authority):
        words = "The council names the facilitator, and does not name itself: name a body of another organisation."
        yield "names_itself", words
    if own in _of_the_measure(case, at):
        yield "provider_or_funder", "The facilitator must not lead, contribute to or own the figures of this measure."


def next_facilitator(case: Case, at: Circumstances) -> str:
    """The first body on the area's list that may facilitate; empty when there is none."""
    return next((body for body in at.policy.stage3.facilitators if may_facilitate(case, body, at)), "")


def _of_the_measure(case: Case, at: Circumstances) -> set[str]:
    """The organisations that lead, contribute or own figures on the measure: when the duty was served, and now."""
    duty, lead = case.remedy.duty, at.register.lead
    bodies = {*((duty.lead, *duty.contributors) if duty else ())}
    if lead is not None:
        bodies |= {lead.body, *lead.contributors, *lead.data_owners}
    return {at.register.organisation(body) for body in bodies}


def is_outside_the_quarrel(case: Case, body: str, at: Circumstances) -> bool:
    """Whether a body is no arm of the subject's organisation, nor of one that complains."""
    return at.register.organisation(body) not in {at.register.organisation(case.subject), *case.inspection.complainants}
