"""Reading the powers of an area: what its profile lists, and how often the record tells of each being used."""

from datetime import date

from services.publication.domain.register.power import Powers, events_of, held, inspectorates_on
from services.publication.domain.register.register import policy_on
from services.publication.storage.register import register as registers
from services.publication.storage.timeline import timeline as storage
from shared.database import EVERY_AREA, Database
from shared.problems import NotFound


async def read(database: Database, area: str, day: date) -> Powers:
    """The powers in force in an area on a day. Raises NotFound for an area that is not registered."""
    async with database.unit_of_work(EVERY_AREA) as session:
        register = await registers.find(session, area)
        if register is None or register.about is None:
            raise NotFound("No area of this code is registered here.")
        policy = policy_on(register, day)
        uses = await storage.uses(session, area, events_of(policy.powers))
    return Powers(register, policy, held(policy.powers, uses), inspectorates_on(register, day))
