"""Which steps of a case waited for a second person: who had asked for them, and whose yes they rest on. Pure.

The ledger names whoever said the last word; a step that was agreed to is still that of whoever proposed it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.escalation.domain.case.lookup import Taken
from shared.events import escalation as told


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """By which account a step was proposed; of whom a second opinion was asked, and which body, or role, gave it."""

    asked_by: str
    of: str
    agreed: str


def agreements(taken: Iterable[Taken]) -> Mapping[int, Agreement]:
    """By the number of each step that somebody agreed to."""
    found: dict[int, Agreement] = {}
    asked: tuple[str, str] | None = None  # by whom, of whom
    agreed: tuple[Taken, Agreement] | None = None
    for one in taken:
        if isinstance(one.event, told.SecondAsked):
            asked, agreed = (one.actor, one.event.of), None
        elif isinstance(one.event, told.SecondAgreed) and asked is not None:
            agreed = one, Agreement(asked_by=asked[0], of=asked[1], agreed=one.event.by)
        elif agreed is not None and (one.actor, one.at) == (agreed[0].actor, agreed[0].at):
            found[one.version] = agreed[1]
        else:
            agreed = None
    return found
