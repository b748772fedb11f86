"""Reading how long cases stay on each rung: of all areas together, or of one."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from services.publication.domain.register.register import Register, policy_on
from services.publication.domain.timeline import timing
from services.publication.domain.timeline.timing import Timing
from services.publication.domain.timeline.wording import wording_on
from services.publication.storage.register import register as registers
from services.publication.storage.timeline import timeline as storage
from shared.calendars import calendar
from shared.database import EVERY_AREA, Database
from shared.policy import Wording
from shared.problems import NotFound
from shared.working_days import Calendar


async def read(database: Database, area: str | None, day: date) -> Timing:
    """How long cases stayed on each rung in the last four full quarters. Raises NotFound for an unknown area."""
    span = timing.span_before(day)
    async with database.unit_of_work(EVERY_AREA) as session:
        held = {register.area: register for register in await registers.every(session) if register.about is not None}
        if area is not None and area not in held:
            raise NotFound("No area of this code is registered here.")
        moves = await storage.moves(session, span, area)
    known = [move for move in moves if move.area in held]
    found = timing.stays(
        known,
        rung_of=cache(lambda code: _rungs(wording_on(held[code], day))),
        kind_of=lambda code, body: _kind(held[code], body),
        calendar_of=cache(lambda code: _calendar(held[code], day)),
    )
    one = held[area] if area is not None else None
    words = wording_on(one or Register(""), day)
    return Timing(span, timing.summaries(found, span), words, one)


def _rungs(wording: Wording) -> Mapping[str, int]:
    return {name: words.rung for name, words in wording.states.items()}


def _kind(register: Register, body: str) -> str:
    """The kind of a body; the responsible authority's, while nobody else has been asked."""
    authority = register.about.responsible_authority if register.about else ""
    known = register.partners.get(body or authority)
    return known.partner_kind if known else "other"


def _calendar(register: Register, day: date) -> Calendar:
    name = policy_on(register, day).clock.calendar
    return calendar(name, area=register.area, closures=register.closed)
