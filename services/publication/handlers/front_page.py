"""Reading the front page: each area with what was promised, what runs there and what was negotiated."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.publication.domain.agreement import Listed
from services.publication.domain.measure import Promise
from services.publication.domain.register import Register
from services.publication.domain.timeline import Standing
from services.publication.storage import agreement as agreements
from services.publication.storage import measure as measures
from services.publication.storage import register as registers
from services.publication.storage import timeline
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
        return [
            FrontPage(
                register=await registers.find(session, about.area) or Register(about.area),
                promises=await measures.of_area(session, about.area),
                standings=await timeline.open_about(session, about.area),
                agreements=await agreements.listed(session, area=about.area),
            )
            for about in await registers.areas(session)
        ]
