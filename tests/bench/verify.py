"""P10: `folkmoot verify` on a ledger of whole cases, and `folkmoot rebuild` of the projections that are made from it.

Relay and inbox run in one process, as in local mode; over RabbitMQ each has a process of its own, and P4 and P5 measure
them there.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import asyncpg
from sqlalchemy import text

from services.escalation.domain.case.circumstances import MACHINE
from services.escalation.domain.ladder.decision import open_case
from services.escalation.domain.ladder.history import refolded
from services.escalation.storage.case import case as cases
from services.escalation.storage.inspection import complaint
from services.indicators import worker as of_indicators
from services.publication import worker as of_publication
from shared import inbox, ledger, relay
from shared.database import EVERY_AREA, Database, Session
from shared.events import escalation as told
from shared.events.base import declared
from shared.working_days import london_day
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.bench.world import World, world
from tests.integration.escalation.verified import verify
from tests.unit.escalation import ladder

CASES = 1000
WORKERS = {"publication": of_publication, "indicators": of_indicators}
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
TYPES = [declared(step).type for step in STEPS]
CONTENTS = [json.dumps(ledger.dump(step)) for step in STEPS]


class Straight:
    """A transport to the one consumer that is rebuilt: the others of the kind work in processes of their own."""

    def __init__(self, listener: inbox.Inbox) -> None:
        self._listener = listener

    async def publish(self, kind: str, body: bytes, message_id: str) -> None:  # noqa: ARG002 shape of a transport
        """Return when the consumer has committed."""
        await self._listener.receive(body)

    async def consume(self, consumer: str, receive: object) -> None:
        """Nothing is wired here."""

    async def close(self) -> None:
        """Nothing is held."""


async def filled(ground: Ground) -> World:
    """A ledger of cases, each of which has climbed the whole ladder, and the rows that it tells of."""
    here = await world(ground)
    connection = await asyncpg.connect(here.admin_url)
    await connection.execute("set session_replication_role = replica")  # a ledger refuses to be emptied
    await connection.execute(
        "truncate escalation.ledger, escalation.outbox, escalation.ladder_case, escalation.complaint, "
        "publication.step, publication.timeline, publication.progress, publication.waiting, "
        "indicators.measure_case, indicators.progress, indicators.waiting cascade"
    )
    await connection.execute(FILL, told.CASE, TYPES, CONTENTS, CASES, AT)
    database = here.database("escalation")
    async with database.unit_of_work(EVERY_AREA) as session:
        await _store_rows(session)
    await database.close()
    await connection.execute("analyze escalation.ledger, escalation.ladder_case, escalation.complaint")
    await connection.close()
    return here


async def verified(ground: Ground) -> Figures:
    """Everything that `folkmoot verify` recomputes in this service; nothing may differ."""
    here = await filled(ground)
    database = here.database("escalation")
    began = time.perf_counter()
    found = await verify(database)
    taken = time.perf_counter() - began
    await database.close()
    if found[0].checked != CASES or any(one.differences for one in found):
        raise RuntimeError("a true record was not found true")
    return {"verify": ROWS / taken}


async def timelines_rebuilt(ground: Ground) -> Figures:
    """The timelines of cases emptied and told everything again: from the first deletion to the last commit."""
    query = (
        "select (select count(*) from step), "
        "md5((select string_agg(s::text, chr(10) order by s.stream, s.version) from step s) || "
        "(select string_agg(t::text, chr(10) order by t.reference) from timeline t))"
    )
    return {"rebuild": await _rebuilt(ground, "publication.case", query, rows=ROWS)}


async def measures_rebuilt(ground: Ground) -> Figures:
    """The same of what measures' pages tell of cases."""
    query = "select count(*), md5(string_agg(m::text, chr(10) order by m.reference)) from measure_case m"
    return {"rebuild of measures' cases": await _rebuilt(ground, "indicators.case", query, rows=CASES)}


async def _rebuilt(ground: Ground, consumer: str, fingerprint: str, *, rows: int) -> float:
    here = await filled(ground)
    service = consumer.partition(".")[0]
    producer, listener = here.database("escalation"), here.database(service)
    transport = Straight(inbox.Inbox(listener, consumer, WORKERS[service].CONSUMERS[consumer]))
    connection = await producer.kept_connection()
    await connection.execute("set synchronous_commit = off")  # as the relay's own connection has it
    await _tell_again(producer, connection, transport)
    before = await _fingerprint(listener, fingerprint)
    began = time.perf_counter()
    async with listener.unit_of_work(EVERY_AREA) as session:
        await inbox.forget(session, consumer)
        await WORKERS[service].PROJECTIONS[consumer](session)
    await _tell_again(producer, connection, transport)
    taken = time.perf_counter() - began
    after = await _fingerprint(listener, fingerprint)
    await connection.close()
    await producer.close()
    await listener.close()
    if before != after or before[0] != rows:
        raise RuntimeError(f"{consumer}: what was rebuilt is not what it was")
    return ROWS / taken


async def _store_rows(session: Session) -> None:
    """The rows of every case and of its complaints, as its events tell them."""
    case = refolded((step, london_day(AT)) for step in STEPS)
    if case is None:
        raise RuntimeError("the history opens no case")
    for number in range(1, CASES + 1):
        here = replace(case, reference=f"BENCH-2026-{number}")
        await cases.add(session, here)
        for organisation in range(here.inspection.complaints):
            lodged = complaint.Complaint(
                reference=here.reference,
                area=here.area,
                organisation=f"organisation {organisation}",
                body="body",
                grounds="grounds",
                authorised_by="post",
                lodged_at=AT,
            )
            await complaint.add(session, lodged)


async def _tell_again(producer: Database, connection: asyncpg.Connection, transport: Straight) -> None:
    async with producer.unit_of_work(EVERY_AREA) as session:
        await ledger.resend(session, kind=told.CASE, since=0)
    while await relay.drain(connection, transport, relay.Pauses()):
        pass


async def _fingerprint(listener: Database, query: str) -> tuple[int, str]:
    """How many rows the projection has, and one hash over all of them."""
    async with listener.unit_of_work(EVERY_AREA) as session:
        rows, hashed = (await session.execute(text(query))).one()
    return rows, hashed


GOAL = Goal(
    "P10",
    "a true record: verifying it, and rebuilding what is made from it, equal by hash",
    "events/s",
    sides=[verified, timelines_rebuilt, measures_rebuilt],
    targets=[
        Target(figure="verify", at_least=20_000),
        Target(figure="rebuild", at_least=20_000),
        Target(figure="rebuild of measures' cases", at_least=20_000),
    ],
    turns=3,
    rows=ROWS,
)
