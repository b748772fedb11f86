"""Receipts of accepted batches: never changed, shown to the body that sent them."""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, text

from services.indicators.domain.figure.receipt import Receipt
from shared.database import Session, raw

_COLUMNS = (
    "id, number, partner, sender, areas, rows, new, same, revised, withdrawn, without_reason, refused, reference, "
    "sha256, figures_sha256, received_at, published_at"
)
_JUDGEMENTS = "coalesce((select judgements from batch_judgement j where j.batch = b.number), '[]') as judgements"
_MAPPED = "(select mapped from batch_mapping m where m.batch = b.number) as mapped"
_FETCHED = "(select address from batch_source s where s.batch = b.number) as fetched_from"
_CONFIRMED = "(select confirmed_at from batch_confirmation c where c.batch = b.number) as confirmed_at"
_ALL = f"{_COLUMNS}, {_JUDGEMENTS}, {_MAPPED}, {_FETCHED}, {_CONFIRMED}"
_SAVE = f"""
insert into batch ({_COLUMNS})
values ({", ".join(f"${n}" for n in range(1, len(_COLUMNS.split(", ")) + 1))})
"""  # noqa: S608 fixed columns
_SAVE_JUDGEMENTS = "insert into batch_judgement (batch, judgements) values (:number, cast(:judgements as jsonb))"
_SAVE_MAPPED = "insert into batch_mapping (batch, mapped) values (:number, cast(:mapped as jsonb))"
_SAVE_FETCHED = "insert into batch_source (batch, address) values (:number, :address)"
_FIND = f"select {_ALL} from batch b where id = :id and partner = :partner"  # noqa: S608 fixed columns
_LIST = f"""
select {_ALL} from batch b
where partner = :partner and (cast(:before as uuid) is null or id < :before) order by id desc limit :limit
"""  # noqa: S608 fixed columns
_NUMBERS = "select nextval('batch_number') from generate_series(1, $1)"


async def numbers(session: Session, count: int) -> list[int]:
    """So many numbers for new batches, in order."""
    return [row[0] for row in await (await raw(session)).fetch(_NUMBERS, count)]


async def save(session: Session, receipts: Sequence[Receipt]) -> None:
    """Keep receipts, whose judgements follow: they are made from figures that need their batch's row."""
    rows = [[getattr(receipt, name) for name in _COLUMNS.split(", ")] for receipt in receipts]
    await (await raw(session)).executemany(_SAVE, rows)
    mapped = [{"number": r.number, "mapped": json.dumps(r.mapped, ensure_ascii=False)} for r in receipts if r.mapped]
    if mapped:
        await session.execute(text(_SAVE_MAPPED), mapped)
    fetched = [{"number": r.number, "address": r.fetched_from} for r in receipts if r.fetched_from]
    if fetched:
        await session.execute(text(_SAVE_FETCHED), fetched)


async def save_judgements(session: Session, receipts: Sequence[Receipt]) -> None:
    """Keep what these receipts tell of judgements that changed."""
    changed = [{"number": r.number, "judgements": json.dumps(r.judgements)} for r in receipts if r.judgements]
    if changed:
        await session.execute(text(_SAVE_JUDGEMENTS), changed)


async def find(session: Session, id: UUID, partner: str) -> Receipt | None:
    """The receipt of a batch of this body; None for any other."""
    row = (await session.execute(text(_FIND), {"id": id, "partner": partner})).mappings().one_or_none()
    return None if row is None else _receipt(row)


async def page(session: Session, partner: str, *, before: UUID | None, limit: int) -> list[Receipt]:
    """At most `limit` receipts of this body, the latest first, older than the batch `before`."""
    rows = await session.execute(text(_LIST), {"partner": partner, "before": before, "limit": limit})
    return [_receipt(row) for row in rows.mappings()]


def _receipt(row: RowMapping) -> Receipt:
    return Receipt(**{**row, "areas": tuple(row["areas"]), "judgements": tuple(row["judgements"])})
