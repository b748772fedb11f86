"""P10: folding every case again from its events: stream by stream as `verify` does, and in the ledger's own order."""

import hashlib
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import asyncpg

from services.escalation.domain.case import Case
from services.escalation.domain.circumstances import MACHINE
from services.escalation.domain.decision import open_case
from services.escalation.domain.history import evolve, opened
from services.escalation.storage import case as cases
from shared import ledger
from shared.database import EVERY_AREA, Database
from shared.events import escalation as told
from shared.events.base import declared
from shared.working_days import london_day
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.world import world
from tests.unit import ladder

CASES = 1000
PAGE = 2000
AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
FILL = """
insert into escalation.ledger (event_id, kind, stream, version, epoch, type, area, data, actor, occurred_at)
select gen_random_uuid(), $1, 'case/BENCH-2026-' || n, version, 1, type, 'E1',
       jsonb_set(data, '{case}', to_jsonb('BENCH-2026-' || n)), 'bench', $5
from generate_series(1, $4) n, unnest($2::text[], $3::jsonb[]) with ordinality as step(type, data, version)
order by version, n
"""


def history() -> Sequence[told.CaseStep]:
    """Everything that happened to one case on its way up the whole ladder."""
    walk = ladder.call_in_open()
    beginning = told.CaseOpened(
        case=walk.case.reference,
        state="screening",
        area=walk.case.area,
        trigger=walk.trigger,
        title=walk.case.title,
        measure="NI 1",
        signatures=60,
        policy_version=walk.policy.version,
    )
    return [*open_case(beginning, ladder.Walk().at(MACHINE)), *walk.events]


STEPS = history()
ROWS = CASES * len(STEPS)


async def filled(ground: Ground) -> Database:
    """Escalation with a ledger of cases, each of which has climbed the whole ladder."""
    here = await world(ground)
    connection = await asyncpg.connect(here.admin_url)
    await connection.execute("set session_replication_role = replica")  # a ledger refuses to be emptied
    await connection.execute("truncate escalation.ledger")
    types = [declared(step).type for step in STEPS]
    contents = [json.dumps(ledger.dump(step)) for step in STEPS]
    await connection.execute(FILL, told.CASE, types, contents, CASES, AT)
    await connection.execute("analyze escalation.ledger")
    await connection.close()
    return here.database("escalation")


async def by_stream(database: Database) -> dict[str, Case]:
    """Every case as `verify` folds it: its stream read and folded, a hundred streams to a transaction."""
    folded: dict[str, Case] = {}
    async with database.unit_of_work(EVERY_AREA) as session:
        streams = [stream async for stream in ledger.streams_of(session, told.CASE)]
    for start in range(0, len(streams), 100):
        async with database.unit_of_work(EVERY_AREA) as session:
            for stream in streams[start : start + 100]:
                case = await cases.refold(session, cases.reference_of(stream))
                if case is not None:
                    folded[stream] = case
    return folded


async def in_order(database: Database) -> dict[str, Case]:
    """Every case as a rebuild folds it: the kind's events in order of position, page by page."""
    folded: dict[str, Case] = {}
    position = 0
    while True:
        async with database.unit_of_work(EVERY_AREA) as session:
            page = await ledger.read_kind(session, told.CASE, after=position, limit=PAGE)
        if not page:
            return folded
        for recorded in page:
            on = london_day(recorded.occurred_at)
            if isinstance(recorded.event, told.CaseOpened):
                folded[recorded.stream] = opened(recorded.event, on)
            else:
                before = folded[recorded.stream]
                folded[recorded.stream] = evolve(before, recorded.event, on)  # type: ignore[arg-type]  # of a case
        position = page[-1].position


def fingerprint(folded: dict[str, Case]) -> str:
    """One hash over every case."""
    lines = (f"{stream} {folded[stream]!r}\n" for stream in sorted(folded))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


async def refolded(ground: Ground) -> Figures:
    """Both ways over the same ledger; they must come to the same cases."""
    database = await filled(ground)
    began = time.perf_counter()
    verified = await by_stream(database)
    between = time.perf_counter()
    rebuilt = await in_order(database)
    ended = time.perf_counter()
    await database.close()
    if len(verified) != CASES or fingerprint(verified) != fingerprint(rebuilt):
        raise RuntimeError("the two ways come to different cases")
    return {"product": ROWS / (between - began), "rebuild": ROWS / (ended - between)}


GOAL = Goal(
    "P10",
    "folding every case again: by stream (product) and in order (rebuild), equal by hash",
    "events/s",
    sides=[refolded],
    targets=[Target(at_least=20_000), Target(figure="rebuild", at_least=20_000)],
    turns=3,
    rows=ROWS,
)
