"""What was said on one indicator in every negotiation, as far as everybody may read it."""

from collections.abc import Sequence

from services.publication.domain.entry import Day, EntryKind, Party, Status
from services.publication.domain.indicator import Turn
from shared.database import Session, raw

_CODE = "regexp_replace(upper(replace(e.item_code, ' ', '-')), '^NI-?([0-9])', 'NI-\\1')"
_PUBLIC = (
    "from entry e join findable f on f.kind = 'entry' and f.area = e.area and f.code = e.agreement || '/' || e.number "
    "and f.gone_at is null"
)
_TURNS = (
    "select e.area, e.agreement, a.title as agreement_title, e.number, e.item_code as code, e.item_title as title, "  # noqa: S608 fixed words
    "e.party, e.party_name, e.kind, e.status, e.said_on, exists (select from entry l "
    " where l.agreement = e.agreement and l.supersedes = e.number) as is_superseded "
    f"{_PUBLIC} join agreement a on a.agreement = e.agreement where {_CODE} = $1 order by e.agreement, e.number"
)


async def turns(session: Session, code: str) -> Sequence[Turn]:
    """Everything said on the indicator of this code, by agreement and number."""
    rows = await (await raw(session)).fetch(
        _TURNS,
        code,
    )
    return [
        Turn(
            **{
                **row,
                "party": Party(row["party"]),
                "kind": EntryKind(row["kind"]),
                "status": Status(row["status"]) if row["status"] else None,
                "said_on": Day.parse(row["said_on"]) if row["said_on"] else None,
            }
        )
        for row in rows
    ]


async def codes(session: Session) -> Sequence[tuple[str, str, int]]:
    """Every indicator that was negotiated: its code, a title of it, and in how many agreements."""
    rows = await (await raw(session)).fetch(
        f"select {_CODE} as code, min(e.item_title) as title, count(distinct e.agreement)::int as agreements "  # noqa: S608 fixed words
        f"{_PUBLIC} where e.item_code is not null group by 1 "
        "order by regexp_replace(min(e.item_code), '[0-9].*', ''), "
        "nullif(substring(min(e.item_code) from '[0-9]{1,6}'), '')::int nulls last, 1"
    )
    return [(row["code"], row["title"], row["agreements"]) for row in rows]
