"""Keys, accounts, sessions and the local clock on a real database: what each opens, for how long, and to whom not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from migrations import SERVICES
from shared import auth
from shared.auth.accounts import WeakPassword
from shared.auth.caller import CallerKind, Grant
from shared.database import EVERY_AREA, Database, for_service
from shared.settings import Settings

PASSWORD = "correct horse battery"
TRAFFORD, SALFORD = "E08000009", "E08000006"


@pytest.fixture
async def admin(admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(admin_url)
    yield connection
    await connection.close()


@pytest.fixture
async def officer(admin: asyncpg.Connection) -> str:
    grants = [Grant(TRAFFORD, "case_worker"), Grant(SALFORD, "scrutiny_officer")]
    await auth.create_account(admin, "ada", PASSWORD, body="trafford-council", grants=grants, full_name="Ada Officer")
    return "ada"


async def signed_in(database: Database, name: str = "ada") -> str:
    token = await auth.sign_in(database, name, PASSWORD)
    assert token is not None
    return token


async def test_a_key_opens_its_own_areas_and_roles(admin: asyncpg.Connection, indicators: Database) -> None:
    key = await auth.create_key(admin, "trafford-council", [TRAFFORD], ["partner", "registrar"])
    caller = await auth.check_key(indicators, key)
    assert caller is not None
    assert (caller.kind, caller.body) == (CallerKind.PARTNER, "trafford-council")
    assert (set(caller.areas), set(caller.roles)) == ({TRAFFORD}, {"partner", "registrar"})
    assert key not in repr(caller)


async def test_only_a_hash_of_a_key_is_stored(admin: asyncpg.Connection) -> None:
    key = await auth.create_key(admin, "nhs", [TRAFFORD])
    stored = await admin.fetchval("select row_to_json(k)::text from identity.api_key k")
    assert key.split("_", 2)[2] not in stored
    assert key.encode().hex() not in stored


@pytest.mark.parametrize("wrong", ["", "fm_", "fm_abcdefghijkl_" + "a" * 43, "'; drop table api_key; --", "fm_\x00"])
async def test_what_is_no_key_of_ours_opens_nothing(indicators: Database, wrong: str) -> None:
    assert await auth.check_key(indicators, wrong) is None


async def test_a_key_with_one_letter_changed_opens_nothing(admin: asyncpg.Connection, indicators: Database) -> None:
    key = await auth.create_key(admin, "nhs", [TRAFFORD])
    assert await auth.check_key(indicators, key[:-1] + ("a" if key[-1] != "a" else "b")) is None


async def test_a_revoked_key_is_dead_at_once_and_the_other_lives(
    admin: asyncpg.Connection, indicators: Database
) -> None:
    old, new = [await auth.create_key(admin, "nhs", [TRAFFORD]) for _ in range(2)]
    old_id = auth.key_id(old)
    assert old_id is not None
    assert await auth.revoke_key(admin, old_id)
    assert await auth.check_key(indicators, old) is None
    assert await auth.check_key(indicators, new) is not None
    assert not await auth.revoke_key(admin, old_id)


async def test_a_third_live_key_of_one_system_is_refused(admin: asyncpg.Connection) -> None:
    for _ in range(2):
        await auth.create_key(admin, "nhs", [TRAFFORD])
    with pytest.raises(auth.TooManyKeys):
        await auth.create_key(admin, "nhs", [TRAFFORD])
    await auth.create_key(admin, "nhs", [TRAFFORD], name="another system")
    assert len(await auth.list_keys(admin)) == 3


async def test_a_session_knows_who_signed_in(officer: str, escalation: Database, publication: Database) -> None:
    found = await auth.session(escalation, await signed_in(publication, officer.upper()))
    assert found is not None
    caller = found.caller
    assert (caller.kind, caller.name, caller.body) == (CallerKind.OFFICER, "Ada Officer", "trafford-council")
    assert caller.grants == {Grant(TRAFFORD, "case_worker"), Grant(SALFORD, "scrutiny_officer")}


async def test_a_role_in_one_area_opens_no_other_area(officer: str, escalation: Database) -> None:
    found = await auth.session(escalation, await signed_in(escalation, officer))
    assert found is not None
    caller = found.caller
    acting = caller.acting_as({"case_worker", "inspector"})
    assert acting is not None
    assert (set(acting.areas), set(acting.roles)) == ({TRAFFORD}, {"case_worker"})
    assert caller.acting_as({"inspector"}) is None


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong horse battery"), ("nobody", PASSWORD), ("", ""), ("ada", "")]
)
async def test_a_wrong_name_or_password_opens_nothing(
    officer: str, escalation: Database, name: str, password: str
) -> None:
    assert officer
    assert await auth.sign_in(escalation, name, password) is None


async def test_after_five_failures_even_the_right_password_waits_a_moment(
    officer: str, escalation: Database, admin: asyncpg.Connection
) -> None:
    await admin.execute("update identity.account set failed_count = 7, failed_at = clock_timestamp()")
    assert await auth.sign_in(escalation, officer, PASSWORD) is None
    await admin.execute("update identity.account set failed_at = clock_timestamp() - interval '5 s'")
    assert await auth.sign_in(escalation, officer, PASSWORD) is not None
    assert await admin.fetchval("select failed_count from identity.account") == 0


async def test_failures_are_counted(officer: str, escalation: Database, admin: asyncpg.Connection) -> None:
    for _ in range(2):
        await auth.sign_in(escalation, officer, "wrong")
    assert await admin.fetchval("select failed_count from identity.account") == 2


@pytest.mark.parametrize(
    "change",
    [
        "update identity.session set seen_at = seen_at - interval '16 min'",
        "update identity.session set created_at = created_at - interval '12 h 1 min'",
        "update identity.account set disabled_at = clock_timestamp()",
        "delete from identity.account",
    ],
)
async def test_a_session_ends_by_idleness_age_and_the_end_of_its_account(
    officer: str, escalation: Database, admin: asyncpg.Connection, change: str
) -> None:
    token = await signed_in(escalation, officer)
    await admin.execute(change)
    assert await auth.session(escalation, token) is None


async def test_use_keeps_a_session_alive(officer: str, escalation: Database, admin: asyncpg.Connection) -> None:
    token = await signed_in(escalation, officer)
    for _ in range(3):
        await admin.execute("update identity.session set seen_at = seen_at - interval '14 min'")
        assert await auth.session(escalation, token) is not None


async def test_signing_out_ends_one_session_and_not_the_other(officer: str, escalation: Database) -> None:
    here, there = await signed_in(escalation, officer), await signed_in(escalation, officer)
    await auth.sign_out(escalation, here)
    assert await auth.session(escalation, here) is None
    assert await auth.session(escalation, there) is not None


async def test_a_role_taken_away_is_gone_in_the_running_session(
    officer: str, escalation: Database, admin: asyncpg.Connection
) -> None:
    token = await signed_in(escalation, officer)
    await auth.set_grants(admin, officer, [Grant(TRAFFORD, "inspector")])
    found = await auth.session(escalation, token)
    assert found is not None
    assert found.caller.roles == {"inspector"}


async def test_a_disabled_account_cannot_sign_in(officer: str, escalation: Database, admin: asyncpg.Connection) -> None:
    assert await auth.disable_account(admin, officer)
    assert await auth.sign_in(escalation, officer, PASSWORD) is None


async def test_a_weak_password_makes_no_account(admin: asyncpg.Connection) -> None:
    with pytest.raises(WeakPassword):
        await auth.create_account(admin, "bob", "short", body="x", grants=[])
    assert await admin.fetchval("select count(*) from identity.account") == 0


async def test_no_service_role_can_touch_a_table_of_identity(admin: asyncpg.Connection, settings: Settings) -> None:
    tables = await admin.fetch("select tablename from pg_tables where schemaname = 'identity'")
    assert len(tables) >= 6
    for service in SERVICES:
        database = for_service(settings, service)
        for table in tables:
            name = f"identity.{table['tablename']}"
            for attempt in (f"select * from {name}", f"delete from {name}", f"insert into {name} default values"):
                with pytest.raises(DBAPIError, match="permission denied"):
                    async with database.unit_of_work(EVERY_AREA) as session:
                        await session.execute(text(attempt))
        await database.close()


async def test_functions_of_identity_are_for_the_services_alone(admin: asyncpg.Connection) -> None:
    open_to_all = await admin.fetch(
        "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
        "where n.nspname = 'identity' "
        "and (not p.prosecdef or p.proacl is null or array_to_string(p.proacl, ' ') ~ '(^| )=X')"
    )
    assert open_to_all == []


async def test_the_clock_is_fixed_until_it_is_freed_and_never_goes_back(
    admin: asyncpg.Connection, indicators: Database
) -> None:
    soon = datetime.now(UTC) + timedelta(days=40)
    with pytest.raises(auth.ClockIsFixed):
        await auth.move_clock(indicators, soon)
    await auth.free_clock(admin)
    offset = await auth.move_clock(indicators, soon)
    assert offset == await auth.read_offset(indicators)
    assert abs(offset - timedelta(days=40)) < timedelta(seconds=5)
    with pytest.raises(auth.ClockIsFixed):
        await auth.move_clock(indicators, soon - timedelta(days=1))
