"""Early warnings: everybody reads those that stand.

They are told where judgements are told, and when the day of a figure is over.
"""

from services.indicators.domain.question.warning import EarlyWarning
from services.indicators.storage.question import warning
from shared.database import EVERY_AREA, Database


async def standing(database: Database, area: str | None, measure: str | None) -> list[EarlyWarning]:
    """The warnings that stand, of an area or a measure or of all."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await warning.standing(session, area, measure)
