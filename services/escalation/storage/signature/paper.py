"""Signatures on paper as rows: batches of sheets, and their lines sealed until they count. Who signed leaves this file
only to whoever compares a drawn line with its sheet.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter

from services.escalation.domain.signature.paper import PAPER, Batch, Line, awaited_of, person
from services.escalation.storage.case.seal import Seal, token_sha256
from services.escalation.storage.signature import invalidation as invalidations
from shared.database import Session, raw

WAYS = ["web", "telephone", "desk", "paper"]  # the best proof first: by one of them a person counts

_LINE = """
insert into escalation_private.paper_line (petition, paper, line, area, address, known_as, person_key, name, postcode,
  relation) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_COUNT = """
insert into escalation_private.signature (signature, area, petition, address, person_key, name, postcode, relation,
  known_as, came_by, is_organiser, token_sha256, expires_at, confirmed_at, is_beside)
select gen_random_uuid(), area, petition, address, person_key, name, postcode, relation, known_as, 'paper', false,
  sha256(gen_random_uuid()::text::bytea), $4, $4, exists (select 1 from escalation_private.signature s
    where s.petition = typed.petition and s.known_as = typed.known_as and s.counts)
from (select distinct on (known_as) * from escalation_private.paper_line
  where petition = $1 and paper = $2 and line = any ($3) order by known_as, line) typed
on conflict (petition, address) where came_by <> 'telephone' or confirmed_at is not null
  do nothing returning counts
"""
_COUNT_UNNAMED = """
insert into escalation_private.signature (signature, area, petition, address, came_by, is_organiser, token_sha256,
  expires_at, confirmed_at)
select gen_random_uuid(), $2, $1, sha256(gen_random_uuid()::text::bytea), 'paper', false,
  sha256(gen_random_uuid()::text::bytea), $4, $4 from generate_series(1, $3)
"""
_BESIDE = """
with judged as (
  select signature, dense_rank() over (partition by known_as order by
    case when is_organiser and came_by <> 'web' then 0 else array_position($3::text[], came_by) end,
    case when came_by in ('desk', 'paper') then signature end) > 1 as is_beside
  from escalation_private.signature
  where petition = $1 and known_as is not null and confirmed_at is not null and held_for is null and struck_by is null
    {of})
update escalation_private.signature s set is_beside = judged.is_beside from judged
where s.signature = judged.signature and s.is_beside <> judged.is_beside
returning s.is_beside, coalesce(s.token_sha256 = $2, false) as is_own
"""
_OF_ALL = _BESIDE.format(of="")
_OF_ONE = _BESIDE.format(  # found by its index: everybody who confirms passes here
    of="and known_as = (select known_as from escalation_private.signature where petition = $1 and token_sha256 = $2)"
)


async def add(session: Session, petition: str, area: str, batch: Batch) -> None:
    """Keep a new batch. The petition is locked by the caller."""
    await (await raw(session)).execute(
        "insert into paper (petition, number, area, is_open, lines, facts) values ($1, $2, $3, $4, $5, $6::jsonb)",
        petition,
        batch.number,
        area,
        batch.is_open,
        batch.lines,
        _adapter().dump_json(batch).decode(),
    )


async def save(session: Session, petition: str, batch: Batch) -> None:
    """Keep what became of a batch. The petition is locked by the caller."""
    await (await raw(session)).execute(
        "update paper set is_open = $3, facts = $4::jsonb where petition = $1 and number = $2",
        petition,
        batch.number,
        batch.is_open,
        _adapter().dump_json(batch).decode(),
    )


async def batches(session: Session, petition: str) -> list[Batch]:
    """Every batch of the petition, in the order in which they were entered."""
    rows = await (await raw(session)).fetch(
        "select facts::text as facts from paper where petition = $1 order by number", petition
    )
    return [_adapter().validate_json(row["facts"]) for row in rows]


async def undecided(session: Session, petition: str) -> dict[str, int]:
    """What is not decided about and may still count: held signatures by reason, and lines on paper that are awaited."""
    held, _ = await invalidations.by_reason(session, petition)
    lines = awaited_of(await batches(session, petition))
    return held | ({PAPER: lines} if lines else {})


async def put_lines(
    session: Session, seal: Seal, lines: Sequence[Line], *, petition: str, area: str, batch: int
) -> None:
    """Keep the lines of a batch, each sealed with a key of its own, from 1."""
    rows = []
    for number, line in enumerate(lines, 1):
        who = person(line.name, line.postcode)
        address = seal.address(petition, f"{PAPER}\n{who}")
        own, wrapped = seal.new_person(address)
        sealed = (wrapped, own.close("name", line.name), own.close("postcode", line.postcode), line.relation)
        rows.append((petition, batch, number, area, address, seal.person_of(petition, who), *sealed))
    await (await raw(session)).executemany(_LINE, rows)


async def read_lines(
    session: Session, seal: Seal, *, petition: str, batch: int, lines: Collection[int]
) -> dict[int, Line]:
    """These lines of a batch, opened, for whoever compares them with the sheets."""
    rows = await (await raw(session)).fetch(
        "select line, address, person_key, name, postcode, relation from escalation_private.paper_line "
        "where petition = $1 and paper = $2 and line = any ($3)",
        petition,
        batch,
        list(lines),
    )
    found = {}
    for row in rows:
        own = seal.person(row["person_key"], row["address"])
        found[row["line"]] = Line(
            name=own.open("name", row["name"]),
            postcode=own.open("postcode", row["postcode"]),
            relation=row["relation"],
        )
    return found


async def count_lines(session: Session, *, petition: str, batch: int, lines: Collection[int], now: datetime) -> int:
    """Make these lines signatures that count, each person once on the petition; how many."""
    connection = await raw(session)
    added = await connection.fetch(_COUNT, petition, batch, list(lines), now)
    await connection.execute(
        "delete from escalation_private.paper_line where petition = $1 and paper = $2 and line = any ($3)",
        petition,
        batch,
        list(lines),
    )
    return sum(row["counts"] for row in added)


async def forget_lines(session: Session, *, petition: str, batch: int) -> None:
    """Nothing of the batch is to be counted any more: what is left of its lines goes."""
    await (await raw(session)).execute(
        "delete from escalation_private.paper_line where petition = $1 and paper = $2", petition, batch
    )


async def open_batches(session: Session, limit: int = 100) -> list[tuple[str, Batch]]:
    """The batches of the session's areas that wait to be compared, each with its petition; the first day first."""
    rows = await (await raw(session)).fetch(
        "select petition, facts::text as facts from paper where is_open order by facts->>'check_by', petition, number "
        "limit $1",
        limit,
    )
    return [(row["petition"], _adapter().validate_json(row["facts"])) for row in rows]


async def count_unnamed(session: Session, *, petition: str, area: str, lines: int, now: datetime) -> int:
    """Make so many numbered lines signatures that count; how many. Of nobody a name is kept."""
    await (await raw(session)).execute(_COUNT_UNNAMED, petition, area, lines, now)
    return lines


async def set_beside(session: Session, petition: str, token: str | None = None) -> tuple[bool, int]:
    """Let each name with its postcode count by its best proof, and keep its other rows beside, not counting, until that
    one goes. Whoever started the petition at a desk or by telephone comes first, then the ways in their order; two
    addresses, or two numbers, are two people.

    Of the person of the token, or of all: whether the token's own row counts, and how many others count more by it.
    The petition is locked by the caller.
    """
    digest = token_sha256(token) if token is not None else None
    moved = await (await raw(session)).fetch(_OF_ONE if digest else _OF_ALL, petition, digest, WAYS)
    counts = not any(row["is_own"] and row["is_beside"] for row in moved)
    return counts, sum(-1 if row["is_beside"] else 1 for row in moved if not row["is_own"])


@cache
def _adapter() -> TypeAdapter[Batch]:
    return TypeAdapter(Batch)
