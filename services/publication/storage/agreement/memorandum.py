"""Rows of memoranda: what an agreement promised on the day, as it was set out then; added, never changed."""

from collections.abc import Mapping
from dataclasses import astuple

from sqlalchemy import text

from shared.database import Session, raw
from shared.events.publication import MemorandumPublished

_COLUMNS = "area, agreement, memorandum, because, made_on, targets, sha256"


async def add(session: Session, told: MemorandumPublished, content: str) -> None:
    """Write a memorandum with its content, which is JSON."""
    await (await raw(session)).execute(
        f"insert into memorandum ({_COLUMNS}, content) values ($1, $2, $3, $4, $5, $6, $7, $8)",  # noqa: S608 fixed
        *astuple(told),
        content,
    )


async def of_agreement(session: Session, agreement: str) -> Mapping[int, MemorandumPublished]:
    """The memoranda of an agreement, by number."""
    rows = await session.execute(
        text(f"select {_COLUMNS} from memorandum where agreement = :agreement order by memorandum"),  # noqa: S608 fixed
        {"agreement": agreement},
    )
    return {row["memorandum"]: MemorandumPublished(**row) for row in rows.mappings()}


async def contents(session: Session, agreement: str) -> list[str]:
    """What the memoranda of an agreement say, in their order."""
    rows = await session.execute(
        text("select content from memorandum where agreement = :agreement order by memorandum"),
        {"agreement": agreement},
    )
    return list(rows.scalars())
