"""P8: how ingest and reading fare as the figures grow from a hundred thousand to ten million."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from statistics import median

from services.indicators.domain.figure.export import Selection
from services.indicators.domain.figure.observation import place_in_time
from services.indicators.handlers.figure import series
from services.indicators.handlers.measure import measure
from shared.periods import parse
from tests.bench import ingest
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.ingest import MEASURES, ROWS, Ingest, as_csv, rows
from tests.integration.indicators.figures import TRAFFORD

SMALL, LARGE = 100_000, 10_000_000
ASKED = 40
FIRST_DAY = place_in_time(parse("2000-01-01"))
DAY = place_in_time(parse("2000-01-02")) - FIRST_DAY
SERIES_EACH = 500
# So many days of 500 series, of the measures and of 488 places elsewhere.
FILL = """
insert into indicators.series (area, measure, place)
select $1, 'm' || n % $2, case when n < $2 then $1 else 'Q' || n end from generate_series(0, $3 - 1) n
on conflict do nothing;
"""
PERIODS = """
insert into indicators.period (id, text, starts_on, ends_on)
select $1::int + $2::int * n, (date '2000-01-01' + n)::text, date '2000-01-01' + n, date '2000-01-01' + n
from generate_series(0, $3::int - 1) n on conflict do nothing
"""
FIGURES = """
insert into indicators.figure (series, period, revision, batch, row, area, value)
select s.id, $1::int + $2::int * n, 1, 0, 1, s.area, (n % 977)::numeric / 10
from generate_series($3::int, $4::int - 1) n, (select id, area from indicators.series where place not like 'P%') s
"""
BATCH = """
insert into indicators.batch (id, number, partner, sender, areas, rows, new, same, revised, withdrawn, without_reason,
                              refused, reference, sha256, figures_sha256, received_at, published_at)
values (gen_random_uuid(), 0, 'bench', 'bench', '{}', 0, 0, 0, 0, 0, 0, 0, 0, '', '', clock_timestamp(),
        clock_timestamp())
on conflict do nothing
"""


async def fill(place: Ingest, figures: int) -> None:
    """Let so many figures stand."""
    days = figures // SERIES_EACH
    await place.admin.execute("set session_replication_role = replica")
    await place.admin.execute(FILL.replace("$1", f"'{TRAFFORD}'").replace("$2", str(MEASURES)).replace("$3", "500"))
    await place.admin.execute(BATCH)
    await place.admin.execute(PERIODS, FIRST_DAY, DAY, days)
    for start in range(0, days, 2_000):
        await place.admin.execute(FIGURES, FIRST_DAY, DAY, start, min(start + 2_000, days))
    await place.admin.execute("set session_replication_role = default")
    await place.admin.execute("vacuum analyze indicators.figure, indicators.series, indicators.period")
    await place.count(days * SERIES_EACH)


async def milliseconds(ask: Callable[[], Awaitable[object]]) -> float:
    """The middle time of one question, asked again and again."""
    taken = []
    for _ in range(ASKED):
        began = time.perf_counter()
        await ask()
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken)


async def at_size(ground: Ground, figures: int) -> dict[str, float]:
    """Rows a second into a table of this size, and what reading takes there."""
    async with ingest.ingest(ground) as place:
        await fill(place, figures)
        after, now = parse("2005-03-01"), datetime.now(UTC)
        wanted = Selection(areas=(TRAFFORD,), measures=("m1",))

        async def page() -> object:
            return await series.list_figures(place.database, TRAFFORD, "m1", wanted, after=(TRAFFORD, after), limit=200)

        async def area() -> object:
            return await measure.show_area(place.database, TRAFFORD, now)

        async def machines() -> object:
            return await series.latest(place.database, TRAFFORD)

        asked = {"page": page, "latest and trend": area, "the same for machines": machines}
        found = {name: await milliseconds(ask) for name, ask in asked.items()}
        bodies = [as_csv(rows(n)) for n in range(MEASURES)]
        await place.post(bodies[0])
        began = time.perf_counter()
        for body in bodies[1:]:
            await place.post(body)
        found["rows"] = (MEASURES - 1) * ROWS / (time.perf_counter() - began)
        await place.empty()
        return found


async def small(ground: Ground) -> Figures:
    """At the size where it begins."""
    found = await at_size(ground, SMALL)
    return {"limit": found.pop("rows")} | {f"{name}, small": taken for name, taken in found.items()}


async def large(ground: Ground) -> Figures:
    """A hundred times as large."""
    found = await at_size(ground, LARGE)
    return {"product": found.pop("rows")} | found


GOAL = Goal(
    name="P8",
    subject="growth from 100,000 to 10,000,000 figures: rows/s into it, milliseconds of a page and of an area's list",
    unit="rows/s, ms",
    sides=(small, large),
    targets=(
        Target(of="limit", at_least=0.8),
        Target("page", at_most=2),
        Target("latest and trend", at_most=15),
        Target("the same for machines", at_most=15),
    ),
    turns=1,
    rows=LARGE,
)
