"""`verify` on figures: it finds nothing on a true record, and names whatever was changed behind the ledger's back."""

import pytest

from services.indicators.handlers.figure.verification import verify
from shared.database import Database
from tests.integration.indicators.figures import ENGLAND, NEET, STAFF, World, row, target


@pytest.fixture
async def here(here: World) -> World:
    await here.tell(target("60"), target("60", "2025/26"), target("7", name=STAFF))
    await here.post(row("57.50"), row("41", code=ENGLAND), row(None, "2019") | {"missing": "none\u00e9"})
    await here.post(row("57.5"), row("61", "2025/26"), row("6", name=STAFF))
    await here.post(row("58"), row("59.5", "2025/26"))
    return here


async def test_a_true_record_has_no_differences(here: World) -> None:
    found = await verify(here.database)
    assert [(one.checked, one.differences) for one in found[:3]] == [(3, ()), (2, ()), (4, ())]
    assert not any(one.differences for one in found)


async def test_an_empty_record_has_no_differences(indicators: Database) -> None:
    found = await verify(indicators)
    assert found
    assert {(one.checked, one.differences) for one in found} == {(0, ())}


TABLES = ("figure", "batch", "judgement", "target")
TAMPERINGS = (
    "update indicators.figure set value = 60.5 where value = 57.50",
    "update indicators.figure set missing = 'other' where missing is not null",
    "delete from indicators.figure where series = (select id from indicators.series where place = 'E92000001')",
    "delete from indicators.figure where revision = 2",
    "update indicators.figure set status = 'f' where revision = 2",
    "update indicators.figure set area = 'E08000002'",
    "update indicators.batch set new = new + 1 where new > 1",
    "update indicators.batch set figures_sha256 = 'x'",
    "delete from indicators.batch",
    "update indicators.judgement set verdict = 'met' where verdict = 'near'",
    "update indicators.judgement set value = 60 where value is not null",
    "update indicators.judgement set version = version + 1 where version > 0",
    "update indicators.target set value = 50",
    "delete from indicators.target",
)


async def test_what_was_changed_by_hand_is_named(here: World) -> None:
    for table in TABLES:
        await here.admin.execute(f"create table kept_{table} as table indicators.{table}")
    for tampering in TAMPERINGS:
        assert not (await here.admin.execute(tampering)).endswith(" 0"), tampering
        assert any(one.differences for one in await verify(here.database)), tampering
        for table in TABLES:
            await here.admin.execute(f"delete from indicators.{table}")
            await here.admin.execute(f"insert into indicators.{table} select * from kept_{table}")
    assert not any(one.differences for one in await verify(here.database))


async def test_nothing_is_named_that_was_not_touched(here: World) -> None:
    await here.admin.execute("update indicators.judgement set verdict = 'met' where verdict = 'near'")
    differences = [sentence for one in await verify(here.database) for sentence in one.differences]
    assert len(differences) == 2
    assert not any(NEET in sentence for sentence in differences)
