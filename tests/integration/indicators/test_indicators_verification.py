"""`verify` on figures: it finds nothing on a true record, and names whatever was changed behind the ledger's back."""

import pytest

from services.cli.verify import everything
from services.indicators.handlers.figure.verification import verify
from shared import ledger
from shared.database import EVERY_AREA, Database
from shared.events.publication import TargetRemoved
from shared.settings import Settings
from tests.integration.indicators.figures import ENGLAND, NEET, SAID_AT, STAFF, TRAFFORD, WASTE, World, row, target


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


PROMISES = (
    "update indicators.target set value = 50 where period = '2027/28'",  # no figure yet, so no judgement tells of it
    f"update indicators.target set agreed_on = '1999', came = 'x' where period = '2024/25' and measure = '{WASTE}'",
    f"update indicators.target set ends_on = ends_on + 1 where measure = '{STAFF}'",
    "insert into indicators.target select * from other",
)


async def test_a_target_that_no_agreement_set_so_is_named_and_one_whose_news_is_on_the_way_is_not(
    here: World, publication: Database, settings: Settings
) -> None:
    removed = TargetRemoved(area=TRAFFORD, measure=WASTE, period="2025/26", agreement="trafford-2021")
    stream, told = f"target/{TRAFFORD}/{WASTE}", [target("60"), target("60", "2025/26"), removed]
    beside = [target("7", name=STAFF)]

    async def tell(name: str, known: int, *events: object) -> None:
        async with publication.unit_of_work(EVERY_AREA) as session:
            await ledger.append(session, name, known, events, area=TRAFFORD, actor="agreement", now=SAID_AT)

    async def found() -> tuple[int, tuple[str, ...]]:
        of_indicators = (await everything(settings))["indicators"]
        (one,) = [one for one in of_indicators if one.subject == "targets that are judged"]
        return one.checked, one.differences

    await tell(stream, 0, *told)
    await tell(f"target/{TRAFFORD}/{STAFF}", 0, *beside)
    assert await found() == (1, ())  # of the waste one removal was not heard yet
    await here.tell(removed)
    await tell(stream, 3, last := target("70", "2027/28"))
    await here.tell(last)
    assert await found() == (2, ())
    await here.admin.execute("create temporary table other as table indicators.target")
    await here.admin.execute("delete from other where period <> '2027/28'")
    await here.admin.execute("update other set measure = 'nobody-agreed'")
    for tampering in PROMISES:
        assert not (await here.admin.execute(tampering)).endswith(" 0"), tampering
    named = [(stream, "2024/25"), (stream, "2027/28"), (f"target/{TRAFFORD}/nobody-agreed", "2027/28")]
    named.append((f"target/{TRAFFORD}/{STAFF}", "2024/25"))
    sentences = [f"{name}: the target for {period} is not the one that the agreement set" for name, period in named]
    assert await found() == (3, tuple(sorted(sentences)))
    await here.admin.execute("delete from indicators.target where period = '2027/28'")
    assert len((await found())[1]) == 3  # one is missing now, and what nobody agreed is gone
