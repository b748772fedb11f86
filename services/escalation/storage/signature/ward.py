"""In which ward of an area a postcode lies, as the area has loaded it from a public register. Nobody's address."""

from collections.abc import Mapping, Sequence

from shared.database import Session, raw


async def replace_all(
    session: Session, area: str, wards: Mapping[str, str], postcodes: Sequence[tuple[str, str]]
) -> None:
    """The area's wards by code and name, and its postcodes with the ward of each, in place of those before."""
    connection = await raw(session)
    await connection.execute("delete from postcode where area = $1", area)
    await connection.execute("delete from ward where area = $1", area)
    await connection.execute(
        "insert into ward (area, ward, name) select $1, * from unnest($2::text[], $3::text[])",
        area,
        list(wards),
        list(wards.values()),
    )
    await connection.execute(
        "insert into postcode (area, postcode, ward) select $1, * from unnest($2::text[], $3::text[])",
        area,
        [postcode for postcode, _ in postcodes],
        [ward for _, ward in postcodes],
    )


async def names(session: Session, area: str) -> dict[str, str]:
    """The area's wards, by code; empty where nothing was loaded."""
    rows = await (await raw(session)).fetch("select ward, name from ward where area = $1 order by name, ward", area)
    return {row["ward"]: row["name"] for row in rows}


async def of_postcode(session: Session, area: str, spellings: Sequence[str]) -> str | None:
    """The ward of a postcode that may be found under several spellings, the longest first; None where none is."""
    ward: str | None = await (await raw(session)).fetchval(
        "select ward from postcode where area = $1 and postcode = any ($2) order by length(postcode) desc limit 1",
        area,
        list(spellings),
    )
    return ward
