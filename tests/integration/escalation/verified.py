"""What `folkmoot verify` finds in escalation's own rows."""

from services.cli.verify import of_service
from shared.database import Database
from shared.verification import Verified


async def verify(database: Database) -> list[Verified]:
    """Every subject of the service, cases first."""
    return await of_service("escalation", database)
