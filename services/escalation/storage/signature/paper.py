"""Signatures on paper as rows: batches of sheets, and their lines sealed until they count. Who signed leaves this file
only to whoever compares a drawn line with its sheet.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter

from services.escalation.domain.signature.paper import PAPER, Batch, Line, person, waiting_of
from services.escalation.storage.person.seal import Seal, token_sha256
from services.escalation.storage.signature import invalidation as invalidations
from shared.database import Session, raw

WAYS = ["web", "telephone", "desk", "paper"]  # the best proof first: by one of them a person counts

_LINE = """
insert into escalation_private.paper_line (petition, paper, line, area, address, known_as, person_key, name, postcode,
  relation) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_COUNT = """
insert into escalation_private.signature (signature, area, petition, address, person_key, name, postcode, relation,
  known_as, came_by, is_organiser, token_sha256, expires_at, confirmed_at)
select gen_random_uuid(), area, petition, address, person_key, name, postcode, relation, known_as, 'paper', false,
  sha256(gen_random_uuid()::text::bytea), $4, $4
from (select distinct on (known_as) * from escalation_private.paper_line
  where petition = $1 and paper = $2 and line = any ($3) order by known_as, line) typed
where not exists (select 1 from escalation_private.signature s
  where s.petition = typed.petition and s.known_as = typed.known_as and s.counts)
on conflict (petition, address) do nothing
"""
_COUNT_UNNAMED = """
insert into escalation_private.signature (signature, area, petition, address, came_by, is_organiser, token_sha256,
  expires_at, confirmed_at)
select gen_random_uuid(), $2, $1, sha256(gen_random_uuid()::text::bytea), 'paper', false,
  sha256(gen_random_uuid()::text::bytea), $4, $4 from generate_series(1, $3)
"""
_GIVE_WAY = """
delete from escalation_private.signature p using escalation_private.signature w
where w.petition = $1 and w.counts and w.came_by <> 'paper' and ($2::bytea is null or w.token_sha256 = $2)
  and p.petition = $1 and p.counts and p.came_by <> 'web' and not p.is_organiser and p.known_as = w.known_as
  and array_position($3::text[], w.came_by) < array_position($3::text[], p.came_by)
"""


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


async def waiting(session: Session, petition: str) -> int:
    """How many lines of the petition wait to be compared and counted."""
    return waiting_of(await batches(session, petition))


async def undecided(session: Session, petition: str) -> dict[str, int]:
    """What is not decided about and may still count: held signatures by reason, and lines on paper."""
    held, _ = await invalidations.by_reason(session, petition)
    lines = await waiting(session, petition)
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
    """Make these lines signatures that count, each person once on the petition; how many. The batch's lines go."""
    connection = await raw(session)
    done: str = await connection.execute(_COUNT, petition, batch, list(lines), now)
    await connection.execute(
        "delete from escalation_private.paper_line where petition = $1 and paper = $2", petition, batch
    )
    return int(done.rpartition(" ")[2])


async def count_unnamed(session: Session, *, petition: str, area: str, lines: int, now: datetime) -> int:
    """Make so many numbered lines signatures that count; how many. Of nobody a name is kept."""
    await (await raw(session)).execute(_COUNT_UNNAMED, petition, area, lines, now)
    return lines


async def give_way(session: Session, petition: str, token: str | None = None) -> int:
    """Take out who signed on paper or at a desk too, where a better proof counts by now: that of the token, or any.

    How many were taken out.
    """
    digest = token_sha256(token) if token is not None else None
    done: str = await (await raw(session)).execute(_GIVE_WAY, petition, digest, WAYS)
    return int(done.rpartition(" ")[2])


@cache
def _adapter() -> TypeAdapter[Batch]:
    return TypeAdapter(Batch)
