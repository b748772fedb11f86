"""P11: a petition is signed over HTTP, letter and button, by people as they come; against inserting the same rows.

A real petition gathered 68,000 signatures in 2,214 hours, 2,700 of them in its busiest hour. SIGNATURES of them (68000
for all) come here in that shape: the place's clock goes to the hour of each page of people, and what is due at night is
done each night, while the pages themselves come as fast as they are taken. After each page the number shown must be
the number of rows that count, and what was reached must be each tier of the scheme once, in order.
"""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from random import Random
from statistics import median, quantiles

import asyncpg
import httpx

from shared.settings import Mode
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.signing.attempt import HOUR, Attempt, Press
from tests.signing.crowd import Weather, crowd
from tests.signing.place import HEADERS, Signing, signing

SIGNATURES = int(os.environ.get("SIGNATURES", "1000"))
AT_ONCE, PAGE = 8, 200
PATIENCE = 30  # times that a person asks again, a second apart, who is told that the service is not there at the moment
PEAK = 2_700 / 3_600  # signatures a second in the real petition's busiest hour
DAYS, IN_A_BURST = 92, 0.19  # of a petition that a newspaper tells of, a fifth come by its link
SETTLED_WITHIN = 5  # days after which every mark that waited for the end of its day is decided
TIERS = {"ordinary": 20, "officer_evidence": 8, "debate": 2}  # reached by one in so many of all
SCHEME = {
    "petition.ordinary_signatures": SIGNATURES // TIERS["ordinary"],
    **{f"petition.{name}.measured_in": '"signatures"' for name in ("officer_evidence", "debate")},
    **{f"petition.{name}.signatures": SIGNATURES // TIERS[name] for name in ("officer_evidence", "debate")},
}
_INSERT = """
insert into plain (signature, petition, address, person_key, name, email, postcode, relation, token_sha256, expires_at)
values (gen_random_uuid(), $1, $2, $3, $3, $3, $3, 'live', $2, now())
"""


def people() -> list[Attempt]:
    """So many who sign with an address of their own and press the button, in the order in which they come."""
    in_a_burst = round(SIGNATURES * IN_A_BURST)
    everybody = crowd(Random(68_000), Weather(people=SIGNATURES * 2, days=DAYS, newspaper=in_a_burst * 2))
    first = {one.email.lower().replace(".", ""): one for one in everybody if one.press is Press.ONCE}
    return sorted(Random(2_214).sample(list(first.values()), SIGNATURES), key=lambda one: one.at)


def busiest_hour(coming: Sequence[Attempt]) -> float:
    """The share of all who came in one hour."""
    return max(Counter(one.at // HOUR for one in coming).values()) / len(coming)


async def timed(asked: Sequence[Callable[[], Awaitable[httpx.Response]]], expected: int) -> list[float]:
    """Milliseconds that each answer took, so many at once, asking again after a 503 as a reader does (the wait
    is in the time). Raises RuntimeError for any other answer."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(ask: Callable[[], Awaitable[httpx.Response]]) -> float:
        async with gate:
            began = time.perf_counter()
            answer = await ask()
            for _ in range(PATIENCE):
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    break
                await asyncio.sleep(1)
                answer = await ask()
            if answer.status_code != expected:
                raise RuntimeError(f"{answer.status_code}, not {expected}: {answer.text[:300]}")
            return 1000 * (time.perf_counter() - began)

    return await asyncio.gather(*(one(ask) for ask in asked))


async def through_the_doors(ground: Ground) -> Figures:
    """Everybody signs and presses; signatures a second, and milliseconds of both answers."""
    scheme = {key: str(value) for key, value in SCHEME.items()}
    async with signing(ground.postgres_url, "folkmoot_p11", Mode.LOCAL, overrides=scheme) as place:
        signs, presses, seconds = [], [], 0.0
        async with httpx.AsyncClient(base_url=place.addresses[0], timeout=60, headers=HEADERS) as client:
            coming, opened = people(), place.here.clock.now()
            for start in range(0, len(coming), PAGE):
                page = coming[start : start + PAGE]
                await place.pass_time(opened + timedelta(minutes=page[0].at))
                began = time.perf_counter()
                signs += await timed([partial(_sign, client, place, one) for one in page], 202)
                tokens = await place.tokens(fresh=len(page))
                presses += await timed([partial(_press, client, place, token) for token in tokens], 303)
                seconds += time.perf_counter() - began
                await _counts_are_rows(client, place)
            await place.pass_time(opened + timedelta(days=DAYS + SETTLED_WITHIN))
            await _counts_are_rows(client, place)
            await _each_tier_once(client, place)
        held = "select 100.0 * avg((not counts)::int) from escalation_private.signature where petition = $1"
        waiting = float(await place.here.value(held, place.reference))
    return {
        "product": len(presses) / seconds,
        "peak": PEAK,
        "of all, in the busiest hour, %": 100 * busiest_hour(coming),
        "held for a person to look at, %": waiting,
        "sign p50 ms": median(signs),
        "sign p99 ms": quantiles(signs, n=100)[98],
        "press p50 ms": median(presses),
        "press p99 ms": quantiles(presses, n=100)[98],
        "press p50 ms, last page": median(presses[-PAGE:]),
        "press p50 ms, first page": median(presses[:PAGE]),
    }


async def plain(ground: Ground) -> Figures:
    """As many rows of the same size, each inserted and committed by itself, by as many connections."""
    pool = await asyncpg.create_pool(ground.postgres_url, min_size=AT_ONCE, max_size=AT_ONCE)
    await pool.execute("drop table if exists plain")
    await pool.execute(
        "create table plain (signature uuid primary key, petition text, address bytea, person_key bytea, name bytea, "
        "email bytea, postcode bytea, relation text, token_sha256 bytea unique, expires_at timestamptz, "
        "unique (petition, address))"
    )
    took: list[float] = []

    async def insert() -> None:
        for _ in range(SIGNATURES // AT_ONCE):
            began = time.perf_counter()
            await pool.execute(_INSERT, "TRAF-2026-0001-1", os.urandom(32), os.urandom(60))
            took.append(1000 * (time.perf_counter() - began))

    began = time.perf_counter()
    await asyncio.gather(*(insert() for _ in range(AT_ONCE)))
    rate = len(took) / (time.perf_counter() - began)
    await pool.execute("drop table plain")
    await pool.close()
    return {"insert": rate, "insert p50 ms": median(took)}


def _sign(client: httpx.AsyncClient, place: Signing, one: Attempt) -> Awaitable[httpx.Response]:
    said = {"name": one.name, "email": one.email, "postcode": one.postcode, "relation": "live"}
    headers = {"X-Forwarded-For": one.client.address, "User-Agent": one.client.agent}
    return client.post(f"/escalation/v1/petitions/{place.reference}/signatures", json=said, headers=headers)


def _press(client: httpx.AsyncClient, place: Signing, token: str) -> Awaitable[httpx.Response]:
    return client.post(f"/petitions/{place.reference}/confirm", data={"token": token})


async def _counts_are_rows(client: httpx.AsyncClient, place: Signing) -> None:
    shown = (await client.get(f"/escalation/v1/petitions/{place.reference}")).json()["signatures"]
    counted = "select count(*) from escalation_private.signature where petition = $1 and counts"
    rows = await place.here.value(counted, place.reference)
    if shown != rows:
        raise RuntimeError(f"the page shows {shown}, and {rows} rows count")


async def _each_tier_once(client: httpx.AsyncClient, place: Signing) -> None:
    seen = (await client.get(f"/escalation/v1/petitions/{place.reference}")).json()
    due = [mark["name"] for mark in seen["marks"] if mark["required"] <= seen["signatures"]]
    told = await place.here.admin.fetch(
        "select data->>'threshold' as tier from escalation.ledger where stream = $1 "
        "and type = 'folkmoot.petition.threshold_reached.v1' order by version",
        f"petition/{place.reference}",
    )
    if [row["tier"] for row in told] != due or len(due) < len(TIERS):
        raise RuntimeError(f"reached: {[row['tier'] for row in told]}, not {due}")


GOAL = Goal(
    name="P11",
    subject="a petition signed over HTTP, letter and button, against the busiest hour of a real one",
    unit="signatures/s",
    sides=(through_the_doors, plain),
    targets=(Target(of="peak", at_least=10),),
    turns=3 if SIGNATURES <= 2_000 else 1,
    rows=SIGNATURES,
)
