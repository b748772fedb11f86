"""A refusal of the domain as the error that a caller gets."""

from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from shared.problems import Fault, Malformed, NotNow, NotYours, Problem


def problem(refusal: Refused) -> Problem:
    """The error under the refusal's own name, with every gap that it names."""
    match refusal:
        case Incomplete():
            faults = [Fault(gap.code.replace("_", "-"), gap.message, f"/{gap.field}") for gap in refusal.gaps]
            return Malformed(refusal.words, errors=faults)
        case NotYourPart():
            return NotYours(refusal.words, rule=refusal.name)
        case _:
            return NotNow(refusal.words, rule=refusal.name)
