"""Reading the front page: each area with what was promised, what runs there and what was negotiated."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.publication.domain.agreement.agreement import Listed
from services.publication.domain.register.measure import Promise
from services.publication.domain.register.register import Register
from services.publication.domain.timeline.timeline import Standing
from services.publication.storage.agreement import agreement as agreements
from services.publication.storage.register import measure as measures
from services.publication.storage.register import register as registers
from services.publication.storage.timeline import timeline
from shared.database import EVERY_AREA, Database


@dataclass(frozen=True, slots=True)
class FrontPage:
    """One area's part of the front page."""

    register: Register
    promises: Sequence[Promise]
    standings: Sequence[Standing]
    agreements: Sequence[Listed]


async def read(database: Database) -> list[FrontPage]:
    """Every area that runs Folkmoot, by name."""
    async with database.unit_of_work(EVERY_AREA) as session:
        promises, standings = await measures.by_area(session), await timeline.open_by_area(session)
        held, negotiated = await registers.every(session), await agreements.by_area(session)
    return [
        FrontPage(
            register=register,
            promises=promises.get(register.area, ()),
            standings=standings.get(register.area, ()),
            agreements=negotiated.get(register.area, ()),
        )
        for register in held
    ]
