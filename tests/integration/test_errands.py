"""Errands: carried once each, tried again with the same key, and shown when their attempts are spent."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from shared import errands
from shared.database import EVERY_AREA, Database
from shared.errands import Errand
from shared.post.mail import FilePost, Letter, read_folder

KIND = "test.letter"


async def book(database: Database, key: str) -> None:
    async with database.unit_of_work(EVERY_AREA) as session:
        await errands.book(session, area="E08000009", kind=KIND, reference="signature/1", key=key)


async def test_each_errand_is_carried_once_by_several_carriers(escalation: Database) -> None:
    carried: list[str] = []

    async def carry(_: Database, errand: Errand) -> None:
        carried.append(errand.key)

    for n in range(50):
        await book(escalation, f"k{n}")
    await book(escalation, "k1")

    async def work() -> None:
        while await errands.carry_some(escalation, {KIND: carry}):
            pass

    await asyncio.gather(*(work() for _ in range(4)))
    assert sorted(carried) == sorted(f"k{n}" for n in range(50))


async def test_a_failed_errand_is_tried_again_with_its_key_and_then_shown(escalation: Database) -> None:
    keys: list[str] = []

    async def refuse(_: Database, errand: Errand) -> None:
        keys.append(errand.key)
        raise OSError("no way out")

    await book(escalation, "k")
    for _ in range(errands.ATTEMPTS + 2):
        async with escalation.unit_of_work(EVERY_AREA) as session:
            await session.execute(text("update errand set next_attempt_at = clock_timestamp()"))
        await errands.carry_some(escalation, {KIND: refuse})
    assert keys == ["k"] * errands.ATTEMPTS
    async with escalation.unit_of_work(EVERY_AREA) as session:
        (shown,) = await errands.not_carried(session)
    assert shown["dead_reason"] == "OSError"


async def test_what_is_rolled_back_is_not_carried(escalation: Database) -> None:
    async def book_and_fail() -> None:
        async with escalation.unit_of_work(EVERY_AREA) as session:
            await errands.book(session, area="E08000009", kind=KIND, reference="x", key="k")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await book_and_fail()
    assert await errands.carry_some(escalation, {KIND: _never}) == 0


async def _never(_: Database, errand: Errand) -> None:
    raise AssertionError(errand)


async def test_a_letter_is_written_once_per_key(tmp_path: Path) -> None:
    post = FilePost(tmp_path, "folkmoot@localhost")
    for _ in range(2):
        await post.send(Letter("a@example.org", "Confirm your signature", "Open this page:\nhttp://x/ü\n", "key-1"))
    (letter,) = read_folder(tmp_path)
    assert (letter.to, letter.subject) == ("a@example.org", "Confirm your signature")
    assert "http://x/ü" in letter.text
