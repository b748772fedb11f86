"""Reading how bodies keep the record."""

from datetime import date

from services.publication.domain.submission.conduct import Conduct, tallied
from services.publication.effects.agreement.agreement import judged_by
from services.publication.storage.register import register as registers
from services.publication.storage.submission import conduct as storage
from shared.database import EVERY_AREA, Database


async def read(database: Database, day: date) -> Conduct:
    """What each body withholds now, and by quarter what it forced, left to the clock, told late and had removed."""
    async with database.unit_of_work(EVERY_AREA) as session:
        counted, spoken = await storage.counted(session), await storage.spoken(session)
        removed, held = await storage.removed(session), await storage.held(session)
        known = [register for register in await registers.every(session) if register.about is not None]
    calendars = {one.area: judged_by(one, day).calendar for one in known}
    names = {(one.area, code): body.name for one in known for code, body in one.partners.items()}
    return Conduct(tallied(counted, spoken, removed, calendars), held, names)
