"""Receipts of accepted batches: never changed, shown to the body that sent them."""

import json
from uuid import UUID

from sqlalchemy import text

from services.indicators.domain.batch import Receipt
from shared.database import Session

_SAVE = """
insert into batch (id, partner, areas, rows, new, same, revised, reference, sha256, figures_sha256, judgements,
                   received_at)
values (:id, :partner, :areas, :rows, :new, :same, :revised, :reference, :sha256, :figures_sha256,
        cast(:judgements as jsonb), :received_at)
"""
_FIND = """
select id, partner, areas, rows, new, same, revised, reference, sha256, figures_sha256, judgements, received_at
from batch where id = :id and partner = :partner
"""


async def save(session: Session, receipt: Receipt) -> None:
    """Keep a receipt."""
    values = {name: getattr(receipt, name) for name in Receipt.__slots__}
    lists = {"areas": list(receipt.areas), "judgements": json.dumps(receipt.judgements)}
    await session.execute(text(_SAVE), values | lists)


async def find(session: Session, id: UUID, partner: str) -> Receipt | None:
    """The receipt of a batch of this body; None for any other."""
    row = (await session.execute(text(_FIND), {"id": id, "partner": partner})).mappings().one_or_none()
    if row is None:
        return None
    return Receipt(**{**row, "areas": tuple(row["areas"]), "judgements": tuple(row["judgements"])})
