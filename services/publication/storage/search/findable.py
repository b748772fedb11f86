"""What can be found: one row of `findable` for each thing that everybody may read, told anew when it changes.

Its policy guards writing alone (its migration says why): nothing may be entered here that is not public.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import asyncpg

from services.publication.domain.search.search import Kind
from shared.database import Session, raw

_INTO = "insert into findable (kind, area, code, title, words, party, status, href, moved_at) "
_ANEW = (
    " on conflict (kind, area, code) do update set title = excluded.title, words = excluded.words, "
    "party = excluded.party, status = excluded.status, href = excluded.href, moved_at = excluded.moved_at, "
    "gone_at = null, told_in = pg_current_xact_id()"
)
_ANEW_IF_CHANGED = (
    f"{_ANEW} where (findable.title, findable.words, findable.party, findable.status, findable.href, "
    "findable.gone_at) is distinct from "
    "(excluded.title, excluded.words, excluded.party, excluded.status, excluded.href, null::timestamptz)"
)
_GONE = (
    "update findable f set gone_at = clock_timestamp(), told_in = pg_current_xact_id() "
    "where area = $1 and kind = $3 and gone_at is null "
    "and not exists (select from ({told}) held (kind, area, code) where held.code = f.code)"
)
# A statement for each kind of thing that a register holds; $1 is the area, $2 when it was told.
_REGISTER = {
    Kind.PLACE: (
        "select 'place', area, area, name, letters, '', '', '/who/' || area, $2::timestamptz from area where area = $1 "
        "union all select 'place', area, place, name, '', '', '', '/who/' || area, $2::timestamptz "
        "from place where area = $1 and place_kind = 'ward'"
    ),
    Kind.WARD: (
        "select distinct on (ward) 'ward', area, ward, ward_name, '', '', '', '/who/' || area, $2::timestamptz "
        "from councillor where area = $1 order by ward, ward_name"
    ),
    Kind.MEASURE: (
        "select 'measure', area, measure, title, concat_ws(' ', measure, "
        "(select string_agg(s.subject, ' ') from subject s where s.area = m.area and s.measure = m.measure), "
        "(select string_agg(g.title, ' ') from measure_link l join goal g on g.area = l.area and g.goal = l.linked_to "
        " where l.area = m.area and l.measure = m.measure and l.relation = 'derives_from')), "
        "'', '', '/who/' || area || '/' || measure, $2::timestamptz from measure m where area = $1"
    ),
    Kind.BODY: (
        "select 'body', area, partner, name, concat_ws(' ', partner, array_to_string(former_names, ' ')), name, '', "
        "'/areas/' || area || '/partners/' || partner, $2::timestamptz from partner where area = $1"
    ),
    Kind.PARTNERSHIP: (
        "select distinct on (partnership) 'partnership', area, partnership, name, "
        "coalesce((select string_agg(b.name || ' ' || b.theme, ' ') from board b "
        " where b.area = p.area and b.partnership = p.partnership), ''), '', stage, "
        "'/who/' || area || '/partnerships/' || partnership, $2::timestamptz from partnership p where area = $1 "
        "order by partnership, since_on desc"
    ),
    Kind.DELIVERABLE: (
        "select 'deliverable', area, deliverable, title, evidence, coalesce((select string_agg(p.name, ', ') "
        " from partner p where p.area = d.area and p.partner = any (d.delivered_by)), ''), 'delivered', "
        "case when partnership is not null then '/who/' || area || '/partnerships/' || partnership "
        " when measure is not null then '/who/' || area || '/' || measure else '/who/' || area end, "
        "$2::timestamptz from deliverable d where area = $1"
    ),
}
_AGREEMENT = (
    "select 'agreement', area, agreement, title, concat_ws(' ', agreement, period), array_to_string(parties, ', '), "
    "case when approved_on is null then 'open' else 'approved' end, '/agreements/' || agreement, changed_at "
    "from agreement where agreement = $1"
)
_ENTRIES = (
    "select 'entry', area, agreement || '/' || number, concat_ws(': ', item_code, item_title), "
    "concat_ws(' ', reason, note, because, lead_partner, source, (select string_agg(told #>> '{}', ' ') "
    " from jsonb_path_query(particulars, '$.**') told where jsonb_typeof(told) = 'string')), "
    "party_name, coalesce(status, kind), '/agreements/' || agreement || "
    "'#item-' || trim(both '-' from regexp_replace(lower(coalesce(item_code, item_title)), '[^a-z0-9]+', '-', 'g')), "
    "recorded_at from entry where agreement = $1 and number = any ($2)"
)
# A reply stands beside its entry: where that is not to be found, nor is what was replied.
_REPLIES = (
    "select 'reply', r.area, r.agreement || '/' || r.number, 'Reply to ' || e.party_name || ' on ' || f.title, "
    "concat_ws(' ', r.words, r.note), r.name, r.stance, f.href, r.recorded_at "
    "from reply r join entry e on e.agreement = r.agreement and e.number = r.entry "
    "join findable f on f.kind = 'entry' and f.area = e.area and f.code = e.agreement || '/' || e.number "
    "where r.agreement = $1 and r.number = any ($2) and f.gone_at is null"
)
_CASES = (
    "select 'case', t.area, t.reference, coalesce(t.title, m.title, t.reference), "
    "concat_ws(' ', t.reference, m.title, (select left(string_agg(told #>> '{}', ' '), 100000) "  # whoever asks
    " from step s, jsonb_path_query(s.content, '$.**') told where s.reference = t.reference "
    " and not starts_with(s.stream, 'evidence/') and jsonb_typeof(told) = 'string' "
    " and position(' ' in told #>> '{}') > 0)), "  # words, and neither codes nor days
    "coalesce(t.lead_name, ''), case when t.ended <> '' then t.ended else coalesce(t.state, 'open') end, "
    "'/record/' || t.reference, t.moved_at from timeline t "
    "left join measure m on m.area = t.area and m.measure = t.measure "
    "where t.reference = any ($1) order by t.reference"  # so that two who tell of the same wait and never deadlock
)

# What everybody is told that is not as the rows make it; words in any order, for those of long ago stand in another.
_DIFFERING = (
    "select kind, code from ({told}) held (kind, area, code, title, words, party, status, href, moved_at) "
    "left join (select * from findable where gone_at is null) f using (kind, area, code) "
    "where f.href is null or (held.title, held.party, held.status, held.href) "
    "is distinct from (f.title, f.party, f.status, f.href) or (held.words is distinct from f.words and "
    "(select array_agg(w order by w) from unnest(string_to_array(held.words, ' ')) w) is distinct from "
    "(select array_agg(w order by w) from unnest(string_to_array(f.words, ' ')) w)) order by kind, code"
)
# What everybody is told of which there is no row: one look at all of it, however many agreements there are.
_ROWS = (
    "select 'agreement', area, agreement from agreement union all "
    "select 'entry', area, agreement || '/' || number from entry union all "
    "select 'reply', r.area, r.agreement || '/' || r.number from reply r "
    "join findable f on f.kind = 'entry' and f.area = r.area and f.code = r.agreement || '/' || r.entry "
    "where f.gone_at is null union all select 'case', area, reference from timeline"
)
_OF_NO_ROW = (
    "select kind, code from findable f where gone_at is null and kind <> all ($1) and not exists "  # noqa: S608 fixed
    f"(select from ({_ROWS}) held (kind, area, code) "
    "where (held.kind, held.area, held.code) = (f.kind, f.area, f.code)) "
    "order by kind, code"
)
_OF_NO_FACT = (
    "select kind, code from findable where gone_at is null and area = $1 and kind = $3 "
    "and (kind, area, code) not in (select kind, area, code from ({told}) held (kind, area, code)) order by code"
)
_OF_NO_AREA = (
    "select kind, code from findable f where gone_at is null and kind = any ($1) "
    "and not exists (select from area a where a.area = f.area) order by kind, code"
)
_OF_AGREEMENT = (
    _AGREEMENT,
    _ENTRIES.replace("number = any ($2)", "true"),
    _REPLIES.replace("r.number = any ($2)", "true"),
)


async def differing_of_register(session: Session, area: str) -> list[str]:
    """What of an area's register is told to everybody otherwise than its rows say, by kind and code."""
    connection, now = await raw(session), datetime.now(UTC)
    found = []
    for kind, told in _REGISTER.items():
        found += await connection.fetch(_DIFFERING.format(told=told), area, now)
        found += await connection.fetch(_OF_NO_FACT.format(told=told), area, now, kind.value)
    return _named(found)


async def differing_of_agreement(session: Session, agreement: str) -> list[str]:
    """What of an agreement, its entries and its replies is told to nobody, or otherwise than their rows say."""
    connection = await raw(session)
    return _named(
        [one for told in _OF_AGREEMENT for one in await connection.fetch(_DIFFERING.format(told=told), agreement)]
    )


async def differing_of_cases(session: Session, references: Sequence[str]) -> list[str]:
    """What of these petitions and cases is told to nobody, or otherwise than their rows say."""
    return _named(await (await raw(session)).fetch(_DIFFERING.format(told=_CASES), list(references)))


async def of_nothing(session: Session) -> tuple[int, list[str]]:
    """How much is told to everybody, and what of it no row says: of no agreement, case or area of which anything is."""
    connection, of_registers = await raw(session), [kind.value for kind in _REGISTER]
    checked = await connection.fetchval("select count(*) from findable where gone_at is null")
    found = [
        *await connection.fetch(_OF_NO_ROW, of_registers),
        *await connection.fetch(_OF_NO_AREA, of_registers),
    ]
    return int(checked), _named(found)


def _named(found: Sequence[asyncpg.Record]) -> list[str]:
    return [f"{row['kind']} {row['code']}" for row in found]


async def tell_register(session: Session, area: str, now: datetime) -> None:
    """Enter what the register of an area holds; what it no longer holds is gone, what has not changed has not moved."""
    connection = await raw(session)
    for kind, told in _REGISTER.items():
        await connection.execute(f"{_INTO}{told}{_ANEW_IF_CHANGED}", area, now)
        await connection.execute(_GONE.format(told=told), area, now, kind.value)


async def tell_agreement(session: Session, agreement: str) -> None:
    """Enter an agreement as it stands."""
    await (await raw(session)).execute(f"{_INTO}{_AGREEMENT}{_ANEW}", agreement)


async def tell_entries(session: Session, agreement: str, numbers: Collection[int]) -> None:
    """Enter these entries of an agreement."""
    await (await raw(session)).execute(f"{_INTO}{_ENTRIES}{_ANEW}", agreement, list(numbers))


async def tell_replies(session: Session, agreement: str, numbers: Collection[int]) -> None:
    """Enter these replies within an agreement."""
    await (await raw(session)).execute(f"{_INTO}{_REPLIES}{_ANEW}", agreement, list(numbers))


async def tell_cases(session: Session, references: Collection[str]) -> None:
    """Enter where these petitions and cases stand."""
    if references:
        await (await raw(session)).execute(f"{_INTO}{_CASES}{_ANEW}", list(references))


async def forget_cases(session: Session) -> None:
    """Take out the petitions and cases that are no longer told of."""
    await (await raw(session)).execute(
        "update findable set gone_at = clock_timestamp(), told_in = pg_current_xact_id() "
        "where kind = 'case' and gone_at is null and not exists "
        "(select from timeline t where t.reference = findable.code)"
    )
