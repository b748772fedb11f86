"""What was said on one indicator in every negotiation, as far as everybody may read it."""

from collections.abc import Sequence

from services.publication.domain.agreement.indicator import Known, Turn
from services.publication.domain.entry.entry import Came, EntryKind, Party, Status
from services.publication.domain.leaf.day import Day
from shared.database import Session, raw

_CODE = "regexp_replace(upper(replace(e.item_code, ' ', '-')), '^NI-?([0-9])', 'NI-\\1')"
_IS_NATIONAL = f"{_CODE} ~ '^NI-[0-9]'"
_ON_ITEMS = "e.kind in (" + ", ".join(f"'{kind.value}'" for kind in EntryKind if kind.is_of_an_item) + ")"
_PUBLIC = (
    "from entry e join findable f on f.kind = 'entry' and f.area = e.area and f.code = e.agreement || '/' || e.number "
    "and f.gone_at is null"
)
_TURNS = (
    "select e.area, e.agreement, a.title as agreement_title, e.number, e.item_code as code, e.item_title as title, "  # noqa: S608 fixed words
    "e.party, e.party_name, e.kind, e.status, e.said_on, e.came, e.recorded_at, exists (select from entry l "
    " where l.agreement = e.agreement and l.supersedes = e.number) as is_superseded, exists (select from reply r "
    " where (r.agreement, r.entry, r.stance) = (e.agreement, e.number, 'disputed') and not exists (select from reply s "
    " where (s.agreement, s.supersedes) = (r.agreement, r.number))) as is_disputed, exists (select from reply r "
    " where (r.agreement, r.entry, r.stance) = (e.agreement, e.number, 'confirmed') and not exists "
    " (select from reply s "
    " where (s.agreement, s.supersedes) = (r.agreement, r.number))) as is_confirmed "
    f"{_PUBLIC} join agreement a on a.agreement = e.agreement where {_CODE} = $1 and {_ON_ITEMS} "
    f"and ($2 = '' or {_IS_NATIONAL} or e.agreement = $2) order by e.agreement, e.number"
)


async def turns(session: Session, code: str, agreement: str) -> Sequence[Turn]:
    """Everything said on the items of this code, by agreement and number; of a local code in this agreement alone."""
    rows = await (await raw(session)).fetch(_TURNS, code, agreement)
    return [
        Turn(
            **{
                **row,
                "party": Party(row["party"]),
                "kind": EntryKind(row["kind"]),
                "came": Came(row["came"]),
                "status": Status(row["status"]) if row["status"] else None,
                "said_on": Day.parse(row["said_on"]) if row["said_on"] else None,
            }
        )
        for row in rows
    ]


async def codes(session: Session) -> Sequence[Known]:
    """Every indicator that was negotiated. A local code is its agreement's own: two that share it are two."""
    rows = await (await raw(session)).fetch(
        f"select {_CODE} as code, case when {_IS_NATIONAL} then '' else e.agreement end as agreement, "  # noqa: S608 fixed words
        "min(e.item_title) as title, count(distinct e.agreement)::int as agreements "
        f"{_PUBLIC} where e.item_code is not null and {_ON_ITEMS} group by 1, 2 "
        "order by regexp_replace(min(e.item_code), '[0-9].*', ''), "
        "nullif(substring(min(e.item_code) from '[0-9]{1,6}'), '')::int nulls last, 1, 2"
    )
    return [Known(**row) for row in rows]
