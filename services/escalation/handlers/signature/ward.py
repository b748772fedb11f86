"""What can happen to an area's register of postcodes: it is loaded, in place of the one before."""

from collections.abc import Mapping, Sequence

from services.escalation.storage.case import register
from services.escalation.storage.signature import ward as wards
from shared.database import Database


async def load(database: Database, area: str, names: Mapping[str, str], postcodes: Sequence[tuple[str, str]]) -> None:
    """Keep the area's wards and postcodes. Raises NotKnownHereYet for an area that nobody has registered.

    Signatures that were put down before keep the ward that was found then.
    """
    async with database.unit_of_work(frozenset({area})) as session:
        await register.require_area(session, area)
        await wards.replace_all(session, area, names, postcodes)
