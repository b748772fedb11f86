"""Tenancy is the area: no service can see or write another area's row, whatever table it tries."""

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from migrations import SERVICES
from shared.database import EVERY_AREA, NOT_OURS, Areas, Database, for_service
from shared.problems import NotYours
from shared.settings import Settings

OURS, THEIRS = "E08000009", "E06000022"


# Tables without a policy of areas, each with why it has none. Nobody but shared.auth's functions reads identity at all.
SPINE = ("canary", "deadline", "epoch", "errand", "idempotency", "outbox", "paused", "progress")
IDENTITY = (
    *("access_log", "account", "account_claim", "account_deed", "api_key", "clock", "factor", "issuer", "link"),
    *("logout_seen", "passkey", "provider", "provider_role", "recovery_code", "role_grant", "session"),
)
WITHOUT_AREAS = {
    **{f"{service}.{table}": "the spine: every area's, read by workers" for service in SERVICES for table in SPINE},
    **{f"{schema}.alembic_version": "the migrations' own" for schema in (*SERVICES, "identity")},
    **{f"identity.{table}": "no service role can read it" for table in IDENTITY},
    "publication_private.letter": "counts of letters by a day's hash of an address: of no area",
    "escalation_private.letter": "counts of letters by a day's hash of an address: of no area",
    "escalation_private.preference": "what somebody wishes by mail, by their account and body: of no area",
    "escalation_private.kept_list": "whose list it is, by their account: of no area",
    "escalation_sealed.day": "one hash for a day of all areas, so that no area can be told from it",
    "publication.commitment": "the same hashes, public",
    **{
        f"publication.{table}": "the one record of all areas: numbers, checkpoints, who wrote and who watches"
        for table in ("leaf_waiting", "leaf_place", "checkpoint", "cosignature", "record_writer")
    },
    "publication.download": "files of all areas, of what everybody may read",
    "indicators.period": "the calendar's periods",
}


async def tables_with_an_area(admin_url: str, *schemas: str) -> list[str]:
    """Tables under an area policy, partitions apart: their rows come and go through the parent."""
    connection = await asyncpg.connect(admin_url)
    rows = await connection.fetch(
        """select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
           join pg_policy p on p.polrelid = c.oid where n.nspname = any ($1) and not c.relispartition
             and p.polname = 'own_areas' order by 1""",
        list(schemas),
    )
    await connection.close()
    return [row["name"] for row in rows]


async def attempt(database: Database, areas: Areas, statement: str) -> str:
    """What became of a statement: 'done', or the database's reason."""
    try:
        async with database.unit_of_work(areas) as session:
            await session.execute(text(statement), {"area": THEIRS})
    except NotYours as refused:
        return refused.detail
    except DBAPIError as error:
        return str(error.orig)
    return "done"


@pytest.mark.parametrize("service", SERVICES)
async def test_no_row_of_another_area_is_written_in_any_table(service: str, settings: Settings, admin_url: str) -> None:
    schemas = (service,) if service == "indicators" else (service, f"{service}_private")
    tables = await tables_with_an_area(admin_url, *schemas)
    assert len(tables) > 10
    database = for_service(settings, service)
    try:
        for table in tables:
            refused = await attempt(database, frozenset({OURS}), f"insert into {table} (area) values (:area)")
            assert "row-level security" in refused or "permission denied" in refused, f"{table}: {refused}"
        held = database.on_behalf_of(frozenset({OURS}), "council")
        for table in (*tables, f"{service}.ledger"):
            refused = await attempt(held, EVERY_AREA, f"insert into {table} (area) values (:area)")
            assert refused == NOT_OURS or "permission denied" in refused, f"{table}: {refused}"
    finally:
        await database.close()


@pytest.mark.parametrize("areas", [frozenset({OURS}), frozenset()])
async def test_rows_of_another_area_are_not_seen(areas: Areas, publication: Database, admin_url: str) -> None:
    async with publication.unit_of_work(EVERY_AREA) as session:
        await session.execute(
            text(
                "insert into area (area, version, name, letters, profile, population, responsible_authority, "
                "committee) values (:area, 1, 'Bath', 'BANE', 'laa-2008-1', 1, 'council', 'Scrutiny')"
            ),
            {"area": THEIRS},
        )
    async with publication.unit_of_work(areas) as session:
        assert (await session.execute(text("select count(*) from area"))).scalar_one() == 0
    async with publication.unit_of_work(frozenset({OURS, THEIRS})) as session:
        assert (await session.execute(text("select count(*) from area"))).scalar_one() == 1
    assert await tables_with_an_area(admin_url, "publication")


async def test_a_pooled_connection_carries_no_area_over(publication: Database) -> None:
    one = Database(
        publication.engine.url.set(username=None, password=None).render_as_string(),
        "publication",
        role="folkmoot_publication",
        password=publication.engine.url.password or "",
        pool_size=1,
    )
    async with one.unit_of_work(EVERY_AREA) as session:
        assert (await session.execute(text("select current_setting('app.areas', true)"))).scalar_one() == "*"
    async with one.engine.begin() as session:
        assert (await session.execute(text("select current_setting('app.areas', true)"))).scalar_one() == ""
    await one.close()


async def test_rows_of_another_area_are_neither_changed_nor_deleted(escalation: Database) -> None:
    """The rows are there, the statement names them, and the policy hides them from it."""
    async with escalation.unit_of_work(EVERY_AREA) as session:
        await session.execute(
            text(
                "insert into measure (area, measure, title, unit, polarity, frequency, framework, source) "
                "values (:area, 'M', 'M', 'percent', 'higher', 'annual', 'local', 'sample')"
            ),
            {"area": THEIRS},
        )
    async with escalation.unit_of_work(frozenset({OURS})) as session:
        changed = await session.execute(text("update measure set title = 'ours now' where measure = 'M'"))
        gone = await session.execute(text("delete from measure where measure = 'M'"))
    assert (changed.rowcount, gone.rowcount) == (0, 0)
    async with escalation.unit_of_work(EVERY_AREA) as session:
        assert (await session.execute(text("select title from measure"))).scalars().all() == ["M"]


async def test_what_is_done_on_trial_is_seen_while_it_is_done_and_never_after(escalation: Database) -> None:
    insert = text("insert into closure (area, closed_on, reason, basis) values (:area, '2026-05-05', 'a', 'b')")
    count = text("select count(*) from closure where area = :area")
    here = {"area": OURS}
    async with escalation.on_trial().unit_of_work(frozenset({OURS})) as session:
        await session.execute(insert, here)
        assert (await session.execute(count, here)).scalar_one() == 1
    async with escalation.unit_of_work(frozenset({OURS})) as session:
        assert (await session.execute(count, here)).scalar_one() == 0
        await session.execute(insert, here)
    async with escalation.unit_of_work(frozenset({OURS})) as session:
        assert (await session.execute(count, here)).scalar_one() == 1


async def test_the_kept_connection_goes_past_a_pooler(settings: Settings) -> None:
    """The relay's lock and LISTEN need one server connection: the direct address is used, not the pooler's."""
    direct = settings.model_copy(
        update={"database_direct_url": settings.database_url, "database_url": "postgresql://127.0.0.1:9/pooler"}
    )
    database = for_service(direct, "publication")
    connection = await database.kept_connection()
    assert await connection.fetchval("select current_setting('search_path')") == "publication"
    await connection.close()
    await database.close()


async def test_every_table_keeps_areas_apart_or_is_named_here_with_its_reason(admin_url: str) -> None:
    """A new table with personal data, or with anything of an area, has a policy that is forced also on its owner."""
    connection = await asyncpg.connect(admin_url)
    rows = await connection.fetch(
        """select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
             and not (c.relrowsecurity and c.relforcerowsecurity)
             and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')""",
        [*SERVICES, "escalation_private", "publication_private", "escalation_sealed", "identity"],
    )
    await connection.close()
    bare = {row["name"] for row in rows}
    assert bare - WITHOUT_AREAS.keys() == set()
    assert {name for name in WITHOUT_AREAS if name not in bare} == set(), "named here, and kept apart by now"
