"""What things are delivered for, as far as the register does not hold it: the agreements of an area."""

from sqlalchemy import text

from shared.database import Session


async def agreements(session: Session, area: str) -> frozenset[str]:
    """The names of the area's agreements."""
    rows = await session.execute(text("select agreement from agreement where area = :area"), {"area": area})
    return frozenset(rows.scalars())
