"""What can be found by words: one row of `findable` for each thing that everybody may read, told anew when it changes.

Its policy guards writing alone (its migration says why): nothing may be entered here that is not public.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from asyncpg import Record

from services.publication.domain.search import Cursor, Found, Kind, Wanted
from shared.database import Session, raw

ALIKE = 0.45  # how much of what was typed must stand in a title for a typing error to be forgiven
GUESSES = 1_000  # titles that are compared at most where something was mistyped
_COLUMNS = "kind, area, code, title, party, status, href, moved_at"
_INTO = "insert into findable (kind, area, code, title, words, party, status, href, moved_at) "
_ANEW = (
    " on conflict (kind, area, code) do update set title = excluded.title, words = excluded.words, "
    "party = excluded.party, status = excluded.status, href = excluded.href, moved_at = excluded.moved_at"
)
_ANEW_IF_CHANGED = (
    f"{_ANEW} where (findable.title, findable.words, findable.party, findable.status, findable.href) "
    "is distinct from (excluded.title, excluded.words, excluded.party, excluded.status, excluded.href)"
)
_GONE = (
    "delete from findable f where area = $1 and kind = $3 "
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
    "concat_ws(' ', reason, lead_partner, source), party_name, coalesce(status, kind), '/agreements/' || agreement || "
    "'#item-' || trim(both '-' from regexp_replace(lower(coalesce(item_code, item_title)), '[^a-z0-9]+', '-', 'g')), "
    "recorded_at from entry where agreement = $1 and number = any ($2)"
)
_CASES = (
    "select 'case', t.area, t.reference, coalesce(t.title, m.title, t.reference), "
    "concat_ws(' ', t.reference, m.title), "
    "coalesce(t.lead_name, ''), case when t.ended <> '' then t.ended else coalesce(t.state, 'open') end, "
    "'/record/' || t.reference, t.moved_at from timeline t "
    "left join measure m on m.area = t.area and m.measure = t.measure "
    "where t.reference = any ($1)"
)
_NARROWED = (
    "($1::text = '' or area = $1) and ($2::text[] = '{}' or kind = any ($2)) and ($3::text = '' or party = $3) "
    "and ($4::text = '' or status = $4)"
)
_LISTED = (
    f"select {_COLUMNS}, 0::numeric as likeness from findable where {_NARROWED} "  # noqa: S608 fixed columns
    "and ($5::timestamptz is null or (moved_at, kind, area, code) < ($5, $6, $7, $8)) "
    "order by moved_at desc, kind desc, area desc, code desc limit $9"
)
_BEHIND = (
    "where ($5::numeric is null or (likeness, kind, area, code) < ($5, $6, $7, $8)) "
    "order by likeness desc, kind desc, area desc, code desc limit $10"
)
_ASKED = (
    f"select * from (select {_COLUMNS}, round(ts_rank(terms, query, 2)::numeric, 6) as likeness "  # noqa: S608 fixed columns
    f"from findable, websearch_to_tsquery('english', $9) query where terms @@ query and {_NARROWED}) alike {_BEHIND}"
)
_GUESSED = (
    f"select * from (select {_COLUMNS}, round(word_similarity($9, title)::numeric, 6) as likeness "  # noqa: S608 fixed columns
    f"from findable where $9 <% title and {_NARROWED} limit {GUESSES}) alike {_BEHIND}"
)


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


async def tell_cases(session: Session, references: Collection[str]) -> None:
    """Enter where these petitions and cases stand."""
    if references:
        await (await raw(session)).execute(f"{_INTO}{_CASES}{_ANEW}", list(references))


async def forget_cases(session: Session) -> None:
    """Take out the petitions and cases that are no longer told of."""
    await (await raw(session)).execute(
        "delete from findable where kind = 'case' and not exists "
        "(select from timeline t where t.reference = findable.code)"
    )


async def find(session: Session, wanted: Wanted, *, after: Cursor | None, limit: int) -> Sequence[Found]:
    """A page of what is wanted: by likeness where words were typed, else what changed last first.

    Only where nothing has the words are titles looked for that are like them.
    """
    connection = await raw(session)
    narrowed = (wanted.area, [kind.value for kind in wanted.kinds], wanted.party, wanted.status)
    behind = (after.kind, after.area, after.code) if after else (None, None, None)
    if not wanted.words:
        rows = await connection.fetch(_LISTED, *narrowed, after.moved_at if after else None, *behind, limit)
        return [_found(row) for row in rows]
    asked = (*narrowed, after.likeness if after else None, *behind, wanted.words, limit)
    if after is None or not after.is_guess:
        rows = await connection.fetch(_ASKED, *asked)
        if rows or after is not None:
            return [_found(row) for row in rows]
    await connection.execute("select set_config('pg_trgm.word_similarity_threshold', $1, true)", str(ALIKE))
    return [_found(row, is_guess=True) for row in await connection.fetch(_GUESSED, *asked)]


def _found(row: Record, *, is_guess: bool = False) -> Found:
    return Found(**{**row, "kind": Kind(row["kind"])}, is_guess=is_guess)
