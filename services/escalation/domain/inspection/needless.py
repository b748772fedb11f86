"""Whether an inspection that the register of inspections knows makes the one that is asked for needless."""

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.inspection_register import OtherInspection
from services.escalation.domain.case.stake import inspectorates

ALREADY_INSPECTED = "already_inspected"  # why the inspectorate's part is over


def same_inspection(case: Case, at: Circumstances) -> OtherInspection | None:
    """An inspection of the same body and measure that makes another needless: it runs, or has ended only lately.

    Only one begun on another case, or that the body that inspects the subject entered itself: what others tell of is
    listed, no more.
    """
    for known in at.inspections:
        is_elsewhere = known.reference is not None and known.reference != case.reference
        if (is_elsewhere or _is_of_inspectorate(known, case, at)) and _is_fresh(known, at):
            return known
    return None


def is_answered_by_another(case: Case, at: Circumstances) -> bool:
    """Whether another inspection is the answer to the request. It is so once: asked again, the inspectorate answers."""
    return case.inspection.decline_cause != ALREADY_INSPECTED and same_inspection(case, at) is not None


def _is_of_inspectorate(known: OtherInspection, case: Case, at: Circumstances) -> bool:
    subject = at.register.body(case.subject)
    then = at.policy.inspectorates.of(subject.kind, known.began_on) if subject else ""
    is_its_own = known.reference is None and known.entered_by == known.inspectorate
    return is_its_own and known.inspectorate in inspectorates(case, at) | {then} - {""}


def _is_fresh(known: OtherInspection, at: Circumstances) -> bool:
    if known.ended_on is None:
        return known.until_on >= at.today
    return at.policy.stage3.inspected_before.reckon(known.ended_on, at.calendar).due_on >= at.today
