"""`python -m tests.faults.checker <administrator's address>`: counts, with SQL of its own, what went wrong.

It imports nothing of the product. A line of JSON: told (in the producer's ledger), lost (told and not noted),
dup_effects, out_of_order (noted before or after its turn in its stream), ghosts (noted and never told), unsent (in
the outbox), waiting (in the waiting room).
"""

import asyncio
import json
import sys

import asyncpg

COUNTS = """
with told as (
  select stream, version from publication.ledger where kind = 'publication.register'
), noted as (
  select stream, version, count(*) as times from indicators.seen group by stream, version
), steps as (
  select version, coalesce(lag(version) over (partition by stream order by n), 0) as before from indicators.seen
)
select
  (select count(*) from told) as told,
  (select count(*) from told left join noted using (stream, version) where times is null) as lost,
  (select coalesce(sum(times - 1), 0)::int from noted) as dup_effects,
  (select count(*) from steps where version <> before + 1 and version <> before) as out_of_order,
  (select count(*) from noted left join told using (stream, version) where told.stream is null) as ghosts,
  (select count(*) from publication.outbox) as unsent,
  (select count(*) from indicators.waiting) as waiting
"""


async def count(url: str) -> dict[str, int]:
    """What there is of each now."""
    connection = await asyncpg.connect(url)
    try:
        (counts,) = await connection.fetch(COUNTS)
    finally:
        await connection.close()
    return dict(counts)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(count(sys.argv[1]))) + "\n")
