"""Rows of revisions of approved agreements: added, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple

from sqlalchemy import text

from shared.database import Session, raw
from shared.events.publication import AgreementRevised

_COLUMNS = "area, agreement, revision, revised_on, targets, removed, recorded_on"


async def save(session: Session, told: Sequence[AgreementRevised]) -> None:
    """Write revisions."""
    if told:
        await (await raw(session)).executemany(
            f"insert into revision ({_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)",  # noqa: S608 fixed columns
            [astuple(one) for one in told],
        )


async def of_agreement(session: Session, agreement: str) -> Mapping[int, AgreementRevised]:
    """The revisions of an agreement, by number."""
    rows = await session.execute(
        text(f"select {_COLUMNS} from revision where agreement = :agreement order by revision"),  # noqa: S608 fixed
        {"agreement": agreement},
    )
    return {row["revision"]: AgreementRevised(**row) for row in rows.mappings()}
