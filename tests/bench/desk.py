"""P12: the desk of somebody with five thousand open cases, among a hundred thousand: the first answer of four pages.

The cases are copies of two that were brought there by the doors, one that screens and one in its remedy, each with its
days and its story: half of them in the reader's area, one in ten open, of a hundred measures, their days spread over
the next weeks. The bare page is one of the same service for the same reader, that looks for nothing but who they are.
"""

import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import asyncpg
import httpx
from pydantic import SecretStr
from sqlalchemy import make_url

from migrations import migrate
from shared import auth
from shared.database import for_service
from shared.settings import Mode, Settings
from tests.bench.goal import Figures, Goal, Ground, Target
from tests.databases import execute_on
from tests.integration.conftest import SetClock
from tests.integration.escalation import cases
from tests.integration.escalation.case_steps import in_remedy
from tests.integration.escalation.cases import AREA, OTHER_AREA
from tests.signing.place import HEADERS, SECRET, served

NAME, PERSON, PASSWORD = "folkmoot_p12", "ada", "a password of the benches alone"
ROWS, DAYS, MEASURES = 100_000, 60, 100
ASKED = 20
ROLES = ("case_worker", "scrutiny_officer", "monitoring_officer")
PAGES = {
    "my work": "/desk",
    "a team's queue": "/desk?whose=team",
    "calendar": "/desk/calendar",
    "bare": "/petitions/sent",
}
# Copies of the templates $1, so many of them ($2); every tenth is open, on a day of the next weeks.
COPIES = """
create unlogged table escalation.copied as
select c.reference as of, 'COPY-2026-' || lpad(n::text, 6, '0') as reference, n / 2 % 10 = 0 as is_open,
  case when n % 2 = 0 then $3 else $4 end as area, c.due_on, (current_date + (n / 40 % $5)::int) as falls_on, n,
  c.measure as about, c.measure || '-' || (n / 40 % $6) as measure
from generate_series(1, $2::int) n
join escalation.ladder_case c on c.reference = ($1::text[])[1 + n / 20 % array_length($1, 1)]
"""
_TOLD = (
    "replace(replace(replace({0}::text, o.of, o.reference), o.due_on::text, o.falls_on::text), "
    "'\"' || o.about || '\"', '\"' || o.measure || '\"')"
)
CASES = f"""
insert into escalation.ladder_case (reference, area, state, measure, title, subject, inspectorate, due_on, opened_on,
  closed_on, ward, version, facts)
select o.reference, o.area, c.state, o.measure, c.title || ' ' || o.n, c.subject, c.inspectorate, o.falls_on,
  c.opened_on, case when not o.is_open then current_date end, c.ward, c.version,
  {_TOLD.format("c.facts")}::jsonb || case when o.is_open then '{{}}' else
    jsonb_build_object('closed_on', current_date) end || jsonb_build_object('area', o.area)
from escalation.copied o join escalation.ladder_case c on c.reference = o.of
"""
STORIES = f"""
insert into escalation.ledger (event_id, kind, stream, version, epoch, type, area, data, actor, occurred_at)
select gen_random_uuid(), l.kind, 'case/' || o.reference, l.version, l.epoch, l.type, o.area,
  {_TOLD.format("l.data")}::jsonb, l.actor, l.occurred_at
from escalation.copied o join escalation.ledger l on l.stream = 'case/' || o.of
"""
DEADLINES = """
insert into escalation.deadline (area, subject, kind, round, due_on, due_at, sweep_at, working, policy_version, name,
  bodies, leads_to, met_at)
select o.area, 'case/' || o.reference, d.kind, d.round, o.falls_on, d.due_at + later, d.sweep_at + later, d.working,
  d.policy_version, d.name, d.bodies, d.leads_to, case when not o.is_open then current_timestamp else d.met_at end
from escalation.copied o join escalation.deadline d on d.subject = 'case/' || o.of,
  lateral (select (o.falls_on - o.due_on) * interval '1 day' as later) moved
where d.cancelled_at is null
"""
HELD = """
insert into escalation_private.assignment (reference, body, number, area, account, assigned_by, assigned_at)
select reference, 'council', 1, area, $1, $1, current_timestamp from escalation.copied where is_open and n % 100 = 0
"""


@asynccontextmanager
async def desk(ground: Ground) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """A reader who is signed in at one process of the service, and the reference of an open case of their area."""
    url = make_url(ground.postgres_url).set(database=NAME)
    admin_url = url.render_as_string(hide_password=False)
    settings = Settings(
        mode=Mode.LOCAL,
        database_url=url.set(username=None, password=None).render_as_string(),
        role_password=SecretStr(SECRET),
        secret=SecretStr(SECRET),
        trusted_proxies=1,
    )
    async with _kept(ground, settings, admin_url) as reference, served(settings, 1) as (address,):
        database = for_service(settings, "escalation")
        signed_in = HEADERS | {"Cookie": f"folkmoot={await auth.sign_in(database, PERSON, PASSWORD)}"}
        await database.close()
        async with httpx.AsyncClient(base_url=address, headers=signed_in, timeout=60) as client:
            yield client, reference


@asynccontextmanager
async def _kept(ground: Ground, settings: Settings, admin_url: str) -> AsyncIterator[str]:
    """The database with its cases, filled once for all turns; an open case."""
    admin = await asyncpg.connect(ground.postgres_url)
    is_there = await admin.fetchval("select exists (select from pg_database where datname = $1)", NAME)
    await admin.close()
    if not is_there:
        await execute_on(ground.postgres_url, f"create database {NAME}")
        await migrate(admin_url, SECRET)
        with tempfile.TemporaryDirectory() as folder:
            await _fill(settings.model_copy(update={"mail_folder": Path(folder)}), admin_url)
    admin = await asyncpg.connect(admin_url)
    found = "select reference from escalation.copied where is_open and area = $1 order by n desc limit 1"
    yield await admin.fetchval(found, AREA)
    await admin.close()


async def _fill(settings: Settings, admin_url: str) -> None:
    database = for_service(settings, "escalation")
    async with cases.world(settings, database, SetClock(datetime.now(UTC) - timedelta(days=7)), admin_url) as here:
        templates = [await here.open_case(), await in_remedy(here)]
        for n in range(MEASURES):
            code = f"{cases.MEASURE}-{n}"
            await here.tell(replace(cases.cited(AREA), measure=code), replace(cases.lead(AREA, "waste"), measure=code))
        grants = [auth.Grant(AREA, role) for role in ROLES]
        account = await auth.create_account(here.admin, PERSON, PASSWORD, body="council", grants=grants)
        await here.admin.execute("set session_replication_role = replica")  # nothing is told of copies
        await here.admin.execute(COPIES, templates, ROWS, AREA, OTHER_AREA, DAYS, MEASURES)
        await here.admin.execute("analyze escalation.copied")
        for statement in (CASES, STORIES, DEADLINES):
            await here.admin.execute(statement)
        await here.admin.execute(HELD, f"account/{account}")
        await here.admin.execute("vacuum analyze")
    await database.close()


async def reading(ground: Ground) -> Figures:
    """Milliseconds of each page at the median, in turn with the bare one; and the kilobytes of the heaviest."""
    async with desk(ground) as (client, reference):
        pages = {**PAGES, "a case": f"/cases/{reference}"}
        taken: dict[str, list[float]] = {name: [] for name in pages}
        weighs = dict.fromkeys(pages, 0.0)
        for _ in range(ASKED):
            for name, path in pages.items():
                began = time.perf_counter()
                answer = await client.get(path)
                taken[name].append(1000 * (time.perf_counter() - began))
                assert answer.status_code == httpx.codes.OK, f"{path}: {answer.status_code} {answer.text[:300]}"
                weighs[name] = len(answer.content) / 1000
    return {name: median(values) for name, values in taken.items()} | {
        f"{name}, kB": weight for name, weight in weighs.items()
    }


GOAL = Goal(
    name="P12",
    subject="the desk among a hundred thousand cases, each page's first answer against a bare page of the same service",
    unit="ms, kB",
    sides=(reading,),
    targets=tuple(
        target
        for name in ("my work", "a team's queue", "calendar", "a case")
        for target in (Target(name, at_most=150), Target(f"{name}, kB", at_most=60))
    ),
    turns=3,
    rows=ROWS,
)
