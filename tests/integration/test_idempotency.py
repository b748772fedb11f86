"""A write that a machine repeats is done once and answered the same."""

import asyncio

import pytest
from sqlalchemy import text

from shared import idempotency
from shared.database import EVERY_AREA, Database
from shared.idempotency import Answer, Once
from shared.problems import KeyReused, RequestInProgress

ONCE = Once("partner-a", "key-1", "POST /x", b"\x01" * 32)
ANSWER = Answer(201, '{"batch":"é"}'.encode(), {"Location": "/x/1"})


async def do_once(database: Database, once: Once, *, seconds: float = 0) -> tuple[Answer, bool]:
    async with database.unit_of_work(EVERY_AREA) as session:
        if before := await idempotency.claim(session, once):
            return before, False
        await asyncio.sleep(seconds)
        return await idempotency.keep(session, once, ANSWER), True


async def test_a_repeated_request_gets_the_first_answer_byte_for_byte(indicators: Database) -> None:
    assert await do_once(indicators, ONCE) == (ANSWER, True)
    assert await do_once(indicators, ONCE) == (ANSWER, False)


async def test_the_same_request_in_flight_waits_for_the_first(indicators: Database) -> None:
    both = await asyncio.gather(do_once(indicators, ONCE, seconds=0.5), do_once(indicators, ONCE))
    assert sorted(done for _, done in both) == [False, True]
    assert {answer.body for answer, _ in both} == {ANSWER.body}


async def test_after_two_seconds_the_second_request_is_told_to_come_again(indicators: Database) -> None:
    first = asyncio.create_task(do_once(indicators, ONCE, seconds=3))
    await asyncio.sleep(0.2)
    with pytest.raises(RequestInProgress) as refused:
        await do_once(indicators, ONCE)
    assert refused.value.retry_after
    await first


@pytest.mark.parametrize(
    "other", [Once("partner-a", "key-1", "POST /y", b"\x01" * 32), Once("partner-a", "key-1", "POST /x", b"\x02" * 32)]
)
async def test_a_key_used_for_another_request_is_refused(indicators: Database, other: Once) -> None:
    await do_once(indicators, ONCE)
    with pytest.raises(KeyReused):
        await do_once(indicators, other)


async def test_the_same_key_of_another_client_is_another_key(indicators: Database) -> None:
    await do_once(indicators, ONCE)
    assert (await do_once(indicators, Once("partner-b", "key-1", "POST /x", b"\x01" * 32)))[1] is True


async def test_a_request_that_failed_may_be_made_again(indicators: Database) -> None:
    async def fail() -> None:
        async with indicators.unit_of_work(EVERY_AREA) as session:
            await idempotency.claim(session, ONCE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert (await do_once(indicators, ONCE))[1] is True


async def test_keys_are_forgotten_after_thirty_five_days(indicators: Database) -> None:
    await do_once(indicators, ONCE)
    async with indicators.unit_of_work(EVERY_AREA) as session:
        assert await idempotency.forget_old(session) == 0
        await session.execute(text("update idempotency set created_at = created_at - interval '36 days'"))
        assert await idempotency.forget_old(session) == 1
