"""Asking for what can be found: by words, by what narrows it, by the measure it is about. Writes nothing."""

import re
from collections.abc import Sequence
from dataclasses import replace

from asyncpg import Record

from services.publication.domain.search.meaning import mended
from services.publication.domain.search.search import SHORT, Cursor, Found, Kind, Wanted
from shared.database import Session, raw

ALIKE = 0.45  # how much of each word that was typed must stand in a title for a typing error to be forgiven
# A short word has the like of half its letters in many words: "cars" in "care", "bus" in "business". It must be more
# alike than that; of three letters or fewer it must stand there, in one of its forms.
ALIKE_SHORT = 0.65
GUESSES = 1_000  # titles that are compared at most where something was mistyped
_WORD = re.compile(r"\w+")
_COLUMNS = "kind, area, code, title, party, status, href, moved_at"
_NARROWED = (
    "gone_at is null and ($1::text = '' or area = $1) and ($2::text[] = '{}' or kind = any ($2)) "
    "and ($3::text[] = '{}' or party = any ($3)) "
    "and ($4::text = '' or status = $4)"
)
_CODED = (
    f"select {_COLUMNS}, 1::numeric as likeness from findable where kind = 'measure' and gone_at is null "  # noqa: S608 fixed columns
    "and lower(regexp_replace(code, '[[:space:]_./-]+', '', 'g')) = $1 and ($2 = '' or area = $2) order by area, code"
)
_STATUSES = "select distinct status from findable where gone_at is null and status <> '' order by status"
# A body by its name; where none has it, those that have the like of each word.
_PARTIES = (
    "select party from (select distinct party from findable where gone_at is null and party <> '') named "  # noqa: S608 fixed columns
    "where party = $1 or not exists (select from findable where gone_at is null and party = $1) "
    f"and {ALIKE} <= all (select word_similarity(word, party) from unnest($2::text[]) word) "
    "and $2::text[] <> '{}'"
)
_LISTED = (
    f"select {_COLUMNS}, 0::numeric as likeness from findable where {_NARROWED} "  # noqa: S608 fixed columns
    "and ($5::timestamptz is null or (moved_at, kind, area, code) < ($5, $6, $7, $8)) "
    "order by moved_at desc, kind desc, area desc, code desc limit $9"
)
# A measure's cases, and what was said in negotiations on an item that is it: by the item's code, or by its terms.
OF_MEASURE = (
    "area = {area} and "
    "(kind = 'case' and code in (select reference from timeline t where t.area = {area} and t.measure = {measure}) "
    "or kind = 'entry' and code in (select e.agreement || '/' || e.number from entry e "
    " where e.area = {area} and (replace(e.item_code, ' ', '-') = {measure} "
    " or e.particulars #>> '{{terms,measure}}' = {measure})))"
)
_OF_MEASURE = (
    f"select {_COLUMNS}, 0::numeric as likeness from findable where gone_at is null "  # noqa: S608 fixed columns
    f"and {OF_MEASURE.format(area='$1', measure='$2')} order by moved_at desc, kind desc, code desc limit $3"
)
_BEHIND = (
    "where ($5::numeric is null or (likeness, kind, area, code) < ($5, $6, $7, $8)) "
    "order by likeness desc, kind desc, area desc, code desc limit $10"
)
_ASKED = (
    f"select * from (select {_COLUMNS}, round(ts_rank(terms, query, 2)::numeric, 6) as likeness "  # noqa: S608 fixed columns
    f"from findable, websearch_to_tsquery('english', $9) query where terms @@ query and {_NARROWED}) alike {_BEHIND}"
)
# Word by word: each that says something must have its like in the title. The longest one goes by the index.
# What people call a thing that the register holds stands among its words: those are compared as its title is.
NAMED = "kind in ('measure', 'body', 'partnership', 'place', 'ward')"
_SHORT = (
    f"not exists (select from unnest($11::text[]) word where length(word) <= {SHORT} "
    "and not terms @@ plainto_tsquery('english', word) and (length(word) <= 3 or "
    f"greatest(word_similarity(word, title), case when {NAMED} then word_similarity(word, words) else 0 end) "
    f"< {ALIKE_SHORT}))"
)
_GUESSED = (
    f"select * from (select {_COLUMNS}, "  # noqa: S608 fixed columns
    f"round(((select avg(greatest(word_similarity(word, title), "
    f"case when {NAMED} then word_similarity(word, words) else 0 end)) from unnest($11::text[]) word) "
    "+ similarity($9, title) / 10)::numeric, 6) as likeness from findable "
    f"where ($11[1] <% title and title %> all ($11) or {NAMED} and $11[1] <% words and words %> all ($11)) "
    f"and {_SHORT} and {_NARROWED} limit {GUESSES}) alike {_BEHIND}"
)
# The words of titles, by which one that was mistyped is known again.
_SAID = (
    "select coalesce(array_agg(distinct word), '{}') from (select title from findable where gone_at is null "  # noqa: S608 fixed columns
    f"order by kind = any ('{{measure,body,partnership,place,ward}}') desc limit {20 * GUESSES}) told, "
    "regexp_split_to_table(lower(title), '[^[:alnum:]]+') word where length(word) > 3"
)
_SAYING = (
    "select coalesce(array_agg(word order by length(word) desc, word), '{}') "
    "from (select distinct lower(word) from unnest($1::text[]) word "
    "where numnode(plainto_tsquery('english', word)) > 0) saying (word)"
)


async def find(session: Session, wanted: Wanted, *, after: Cursor | None, limit: int) -> Sequence[Found]:
    """A page of what is wanted: by likeness where words were typed, else what changed last first.

    Only where nothing has the words are titles looked for that are like them.
    """
    connection = await raw(session)
    parties: list[str] = []
    if wanted.party:
        rows = await connection.fetch(_PARTIES, wanted.party, _WORD.findall(wanted.party))
        parties = [row["party"] for row in rows] or [wanted.party]
    narrowed = (wanted.area, [kind.value for kind in wanted.kinds], parties, wanted.status)
    behind = (after.kind, after.area, after.code) if after else (None, None, None)
    if not wanted.words:
        rows = await connection.fetch(_LISTED, *narrowed, after.moved_at if after else None, *behind, limit)
        return [_found(row) for row in rows]
    asked = (*narrowed, after.likeness if after else None, *behind, wanted.words, limit)
    if after is None or not after.is_guess:
        rows = await connection.fetch(_ASKED, *asked)
        if rows or after is not None:
            return [_found(row) for row in rows]
    saying = await connection.fetchval(_SAYING, _WORD.findall(wanted.words))
    if not saying:
        return []
    await connection.execute("select set_config('pg_trgm.word_similarity_threshold', $1, true)", str(ALIKE))
    rows = await connection.fetch(_GUESSED, *asked, saying)
    if not rows and after is None and (words := mended(saying, set(await connection.fetchval(_SAID)))) is not None:
        rows = await connection.fetch(_ASKED, *asked[:-2], " ".join(words), limit)
    return [_found(row, is_guess=True) for row in rows]


async def near(session: Session, wanted: Wanted, limit: int) -> Sequence[Found]:
    """What has one of the words at least, or one in its title that is like one of them, the likest first."""
    connection = await raw(session)
    found: dict[tuple[Kind, str, str], Found] = {}
    for word in await connection.fetchval(_SAYING, _WORD.findall(wanted.words)):
        for one in await find(session, replace(wanted, words=word), after=None, limit=limit):
            found.setdefault((one.kind, one.area, one.code), one)
    return sorted(found.values(), key=lambda one: one.is_guess)[:limit]


async def coded(session: Session, code: str, area: str) -> Sequence[Found]:
    """The measures of this code, however it is spelt; in any area where none is named."""
    rows = await (await raw(session)).fetch(_CODED, code, area)
    return [_found(row) for row in rows]


async def statuses(session: Session) -> Sequence[str]:
    """Every status that something on the record has."""
    return [row["status"] for row in await (await raw(session)).fetch(_STATUSES)]


async def of_measure(session: Session, area: str, measure: str, limit: int) -> Sequence[Found]:
    """The cases about a measure, and what was said about it in negotiations, what changed last first."""
    rows = await (await raw(session)).fetch(_OF_MEASURE, area, measure, limit)
    return [_found(row) for row in rows]


async def named(session: Session, kind: Kind, area: str, code: str) -> tuple[str, str] | None:
    """The area and title of one thing on the record; in any area where none is named. None for what is not there."""
    row = await (await raw(session)).fetchrow(
        "select area, title from findable where kind = $1 and code = $3 and ($2 = '' or area = $2) and gone_at is null "
        "order by area limit 1",
        kind.value,
        area,
        code,
    )
    return (row["area"], row["title"]) if row else None


def _found(row: Record, *, is_guess: bool = False) -> Found:
    return Found(**{**row, "kind": Kind(row["kind"])}, is_guess=is_guess)
