"""Rows of drafts: what a person has begun to write, read and removed by that person or by the clock alone."""

import json
from collections.abc import Sequence

from sqlalchemy import RowMapping, text

from services.publication.domain.entry.entry import EntryKind
from services.publication.domain.submission.deed import What
from services.publication.domain.submission.draft import Draft
from shared.database import Session

_COLUMNS = "draft::text as draft, agreement, area, kind, account, words::text as words, version, kept_at, ends_on"

_DEED = "deed/"  # before the name of a deed, which an entry of its kind may bear too


async def keep(session: Session, draft: Draft) -> bool:
    """Keep what was written, in place of what the same form held before; False where the name is another person's.

    The day on which it ends stays that of the first time.
    """
    kept = await session.execute(
        text(
            "insert into draft (draft, agreement, area, kind, account, words, version, kept_at, ends_on) values "
            "(:draft, :agreement, :area, :kind, :account, cast(:words as jsonb), :version, :kept_at, :ends_on) "
            "on conflict (draft) do update set words = excluded.words, version = excluded.version, "
            "kept_at = excluded.kept_at where (draft.account, draft.agreement, draft.kind) "
            "is not distinct from (excluded.account, excluded.agreement, excluded.kind) returning draft"
        ),
        {
            **{
                name: getattr(draft, name)
                for name in ("draft", "agreement", "area", "account", "version", "kept_at", "ends_on")
            },
            "kind": f"{_DEED}{draft.kind.value}" if isinstance(draft.kind, What) else draft.kind.value,
            "words": json.dumps(dict(draft.words)),
        },
    )
    return kept.first() is not None


async def of_account(session: Session, account: str) -> Sequence[Draft]:
    """What somebody has begun in the caller's areas, the last kept first."""
    rows = await session.execute(
        text(f"select {_COLUMNS} from draft where account = :account order by kept_at desc"),  # noqa: S608 fixed columns
        {"account": account},
    )
    return [_draft(row) for row in rows.mappings()]


async def remove(session: Session, draft: str, account: str) -> None:
    """Keep it no longer; nothing happens where the person keeps none of this name."""
    await session.execute(
        text("delete from draft where draft = cast(:draft as uuid) and account = :account"),
        {"draft": draft, "account": account},
    )


async def lock(session: Session, draft: str) -> Draft | None:
    """A draft, its row locked; None where there is none."""
    query = text(f"select {_COLUMNS} from draft where draft = cast(:draft as uuid) for update")  # noqa: S608 fixed columns
    row = (await session.execute(query, {"draft": draft})).mappings().one_or_none()
    return _draft(row) if row else None


def _draft(row: RowMapping) -> Draft:
    name: str = row["kind"]
    kind = What(name.removeprefix(_DEED)) if name.startswith(_DEED) else EntryKind(name)
    return Draft(**{**row, "kind": kind, "words": json.loads(row["words"])})
