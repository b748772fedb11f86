"""Keeping the copy of the register. It decides nothing of the register: publication does."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from services.indicators.domain.judgement import judge_all
from services.indicators.handlers import tell
from services.indicators.storage import judgement, register
from shared.database import Session
from shared.events.publication import (
    AreaRegistered,
    LeadAssigned,
    MeasureRegistered,
    PartnerRegistered,
    PlaceRegistered,
)
from shared.inbox import Received

ACTOR = "register"
E = TypeVar("E")


async def keep_register(session: Session, received: Sequence[Received]) -> None:
    """Keep what the register says. A measure whose better direction was corrected is judged again at once."""
    measures = _of(received, MeasureRegistered)
    await register.save_areas(session, _of(received, AreaRegistered))
    await register.save_places(session, _of(received, PlaceRegistered))
    await register.save_partners(session, _of(received, PartnerRegistered))
    await register.save_measures(session, measures)
    await register.save_leads(session, _of(received, LeadAssigned))
    await register.heard(session, {one.envelope.area: one.envelope.version for one in received})
    await _judge_again(session, [(m.area, m.measure) for m in measures], received[-1].envelope.occurred_at)


async def _judge_again(session: Session, measures: Sequence[tuple[str, str]], now: datetime) -> None:
    standing = await judgement.lock(session, measures)
    facts = await judgement.facts(session, [(one.facts.area, one.facts.measure) for one in standing])
    await tell(session, judge_all(standing, facts, now), actor=ACTOR, now=now)


def _of(received: Sequence[Received], shape: type[E]) -> list[E]:
    return [one.event for one in received if isinstance(one.event, shape)]
