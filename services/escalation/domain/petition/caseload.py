"""What somebody decided about several petitions at once: it waits for some minutes and can be taken back. Pure.

Until then nothing has happened: nothing is told, nobody is written to, and the petition's own clock runs on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.escalation.domain.case.circumstances import Actor
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.petition.decision import DECIDING, ROLES, TABLE, Deed
from services.escalation.domain.petition.guard import Said
from services.escalation.domain.petition.moderation import Standing
from shared.events.escalation import moderation as told
from shared.policy import Policy

TOGETHER = (Deed.PUBLISH, Deed.RETURN, Deed.REFUSE)
MAY_TAKE_BACK = tuple(sorted({role for deed in TOGETHER for role in ROLES[deed]}))
FOR_TWO = "It is about your own body: somebody of another body has to agree. Decide about it alone."
WAITS = "It was decided about with others a moment ago, and waits to take effect. Take that back first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One petition of those decided about together: the deed on the version that was seen, by whom, what came of it.

    `passed_over` says why nothing was done, where something else had happened to it meanwhile.
    """

    number: int
    petition: str
    area: str
    version: int
    deed: Deed
    said: Said
    by: Actor
    decided_at: datetime
    due_at: datetime
    done_at: datetime | None = None
    taken_back_at: datetime | None = None
    taken_back_by: str = ""
    passed_over: str = ""

    @property
    def waits(self) -> bool:
        """Whether it has yet to take effect, and may be taken back."""
        return self.done_at is None and self.taken_back_at is None


def waits_for(standing: Standing, roles: Collection[str]) -> bool:
    """Whether a petition that stands so waits for a decision by somebody who has one of these roles."""
    asked = {Standing.HELD: (), Standing.REVIEW: (), Standing.COMMITTEE: (Deed.UPHOLD,)}.get(standing, DECIDING)
    return any(not set(TABLE.get((standing, deed), ())).isdisjoint(roles) for deed in asked if deed is not Deed.HOLD)


def takes_effect_at(decided_at: datetime, policy: Policy) -> datetime:
    """When what is decided now about several takes effect."""
    return decided_at + timedelta(minutes=policy.moderation.take_back_minutes)


def require_one_person(event: object) -> None:
    """Only what one person decides is decided about several at once. Raises Refused."""
    if isinstance(event, told.RefusalProposed):
        raise Refused("takes_a_second", FOR_TWO)


def is_same_press(before: Sequence[Chosen], deed: Deed, seen: Sequence[tuple[str, int]], account: str) -> bool:
    """Whether these are what a button did that is pressed again: the same deed about the same, by the same person."""
    return (
        bool(before)
        and all(one.deed is deed and one.by.id == account and one.taken_back_at is None for one in before)
        and sorted((one.petition, one.version) for one in before) == sorted(seen)
    )
